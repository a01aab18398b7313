"""What django-allauth tells us about, and what we make of it."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import messages


def count_new_factor(sender, request, user, authenticator, **kwargs) -> None:
    """Count a factor that was set up a moment ago as used: setting it up has just proved it."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        proof = {"id": authenticator.pk, "type": authenticator.type, "reauthenticated": True}
        record_authentication(request, user, method="mfa", **proof)


def say_how_many_codes_are_left(sender, request, user, authenticator, **kwargs) -> None:
    """Warn who used a recovery code, before the last is gone."""
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        authenticator.refresh_from_db(fields=["data"])  # the code was struck off in another copy
        left = len(authenticator.wrap().get_unused_codes())
        messages.warning(
            request,
            f"You used a recovery code, and it does not work again. You have {left or 'none'} left"
            + ("." if left else ": make new ones on your profile, under Signing in."),
        )


def forget_on_this_device(sender, request, user, **kwargs) -> None:
    """Note that somebody signed out, so that the answer empties what their browser kept."""
    request.signed_out = user is not None


def confirm_address(sender, request, method, user, email=None, **kwargs) -> None:
    """
    Take an address as confirmed once its code was typed.

    Somebody a colleague wrote in has no confirmed address yet; without this they would be sent a
    second code to confirm the address the first had reached.
    """
    proved = method == "code" and email and user.email == email.lower()
    if proved and not EmailAddress.objects.filter(user=user).exists():
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
