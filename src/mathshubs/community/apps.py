from django.apps import AppConfig


class CommunityConfig(AppConfig):
    name = "mathshubs.community"
    label = "community"
    default_auto_field = "django.db.models.BigAutoField"
