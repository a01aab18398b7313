"""Somebody thinks of teaching maths: keep it, hand it on where they agreed, forget it in time."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from mathshubs.comms.actions import post_many
from mathshubs.comms.models import Letter
from mathshubs.hubs.models import Hub
from mathshubs.people.models import Person

from ..emails import teaching as emails
from ..models import TrainingEnquiry
from ..queries.needs import owner_of_new

KEPT = timedelta(days=365)  # the form says: a year


class EnquiryRefused(Exception):
    """Nothing changed. `str(refusal)` is a sentence for whoever asked."""


def _locked(enquiry: TrainingEnquiry) -> TrainingEnquiry:
    found = TrainingEnquiry.objects.select_for_update(of=("self",))
    return found.select_related("hub", "person", "owner").get(pk=enquiry.pk)


@transaction.atomic
def enquire(*, hub: Hub, consent: bool, at: datetime, **typed) -> TrainingEnquiry:
    """Keep an enquiry, and write to whoever sent it and who is to answer."""
    enquiry = TrainingEnquiry.objects.create(
        hub=hub, owner=owner_of_new(hub, localdate(at)), at=at,
        consented_at=at if consent else None, **typed,
    )  # fmt: skip
    letters = [emails.arrived(enquiry)]
    if enquiry.owner:
        letters.append(emails.to_owner(enquiry))
    post_many(letters, at=at)
    return enquiry


@transaction.atomic
def say_whether(*, enquiry: TrainingEnquiry, agrees: bool, at: datetime) -> TrainingEnquiry:
    """
    Keep whether they agree to be handed on; said twice is once.

    Raises EnquiryRefused once it has been handed on, or is forgotten.
    """
    enquiry = _locked(enquiry)
    if enquiry.handed_at:
        raise EnquiryRefused(
            f"We have passed it on to {enquiry.handed_to} already. Write to them to stop it there."
        )
    if enquiry.forgotten_at:
        raise EnquiryRefused("We have deleted what you wrote. Write to us anew if you like.")
    if agrees != bool(enquiry.consented_at):
        enquiry.consented_at = at if agrees else None
        enquiry.withdrawn_at = None if agrees else at
        enquiry.save(update_fields=["consented_at", "withdrawn_at"])
    return enquiry


@transaction.atomic
def hand_on(
    *, enquiry: TrainingEnquiry, to: str, email: str, by: Person, at: datetime
) -> TrainingEnquiry:
    """
    Pass on just what they agreed to, to one provider of teacher training; both get a letter.

    Raises EnquiryRefused without their consent, and when it was handed on already.
    """
    enquiry = _locked(enquiry)
    if enquiry.handed_at:
        raise EnquiryRefused(f"It was handed on already, to {enquiry.handed_to}.")
    if not enquiry.may_be_handed_on:
        raise EnquiryRefused("They have not agreed that we pass on who they are. Answer them here.")
    enquiry.handed_to, enquiry.handed_email = to, email
    enquiry.handed_at, enquiry.handed_by = at, by
    enquiry.save(update_fields=["handed_to", "handed_email", "handed_at", "handed_by"])
    post_many([emails.to_provider(enquiry), emails.handed_on(enquiry)], at=at)
    return enquiry


@transaction.atomic
def answer(*, enquiry: TrainingEnquiry, words: str, by: Person, at: datetime) -> TrainingEnquiry:
    """Answer in words that they get by letter. Raises EnquiryRefused when it is answered."""
    enquiry = _locked(enquiry)
    if enquiry.answered_at or enquiry.forgotten_at:
        raise EnquiryRefused("It was answered already, or deleted. Read the page again.")
    enquiry.answer, enquiry.answered_at, enquiry.owner = words, at, by
    enquiry.save(update_fields=["answer", "answered_at", "owner"])
    post_many([emails.answered(enquiry)], at=at)
    return enquiry


@transaction.atomic
def forget_old(*, at: datetime) -> int:
    """
    Delete who wrote, what, and the letters about it, a year after they wrote. Returns how many.

    What is left are counts: of which hub and phases, when, and whether it was handed on to whom.
    """
    old = TrainingEnquiry.objects.filter(at__lt=at - KEPT, forgotten_at=None)
    topics = [emails.topic(pk) for pk in old.values_list("pk", flat=True)]
    Letter.objects.filter(topic__in=topics).delete()
    return old.update(
        name="", email="", role="", organisation="", words="", answer="", person=None,
        forgotten_at=at,
    )  # fmt: skip
