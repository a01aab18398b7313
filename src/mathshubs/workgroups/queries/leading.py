"""Leaders of hub work: what each leads and led, the days it took, and who is free."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import (
    Count,
    DecimalField,
    Exists,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce

from mathshubs.core.years import academic_year_of, ends_on, starts_on
from mathshubs.hubs.models import Accreditation, Hub, LeaderRecord, LeaderYear
from mathshubs.hubs.queries import ACCREDITATION_NOTICE, CHECKS_NOTICE
from mathshubs.people.models import Person

from ..models import Attendance, DaysUsed, Leader, LeadFeedback, Place, WorkGroup

# A group that is over or will not be needs nobody to lead it.
NOT_LED = (*WorkGroup.OVER, WorkGroup.State.CANCELLED)
NO_DAYS = Decimal(0)


@dataclass(frozen=True)
class Filters:
    """What the list of leaders is asked for."""

    phase: str = ""
    district: int = 0
    expiring: bool = False
    free: bool = False
    former: bool = False
    words: str = ""


@dataclass(frozen=True)
class LeaderRow:
    """A leader as the list of their hub shows them, with the days of one academic year."""

    record: LeaderRecord
    accreditations: list[Accreditation]
    districts: list[str]
    leads: int
    days: LeaderYear | None
    used: Decimal
    notices: list[str]

    @property
    def left(self) -> Decimal | None:
        """Days contracted and not used; None where nobody said how many."""
        if self.days is None or self.days.contracted is None:
            return None
        return self.days.contracted - self.used


def leaders_listed(hub: Hub, filters: Filters, on: date) -> list[LeaderRow]:
    """
    Return the hub's leaders by family name: four queries, however many they are.

    Those who lead on `on` and those who will; with `former` those who led before.
    """
    ended = Q(to_on__lt=on)
    records = LeaderRecord.objects.filter(ended if filters.former else ~ended, hub=hub)
    if filters.phase:
        records = records.filter(phases__contains=[filters.phase])
    if filters.district:
        records = records.filter(districts=filters.district)
    if filters.expiring:
        records = records.filter(_needs_notice(on))
    for word in filters.words.split()[:5]:
        person = Q(person__given_name__icontains=word) | Q(person__family_name__icontains=word)
        records = records.filter(
            person | Q(person__email__icontains=word) | Q(themes__icontains=word)
        )
    if filters.free:
        records = records.filter(~Exists(_leading_now()))
    return as_rows(records, on)


def as_rows(records: QuerySet[LeaderRecord], on: date) -> list[LeaderRow]:
    """Return the records as lines of a list, by family name, with the days of the year of `on`."""
    year = academic_year_of(on)
    records = (
        with_deployment(records, year)
        .select_related("person")
        .prefetch_related(
            "accreditations",
            "districts",
            Prefetch("years", LeaderYear.objects.filter(year=year), to_attr="this_year"),
        )
        .order_by("person__family_name", "person__given_name", "pk")
    )
    return [_row(record, on) for record in records]


def with_deployment(records: QuerySet[LeaderRecord], year: str) -> QuerySet[LeaderRecord]:
    """Tell of each record how many groups they lead (`leading`) and the days `used` in `year`."""
    used = DaysUsed.objects.filter(
        person=OuterRef("person"), on__range=(starts_on(year), ends_on(year))
    )
    return records.annotate(
        leading=Coalesce(_one(_leading_now(), Count("pk")), 0),
        used=Coalesce(_one(used, Sum("days")), NO_DAYS, output_field=DecimalField()),
    )


def _leading_now() -> QuerySet[Leader]:
    """Return in what a record's person leads now: a subquery."""
    led = Leader.objects.filter(person=OuterRef("person"))
    return led.exclude(work_group__state__in=NOT_LED)


def _one(rows: QuerySet, what: Count | Sum) -> Subquery:
    return Subquery(rows.order_by().values("person").annotate(one=what).values("one"))


