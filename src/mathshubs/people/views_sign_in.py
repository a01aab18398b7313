"""What we add to a page of django-allauth."""

from __future__ import annotations

from allauth.account.internal.flows.email_verification_by_code import (
    EMAIL_VERIFICATION_CODE_SESSION_KEY,
    EmailVerificationProcess,
)
from allauth.account.views import email_verification_sent
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect


@login_not_required
def confirm_email(request: HttpRequest) -> HttpResponseBase:
    """Confirm an address by its code; where the code has run out, say so."""
    waits = EMAIL_VERIFICATION_CODE_SESSION_KEY in request.session
    if waits and EmailVerificationProcess.resume(request) is None:
        messages.error(
            request, "That code has run out: it works for 10 minutes. Ask for a new one."
        )
        return redirect("account_email" if request.user.is_authenticated else "account_login")
    return email_verification_sent(request)
