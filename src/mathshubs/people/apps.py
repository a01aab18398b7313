from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "mathshubs.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allauth.account.signals import authentication_step_completed
        from allauth.mfa.signals import authenticator_added
        from django.contrib.auth.signals import user_logged_out

        from .signals import confirm_address, count_new_factor, forget_on_this_device

        authenticator_added.connect(count_new_factor)
        user_logged_out.connect(forget_on_this_device)
        authentication_step_completed.connect(confirm_address)