def _row(record: LeaderRecord, on: date) -> LeaderRow:
    accreditations = list(record.accreditations.all())
    extra = record.__dict__
    return LeaderRow(
        record,
        accreditations,
        sorted(district.name for district in record.districts.all()),
        extra["leading"],
        next(iter(extra["this_year"]), None),
        extra["used"],
        notices(record, accreditations, on),
    )


def _needs_notice(on: date) -> Q:
    return (
        Exists(
            Accreditation.objects.filter(
                record=OuterRef("pk"), expires_on__lte=on + ACCREDITATION_NOTICE
            )
        )
        | Q(checked_on=None)
        | Q(check_again_by__lte=on + CHECKS_NOTICE)
    )


def notices(record: LeaderRecord, accreditations: list[Accreditation], on: date) -> list[str]:
    """Return what of a record runs out, in the words of a tag."""
    found = []
    for each in accreditations:
        if each.expires_on and each.expires_on < on:
            found.append("Accreditation expired")
        elif each.expires_on and each.expires_on <= on + ACCREDITATION_NOTICE:
            found.append("Accreditation expires soon")
    if record.checked_on is None:
        found.append("Checks not seen")
    elif record.check_again_by and record.check_again_by < on:
        found.append("Checks overdue")
    elif record.check_again_by and record.check_again_by <= on + CHECKS_NOTICE:
        found.append("Checks due soon")
    if record.agreed_until and record.agreed_until < on:
        found.append("Employer's agreement ended")
    return list(dict.fromkeys(found))


def record_shown(hub: Hub, pk: int) -> LeaderRecord | None:
    """Return a record that `hub` keeps, with its person, hub and district names: one query."""
    return _with_names(LeaderRecord.objects.filter(hub=hub, pk=pk)).first()


def own_record(person: Person) -> LeaderRecord | None:
    return _with_names(LeaderRecord.objects.filter(person=person)).first()


def _with_names(records: QuerySet[LeaderRecord]) -> QuerySet[LeaderRecord]:
    names = ArrayAgg(
        "districts__name", filter=Q(districts__isnull=False), default=[], order_by="districts__name"
    )
    return records.select_related("person", "hub").annotate(district_names=names)


@dataclass(frozen=True)
class GroupLed:
    """A group somebody leads or led, with what its registers say and what was said of it."""

    leader: Leader
    group: WorkGroup
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
    Return the groups `person` leads or led, the latest first, in two queries.

    The staff `of` a hub are not told of the drafts of another.
    """
    places = Place.objects.filter(work_group=OuterRef("work_group"))
    marks = Attendance.objects.filter(workshop__work_group=OuterRef("work_group")).exclude(
        mark=Attendance.Mark.NOT_EXPECTED
    )
    led = (
        Leader.objects.filter(person=person)
        .select_related("work_group__hub")
        .annotate(
            held=_many(places.filter(state=Place.State.HELD), "work_group"),
            completed=_many(places.filter(certificate__isnull=False), "work_group"),
            marked=_many(marks, "workshop__work_group"),
            attended=_many(marks.filter(mark__in=Attendance.ATTENDED), "workshop__work_group"),
        )
        .order_by("-work_group__year", "-work_group__first_on", "-pk")
    )
    if of:
        led = led.filter(Q(work_group__hub=of) | ~Q(work_group__state__in=WorkGroup.DRAFT))
    said: dict[int, list[LeadFeedback]] = defaultdict(list)
    for one in LeadFeedback.objects.filter(person=person).select_related("by"):
        said[one.work_group_id].append(one)
    return [
        GroupLed(
            each, each.work_group, each.held, each.marked, each.attended, each.completed,
            said[each.work_group_id],
        )
        for each in led
    ]  # fmt: skip


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


def ledgers(record: LeaderRecord, on: date) -> list[Ledger]:
    """Return a ledger of every year with days said or used, this one always, the latest first."""
    said = {each.year: each for each in record.years.all()}
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


def groups_named(hub: Hub) -> QuerySet[WorkGroup]:
    """Return the hub's groups to choose from, the latest year first, without their long texts."""
    groups = WorkGroup.objects.filter(hub=hub).exclude(state=WorkGroup.State.CANCELLED)
    return groups.only("title", "year", "state", "hub").order_by("-year", "title", "pk")
