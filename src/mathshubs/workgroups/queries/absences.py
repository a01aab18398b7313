"""Who told that they cannot come, who did not come, and what follows from it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate

from mathshubs.people.models import Person
from mathshubs.schools.models import Employment
from mathshubs.schools.queries import schools_led_by

from ..models import AbsenceNotice, Attendance, Charge, HeadAgreement, Place, WorkGroup, Workshop
from .attendance import work_groups_recorded_by

Mark = Attendance.Mark
NOTICE = timedelta(days=7)
TOLD_WITHIN = timedelta(days=14)
CHARGED_WITHIN = timedelta(days=120)
NOT_THERE = (Mark.ABSENT, Mark.APOLOGIES)


def places_told_of_by(person: Person) -> QuerySet[Place]:
    """Return the places held of which `person` may say that nobody comes: theirs, and others'."""
    schools = schools_led_by(person, localdate()).order_by().values("pk")
    groups = work_groups_recorded_by(person).order_by().values("pk")
    seen = Q(person=person.pk) | Q(school__in=schools) | Q(work_group__in=groups)
    held = Place.objects.filter(seen, state=Place.State.HELD, person__isnull=False)
    return held.select_related("person", "school", "work_group__hub")


def workshops_to_come(place: Place, at: datetime) -> QuerySet[Workshop]:
    """Return the workshops somebody can still tell of."""
    return Workshop.objects.filter(
        work_group=place.work_group_id, cancelled_at=None, starts_at__gt=at
    )


def notices_to_come(work_groups: QuerySet[WorkGroup], at: datetime) -> QuerySet[AbsenceNotice]:
    """Return who told that they cannot come to a workshop still ahead, soonest first."""
    return (
        AbsenceNotice.objects.filter(
            workshop__work_group__in=work_groups.order_by(), workshop__starts_at__gt=at,
            workshop__cancelled_at=None, place__state=Place.State.HELD,
        )
        .select_related("place__person", "place__school", "workshop__work_group")
        .order_by("workshop__starts_at", "pk")
    )  # fmt: skip


def _with_all(absences: QuerySet[Attendance]) -> QuerySet[Any]:
    notice = AbsenceNotice.objects.filter(place=OuterRef("place"), workshop=OuterRef("workshop"))
    return absences.select_related(
        "place__person", "place__school", "workshop__work_group__hub"
    ).annotate(told_before_at=Subquery(notice.values("told_at")[:1]))


def absences_of_which_heads_hear(work_groups: QuerySet[WorkGroup], on: date) -> QuerySet[Any]:
    """
    Return absences nobody told of, from the day after and for two weeks, of which no head heard.

    Each has `head_address`, "" when none is known: where the head was last asked to agree, else of
    whoever is known to be the head. A head is not written to about their own absence.
    """
    asked = HeadAgreement.objects.filter(school=OuterRef("place__school")).exclude(sent_to="")
    for_group = asked.filter(work_group=OuterRef("workshop__work_group"))
    heads = Employment.objects.on(on).filter(
        school=OuterRef("place__school"), role=Employment.Role.HEAD, confirmed=True
    )
    newest = ("withdrawn_at", "-asked_at")  # one that stands has no day it was withdrawn
    absences = Attendance.objects.filter(
        mark=Mark.ABSENT, head_told=None, workshop__work_group__in=work_groups.order_by(),
        workshop__ends_at__date__lt=on, workshop__ends_at__date__gte=on - TOLD_WITHIN,
        workshop__cancelled_at=None, place__person__isnull=False,
    )  # fmt: skip
    stands = F(newest[0]).desc(nulls_first=True)
    return (
        _with_all(absences)
        .filter(told_before_at=None)
        .annotate(
            head_address=Coalesce(
                Subquery(for_group.order_by(stands, newest[1]).values("sent_to")[:1]),
                Subquery(asked.order_by(stands, newest[1]).values("sent_to")[:1]),
                Subquery(heads.order_by("-from_on", "pk").values("person__email")[:1]),
                Value(""),
            )
        )
        .exclude(head_address=F("place__person__email"))
        .order_by("workshop__starts_at", "place__school__name", "pk")
    )


def absences_to_tell(work_groups: QuerySet[WorkGroup], on: date) -> QuerySet[Attendance]:
    """Return the absences of which a head is still to hear, and can."""
    return absences_of_which_heads_hear(work_groups, on).exclude(head_address="")


def absences_without_a_head(work_groups: QuerySet[WorkGroup], on: date) -> QuerySet[Attendance]:
    """Return the absences of which no head can hear: no address of one is known."""
    return absences_of_which_heads_hear(work_groups, on).filter(head_address="")


def charges_to_raise(
    work_groups: QuerySet[WorkGroup], on: date | None = None
) -> QuerySet[Attendance]:
    """
    Return the absences a group's terms charge for, for which nobody decided yet, oldest first.

    Not told a week before, and nobody came instead, within 120 days before `on` (today). Apologies
    noted on the day with no word before are between the leader and the person.
    """
    in_time = ExpressionWrapper(F("workshop__starts_at") - NOTICE, output_field=DateTimeField())
    absences = Attendance.objects.filter(
        mark__in=NOT_THERE, charge=None, workshop__work_group__in=work_groups.order_by(),
        workshop__work_group__absence_charge__gt=0, workshop__cancelled_at=None,
        workshop__ends_at__date__gte=(on or localdate()) - CHARGED_WITHIN,
        place__person__isnull=False,
    )  # fmt: skip
    never, late = Q(told_before_at=None), Q(told_before_at__gt=in_time)
    return (
        _with_all(absences)
        .filter((Q(mark=Mark.ABSENT) & never) | late)
        .order_by("workshop__starts_at", "place__school__name", "pk")
    )


def charges(work_groups: QuerySet[WorkGroup]) -> QuerySet[Charge]:
    """Return the charges of these groups, newest first."""
    return (
        Charge.objects.filter(attendance__workshop__work_group__in=work_groups.order_by())
        .select_related(
            "attendance__place__person", "attendance__place__school", "raised_by", "waived_by",
            "attendance__workshop__work_group__hub",
        )
        .order_by("-raised_at", "-pk")
    )  # fmt: skip


def runs_of_absence(work_groups: QuerySet[WorkGroup], at: datetime) -> QuerySet[Place]:
    """
    Return the places whose person, and nobody instead, came to neither of the last two workshops.

    Only while the group goes on. A workshop they were not expected at counts as none.
    """
    marks = Attendance.objects.filter(
        place=OuterRef("pk"), workshop__ends_at__lte=at, workshop__cancelled_at=None
    ).exclude(mark=Mark.NOT_EXPECTED)
    latest = marks.order_by("-workshop__starts_at", "-pk").values("mark")
    ahead = Workshop.objects.filter(
        work_group=OuterRef("work_group"), ends_at__gt=at, cancelled_at=None
    )
    return (
        Place.objects.filter(
            Exists(ahead), work_group__in=work_groups.order_by(), state=Place.State.HELD,
            person__isnull=False,
        )
        .annotate(last_mark=Subquery(latest[:1]), mark_before=Subquery(latest[1:2]))
        .filter(last_mark__in=NOT_THERE, mark_before__in=NOT_THERE)
        .select_related("person", "school", "work_group__hub")
        .order_by("work_group__title", "person__family_name", "person__given_name", "pk")
    )  # fmt: skip
