"""What changes a hub: its details, lead school, area, choosers, and people."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pghistory
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.text import slugify

from mathshubs.comms.queue import defer
from mathshubs.people.models import Person
from mathshubs.schools.models import Authority, District, School

from .. import emails, queries
from ..drawing import DRAW
from ..models import Hub, HubArea, HubChoice, LeadSchoolTenure, Post


class HubRefused(Exception):
    """The hub stays as it is. `str(refusal)` is a sentence for the person who asked."""


def add_hub(*, name: str, by: Person, at: datetime, **details: str) -> Hub:
    """
    Make a hub; its address on the web is made of its name and stays when the name changes.

    `details` are its summary, email, phone and website.
    Raises HubRefused when no address can be made of the name, or another hub has it.
    """
    slug = slugify(name)[:80]
    if not slug:
        raise HubRefused("The name needs letters from a to z or figures. Change it and try again.")
    hub = Hub(name=name, slug=slug, **details)
    try:
        with transaction.atomic(), _noted(by, at):
            hub.save(force_insert=True)
    except IntegrityError:
        other = Hub.objects.filter(Q(slug=slug) | Q(name=name)).first()
        raise HubRefused(
            f"{other} has this name or the address /hubs/{slug}/. Choose another name."
        ) from None
    return hub


def change_details(*, hub: Hub, by: Person, at: datetime, **details: str) -> None:
    """
    Write the hub's name, summary, email, phone or website: those given, and no others.

    Raises HubRefused when another hub has the name.
    """
    changed = Hub(pk=hub.pk, slug=hub.slug, **details)
    try:
        with transaction.atomic(), _noted(by, at):
            changed.save(update_fields=[*details])
    except IntegrityError:
        raise HubRefused(f"Another hub is called {changed}. Choose another name.") from None
    hub.refresh_from_db()


def _noted(by: Person, at: datetime) -> pghistory.context:
    """Keep who changed it, and when, with each row of history, whoever calls the action."""
    return pghistory.context(person=by.pk, at=at.isoformat())


@transaction.atomic
def record_lead_school(
    *, hub: Hub, school: School, from_on: date, to_on: date | None = None, by: Person, at: datetime
) -> LeadSchoolTenure:
    """
    Record that `school` leads the hub from `from_on`, to `to_on` where that is known.

    Asking twice is harmless: what was recorded is returned.
    Raises HubRefused when the days meet those of another lead school.
    """
    _queue_for(hub)
    tenure = LeadSchoolTenure(hub=hub, school=school, from_on=from_on, to_on=to_on)
    same = hub.lead_schools.filter(school=school, from_on=from_on, to_on=to_on)
    if recorded := same.first():
        return recorded
    _refuse_two_lead_schools(tenure)
    with _noted(by, at):
        tenure.save()
    return tenure


@transaction.atomic
def end_lead_school(*, tenure: LeadSchoolTenure, to_on: date, by: Person, at: datetime) -> None:
    """
    Let `to_on` be the last day on which the school leads the hub; a last day can be corrected.

    Raises HubRefused when that is before its first day, or meets the days of another.
    """
    _queue_for(tenure.hub)
    tenure.to_on = to_on
    _refuse_two_lead_schools(tenure)
    with _noted(by, at):
        tenure.save(update_fields=["to_on"])


def _refuse_two_lead_schools(tenure: LeadSchoolTenure) -> None:
    """Raise HubRefused unless the days of `tenure` are in order and nobody else's."""
    hub, from_on, to_on = tenure.hub, tenure.from_on, tenure.to_on
    if to_on and to_on < from_on:
        raise HubRefused(
            f"{tenure.school.name} leads from {from_on:%-d %B %Y}. "
            "Choose that day or a later one as its last."
        )
    others = hub.lead_schools.exclude(pk=tenure.pk).filter(Q(to_on=None) | Q(to_on__gte=from_on))
    if to_on:
        others = others.filter(from_on__lte=to_on)
    other = others.select_related("school").order_by("from_on").first()
    if other is None:
        return
    until = f" to {other.to_on:%-d %B %Y}" if other.to_on else ""
    what = (
        "Give it a last day first."
        if other.to_on is None and other.from_on < from_on
        else "Choose days before or after."
    )
    raise HubRefused(
        f"{other.school.name} leads {hub} from {other.from_on:%-d %B %Y}{until}, "
        f"and one school leads at a time. {what}"
    )


@transaction.atomic
def add_to_area(*, hub: Hub, place: District | Authority, from_on: date) -> HubArea:
    """
    Put `place` into the hub's area from `from_on`; the hub that had it has it to the day before.

    Asking twice is harmless. Raises HubRefused when a later change of the place is already known.
    """
    kind = "district" if isinstance(place, District) else "authority"
    _queue_for(place)
    areas = HubArea.objects.filter(**{kind: place}).select_related("hub")
    if later := areas.filter(from_on__gt=from_on).first():
        raise HubRefused(
            f"{place} joins {later.hub} on {later.from_on:%-d %B %Y}. "
            "Choose a later day, or end that first."
        )
    before = areas.on(from_on).first()
    if before and before.hub == hub:
        return before
    if before:
        _end(before, from_on - timedelta(days=1))
    area = HubArea.objects.create(hub=hub, from_on=from_on, **{kind: place})
    defer(DRAW)
    return area


