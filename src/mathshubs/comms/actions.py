"""What happens to letters: they are written once, sent, come back, or cannot be sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from mathshubs.people.models import Person

from . import queries, sending
from .models import Letter
from .queue import SEND_LETTER, defer, defer_many

WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 20, 30, 45, 60, 60))
FORGOTTEN_AFTER = timedelta(minutes=10)
_URGENT = 10


@dataclass(frozen=True)
class Draft:
    """A letter to be written. `kind`, `about` and the address together are written once."""

    to: Person | str
    kind: str
    about: str
    subject: str
    text: str
    topic: str = ""
    html: str = ""
    from_name: str = ""
    reply_to: str = ""
    calendar: str = ""
    secret_until: datetime | None = None


def post(*, at: datetime, **draft) -> Letter | None:
    """
    Write one letter (the fields of Draft) and queue its sending, in the caller's transaction.

    Twice is once: None when this letter was written before. Without `html` the text is set in the
    house template when it is sent.
    """
    written = post_many([Draft(**draft)], at=at)
    return written[0] if written else None


@transaction.atomic(savepoint=False)
def post_many(drafts: Iterable[Draft], *, at: datetime) -> list[Letter]:
    """Write letters and queue their sending: two statements for all. Returns those that are new."""
    letters = _insert([_letter(draft, at) for draft in drafts])
    for urgent in (True, False):
        ids = [{"letter_id": one.pk} for one in letters if bool(one.secret_until) == urgent]
        defer_many(SEND_LETTER, ids, priority=_URGENT if urgent else 0)
    return letters


def _letter(draft: Draft, at: datetime) -> Letter:
    person = draft.to if isinstance(draft.to, Person) else None
    return Letter(
        to_email=(person.email if person else str(draft.to)).strip().lower(),
        to_person=person,
        kind=draft.kind,
        about=draft.about,
        topic=draft.topic,
        subject=" ".join(draft.subject.split())[:200],
        text=draft.text,
        html=draft.html,
        from_name=" ".join(draft.from_name.split())[:100],
        reply_to=draft.reply_to,
        calendar=draft.calendar,
        secret_until=draft.secret_until,
        written_at=at,
    )


def _insert(letters: list[Letter]) -> list[Letter]:
    """Insert what is new in one statement. Django cannot say which rows a conflict left out."""
    if not letters:
        return []
    fields = [field for field in Letter._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    row = "(" + ", ".join(["%s"] * len(fields)) + ")"
    values = [
        field.get_db_prep_save(getattr(letter, field.attname), connection)
        for letter in letters
        for field in fields
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Letter._meta.db_table} ({columns})"
            f" VALUES {', '.join([row] * len(letters))}"
            " ON CONFLICT (to_email, kind, about) DO NOTHING RETURNING message_id, id",
            values,
        )
        written = dict(cursor.fetchall())
    new = [letter for letter in letters if letter.message_id in written]
    for letter in new:
        letter.pk = written[letter.message_id]
        letter._state.adding, letter._state.db = False, connection.alias
    return new


@transaction.atomic
def send(*, letter_id: int, at: datetime) -> None:
    """
    Send a letter that waits, or say why not and when to try again.

    Twice is harmless: the row is locked while the mail server is spoken to, and a letter that is
    locked or no longer waits is left alone. A worker killed after the mail server took the letter
    and before the commit sends it again, with the same Message-ID.
    """
    waiting = Letter.objects.select_for_update(skip_locked=True, no_key=True)
    letter = waiting.filter(pk=letter_id, state=Letter.State.QUEUED).first()
    if letter is None:
        return
    letter.attempts += 1
    if letter.secret_until and letter.secret_until < at:
        _close(letter, Letter.State.FAILED, "It was too late: the code in it no longer works.")
        return
    try:
        sending.send(letter)
    except sending.NoSuchAddress as refusal:
        _close(letter, Letter.State.BOUNCED, str(refusal))
    except sending.Refused as refusal:
        _close(letter, Letter.State.FAILED, str(refusal))
    except sending.NotNow as trouble:
        if letter.attempts > len(WAITS):
            _close(letter, Letter.State.FAILED, str(trouble))
        else:
            letter.reason = str(trouble)[:500]
            letter.save(update_fields=["attempts", "reason"])
            defer(SEND_LETTER, at=at + WAITS[letter.attempts - 1], letter_id=letter.pk)
    else:
        letter.sent_at = at
        _close(letter, Letter.State.SENT, "")


def _close(letter: Letter, state: Letter.State, reason: str) -> None:
    letter.state, letter.reason = state, reason[:500]
    if letter.secret_until and not settings.DEMO:
        letter.text = letter.html = ""
    letter.save(update_fields=["state", "reason", "attempts", "sent_at", "text", "html"])


def came_back(*, message_id: str, reason: str) -> Letter | None:
    """Note that a sent letter was returned. Twice is harmless; None when it is not one of ours."""
    letter = Letter.objects.filter(message_id=message_id).first()
    if letter and letter.state in (Letter.State.SENT, Letter.State.QUEUED):
        letter.state, letter.reason = Letter.State.BOUNCED, reason[:500]
        letter.save(update_fields=["state", "reason"])
    return letter


@transaction.atomic
def send_again(*, letter: Letter) -> bool:
    """Queue a letter that failed or came back. False when it waits, was sent, or was a secret."""
    lost = Letter.objects.filter(
        pk=letter.pk,
        state__in=[Letter.State.FAILED, Letter.State.BOUNCED],
        secret_until=None,
    )
    if not lost.update(state=Letter.State.QUEUED, attempts=0, reason=""):
        return False
    defer(SEND_LETTER, letter_id=letter.pk)
    return True


@transaction.atomic
def queue_forgotten_letters(*, at: datetime) -> int:
    """Queue each letter that has waited long without a job to send it. Returns how many."""
    forgotten = queries.letters_without_a_job(written_before=at - FORGOTTEN_AFTER)
    ids = list(forgotten.values_list("pk", flat=True))
    defer_many(SEND_LETTER, [{"letter_id": pk} for pk in ids])
    return len(ids)
