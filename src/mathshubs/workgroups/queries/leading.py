"""Leaders of hub work: what each leads and led, the days it took, and who is free."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib.postgres.expressions import ArraySubquery
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
from mathshubs.schools.models import District

from ..models import DaysUsed, Leader, WorkGroup

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
    Return the hub's leaders by family name: three queries, however many they are.

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
        .annotate(district_names=district_names())
        .select_related("person")
        .prefetch_related(
            "accreditations",
            Prefetch("years", LeaderYear.objects.filter(year=year), to_attr="this_year"),
        )
        .order_by("person__family_name", "person__given_name", "pk")
    )
    return [_row(record, on) for record in records]


def district_names() -> ArraySubquery:
    """Return where a record's person travels to, by name: a column."""
    names = District.objects.filter(leaders=OuterRef("pk")).order_by("name").values("name")
    return ArraySubquery(names)


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
        extra["district_names"],
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


def groups_named(hub: Hub) -> QuerySet[WorkGroup]:
    """Return the hub's groups to choose from, the latest year first, without their long texts."""
    groups = WorkGroup.objects.filter(hub=hub).exclude(state=WorkGroup.State.CANCELLED)
    return groups.only("title", "year", "state", "hub").order_by("-year", "title", "pk")
