"""What django-allauth tells us about, and what we make of it."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator


def count_new_factor(sender, request, user, authenticator, **kwargs) -> None:
    """Count a factor that was set up a moment ago as used: setting it up has just proved it."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        proof = {"id": authenticator.pk, "type": authenticator.type, "reauthenticated": True}
        record_authentication(request, user, method="mfa", **proof)


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
