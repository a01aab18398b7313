"""Reads about what heads agreed to: who was asked, who has answered, which link is whose."""

from __future__ import annotations

from django.core.signing import BadSignature, Signer
from django.db.models import Exists, OuterRef, QuerySet

from mathshubs.schools.models import School

from ..models import HeadAgreement, Place, WorkGroup

Answer = HeadAgreement.Answer
_SIGNER = Signer(salt="workgroups.head_agreement")


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


def waits_for_head() -> Exists:
    """Return the condition that a place is kept until this agreement is answered."""
    return Exists(
        Place.objects.filter(
            work_group=OuterRef("work_group"),
            school=OuterRef("school"),
            state=Place.State.AGREEMENT,
        )
    )
