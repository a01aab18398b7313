"""The second factor of this session."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator


def count_new_factor(sender, request, user, authenticator, **kwargs) -> None:
    """Count a factor that was set up a moment ago as used: setting it up has just proved it."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(
            request, user, method="mfa", id=authenticator.pk, type=authenticator.type
        )
