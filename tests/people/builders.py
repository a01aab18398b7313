"""What tests of signing in share."""

from __future__ import annotations

import re

from django.core import mail
from django.test import Client
from django.utils.timezone import now

from mathshubs.comms import actions
from mathshubs.comms.models import Letter

SIGN_IN, CONFIRM = "/account/login/", "/account/login/code/confirm/"


def deliver() -> list:
    """Send what waits in the letterbox, as the worker would; return the emails of the outbox."""
    for letter in Letter.objects.filter(state="QUEUED").order_by("pk"):
        actions.send(letter_id=letter.pk, at=now())
    return mail.outbox


def code_sent_to(email: str) -> str:
    """Return the code in the last letter to an address."""
    letters = [one for one in deliver() if one.to == [email]]
    return re.search(r"^[A-Z]{4}-[A-Z]{4}$", letters[-1].body, re.MULTILINE)[0]


def sign_in_by_code(client: Client, email: str, next_page: str = "/my/profile/"):
    """Ask for a code, read the letter and type the code. Returns the last response."""
    client.post(SIGN_IN, {"login": email, "next": next_page})
    return client.post(CONFIRM, {"code": code_sent_to(email), "next": next_page})