@transaction.atomic
def end_area(*, area: HubArea, to_on: date) -> None:
    """End a place's part in a hub's area after `to_on`; before its first day, as if never."""
    _end(area, to_on)
    defer(DRAW)


@transaction.atomic
def choose_hub(*, school: School, hub: Hub, from_on: date) -> HubChoice | None:
    """
    Let `school` work with `hub` from `from_on`, whatever its area; an earlier choice ends.

    Choosing the hub of its area ends the choice: None is returned.
    Raises HubRefused when a later choice of the school is already known.
    """
    _queue_for(school)
    choices = HubChoice.objects.filter(school=school).select_related("hub")
    if later := choices.filter(from_on__gt=from_on).first():
        raise HubRefused(
            f"{school.name} already chose {later.hub} from {later.from_on:%-d %B %Y}. "
            "Choose a later day."
        )
    current = choices.on(from_on).first()
    if current and current.hub == hub:
        return current
    if current:
        _end(current, from_on - timedelta(days=1))
    if queries.hub_of_area(school.district_id, school.authority_id, from_on) == hub:
        return None
    return HubChoice.objects.create(school=school, hub=hub, from_on=from_on)


@transaction.atomic
def end_choice(*, choice: HubChoice, to_on: date) -> None:
    """Let the school go back to the hub of its area after `to_on`."""
    _end(choice, to_on)


def _queue_for(row: Hub | District | Authority | School) -> None:
    """Let two who change the dated facts of one row at once do so one after the other."""
    type(row).objects.select_for_update(no_key=True).get(pk=row.pk)


def _end(fact: HubArea | HubChoice | Post, to_on: date) -> None:
    """
    End a fact; one that ends before its first day never was.

    Raises HubRefused for a later day than the last one it has: what is over stays over.
    """
    if fact.to_on and to_on > fact.to_on:
        raise HubRefused(
            f"The last day is {fact.to_on:%-d %B %Y} already. Choose an earlier one, or record it "
            "anew from the day after."
        )
    if to_on < fact.from_on:
        fact.delete()
    else:
        fact.to_on = to_on
        fact.save(update_fields=["to_on"])


@transaction.atomic
def give_post(
    *, hub: Hub, person: Person, kind: str, public: bool, from_on: date, by: Person, at: datetime,
    **seat: object,
) -> Post:  # fmt: skip
    """
    Give `person`, saved here if new, a post in the hub, and write to them.

    `seat` is what is kept of a seat on the board: stands_for, and school or organisation.
    Giving it twice only changes that, and whether they are named.

    Raises HubRefused when they hold the same post later, or somebody else chairs the board then.
    """
    _queue_for(hub)
    if person.pk is None:
        if known := Person.objects.filter(email=person.email).first():
            person = known
        else:
            person.save()
    same = Post.objects.filter(hub=hub, person=person, kind=kind)
    facts = {"public": public, **seat}
    if held := same.on(from_on).first():
        for name, value in facts.items():
            setattr(held, name, value)
        held.save(update_fields=[*facts])
        return held
    if later := same.filter(from_on__gt=from_on).first():
        raise HubRefused(
            f"{person.name} holds this post from {later.from_on:%-d %B %Y}. Choose that day."
        )
    if kind == Post.Kind.BOARD_CHAIR:
        _refuse_two_chairs(hub, from_on)
    post = Post.objects.create(hub=hub, person=person, kind=kind, from_on=from_on, **facts)
    emails.post_given(post, by=by, at=at)
    return post


def _refuse_two_chairs(hub: Hub, from_on: date) -> None:
    chairs = Post.objects.filter(hub=hub, kind=Post.Kind.BOARD_CHAIR).select_related("person")
    if chair := chairs.filter(Q(to_on=None) | Q(to_on__gte=from_on)).first():
        raise HubRefused(
            f"{chair.person.name} chairs the board from {chair.from_on:%-d %B %Y}, and one person "
            "does at a time. End that first, or choose a day after it ends."
        )


@transaction.atomic
def end_post(*, post: Post, to_on: date, by: Person, at: datetime) -> None:
    """
    Let the post end after `to_on` and write to its holder; before its first day, as if never held.

    Raises HubRefused when the hub would be left with nobody who leads it, or it ended before.
    """
    _queue_for(post.hub)
    post.refresh_from_db(fields=["to_on"])
    if post.kind == Post.Kind.HUB_LEAD:
        leads = Post.objects.filter(hub=post.hub_id, kind=post.kind).exclude(pk=post.pk)
        if not leads.on(to_on + timedelta(days=1)).exists():
            raise HubRefused(
                f"{post.person.name} is the only Maths Hub Lead. "
                "Add who follows, from the day after, then end this post."
            )
    emails.post_ended(post, to_on=to_on, by=by, at=at)
    _end(post, to_on)
