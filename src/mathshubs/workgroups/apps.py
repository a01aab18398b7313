from django.apps import AppConfig


class WorkgroupsConfig(AppConfig):
    name = "mathshubs.workgroups"
    label = "workgroups"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mathshubs.people import staff
        from mathshubs.programmes.signals import template_given_out
        from mathshubs.schools.signals import register_changed

        from .models import Leader
        from .signals import follow_schools_soon, tell_hubs_of_template

        # Those who lead a group see the needs of the people in it.
        staff.register(lambda person, day: Leader.objects.filter(person=person).order_by())
        register_changed.connect(follow_schools_soon)
        template_given_out.connect(tell_hubs_of_template)
