from django.apps import AppConfig


class NeedsConfig(AppConfig):
    name = "mathshubs.needs"
    label = "needs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mathshubs.schools.signals import register_changed, results_taken

        from .signals import propose_as_schools_carry_on, propose_soon

        results_taken.connect(propose_soon)
        register_changed.connect(propose_as_schools_carry_on)
