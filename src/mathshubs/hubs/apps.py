from django.apps import AppConfig


class HubsConfig(AppConfig):
    name = "mathshubs.hubs"
    label = "hubs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mathshubs.people import staff

        from .models import Post

        staff.register(lambda person, day: Post.objects.on(day).filter(person=person))
