from django.apps import AppConfig


class WorkgroupsConfig(AppConfig):
    name = "mathshubs.workgroups"
    label = "workgroups"
    default_auto_field = "django.db.models.BigAutoField"
