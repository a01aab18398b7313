"""
The address that a reply by letter goes to: it says who answers what, and that we wrote it.

A mail server may write it in lower case and may not take more than 64 characters before the @:
two numbers, a day and their signature are 28 bytes, 45 letters and figures.
"""

from __future__ import annotations

import base64
import hmac
import re
import struct
from datetime import date, timedelta
from hashlib import sha256
from typing import NamedTuple

from django.conf import settings

WORKS_FOR = timedelta(days=120)
_FORM = ">III"
_PREFIX = "reply+"
_IN_A_HEADER = re.compile(r"reply\+([a-z2-7]{45})@", re.IGNORECASE)


class Answer(NamedTuple):
    """Who may answer which topic, and the day of the letter that asked."""

    topic_id: int
    person_id: int
    written_on: date

    def is_too_late(self, on: date) -> bool:
        return on - self.written_on > WORKS_FOR


def reply_address(answer: Answer) -> str:
    """Return the address for this person's replies in this topic; "" where none are taken."""
    domain = settings.REPLY_DOMAIN
    if not domain:
        return ""
    said = struct.pack(_FORM, answer.topic_id, answer.person_id, answer.written_on.toordinal())
    token = base64.b32encode(said + _signature(said)).decode().rstrip("=").lower()
    return f"{_PREFIX}{token}@{domain}"


def read_address(text: str) -> Answer | None:
    """Return what an address in `text` (headers, an envelope) says; None when it is not ours."""
    for found in _IN_A_HEADER.finditer(text):
        token = base64.b32decode(found[1].upper() + "===")
        said, signature = token[:12], token[12:]
        if hmac.compare_digest(signature, _signature(said)):
            topic_id, person_id, day = struct.unpack(_FORM, said)
            answer = Answer(topic_id, person_id, date.fromordinal(day))
            # The last letter holds a bit that decodes to nothing: only what we wrote is ours.
            if reply_address(answer).startswith(f"{_PREFIX}{found[1].lower()}@"):
                return answer
    return None


def _signature(said: bytes) -> bytes:
    key = f"community.reply:{settings.SECRET_KEY}".encode()
    return hmac.new(key, said, sha256).digest()[:16]
