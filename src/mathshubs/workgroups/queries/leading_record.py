"""All that is kept about one leader, for the staff of their hub and for themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from mathshubs.core.nested import objects_of, rows_within
from mathshubs.core.years import academic_year_of
from mathshubs.hubs.models import Accreditation, DevelopmentNote, Hub, LeaderRecord, LeaderYear
from mathshubs.people.models import Person

from ..models import (
    Attendance,
    DaysUsed,
    Leader,
    LeadFeedback,
    LeadInvitation,
    Place,
    WorkGroup,
)
from .leading import NO_DAYS, district_names

_BY = ("by__given_name", "by__family_name", "by__email")


def records_of(hub: Hub) -> QuerySet[LeaderRecord]:
    """Return the records that `hub` keeps, each with its person, hub and `district_names`."""
    return _with_names(LeaderRecord.objects.filter(hub=hub))


def own_record(person: Person) -> QuerySet[LeaderRecord]:
    return _with_names(LeaderRecord.objects.filter(person=person))


def _with_names(records: QuerySet[LeaderRecord]) -> QuerySet[LeaderRecord]:
    return records.select_related("person", "hub").annotate(district_names=district_names())


@dataclass(frozen=True)
class Whole:
    """A record with what is written in it."""

    record: LeaderRecord
    accreditations: list[Accreditation]
    years: list[LeaderYear]
    notes: list[DevelopmentNote]
    invitations: list[LeadInvitation]


def whole(records: QuerySet[LeaderRecord]) -> Whole | None:
    """Return the one record there is of `records`, with all of it: one query."""
    mine = {"record": OuterRef("pk")}
    invited = LeadInvitation.objects.filter(person=OuterRef("person"))
    record = records.annotate(
        accredited=rows_within(
            Accreditation.objects.filter(**mine),
            "id", "kind", "cohort", "awarded_on", "renewed_on", "expires_on",
        ),
        said=rows_within(
            LeaderYear.objects.filter(**mine), "id", "year", "contracted", "available"
        ),
        noted=rows_within(DevelopmentNote.objects.filter(**mine), "id", "on", "text", *_BY),
        invited=rows_within(
            invited, "id", "kind", "because", "state", "sent_at", "answered_at", "answer",
            "hub__id", "hub__name",
        ),
    ).first()  # fmt: skip
    if record is None:
        return None
    extra = record.__dict__
    return Whole(
        record,
        objects_of(Accreditation, extra["accredited"]),
        objects_of(LeaderYear, extra["said"]),
        objects_of(DevelopmentNote, extra["noted"]),
        objects_of(LeadInvitation, extra["invited"]),
    )


@dataclass(frozen=True)
class GroupLed:
    """A group somebody leads or led, with what its registers say and what was said of it."""

    group: WorkGroup
    led_as: str
    held: int
    marked: int
    attended: int
    completed: int
    feedback: list[LeadFeedback]

    @property
    def attendance(self) -> str:
        return f"{round(100 * self.attended / self.marked)}%" if self.marked else ""


def groups_led(person: Person, *, of: Hub | None = None) -> list[GroupLed]:
    """
    Return the groups `person` leads or led, the latest first, in one query.

    Those too that somebody else leads since, where something was said of how `person` did
    (`led_as` is empty). The staff `of` a hub are not told of the drafts of another.
    """
    leads = Leader.objects.filter(person=person)
    said = LeadFeedback.objects.filter(person=person)
    here = {"work_group": OuterRef("pk")}
    places = Place.objects.filter(**here)
    marks = Attendance.objects.filter(workshop__work_group=OuterRef("pk")).exclude(
        mark=Attendance.Mark.NOT_EXPECTED
    )
    groups = (
        WorkGroup.objects.filter(pk__in=_groups(leads).union(_groups(said)))
        .select_related("hub")
        .annotate(
            led_as=Coalesce(Subquery(leads.filter(**here).values("kind")), Value("")),
            held=_many(places.filter(state=Place.State.HELD), "work_group"),
            completed=_many(places.filter(certificate__isnull=False), "work_group"),
            marked=_many(marks, "workshop__work_group"),
            attended=_many(marks.filter(mark__in=Attendance.ATTENDED), "workshop__work_group"),
            said=rows_within(
                said.filter(**here), "id", "source", "on", "words", "written_at", *_BY
            ),
        )
        .order_by("-year", "-first_on", "-pk")
    )
    if of:
        groups = groups.filter(Q(hub=of) | ~Q(state__in=WorkGroup.DRAFT))
    return [_led(group) for group in groups]


def _groups(rows: QuerySet) -> QuerySet:
    return rows.order_by().values("work_group")


def _led(group: WorkGroup) -> GroupLed:
    extra = group.__dict__
    led_as = Leader.Kind(extra["led_as"]).label if extra["led_as"] else ""
    return GroupLed(
        group, led_as, extra["held"], extra["marked"], extra["attended"], extra["completed"],
        objects_of(LeadFeedback, extra["said"]),
    )  # fmt: skip


def _many(rows: QuerySet, by: str) -> Coalesce:
    counted = rows.order_by().values(by).annotate(many=Count("pk")).values("many")
    return Coalesce(Subquery(counted), 0)


@dataclass(frozen=True)
class Ledger:
    """The days of one academic year: contracted, available, and each line of what they went on."""

    year: str
    contracted: Decimal | None
    available: Decimal | None
    lines: list[DaysUsed]

    @property
    def used(self) -> Decimal:
        return sum((line.days for line in self.lines), NO_DAYS)

    @property
    def left(self) -> Decimal | None:
        return None if self.contracted is None else self.contracted - self.used


def ledgers(record: LeaderRecord, said_years: Iterable[LeaderYear], on: date) -> list[Ledger]:
    """Return a ledger of every year with days said or used, this one always, the latest first."""
    said = {each.year: each for each in said_years}
    lines = list(
        DaysUsed.objects.filter(person=record.person_id).select_related("work_group", "hub")
    )
    years = {academic_year_of(line.on) for line in lines} | {*said, academic_year_of(on)}
    return [
        Ledger(
            year,
            said[year].contracted if year in said else None,
            said[year].available if year in said else None,
            [line for line in lines if academic_year_of(line.on) == year],
        )
        for year in sorted(years, reverse=True)
    ]
