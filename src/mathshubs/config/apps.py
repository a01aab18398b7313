from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "mathshubs.config"
    label = "config"
