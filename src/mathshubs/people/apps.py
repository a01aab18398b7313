from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "mathshubs.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allauth.account.signals import authentication_step_completed
        from allauth.mfa.signals import authenticator_added

        from .signals import confirm_address, count_new_factor

        authenticator_added.connect(count_new_factor)
        authentication_step_completed.connect(confirm_address)
