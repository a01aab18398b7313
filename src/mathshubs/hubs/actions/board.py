"""The board advises or challenges the hub; the hub answers."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mathshubs.people.models import Person
from mathshubs.schools.models import District

from .. import emails
from ..models import Advice, Hub


class AdviceRefused(Exception):
    """Nothing is kept. `str(refusal)` is a sentence for the person who asked."""


@transaction.atomic
def advise(
    *, hub: Hub, subject: str, year: str, kind: str, words: str, by: Person, at: datetime,
    district: District | None = None,
) -> Advice:  # fmt: skip
    """
    Keep what somebody on the board says, and write to those who lead the hub.

    The same words sent twice are kept once.
    """
    Hub.objects.select_for_update(no_key=True).get(pk=hub.pk)
    about = {"hub": hub, "subject": subject, "year": year, "district": district}
    if kept := Advice.objects.filter(**about, words=words, by=by).first():
        return kept
    advice = Advice.objects.create(**about, kind=kind, words=words, by=by, at=at)
    emails.board_advised(advice, at=at)
    return advice


@transaction.atomic
def answer_advice(*, advice: Advice, words: str, by: Person, at: datetime) -> Advice:
    """
    Keep what the hub answers, and write to who advised. The same answer twice is kept once.

    Raises AdviceRefused when it is answered already: what was said to a board stays said.
    """
    found = Advice.objects.select_for_update(of=("self",)).select_related("hub", "by", "district")
    advice = found.get(pk=advice.pk)
    if advice.answered_at:
        if advice.answer == words:
            return advice
        raise AdviceRefused(
            "It is answered already, and an answer to the board stays as it is. Say more at its "
            "next meeting."
        )
    advice.answer, advice.answered_by, advice.answered_at = words, by, at
    advice.save(update_fields=["answer", "answered_by", "answered_at"])
    emails.advice_answered(advice, at=at)
    return advice
