"""One of each thing of this room, for the walk of every address by every role."""

from __future__ import annotations

from datetime import date

from mathshubs.hubs.models import Hub
from mathshubs.needs.models import Commission, Message, PartnerOffer, SupportPlan, TrainingEnquiry
from mathshubs.needs.queries.needs import told_key
from mathshubs.people.models import Person
from mathshubs.schools.models import School

from ..builders import SEPTEMBER
from .builders import a_need, a_priority, a_round, an_answer
from .proposal_builders import a_proposal
from .survey_builders import survey_in_the_world


def needs_in_the_world(hub: Hub) -> dict[str, object]:
    staff = Person.objects.get(given_name="Hugo")
    need = a_need(hub)
    round_ = a_round(hub, staff, consult_until=date(2100, 1, 1))
    priority = a_priority(round_, needs=[need], state="CHOSEN")
    answer = an_answer(priority, staff, mode="COMMISSION")
    commission = Commission.objects.create(
        provision=answer, brief="A course.", state="OPEN", reply_by=date(2100, 1, 1)
    )
    tender = commission.tenders.create(
        organisation="A university", email="offer@example.org", price=4000, words="Ten days.",
        received_on=SEPTEMBER.date(),
    )  # fmt: skip
    support = SupportPlan.objects.create(
        hub=hub, school=School.objects.get(name="Wrekin Vale Academy"),
        leader=Person.objects.get(given_name="Greta"),
        level="ENHANCED", aims="Fractions.", from_on=SEPTEMBER.date(), by=staff, at=SEPTEMBER,
    )  # fmt: skip
    who = {"name": "Ada Head", "email": "head@example.org", "at": SEPTEMBER, "hub": hub}
    message = Message.objects.create(kind="CONTACT", subject="A question", words="When?", **who)
    offer = PartnerOffer.objects.create(
        of="UNIVERSITY",
        title="A day in our lab",
        what="For year 12.",
        kind="UNIVERSITIES",
        state="LISTED",
        **who,
    )
    enquiry = TrainingEnquiry.objects.create(phases=["SECONDARY"], **who)
    return {
        **survey_in_the_world(hub, School.objects.get(name="Wrekin Vale Academy")),
        "need_id": need.pk,
        "round_id": round_.pk,
        "priority_id": priority.pk,
        "provision_id": answer.pk,
        "support_plan_id": support.pk,
        "brief_key": told_key("brief", commission.pk),
        "tender_key": told_key("tender", tender.pk),
        "told": told_key("need", need.pk),
        "door": "message",
        "message_id": message.pk,
        "proposal_id": a_proposal(hub).pk,
        "partner_offer_id": offer.pk,
        "enquiry_id": enquiry.pk,
        "enquiry_key": told_key("teaching", enquiry.pk),
    }
