from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "mathshubs.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allauth.account.signals import authentication_step_completed
        from allauth.mfa.signals import authenticator_added, authenticator_used
        from django.contrib.auth.signals import user_logged_out

        from .signals import (
            confirm_address,
            count_new_factor,
            forget_on_this_device,
            say_how_many_codes_are_left,
        )

        authenticator_added.connect(count_new_factor)
        authenticator_used.connect(say_how_many_codes_are_left)
        user_logged_out.connect(forget_on_this_device)
        authentication_step_completed.connect(confirm_address)
