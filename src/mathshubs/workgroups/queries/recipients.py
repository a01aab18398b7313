"""Who is written to by a letter to many: filters over places, and how much each was written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from mathshubs.comms.models import Letter
from mathshubs.hubs.models import Hub
from mathshubs.people.models import Person
from mathshubs.programmes.models import Phase
from mathshubs.schools.models import Employment

from ..models import BulkLetter, Place, WorkGroup
from .groups import work_groups_run_by
from .lines import in_a_row

BULK = "workgroups.bulk"
WEEK = timedelta(days=7)
BUDGET = 5  # letters a week
OFFERED_FOR = timedelta(days=120)  # after the last workshop
ALL_LIVE = "LIVE"
STATES = {
    **{state.value: f"have: {state.label.lower()}" for state in Place.LIVE},
    Place.State.HELD.value: "hold a place",
    Place.State.APPLIED.value: "applied and wait for a decision",
    Place.State.WAITING.value: "are on the waiting list",
    Place.State.OFFERED.value: "are offered a place",
    Place.State.AGREEMENT.value: "have a place kept until the head agrees",
    ALL_LIVE: "hold, are offered, asked or wait for a place",
}


@dataclass(frozen=True)
class Wanted:
    """The filters of a letter to many. Empty means any."""

    groups: tuple[int, ...] = ()
    state: str = Place.State.HELD.value
    phase: str = ""
    role: str = ""
    school: str = ""
    without_trn: bool = False


def groups_written_to(person: Person, hub: Hub, on: date) -> list[WorkGroup]:
    """Return the groups of `hub` whose people `person` may write to: all if they run it, or led."""
    groups = work_groups_run_by(person).filter(Q(last_on=None) | Q(last_on__gte=on - OFFERED_FOR))
    groups = groups.filter(hub=hub).exclude(state__in=WorkGroup.DRAFT)
    return list(groups.only("title", "first_on", "hub").order_by("-first_on", "title", "pk"))


def recipients(groups: Sequence[WorkGroup], wanted: Wanted, at: datetime) -> list[Place]:
    """
    Return one place of each person who is wanted in `groups`, by family name: one query.

    Each has `this_week`: how many letters its person was written in the seven days before `at`.
    """
    chosen = [group.pk for group in groups if not wanted.groups or group.pk in wanted.groups]
    states = Place.LIVE if wanted.state == ALL_LIVE else [wanted.state]
    places = Place.objects.filter(work_group__in=chosen, state__in=states, person__is_active=True)
    if wanted.phase:
        places = places.filter(work_group__phases__contains=[wanted.phase])
    if wanted.role:
        places = places.filter(role=wanted.role)
    if wanted.school:
        places = places.filter(
            Q(school__name__icontains=wanted.school) | Q(school__urn=wanted.school)
        )
    if wanted.without_trn:
        places = places.filter(person__trn=None, person__trn_absence="")
    written = Letter.objects.filter(
        to_person=OuterRef("person"), written_at__gt=at - WEEK, secret_until=None
    )
    number = written.order_by().values("to_person").annotate(n=Count("pk")).values("n")
    found = (
        places.select_related("person", "school", "work_group")
        .only(
            "role", "person__given_name", "person__family_name", "person__email",
            "school__name", "school__urn", "work_group__title",
        )
        .annotate(this_week=Coalesce(Subquery(number), 0))
        .order_by("person", "-work_group__first_on", "pk")
        .distinct("person")
    )  # fmt: skip
    return sorted(found, key=_by_name)


def _by_name(place: Place) -> tuple[str, str, int]:
    assert place.person
    return place.person.family_name, place.person.given_name, place.pk


def in_words(groups: Sequence[WorkGroup], wanted: Wanted) -> str:
    """Such as: who hold a place in Core maths or Fractions, are headteachers and ..."""
    chosen = [group.title for group in groups if group.pk in wanted.groups]
    parts = [f"who {STATES[wanted.state]}"]
    if chosen:
        several = f"{len(chosen)} groups"
        parts.append(f"in {in_a_row(chosen) if len(chosen) < 4 else several}")
    if wanted.phase:
        parts.append(f"in groups for {Phase(wanted.phase).label.lower()}")
    if wanted.role:
        parts.append(f"as {Employment.Role(wanted.role).label.lower()}")
    if wanted.school:
        parts.append(f"from a school “{wanted.school}”")
    if wanted.without_trn:
        parts.append("without a teacher reference number")
    return " ".join(parts)


def bulk_letters_of(person: Person, hub: Hub, *, runs: bool) -> QuerySet[BulkLetter]:
    """Return the letters to many of the hub, newest first: all to who runs it, else one's own."""
    letters = BulkLetter.objects.filter(hub=hub).select_related("by")
    return letters if runs else letters.filter(by=person)


def progress(letter: BulkLetter) -> dict[str, int]:
    """Return how many of its letters are in each state, and how many are still `to_write`."""
    rows = Letter.objects.filter(topic=letter.topic).order_by().values_list("state")
    counts = Counter(dict(rows.annotate(n=Count("pk"))))
    left = 0 if letter.done_at else max(letter.many - counts.total(), 0)
    return {**{state: counts[state] for state in Letter.State.values}, "to_write": left}
