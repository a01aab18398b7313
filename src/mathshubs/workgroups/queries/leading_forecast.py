"""What an academic year needs of a hub's leaders, and what each of them can give."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import (
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from mathshubs.core.years import ends_on
from mathshubs.hubs.models import Accreditation, LeaderRecord, LeaderYear, Post

from ..models import Leader, LeadInvitation, WorkGroup, Workshop
from .leading import NOT_LED

DAYS_A_WORKSHOP = Decimal("1.5")  # one to teach it, half a day to prepare
WORKSHOPS_UNPLANNED = 4
# What will not be taught needs no days.
NOT_TAUGHT = (WorkGroup.State.CANCELLED, WorkGroup.State.MERGED, WorkGroup.State.POSTPONED)


@dataclass(frozen=True)
class Planned:
    """A group of the year, and the days it needs of its leaders."""

    group: WorkGroup
    workshops: int
    planned: bool
    leaders: int
    named: int

    @property
    def days(self) -> Decimal:
        return self.workshops * self.leaders * DAYS_A_WORKSHOP


def planned_groups(groups: QuerySet[WorkGroup], year: str) -> list[Planned]:
    """Return the groups of `year` with the days they need, by date, in one query."""
    held = _one(Workshop.objects.filter(cancelled_at=None), "work_group", Count("pk"))
    named = _one(Leader.objects.all(), "work_group", Count("pk"))
    wanted = Coalesce(F("leaders_wanted__number"), Value(0))
    groups = (
        groups.filter(year=year)
        .exclude(state__in=NOT_TAUGHT)
        .annotate(held=held, named=named, wanted=wanted)
        .only("title", "year", "state", "kind", "phases", "first_on", "hub")
        .order_by("first_on", "title", "pk")
    )
    found = []
    for group in groups:
        said = group.__dict__
        workshops = said["held"] or (1 if group.is_event else WORKSHOPS_UNPLANNED)
        leaders = max(said["named"] + said["wanted"], 1)
        found.append(Planned(group, workshops, bool(said["held"]), leaders, said["named"]))
    return found


def _one(rows: QuerySet, by: str, what: Count) -> Coalesce:
    counted = rows.filter(**{by: OuterRef("pk")}).order_by().values(by)
    counted = counted.annotate(one=what).values("one")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


@dataclass(frozen=True)
class Forecast:
    """A leader as a year is planned with: days, districts, and what ends before it is over."""

    record: LeaderRecord
    available: Decimal | None
    districts: frozenset[int]
    leads: int
    co_led: int
    said_yes: bool
    ends: list[tuple[str, date]]

    @property
    def ready(self) -> bool:
        """Whether they co-led a group to its end, or said yes when the hub asked them to lead."""
        return not self.leads_now and (self.co_led > 0 or self.said_yes)

    @property
    def leads_now(self) -> bool:
        return self.record.__dict__["leading_alone"] > 0


def forecasts(records: QuerySet[LeaderRecord], year: str, on: date) -> list[Forecast]:
    """Return the leaders as `year` is planned with them on `on`, by family name, in one query."""
    led = Leader.objects.filter(person=OuterRef("person")).order_by().values("person")
    now = led.exclude(work_group__state__in=NOT_LED)
    co_led = led.filter(kind=Leader.Kind.CO_LEAD, work_group__state__in=WorkGroup.OVER)
    days = LeaderYear.objects.filter(record=OuterRef("pk"), year=year).values("available")
    posts = Post.objects.filter(person=OuterRef("person"), hub=OuterRef("hub"))
    expires = Accreditation.objects.filter(record=OuterRef("pk")).order_by().values("record")
    yes = LeadInvitation.objects.filter(
        person=OuterRef("person"), hub=OuterRef("hub"), kind=Leader.Kind.LEAD, state="YES"
    )
    records = (
        records.select_related("person", "hub")
        .annotate(
            available=Subquery(days),
            places=ArrayAgg("districts", filter=Q(districts__isnull=False), default=[]),
            leading=_count(now),
            leading_alone=_count(now.filter(kind=Leader.Kind.LEAD)),
            co_led=_count(co_led),
            said_yes=Exists(yes),
            expires=Subquery(expires.annotate(one=Min("expires_on")).values("one")),
            post_ends=Subquery(
                posts.filter(~Exists(posts.filter(to_on=None)), to_on__gte=on)
                .order_by().values("person").annotate(one=Max("to_on")).values("one")
            ),
        )
        .order_by("person__family_name", "person__given_name", "pk")
    )  # fmt: skip
    return [_forecast(record, year) for record in records]


def _count(rows: QuerySet) -> Coalesce:
    counted = rows.annotate(one=Count("pk")).values("one")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _forecast(record: LeaderRecord, year: str) -> Forecast:
    said, last = record.__dict__, ends_on(year)
    ends = [
        ("Accreditation expires", said["expires"]),
        ("Post ends", said["post_ends"]),
        ("Stops leading", record.to_on),
    ]
    return Forecast(
        record,
        said["available"],
        frozenset(said["places"]),
        said["leading"],
        said["co_led"],
        said["said_yes"],
        [(what, day) for what, day in ends if day and day <= last],
    )
