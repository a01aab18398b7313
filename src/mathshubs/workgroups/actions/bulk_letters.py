"""Letters to many: kept as written, then put in the letterbox for each reader, once."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from mathshubs.comms.actions import post_many
from mathshubs.comms.queue import defer
from mathshubs.hubs.models import Hub
from mathshubs.people.models import Person
from mathshubs.schools.models import School

from ..emails import bulk as words
from ..models import BulkLetter, Place, WorkGroup

SEND_BULK_LETTER = "workgroups.send_bulk_letter"
MOST = 5000  # people
_AT_ONCE = 500  # letters a transaction


class BulkLetterRefused(Exception):
    """Nobody was written to. `str(refusal)` is a sentence for whoever pressed Send."""


@transaction.atomic
def write_to_many(
    *, hub: Hub, places: list[Place], expected: int, subject: str, text: str, to_whom: str,
    token: UUID, by: Person, at: datetime,
) -> BulkLetter:  # fmt: skip
    """
    Keep the letter and queue its sending to who has `places`, one of each person.

    Pressed twice is sent once: the same `token` gives the letter that is kept already. Raises
    BulkLetterRefused when nobody is left, or not as many as were `expected` when it was shown.
    """
    if kept := BulkLetter.objects.filter(token=token, by=by).first():
        return kept
    if not places:
        raise BulkLetterRefused("Nobody answers the filters now. Change them, then try again.")
    if len(places) != expected:
        raise BulkLetterRefused(
            f"It would now go to {len(places):,} instead of {expected:,}: places have changed "
            "since you looked. Look again, then send it."
        )
    if len(places) > MOST:
        raise BulkLetterRefused(f"A letter goes to {MOST:,} people at most. Add a filter.")
    letter, new = BulkLetter.objects.get_or_create(
        token=token,
        by=by,
        defaults={
            "hub": hub,
            "subject": subject,
            "text": text,
            "to_whom": to_whom[:300],
            "places": [place.pk for place in places],
            "written_at": at,
        },
    )
    if new:
        defer(SEND_BULK_LETTER, bulk_letter_id=letter.pk)
    return letter


@transaction.atomic
def write_to_schools(
    *, hub: Hub, addresses: list[tuple[int, str]], expected: int, subject: str, text: str,
    to_whom: str, token: UUID, by: Person, at: datetime,
) -> BulkLetter:  # fmt: skip
    """
    Keep the letter and queue its sending to schools: (school, address), each address once.

    Pressed twice is sent once, and refused as `write_to_many` refuses.
    """
    if kept := BulkLetter.objects.filter(token=token, by=by).first():
        return kept
    if not addresses:
        raise BulkLetterRefused(
            "None of these schools has an address we may write to. Change the filters."
        )
    if len(addresses) != expected:
        raise BulkLetterRefused(
            f"It would now go to {len(addresses):,} addresses instead of {expected:,}: something "
            "has changed since you looked. Look again, then send it."
        )
    if len(addresses) > MOST:
        raise BulkLetterRefused(f"A letter goes to {MOST:,} addresses at most. Add a filter.")
    words = {"hub": hub, "subject": subject, "text": text, "to_whom": to_whom[:300]}
    letter, new = BulkLetter.objects.get_or_create(
        token=token, by=by,
        defaults=words | {"addresses": [list(each) for each in addresses], "written_at": at},
    )  # fmt: skip
    if new:
        defer(SEND_BULK_LETTER, bulk_letter_id=letter.pk)
    return letter


def put_in_the_letterbox(*, bulk_letter_id: int, at: datetime) -> int:
    """
    Write each reader's letter, some hundred at a time. Returns how many are new.

    Twice is harmless: a letter is written once for each reader, so a job that was killed half way
    begins again from the start.
    """
    letter = BulkLetter.objects.select_related("hub", "by").get(pk=bulk_letter_id)
    written = 0
    for some in _batches(letter.places):
        places = Place.objects.filter(pk__in=some, person__isnull=False)
        drafts = [
            words.letter(letter, place) for place in places.select_related("person", "work_group")
        ]
        written += len(post_many(drafts, at=at))
    for pairs in _batches(letter.addresses):
        schools = School.objects.in_bulk([school for school, _ in pairs])
        drafts = [
            words.letter_to_school(letter, schools[school], email)
            for school, email in pairs
            if school in schools
        ]
        written += len(post_many(drafts, at=at))
    BulkLetter.objects.filter(pk=letter.pk, done_at=None).update(done_at=at)
    return written


def _batches(places: list) -> list[list]:
    return [places[start : start + _AT_ONCE] for start in range(0, len(places), _AT_ONCE)]


def send_test(
    *, hub: Hub, work_group: WorkGroup, subject: str, text: str, by: Person, at: datetime
) -> None:
    """Write the letter to whoever writes it, as its readers will get it."""
    letter = BulkLetter(hub=hub, by=by, subject=subject, text=text)
    post_many([words.test(letter, work_group, number=f"{at:%Y%m%d%H%M%S%f}")], at=at)


def send_test_to_schools(*, hub: Hub, subject: str, text: str, by: Person, at: datetime) -> None:
    """Write the letter to whoever writes it, as a school will get it."""
    letter = BulkLetter(hub=hub, by=by, subject=subject, text=text)
    post_many([words.test_to_school(letter, number=f"{at:%Y%m%d%H%M%S%f}")], at=at)
