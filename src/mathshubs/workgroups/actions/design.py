"""Designing a Work Group: its first row, its sections, its places, its workshops."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from mathshubs.core.templatetags.mathshubs import session_time
from mathshubs.core.years import academic_year_of, next_year
from mathshubs.hubs import rules as hubs
from mathshubs.hubs.models import Hub
from mathshubs.people.models import Person
from mathshubs.programmes.methods import eligibility
from mathshubs.programmes.methods.eligibility import Rule
from mathshubs.schools.queries import where_is

from ..models import Leader, Place, RunAgainRequest, WorkGroup, Workshop
from . import booking, letters, seats, templates

State = WorkGroup.State


class DesignRefused(Exception):
    """The change cannot be made. `str(refusal)` is a sentence for whoever asked."""


@transaction.atomic
def start_work_group(
    *, hub: Hub, work_group: WorkGroup, by: Person, with_template: bool = False
) -> WorkGroup:
    """
    Keep a new idea of `hub`. A Work Group Lead who starts one leads it.

    `with_template`: it begins with the texts of its project's template, if there is one.
    """
    work_group.hub, work_group.state = hub, State.IDEA
    if with_template:
        templates.fill_in(work_group)
    if work_group.plan_line and not work_group.rationale:
        work_group.rationale = work_group.plan_line.rationale
    work_group.save()
    if not hubs.runs(by, hub):
        Leader.objects.create(work_group=work_group, person=by)
    return work_group


@transaction.atomic
def save_section(*, work_group: WorkGroup, fields: Iterable[str]) -> None:
    """
    Write these fields and no others: places are counted while somebody edits.

    With another project the group is on no version of its template yet. Raises DesignRefused for
    another text in a field that the template locks.
    """
    fields = {*fields, "changed_at"}
    if "project" in fields:
        was = WorkGroup.objects.values_list("project", flat=True).get(pk=work_group.pk)
        if was != work_group.project_id:
            work_group.template_version = None
            fields.add("template_version")
    if sentence := templates.refusal(work_group, fields):
        raise DesignRefused(sentence)
    work_group.save(update_fields=fields)


# By what it says of who comes first, people decide whether to apply.
DECLARED = ("offer_rule", "new_schools_share")


@transaction.atomic
def change_rules(*, work_group: WorkGroup, add: Rule | None = None, without: str = "") -> WorkGroup:
    """
    Add a rule of who can take part, or take away the one with the stamp `without`. Twice is once.

    It holds for whoever applies from now on; nobody loses a place by it.
    """
    work_group = WorkGroup.objects.select_for_update(of=("self",), no_key=True).get(
        pk=work_group.pk
    )
    work_group.eligibility = eligibility.changed(work_group.eligibility, add=add, without=without)
    save_section(work_group=work_group, fields=["eligibility"])
    return work_group


@transaction.atomic
def change_places(*, work_group: WorkGroup, fields: Iterable[str], at: datetime) -> None:
    """
    Write how places are counted and given; offer new ones to those who wait.

    Raises DesignRefused for fewer places than are taken; and, once somebody has applied, for
    another way of counting them or another rule of who comes first.
    """
    locked = seats.locked(work_group.pk)
    taken = locked.places_taken
    if work_group.places < taken:
        raise DesignRefused(
            f"{taken} {locked.get_counted_display()} have a place. Give {taken} places or more."
        )
    anyone = locked.bookings.filter(state__in=Place.LIVE).exists()
    if work_group.counted != locked.counted and anyone:
        raise DesignRefused(
            "People have applied already, so places are still counted by "
            f"{locked.get_counted_display()}."
        )
    if anyone and any(getattr(work_group, name) != getattr(locked, name) for name in DECLARED):
        raise DesignRefused(
            "People have applied already, by the rule its page declares: "
            f"“{locked.get_offer_rule_display()}”. It stays."
        )
    save_section(work_group=work_group, fields=fields)
    booking.offer_free_places(work_group=work_group, at=at)


@transaction.atomic
def delete_draft(*, work_group: WorkGroup, at: datetime) -> None:
    """
    Delete a group that was never published; a partner whose offer it is made of is told.

    Raises DesignRefused for any other.
    """
    locked = WorkGroup.objects.select_for_update().get(pk=work_group.pk)
    if not locked.is_draft or locked.bookings.exists():
        raise DesignRefused(f"{locked.title} was published, so it stays. Cancel it instead.")
    letters.partner_is_told(locked, at=at)
    locked.delete()


# What moves a workshop: those who come must hear of it.
MOVES = (
    "starts_at", "ends_at", "mode", "venue", "address", "town", "postcode", "host_school_id",
    "join_link",
)  # fmt: skip


@transaction.atomic
def add_workshop(*, workshop: Workshop, by: Person, at: datetime) -> int:
    """
    Keep a new workshop; those with a place in its group hear of it. Returns how many.

    Raises DesignRefused for a day outside the year, and for one at the time of another.
    """
    workshop.work_group = seats.locked(workshop.work_group_id)
    _must_fit(workshop)
    workshop.save()
    return _follow(workshop, by=by, at=at)


@transaction.atomic
def change_workshop(*, workshop: Workshop, by: Person, at: datetime) -> int:
    """
    Write a workshop as it now is. A new time or place raises `sequence` and is told to everyone:
    returns how many.

    Raises DesignRefused when it was cancelled meanwhile, for a day outside the year, and for one
    at the time of another.
    """
    # Two who change its workshops take turns: each then counts what the other changed.
    workshop.work_group = seats.locked(workshop.work_group_id)
    before = Workshop.objects.select_for_update().get(pk=workshop.pk)
    if before.cancelled_at:
        raise DesignRefused(f"{before} was cancelled, so it can no longer be changed. Add another.")
    moved = any(getattr(before, field) != getattr(workshop, field) for field in MOVES)
    renamed = (before.title, before.number) != (workshop.title, workshop.number)
    if moved:
        _must_fit(workshop)
    workshop.sequence = before.sequence + (moved or renamed)
    workshop.save()
    if not moved:
        return 0
    if workshop.ends_at > at:
        letters.partner_is_told(workshop.work_group, moved=workshop, at=at)
    return _follow(workshop, by=by, at=at)


def _must_fit(workshop: Workshop) -> None:
    group, day = workshop.work_group, localdate(workshop.starts_at)
    if academic_year_of(day) not in (group.year, next_year(group.year)):
        raise DesignRefused(
            f"{day:%-d %B %Y} is not in {group.year} or the year after. Check the year of the date."
        )
    others = group.workshops.filter(cancelled_at=None).exclude(pk=workshop.pk)
    if other := others.filter(
        starts_at__lt=workshop.ends_at, ends_at__gt=workshop.starts_at
    ).first():
        raise DesignRefused(
            f"It is at the same time as {other}, {session_time(other)}. Change one of them."
        )


def _follow(workshop: Workshop, *, by: Person, at: datetime) -> int:
    if workshop.work_group.is_draft:
        _number(workshop.work_group)
        workshop.refresh_from_db(fields=["number"])
    refresh_derived(workshop.work_group)
    if is_told(workshop.work_group) and workshop.ends_at > at:
        return letters.workshop_changed(workshop, by, at)
    return 0


def _number(work_group: WorkGroup) -> None:
    """Number the workshops of a draft by their dates; what is published keeps its numbers."""
    moved = []
    for number, workshop in enumerate(work_group.workshops.all(), start=1):
        if workshop.number != number:
            workshop.number = number
            moved.append(workshop)
    Workshop.objects.bulk_update(moved, ["number"])


@transaction.atomic
def cancel_workshop(*, workshop: Workshop, by: Person, at: datetime) -> int:
    """
    Cancel a workshop and tell everyone: returns how many. Of a draft, remove it. Twice is once.

    Raises DesignRefused when its register was taken, or nothing would be left of the group.
    """
    work_group = seats.locked(workshop.work_group_id)
    workshop = work_group.workshops.select_for_update().get(pk=workshop.pk)
    if workshop.cancelled_at:
        return 0
    if work_group.is_draft:
        workshop.delete()
        _number(work_group)
        refresh_derived(work_group)
        return 0
    if workshop.attendances.exists():
        raise DesignRefused(f"The register of {workshop} was taken, so it was held and stays.")
    others = work_group.workshops.filter(cancelled_at=None).exclude(pk=workshop.pk)
    if not others.exists():
        raise DesignRefused(f"{workshop} is the only one left. Postpone or cancel the whole group.")
    workshop.cancelled_at, workshop.sequence = at, workshop.sequence + 1
    workshop.save(update_fields=["cancelled_at", "sequence"])
    refresh_derived(work_group)
    if is_told(work_group) and workshop.ends_at > at:
        return letters.workshop_cancelled(workshop, by, at)
    return 0


def is_told(work_group: WorkGroup) -> bool:
    """Return whether people count on what the group says."""
    nobody = (*WorkGroup.DRAFT, *WorkGroup.OVER, State.CANCELLED)
    return work_group.state not in nobody


def refresh_derived(work_group: WorkGroup) -> None:
    """Write down again what follows from the workshops: days, modes, town, place on the map."""
    workshops = list(work_group.workshops.filter(cancelled_at=None).select_related("host_school"))
    days = [localdate(workshop.starts_at) for workshop in workshops]
    work_group.first_on, work_group.last_on = min(days, default=None), max(days, default=None)
    work_group.modes = list(dict.fromkeys(workshop.mode for workshop in workshops))
    placed = [each for each in workshops if each.mode != Workshop.Mode.ONLINE]
    work_group.town = next(filter(None, map(_town, placed)), "")
    where = next(filter(None, map(_where, placed)), (None, None))
    work_group.easting, work_group.northing = where
    work_group.save(update_fields=["first_on", "last_on", "modes", "town", "easting", "northing"])


def _town(workshop: Workshop) -> str:
    return workshop.town or (workshop.host_school.town if workshop.host_school else "")


def _where(workshop: Workshop) -> tuple[int, int] | None:
    """Return easting and northing in metres: of the postcode, else of the host school."""
    if workshop.postcode and (found := where_is(workshop.postcode)):
        return found.easting, found.northing
    school = workshop.host_school
    if school and school.easting and school.northing:
        return school.easting, school.northing
    return None


def ask_to_be_told(*, work_group: WorkGroup, email: str, at: datetime) -> None:
    """
    Note that somebody wants to hear when the group runs again. Asking twice is asking once.

    Who was told already, and asks anew, is told of the next time too.
    """
    RunAgainRequest.objects.update_or_create(
        work_group=work_group, email=email.lower(), defaults={"asked_at": at, "told_at": None}
    )
