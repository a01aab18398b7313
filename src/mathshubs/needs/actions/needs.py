"""Raise a need, say what becomes of it, gather evidence, join two that are one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from mathshubs.comms.actions import Draft, post_many
from mathshubs.hubs.models import Hub
from mathshubs.people.models import Person

from ..emails import needs as emails
from ..methods import steps
from ..models import PLACES, Need, NeedEvidence, NeedPlace, NeedStep, Proposal, Theme
from ..queries.needs import owner_of_new
from ..queries.themes import themes_for

State = Need.State


class NeedRefused(Exception):
    """The need stays as it is. `str(refusal)` is a sentence for whoever asked."""


@transaction.atomic
def raise_need(
    *,
    hub: Hub | None,
    title: str,
    what: str,
    source: str,
    at: datetime,
    places: Iterable[dict[str, object]] = (),
    recorded_by: Person | None = None,
    **facts,
) -> Need:
    """
    Keep a need with its places ({"district": district}), and write to whoever raised it.

    `facts` are further fields of Need. Staff who record what they know look into it at once; what
    comes from outside is acknowledged by letter, and its owner is told.
    """
    outside = recorded_by is None
    state = State.ACKNOWLEDGED if outside else State.TRIAGE
    facts.setdefault("owner", recorded_by or owner_of_new(hub, localdate(at)))
    title = title.rstrip(" .") or title  # letters and pages say it within sentences
    need = Need.objects.create(
        hub=hub, title=title, what=what, source=source, state=state, raised_at=at,
        acknowledged_at=at, **facts,
    )  # fmt: skip
    for place in places:
        NeedPlace.objects.create(need=need, **place)
    need.steps.create(from_state=State.RAISED, to_state=state, by=recorded_by, at=at)
    letters = []
    if need.raised_by or need.raiser_email:
        letters.append(emails.arrived(need))
    if outside and need.owner:
        letters.append(emails.to_owner(need))
    post_many(letters, at=at)
    return need


def _locked(need: Need) -> Need:
    found = Need.objects.select_for_update(of=("self",))
    return found.select_related("hub", "raised_by", "school").get(pk=need.pk)


def _step(need: Need, to: str, *, words: str, by: Person | None, at: datetime) -> list[Draft]:
    """Move a locked need, keep the step, and return the letter it owes."""
    if not steps.may_follow(need.state, to):
        raise NeedRefused(
            f"It is {need.get_state_display().lower()} now, so this cannot follow. Read the page "
            "again: somebody may have decided meanwhile."
        )
    step = NeedStep(need=need, from_state=need.state, to_state=to, words=words, by=by, at=at)
    need.state = to
    if to in steps.ANSWERS and need.answered_at is None:
        need.answered_at = at
    if to in (State.CLOSED, State.REFERRED_ON, State.DECLINED):
        need.answer = words
    elif to == State.TRIAGE:
        need.answer, need.merged_into, need.passed_to, need.passed_to_hub = "", None, "", None
    need.save()
    step.save()
    told = steps.is_told(step.from_state, to) and (need.raised_by or need.raiser_email)
    return [emails.told(need, step)] if told else []


@transaction.atomic
def take_step(
    *,
    need: Need,
    to: str,
    by: Person | None,
    at: datetime,
    words: str = "",
    passed_to: str = "",
    passed_to_hub: Hub | None = None,
) -> Need:
    """
    Say what becomes of a need, and write to whoever raised it. Said twice is once.

    What ends it needs `words`, which they read; passing it on needs to whom, and a hub gets it as
    a need of its own. Raises NeedRefused when the step cannot follow or something is missing.
    """
    need = _locked(need)
    if need.state == to:
        return need
    if to in (State.CLOSED, State.REFERRED_ON, State.DECLINED) and not words:
        raise NeedRefused("Say what became of it. Whoever raised it reads your words.")
    if to == State.EVIDENCED and not need.evidence.exists():
        raise NeedRefused(
            "Add at least one piece of evidence first: what it shows, and from where."
        )
    if to == State.REFERRED_ON:
        need.passed_to_hub = passed_to_hub
        need.passed_to = passed_to or (str(passed_to_hub) if passed_to_hub else "")
        if not need.passed_to:
            raise NeedRefused("Say to whom it is passed on.")
        if passed_to_hub == need.hub:
            raise NeedRefused("It is with this hub already. Choose another one.")
    letters = _step(need, to, words=words, by=by, at=at)
    post_many(letters, at=at)
    if to == State.REFERRED_ON and passed_to_hub:
        _passed_on(need, passed_to_hub, at)
    return need


def _passed_on(need: Need, hub: Hub, at: datetime) -> Need:
    """Give `hub` the need as a referral, with its places and evidence."""
    places = [{place: getattr(row, place) for place in PLACES} for row in need.places.all()]
    fields = (
        "phases", "key_stages", "affected", "urgency", "confidential", "raised_by", "raiser_name",
        "raiser_email", "raiser_role", "organisation", "school",
    )  # fmt: skip
    passed = raise_need(
        hub=hub, title=need.title, what=need.what, source=Need.Source.REFERRAL, at=at,
        places=places, referred_by=Need.ReferredBy.HUB, referrer=str(need.hub or "National team"),
        **{name: getattr(need, name) for name in fields},
    )  # fmt: skip
    for row in need.evidence.order_by("pk"):
        row.pk, row.need = None, passed
        row.save(force_insert=True)
    return passed


@transaction.atomic
def add_evidence(
    *,
    need: Need,
    words: str,
    source: str,
    of_on: date,
    by: Person,
    at: datetime,
    link: str = "",
    proposal: Proposal | None = None,
) -> NeedEvidence:
    """Keep what speaks for a need, with its source and day."""
    return NeedEvidence.objects.create(
        need=need, words=words, source=source, of_on=of_on, link=link, proposal=proposal, by=by,
        at=at,
    )  # fmt: skip


@transaction.atomic
def join(*, need: Need, into: Need, by: Person, at: datetime) -> Need:
    """
    Let `need` go on as part of `into`: its places and evidence go there, its raiser is told.

    Raises NeedRefused when the two are not of one hub, or one of them has ended.
    """
    first, second = sorted((need, into), key=lambda one: one.pk)
    locked = {one.pk: _locked(one) for one in (first, second)}
    need, into = locked[need.pk], locked[into.pk]
    if need.pk == into.pk or need.hub_id != into.hub_id:
        raise NeedRefused("Only two needs of one hub can be joined.")
    if not into.is_open:
        raise NeedRefused(f"{into.title} has ended. Open it again first, or join with another.")
    need.merged_into = into
    is_for_all = not into.confidential and into.school_id in (None, need.school_id)
    words = f"It goes on as: {into.title}" if is_for_all else ""
    letters = _step(need, State.MERGED, words=words, by=by, at=at)
    there = set(into.places.values_list(*PLACES))
    for row in need.places.all():
        if tuple(getattr(row, f"{place}_id") for place in PLACES) not in there:
            row.pk, row.need = None, into
            row.save(force_insert=True)
    need.evidence.update(need=into)
    post_many(letters, at=at)
    return into


@transaction.atomic
def follow(*, needs: Iterable[Need], to: str, words: str, by: Person | None, at: datetime) -> None:
    """Let the needs behind a priority follow what became of it, where that can follow."""
    letters: list[Draft] = []
    for need in sorted(needs, key=lambda one: one.pk):
        need = _locked(need)
        if need.state != to and steps.may_follow(need.state, to):
            letters += _step(need, to, words=words, by=by, at=at)
    post_many(letters, at=at)


@transaction.atomic
def tell(*, needs: Iterable[Need], words: str, by: Person | None, at: datetime) -> None:
    """Keep words with open needs that stay as they are, and write them to whoever raised them."""
    letters: list[Draft] = []
    for need in sorted(needs, key=lambda one: one.pk):
        need = _locked(need)
        step = need.steps.create(
            from_state=need.state, to_state=need.state, words=words, by=by, at=at
        )  # fmt: skip
        if need.raised_by or need.raiser_email:
            letters.append(emails.told(need, step))
    post_many(letters, at=at)


CHANGEABLE = (
    "title", "what", "phases", "key_stages", "affected", "urgency", "confidential",
)  # fmt: skip


@transaction.atomic
def change_need(*, need: Need, places: Iterable[dict[str, object]], **facts) -> Need:
    """Keep other words for a need, and which districts and school it is about."""
    need = _locked(need)
    for name, value in facts.items():
        assert name in CHANGEABLE, name
        setattr(need, name, value)
    need.save()
    need.places.filter(trust=None, authority=None).delete()
    for place in places:
        NeedPlace.objects.create(need=need, **place)
    return need


@transaction.atomic
def group(*, needs: Iterable[Need], name: str) -> Theme:
    """
    Put needs of one hub in one theme, by its name: one that there is, or a new one.

    Raises NeedRefused for a single need, or without a name.
    """
    found = [_locked(need) for need in sorted(needs, key=lambda one: one.pk)]
    name = " ".join(name.split())[:80]
    if len(found) < 2 or len({need.hub_id for need in found}) > 1:
        raise NeedRefused("Tick at least one need that belongs with this one.")
    if not name:
        raise NeedRefused("Type what the needs have in common: the name of their theme.")
    hub = found[0].hub
    theme = themes_for(hub).filter(name__iexact=name).first()
    theme = theme or Theme.objects.create(hub=hub, name=name)
    for need in found:
        need.theme = theme
        need.save(update_fields=["theme"])
    return theme


@transaction.atomic
def sort(
    *, need: Need, theme: Theme | None, new_theme: str = "", owner: Person | None = None
) -> Need:
    """Say which theme a need belongs to, an old one or a new, and who sees to it."""
    need = _locked(need)
    if new_theme:
        theme, _ = Theme.objects.get_or_create(hub=need.hub, name=new_theme)
    need.theme, need.owner = theme, owner
    need.save(update_fields=["theme", "owner"])
    return need
