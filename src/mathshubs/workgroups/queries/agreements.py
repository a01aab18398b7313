"""Reads about what heads agreed to: who was asked, who has answered, which link is whose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.signing import BadSignature, Signer
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from mathshubs.core.school_days import add_school_days
from mathshubs.schools.models import School

from ..models import HeadAgreement, Place, PlaceDecision, WorkGroup

Answer = HeadAgreement.Answer
_SIGNER = Signer(salt="workgroups.head_agreement")
SCHOOL_DAYS_TO_ANSWER = 10


def signed(agreement: HeadAgreement) -> str:
    """Return what the link to the head carries, so that nobody can make one up."""
    return _SIGNER.sign(str(agreement.pk))


def agreement_with(signed_text: str) -> HeadAgreement | None:
    """Return the agreement of a link, whatever became of it since; None when it is not ours."""
    try:
        number = int(_SIGNER.unsign(signed_text))
    except (BadSignature, ValueError):
        return None
    return (
        HeadAgreement.objects.select_related("work_group__hub", "school", "asked_by")
        .filter(pk=number, asked_at__isnull=False)
        .first()
    )


def agreement_of(work_group: WorkGroup, school_id: int) -> HeadAgreement | None:
    """Return what stands between the group and the head of the school: asked, answered or not."""
    return HeadAgreement.objects.filter(
        work_group=work_group.pk, school=school_id, withdrawn_at=None
    ).first()


def has_agreed(work_group: WorkGroup, school_id: int) -> bool:
    return HeadAgreement.objects.filter(
        work_group=work_group.pk, school=school_id, withdrawn_at=None, answer=Answer.AGREED
    ).exists()


def places_of(work_group: WorkGroup, school: School) -> QuerySet[Place]:
    """Return the live places of the school in the group, by arrival, with whose they are."""
    places = work_group.bookings.filter(school=school, state__in=Place.LIVE)
    return places.select_related("person", "school", "enrolment__applied_by").order_by("arrival")


def last_day_to_answer(work_group: WorkGroup, today: date) -> date:
    """Ten school days, but no later than the first workshop where that is still to come."""
    last, first = add_school_days(today, SCHOOL_DAYS_TO_ANSWER), work_group.first_on
    return min(last, first) if first and first > today else last


def kept_for_nobody() -> QuerySet[Place]:
    """Return the places kept for heads whom nobody could ask, and since when (`kept_at`)."""
    asked = HeadAgreement.objects.filter(
        work_group=OuterRef("work_group"),
        school=OuterRef("school"),
        withdrawn_at=None,
        asked_at__isnull=False,
    )
    moved = PlaceDecision.objects.filter(place=OuterRef("pk"), to_state=Place.State.AGREEMENT)
    since = Coalesce(Subquery(moved.order_by("-at").values("at")[:1]), "applied_at")
    kept = Place.objects.filter(~Exists(asked), state=Place.State.AGREEMENT)
    return kept.select_related("person", "school", "enrolment__applied_by", "applied_by").annotate(
        kept_at=since
    )


def waits_for_head() -> Exists:
    """Return the condition that a place is kept until this agreement is answered."""
    return Exists(
        Place.objects.filter(
            work_group=OuterRef("work_group"),
            school=OuterRef("school"),
            state=Place.State.AGREEMENT,
        )
    )


@dataclass(frozen=True)
class OfSchool:
    """A school with places in a group, and what stands between the group and its head."""

    school: School
    people: int
    kept: int
    agreement: HeadAgreement | None
    wanted: bool

    @property
    def is_missing(self) -> bool:
        return not (self.agreement and self.agreement.answer) and (self.wanted or self.kept > 0)

    @property
    def label(self) -> str:
        known = self.agreement
        if known and known.answer:
            return known.get_answer_display()
        if known and known.asked_at:
            return "No answer yet"
        if known or not self.kept:
            return "Not asked yet"
        return "Nobody to ask"


def of_group(work_group: WorkGroup) -> list[OfSchool]:
    """Return each school with a live place in the group, who is missing first. Two queries."""
    live = Q(places__work_group=work_group, places__state__in=Place.LIVE)
    kept = Q(places__work_group=work_group, places__state=Place.State.AGREEMENT)
    schools = School.objects.filter(live).annotate(
        people=Count("places", filter=live, distinct=True),
        kept=Count("places", filter=kept, distinct=True),
    )
    known = HeadAgreement.objects.filter(work_group=work_group, withdrawn_at=None)
    by_school = {each.school_id: each for each in known.defer("text")}
    rows = [
        OfSchool(
            school, school.people, school.kept, by_school.get(school.pk), work_group.head_agrees
        )
        for school in schools.order_by("name", "pk")
    ]
    return sorted(rows, key=lambda row: not row.is_missing)


def groups_that_wait_for_heads(work_groups: QuerySet[WorkGroup]) -> QuerySet[WorkGroup]:
    """Return the groups in which places are kept for heads, with how many schools (`heads`)."""
    kept = Q(bookings__state=Place.State.AGREEMENT)
    heads = Count("bookings__school", filter=kept, distinct=True)
    return work_groups.filter(kept).annotate(heads=heads).order_by("first_on", "pk")


def heads_to_answer(schools: QuerySet[School], on: date) -> QuerySet[HeadAgreement]:
    """Return what the heads of these schools are asked and have not answered, soonest first."""
    asked = HeadAgreement.objects.filter(
        school__in=schools, answer="", withdrawn_at=None, answer_by__gte=on
    )
    return asked.filter(waits_for_head()).order_by("answer_by", "pk")


def to_remind() -> QuerySet[HeadAgreement]:
    """Return the open questions about live places of groups that are not over."""
    over = (*WorkGroup.OVER, WorkGroup.State.CANCELLED)
    asked = HeadAgreement.objects.filter(answer="", withdrawn_at=None, asked_at__isnull=False)
    return asked.exclude(work_group__state__in=over).filter(_of_live_places()).order_by("pk")


def _of_live_places() -> Exists:
    live = Place.objects.filter(
        work_group=OuterRef("work_group"), school=OuterRef("school"), state__in=Place.LIVE
    )
    return Exists(live)
