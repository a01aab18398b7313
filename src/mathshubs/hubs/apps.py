from django.apps import AppConfig


class HubsConfig(AppConfig):
    name = "mathshubs.hubs"
    label = "hubs"
    default_auto_field = "django.db.models.BigAutoField"
