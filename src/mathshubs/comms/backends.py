"""Where emails go when there is no mail server."""

from __future__ import annotations

from django.core.mail.backends.base import BaseEmailBackend


class DemoBackend(BaseEmailBackend):
    """Takes every email and drops it: the demo's mailbox page shows the letters themselves."""

    def send_messages(self, email_messages) -> int:
        return len(email_messages)
