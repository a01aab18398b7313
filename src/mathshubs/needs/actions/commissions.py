"""Commission an answer: brief, offers received, choice with reasons, agreement, deliverables."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.timezone import localdate

from mathshubs.comms.actions import post_many
from mathshubs.people.models import Person

from ..emails import commissions as reminders
from ..emails import provision as emails
from ..methods.answers import OPEN
from ..models import Commission, Deliverable, Provision, Tender
from .provision import AnswerRefused, locked, take_step

State = Commission.State
SOON = timedelta(days=7)


def _locked(commission: Commission) -> Commission:
    found = Commission.objects.select_for_update(of=("self",)).select_related("provision")
    return found.get(pk=commission.pk)


@transaction.atomic
def save_brief(
    *, provision: Provision, brief: str, most: Decimal | None, reply_by: date | None
) -> Commission:
    """Keep the brief of an answer that somebody outside gives, until an offer has come."""
    provision = locked(provision)
    if provision.mode != Provision.Mode.COMMISSION or provision.state not in OPEN:
        raise AnswerRefused("A brief is for an open answer that somebody outside gives.")
    commission, _ = Commission.objects.get_or_create(provision=provision, defaults={"brief": brief})
    commission = _locked(commission)
    if commission.state not in (State.DRAFT, State.OPEN) or commission.tenders.exists():
        raise AnswerRefused("An offer was made for this brief. It stays as they read it.")
    commission.brief, commission.most, commission.reply_by = brief, most, reply_by
    commission.save()
    return commission


@transaction.atomic
def ask_for_offers(*, commission: Commission) -> Commission:
    """Open the brief for offers. Twice is once."""
    commission = _locked(commission)
    if commission.state == State.DRAFT:
        if commission.reply_by is None:
            raise AnswerRefused("Say first by which day offers must be in.")
        commission.state = State.OPEN
        commission.save(update_fields=["state"])
    return commission


@transaction.atomic
def add_tender(*, commission: Commission, **offer) -> Tender:
    """Keep an offer received while the brief is open for offers."""
    commission = _locked(commission)
    if commission.state != State.OPEN:
        raise AnswerRefused("Offers are added while the brief is open for them.")
    return Tender.objects.create(commission=commission, **offer)


@transaction.atomic
def choose_tender(
    *, commission: Commission, chosen: int, reasons: Mapping[int, str], at: datetime
) -> Commission:
    """Choose one of the offers, with a reason for each, which those who made it read by letter."""
    commission = _locked(commission)
    if commission.state != State.OPEN:
        raise AnswerRefused("It is decided already, or not open for offers yet.")
    path = "commission__provision__priority__round__hub"
    tenders = list(commission.tenders.select_related(path))
    if chosen not in {tender.pk for tender in tenders}:
        raise AnswerRefused("Choose one of the offers.")
    for tender in tenders:
        tender.chosen, tender.reason = tender.pk == chosen, reasons.get(tender.pk, "")
        if not tender.reason:
            raise AnswerRefused(f"Say why, for the offer of {tender.organisation}.")
        tender.save(update_fields=["chosen", "reason"])
    commission.state = State.CHOSEN
    commission.save(update_fields=["state"])
    post_many([emails.offer_decided(tender) for tender in tenders], at=at)
    return commission


@transaction.atomic
def agree(
    *, commission: Commission, agreed_on: date, agreement: str, by: Person, at: datetime
) -> Commission:
    """Keep the agreement with the supplier. The answer is under way from now."""
    commission = _locked(commission)
    if commission.state != State.CHOSEN:
        raise AnswerRefused("Choose one of the offers first; an agreement is signed once.")
    commission.agreed_on, commission.agreement = agreed_on, agreement
    commission.state = State.AGREED
    commission.save()
    if commission.provision.state == Provision.State.CHOSEN:
        take_step(provision=commission.provision, to=Provision.State.UNDER_WAY, by=by, at=at)
    return commission


@transaction.atomic
def add_deliverable(*, commission: Commission, title: str, due_on: date) -> Deliverable:
    """Say what is to be delivered, and by which day."""
    commission = _locked(commission)
    if commission.state not in (State.AGREED, State.DELIVERED):
        raise AnswerRefused("What is to be delivered follows from the agreement. Keep that first.")
    commission.state = State.AGREED
    commission.save(update_fields=["state"])
    return Deliverable.objects.create(commission=commission, title=title, due_on=due_on)


@transaction.atomic
def deliver(*, deliverable: Deliverable, delivered_on: date, words: str = "") -> Deliverable:
    """Note that it came, and what we think of it. With the last one, all is delivered."""
    commission = _locked(deliverable.commission)
    deliverable.delivered_on, deliverable.words = delivered_on, words
    deliverable.save(update_fields=["delivered_on", "words"])
    if not commission.deliverables.filter(delivered_on=None).exists():
        commission.state = State.DELIVERED
        commission.save(update_fields=["state"])
    return deliverable


@transaction.atomic
def remind(*, at: datetime) -> int:
    """
    Write to those who see to what is due within a week, and to what is overdue; once for each day
    it was due. Returns how many letters were written.
    """
    on = localdate(at)
    waiting = Deliverable.objects.filter(
        delivered_on=None, due_on__lte=on + SOON, commission__provision__state__in=OPEN
    ).select_related(
        "commission__provision__owner", "commission__provision__by",
        "commission__provision__priority__round__hub",
    )  # fmt: skip
    letters = [
        reminders.overdue(each) if each.due_on < on else reminders.due_soon(each)
        for each in waiting
    ]
    return len(post_many(letters, at=at))
