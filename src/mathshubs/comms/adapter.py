"""The letters of signing in, posted like every other."""

from __future__ import annotations

import uuid
from datetime import timedelta

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from django.conf import settings
from django.utils.timezone import now

from mathshubs.people.adapters import SENTENCES
from mathshubs.people.models import Person

from . import actions


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        **SENTENCES,
        "too_many_login_attempts": "That code was wrong three times. Ask for a new one.",
        "account_inactive": "This account is closed. Write to your hub to open it again.",
        "duplicate_email": "You have added this address already.",
        "cannot_remove_primary_email": "Choose another main address first, then remove this one.",
        "max_email_addresses": "You can have %d addresses. Remove one, then add this one.",
    }

    def validation_error(self, code: str, *args):
        """Say beside a field that there were too many tries; on a page, that the code is void."""
        return super().validation_error(
            "rate_limited" if code == "too_many_login_attempts" else code, *args
        )

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Post the letter. A code in it makes it a secret for as long as the code works."""
        at = now()
        context = {"request": allauth_context.request, "email": email, **context}
        message = self.render_mail(template_prefix, email, context)
        lasts = timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
        actions.post(
            to=Person.objects.filter(email=email.lower()).first() or email,
            kind=f"people.{template_prefix.rsplit('/', 1)[-1]}",
            about=uuid.uuid4().hex,
            subject=message.subject,
            text=str(message.body),
            secret_until=at + lasts if context.get("code") else None,
            at=at,
        )
