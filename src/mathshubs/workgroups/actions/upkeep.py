"""What time itself does to places. Twice is harmless."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q
from django.utils.timezone import localdate

from ..models import Enrolment, HeadAgreement, Place, WorkGroup
from ..queries.agreements import kept_for_nobody, to_remind
from . import agreements, booking, certificates, enrolling


def lapse_offers(*, at: datetime) -> int:
    """Pass on each offer whose last day is over. Returns how many."""
    over = Place.objects.filter(state=Place.State.OFFERED, offer_ends_on__lt=localdate(at))
    return sum(booking.lapse_offer(place=place, at=at) for place in over.order_by("pk"))


def offer_free_places(*, at: datetime) -> int:
    """Offer places that lie free while people wait: after a postponed group comes back."""
    free = WorkGroup.objects.filter(waiting__gt=0, places_taken__lt=F("places"))
    return sum(
        len(booking.offer_free_places(work_group=group, at=at)) for group in free.order_by("pk")
    )


def chase_heads(*, at: datetime) -> int:
    """Remind heads who have not answered, when it is time. Returns how many."""
    return sum(agreements.remind(agreement=each, at=at) for each in to_remind())


def lapse_agreements(*, at: datetime) -> int:
    """Give on the places whose heads did not answer in time. Returns how many were asked."""
    over = HeadAgreement.objects.filter(
        answer="", withdrawn_at=None, answer_by__lt=localdate(at)
    )  # fmt: skip
    return sum(agreements.lapse(agreement=each, at=at) for each in over.order_by("pk"))


def lapse_unasked(*, at: datetime) -> int:
    """Give on the places kept for heads whom nobody named in time. Returns how many."""
    kept = kept_for_nobody().order_by("pk")
    return sum(agreements.lapse_unasked(place=each, at=at) for each in kept)


def chase_names(*, at: datetime) -> int:
    """Remind schools of names that are due; give back what nobody was named for. Returns both."""
    today = localdate(at)
    soon = today + timedelta(days=max(enrolling.REMINDED_BEFORE))
    unnamed = Exists(
        Place.objects.filter(enrolment=OuterRef("pk"), person=None, state__in=Place.LIVE)
    )
    due = Enrolment.objects.filter(unnamed, names_by__lte=soon).order_by("pk")
    return sum(
        enrolling.give_back_unnamed(enrolment=each, at=at)
        if each.names_by and each.names_by < today
        else enrolling.remind_of_names(enrolment=each, at=at)
        for each in due
    )


def forget_needs(*, at: datetime) -> int:
    """Blank what people needed on the day once the last workshop is over. Returns how many."""
    told = ~Q(access_needs="") | ~Q(diet_needs="")
    over = Place.objects.filter(told, work_group__last_on__lt=localdate(at))
    return over.update(access_needs="", diet_needs="")


def issue_certificates(*, at: datetime) -> None:
    """Issue the certificates that were earned in groups that ended 3 to 60 days ago."""
    today = localdate(at)
    ended = (today - timedelta(days=60), today - timedelta(days=3))
    over = WorkGroup.objects.filter(last_on__range=ended).exclude(state=WorkGroup.State.CANCELLED)
    for work_group in over:
        with suppress(certificates.CertificateRefused):
            certificates.issue_certificates(work_group=work_group, by=None, at=at)
