"""The half-termly return of a plan: asked for, its words kept, sent once with its figures."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from mathshubs.comms.actions import post_many
from mathshubs.core.templatetags.mathshubs import day
from mathshubs.hubs.models import Post
from mathshubs.people.models import Person

from ..emails import returns as emails
from ..methods.half_terms import ended_last, ends_on
from ..models import HalfTermReturn, Plan
from ..queries.plans import without_return

_WRITTEN_TO = (Post.Kind.HUB_LEAD, Post.Kind.ADMINISTRATOR)


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


@transaction.atomic
def write_what_is_due(*, at: datetime) -> int:
    """
    Write to those who lead or administer a hub whose return of the half term just over is missing.

    Once when the half term has ended, and once more when the return is late, however often it is
    called. Hubs without an approved plan owe no return. Returns how many letters are new.
    """
    on = localdate(at)
    year, half_term = ended_last(on)
    plans = {plan.hub_id: plan for plan in without_return(year, half_term).select_related("hub")}
    posts = Post.objects.on(on).filter(hub__in=plans, kind__in=_WRITTEN_TO, person__is_active=True)
    people = {(post.hub_id, post.person_id): post.person for post in posts.select_related("person")}
    return len(
        post_many(
            [
                emails.return_is_due(plans[hub], half_term, person, on)
                for (hub, _), person in people.items()
            ],
            at=at,
        )
    )
