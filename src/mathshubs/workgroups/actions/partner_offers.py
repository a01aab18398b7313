"""Make an event of what a partner offers: booked like any other, and told to the partner."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from mathshubs.comms.actions import post_many
from mathshubs.core.years import academic_year_of
from mathshubs.needs.models import PartnerOffer
from mathshubs.people.models import Person
from mathshubs.programmes.models import PlanLine

from ..emails import partner_offers as emails
from ..models import ExpertPartner, Leader, WorkGroup, Workshop
from . import design
from .design import DesignRefused


@transaction.atomic
def make_event(
    *, offer: PartnerOffer, workshop: Workshop, what: str, name: str, rationale: str, places: int,
    plan_line: PlanLine | None, by: Person, at: datetime,
) -> WorkGroup:  # fmt: skip
    """
    Make a draft event of a listed offer, filled in from it, and write to the partner.

    It goes the way of any event from here: approved, published, opened for applications. `what`
    is one of the kinds of the form. Raises DesignRefused for an offer that is not listed.
    """
    offer = PartnerOffer.objects.select_for_update(of=("self",)).select_related("hub").get(
        pk=offer.pk
    )  # fmt: skip
    if offer.state != PartnerOffer.State.LISTED:
        raise DesignRefused("List the offer first. Events are made of offers that are listed.")
    whose = offer.organisation or offer.name
    hub = offer.hub
    event = WorkGroup(
        kind=WorkGroup.Kind.EVENT, support=offer.kind, partner_offer=offer, plan_line=plan_line,
        title=name, summary=f"{what} offered by {whose}."[:300], phases=offer.phases,
        year=academic_year_of(localdate(workshop.starts_at)), rationale=rationale,
        audience=_audience(offer), involved=offer.what, places=places,
        value_for_money=f"{whose} offers it.", contact_name=str(hub), contact_email=hub.email,
        contact_phone=hub.phone,
    )  # fmt: skip
    design.start_work_group(hub=hub, work_group=event, by=by)
    ExpertPartner.objects.create(work_group=event, name=offer.name, organisation=offer.organisation)
    Leader.objects.get_or_create(
        work_group=event, person=by, defaults={"biography": f"Looks after the day for {hub}."}
    )
    workshop.work_group = event
    design.add_workshop(workshop=workshop, by=by, at=at)
    post_many([emails.event_made(event, offer, workshop)], at=at)
    return event


def _audience(offer: PartnerOffer) -> str:
    names = ", ".join(offer.districts.order_by("name").values_list("name", flat=True))
    return f"For schools in {names}." if names else f"For schools of {offer.hub}."
