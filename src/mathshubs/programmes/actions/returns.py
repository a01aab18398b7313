"""The half-termly return of a plan: its words are kept, then it is sent once with its figures."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from mathshubs.core.templatetags.mathshubs import day
from mathshubs.people.models import Person

from ..methods.half_terms import ends_on
from ..models import HalfTermReturn, Plan


class ReturnRefused(Exception):
    """The return stays as it is. `str(refusal)` is a sentence for whoever asked."""


@transaction.atomic
def keep_words(*, plan: Plan, half_term: str, words: dict[str, str]) -> HalfTermReturn:
    """Keep the words of a return that is not sent: by the line's number, under 0 for all."""
    Plan.objects.select_for_update().get(pk=plan.pk)
    found, _ = HalfTermReturn.objects.get_or_create(plan=plan, half_term=half_term)
    if found.sent_at:
        raise ReturnRefused("This return is sent, so it stays as it is. Say more in the next one.")
    found.words = {number: text for number, text in words.items() if text}
    found.save(update_fields=["words"])
    return found


@transaction.atomic
def send(
    *,
    plan: Plan,
    half_term: str,
    words: dict[str, str],
    figures: dict,
    by: Person,
    at: datetime,
    on: date,
) -> HalfTermReturn:
    """
    Send a return with the figures as they stand. Sent twice is once: the first one counts.

    Raises ReturnRefused before the half term is over, or while the words for all are empty.
    """
    Plan.objects.select_for_update().get(pk=plan.pk)
    sent = plan.returns.filter(half_term=half_term, sent_at__isnull=False).first()
    if sent:
        return sent
    ends = ends_on(plan.year, half_term)
    if on < ends:
        raise ReturnRefused(f"The half term runs until {day(ends)}. Send it from that day on.")
    found = keep_words(plan=plan, half_term=half_term, words=words)
    if not found.words.get("0"):
        raise ReturnRefused("Say in a few words how the half term went as a whole.")
    found.figures, found.sent_at, found.by = figures, at, by
    found.save(update_fields=["figures", "sent_at", "by"])
    return found
