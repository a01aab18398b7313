"""What a returned message says (RFC 3464), as mail servers write it."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import Message
from typing import NamedTuple

_OURS = re.compile(r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@", re.IGNORECASE)


class Bounce(NamedTuple):
    message_id: str
    reason: str


def read(raw: bytes) -> Bounce | None:
    """Return which letter came back and why; None for anything that is not a failed delivery."""
    message = message_from_bytes(raw, policy=policy.compat32)
    status = next(
        (part for part in message.walk() if part.get_content_type() == "message/delivery-status"),
        None,
    )
    if status is None or not isinstance(status.get_payload(), list):
        return None
    failed = next(
        (each for each in status.get_payload() if _value(each, "Action").lower() == "failed"), None
    )
    found = _returned_id(message)
    if failed is None or found is None:
        return None
    said = _value(failed, "Diagnostic-Code") or _value(failed, "Status") or "No reason was given."
    return Bounce(found, re.sub(r"^smtp;\s*", "", said, flags=re.IGNORECASE))


def _returned_id(message: Message) -> str | None:
    """Find the Message-ID in the part that holds the letter, or only its headers."""
    for part in message.walk():
        if part.get_content_type() == "message/rfc822" and isinstance(part.get_payload(), list):
            headers = _value(part.get_payload(0), "Message-ID")
        elif part.get_content_type() in ("text/rfc822-headers", "message/rfc822-headers"):
            headers = str(part.get_payload())
        else:
            continue
        if found := _OURS.search(headers):
            return found[1].lower()
    return None


def _value(part: object, name: str) -> str:
    return " ".join(str(part.get(name, "")).split()) if isinstance(part, Message) else ""
