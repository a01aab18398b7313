"""Lines of Today about what people wrote to a hub, commissions, and support for one school."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, Min, Q, QuerySet

from mathshubs.needs.methods.answers import OPEN
from mathshubs.needs.models import (
    Deliverable,
    Message,
    Milestone,
    Need,
    PartnerOffer,
    PriorityRound,
    SupportPlan,
    TrainingEnquiry,
)
from mathshubs.needs.queries.teaching import WAITS

from .today_lines import BLOCKED, SOON, Asker, Columns, Line, if_any

DUE_SOON = timedelta(days=14)

of_hubs, of_staff = if_any("hubs"), if_any("staff")


def _needs(who: Asker) -> QuerySet:
    """Return for each of their hubs how many needs nobody has looked at, and since when."""
    waits = Need.objects.filter(hub__in=list(who.hubs), state=Need.State.ACKNOWLEDGED)
    of_hub = waits.order_by().values("hub", "hub__slug", "hub__name")
    return of_hub.annotate(many=Count("pk"), first=Min("raised_at__date"))


def _to_score(who: Asker) -> QuerySet[PriorityRound]:
    asked = PriorityRound.objects.filter(state=PriorityRound.State.CONSULTING)
    return asked.filter(hub__in=list(who.hubs), consult_until__lt=who.on).order_by()


def _messages(who: Asker) -> QuerySet[Message]:
    return Message.objects.filter(hub__in=list(who.hubs), state=Message.State.RECEIVED).order_by()


def _offers(who: Asker) -> QuerySet[PartnerOffer]:
    waits = PartnerOffer.objects.filter(state=PartnerOffer.State.OFFERED)
    return waits.filter(hub__in=list(who.hubs)).order_by()


def _enquiries(who: Asker) -> QuerySet[TrainingEnquiry]:
    return TrainingEnquiry.objects.filter(WAITS, hub__in=list(who.hubs)).order_by()


def _deliverables(who: Asker) -> QuerySet[Deliverable]:
    answer = "commission__provision"
    of_hub = {f"{answer}__priority__round__hub__in": list(who.hubs), f"{answer}__state__in": OPEN}
    return Deliverable.objects.filter(delivered_on=None, **of_hub).order_by()


def _overdue(who: Asker) -> QuerySet[Deliverable]:
    return _deliverables(who).filter(due_on__lt=who.on)


def _due_soon(who: Asker) -> QuerySet[Deliverable]:
    return _deliverables(who).filter(due_on__range=(who.on, who.on + DUE_SOON))


def _milestones(who: Asker) -> QuerySet[Milestone]:
    """Return what is not reached yet of the support they lead."""
    plans = SupportPlan.objects.filter(leader=who.somebody, review="")
    return Milestone.objects.filter(plan__in=plans, reached_on=None).order_by()


def _milestones_late(who: Asker) -> QuerySet[Milestone]:
    return _milestones(who).filter(by_on__lt=who.on)


def _milestones_soon(who: Asker) -> QuerySet[Milestone]:
    soon = (who.on, who.on + DUE_SOON)
    return _milestones(who).filter(by_on__range=soon)


def _ending(who: Asker) -> QuerySet[SupportPlan]:
    """Return support whose last day is near or over, and nobody has said how it ended."""
    theirs = Q(hub__in=list(who.hubs)) | Q(leader=who.somebody)
    ends = SupportPlan.objects.filter(review="", to_on__lte=who.on + DUE_SOON)
    return ends.filter(theirs).order_by()


_WRITTEN = Columns(title="title", day="at__date", hub="hub")
_DELIVERABLE = Columns(
    "commission__provision", "title", "due_on", hub="commission__provision__priority__round__hub"
)
_MILESTONE = Columns("plan", "plan__school__name", "by_on", hub="plan__hub")

LINES = (
    Line(
        of_hubs(_needs),
        columns=Columns("hub__slug", "hub__name", "first", "many", hub="hub"),
        one="A need waits to be looked at",
        many="{} needs wait to be looked at",
        why="People are told: somebody reads it within five school days. The oldest is of {day}.",
        action="See which",
        page="needs:needs",
        beyond="?show=arrived",
        note="{number}",
    ),
    Line(
        of_hubs(_to_score),
        columns=Columns(title="year", day="consult_until", hub="hub"),
        one="Comments on priorities are over",
        many="Comments on priorities are over in {} rounds",
        why="The last day was {day}. Close them, score each candidate, and record the meeting.",
        action="Open the round",
        page="needs:round",
        note="until {day}",
    ),
    Line(
        of_hubs(_messages),
        columns=Columns(title="subject", day="at__date", hub="hub"),
        one="A message waits for an answer",
        many="{} messages wait for an answer",
        why="People are told: an answer within five school days. The oldest is of {day}.",
        action="Answer it",
        page="needs:message",
        note="{day}",
    ),
    Line(
        of_hubs(_offers),
        columns=_WRITTEN,
        one="A partner’s offer is to be looked at",
        many="{} partners’ offers are to be looked at",
        why="List it, where schools find it, or decline it with a sentence. Since {day}.",
        action="Read it",
        page="workgroups:partner_offer",
        note="{day}",
    ),
    Line(
        of_hubs(_enquiries),
        columns=Columns(title="name", day="at__date", hub="hub"),
        one="Somebody thinks of teaching maths",
        many="{} people think of teaching maths",
        why="Answer, or hand it on where they agreed. The first wrote on {day}.",
        action="Answer",
        page="needs:enquiry",
        note="{day}",
    ),
    Line(
        of_hubs(_overdue),
        columns=_DELIVERABLE,
        one="Something commissioned is overdue",
        many="{} things commissioned are overdue",
        why="Due {day} and not here yet. Ask the supplier.",
        action="See the commission",
        page="needs:commission",
        urgency=BLOCKED,
        note="due {day}",
    ),
    Line(
        of_hubs(_due_soon),
        columns=_DELIVERABLE,
        one="Something commissioned is due soon",
        many="{} things commissioned are due soon",
        why="Due {day}. Ask whether it comes in time.",
        action="See the commission",
        page="needs:commission",
        urgency=SOON,
        note="due {day}",
    ),
    Line(
        of_staff(_milestones_late),
        columns=_MILESTONE,
        one="A milestone of support is overdue",
        many="{} milestones of support are overdue",
        why="It was to be reached by {day}. Say that it is, or agree with the school what next.",
        action="Open the plan",
        page="needs:support_plan",
        urgency=BLOCKED,
        note="by {day}",
    ),
    Line(
        of_staff(_milestones_soon),
        columns=_MILESTONE,
        one="A milestone of support is due soon",
        many="{} milestones of support are due soon",
        why="It is to be reached by {day}.",
        action="Open the plan",
        page="needs:support_plan",
        note="by {day}",
    ),
    Line(
        of_staff(_ending),
        columns=Columns(title="school__name", day="to_on", hub="hub"),
        one="Support for a school comes to its end",
        many="Support for {} schools comes to its end",
        why="It is planned until {day}. Say how it ended, or agree a later day.",
        action="Open the plan",
        page="needs:support_plan",
        note="{day}",
    ),
)
