"""How a letter becomes an email and reaches the mail server."""

from __future__ import annotations

import re
import smtplib
import threading
import time
from email.utils import formataddr, parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import BadHeaderError, EmailMultiAlternatives, get_connection

from .models import Letter
from .writing import letter_html

_IDLE_SECONDS = 30
_kept = threading.local()


class NotNow(Exception):
    """Trouble that may pass. `str()` says what the mail server or the network said."""


class NoSuchAddress(Exception):
    """The mail server refused the address for good."""


class Refused(Exception):
    """This letter will never be taken as it is."""


def message_id(letter: Letter) -> str:
    return f"<{letter.message_id}@{urlsplit(settings.SITE_URL).hostname}>"


def html_of(letter: Letter) -> str:
    return letter.html or letter_html(letter.text, title=letter.subject)


def as_email(letter: Letter) -> EmailMultiAlternatives:
    """Return the email: text, its HTML twin and the calendar file when there is one."""
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    email = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        from_email=formataddr((letter.from_name or "Maths Hubs", address)),
        to=[letter.to_email],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers={"Message-ID": message_id(letter), "Auto-Submitted": "auto-generated"},
    )
    email.attach_alternative(html_of(letter), "text/html")
    if letter.calendar:
        method = re.search(r"^METHOD:(\w+)", letter.calendar, re.MULTILINE)
        kind = f"text/calendar; method={method[1]}" if method else "text/calendar"
        email.attach("calendar.ics", letter.calendar, kind)
    return email


def send(letter: Letter) -> None:
    """
    Hand a letter to the mail server. Raises NotNow, NoSuchAddress or Refused.

    The connection is kept for the next letter of this thread while letters keep coming.
    """
    try:
        _connection().send_messages([as_email(letter)])
    except smtplib.SMTPRecipientsRefused as error:
        close()
        code, said = next(iter(error.recipients.values()))
        raise (NoSuchAddress if code >= 500 else NotNow)(_sentence(code, said)) from error
    except smtplib.SMTPDataError as error:
        close()
        problem = Refused if error.smtp_code >= 500 else NotNow
        raise problem(_sentence(error.smtp_code, error.smtp_error)) from error
    except smtplib.SMTPResponseException as error:  # our own sign-in or sender: staff can mend it
        close()
        raise NotNow(_sentence(error.smtp_code, error.smtp_error)) from error
    except (OSError, smtplib.SMTPException) as error:
        close()
        raise NotNow(f"The mail server could not be reached: {error}") from error
    except (BadHeaderError, ValueError) as error:
        raise Refused(f"The letter cannot be written as an email: {error}") from error
    _kept.used = time.monotonic()


def _connection():
    """Return this thread's open connection, a fresh one when the last has been idle or moved."""
    target = (settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT)
    fresh = time.monotonic() - getattr(_kept, "used", 0) < _IDLE_SECONDS
    if not fresh or getattr(_kept, "target", None) != target:
        close()
    if getattr(_kept, "connection", None) is None:
        _kept.connection, _kept.target = get_connection(), target
        _kept.connection.open()
    return _kept.connection


def close() -> None:
    """Let go of this thread's connection."""
    connection, _kept.connection = getattr(_kept, "connection", None), None
    if connection is not None:
        connection.close()


def _sentence(code: int, said: bytes | str) -> str:
    text = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
    return f"The mail server answered {code}: {' '.join(text.split())}"
