"""Lines of Today about year plans: what came back, what waits for approval, returns to send."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from django.db.models import (
    CharField,
    Count,
    DateField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Concat

from mathshubs.core.years import academic_year_of
from mathshubs.programmes.methods.half_terms import due_on, ended_last
from mathshubs.programmes.models import Commitment, HalfTermReturn, Plan, PlanLine, PlanStep
from mathshubs.programmes.queries.plans import without_return

from .today_lines import BLOCKED, LATER, ONE_FOR_ALL, SOON, Asker, Columns, Line, if_any

State = Plan.State
_TITLE = Concat(F("hub__name"), Value(" Maths Hub, "), F("year"), output_field=CharField())
_SINCE = Subquery(
    PlanStep.objects.filter(plan=OuterRef("pk")).order_by("-at", "-pk").values("at__date")[:1]
)
NEW = timedelta(days=7)
_A_RETURN = Columns("address", _TITLE, "due", hub="hub")
_A_PLAN = Columns(title=_TITLE, day=_SINCE, hub="hub")


def _submitted(who: Asker) -> QuerySet[Plan]:
    return Plan.objects.filter(state=State.SUBMITTED).order_by()


def _returned(who: Asker) -> QuerySet[Plan]:
    return Plan.objects.filter(hub__in=list(who.hubs), state=State.RETURNED).order_by()


def _missing(who: Asker) -> QuerySet[Plan]:
    """Return their plans without a line for what is asked; approved ones if it was asked since."""
    held = PlanLine.objects.filter(plan=OuterRef(OuterRef("pk")), project=OuterRef("project"))
    missing = Commitment.objects.filter(
        ~Exists(held), hub=OuterRef("hub"), project__year=OuterRef("year")
    )
    steps = PlanStep.objects.filter(plan=OuterRef(OuterRef("pk"))).order_by("-at", "-pk")
    since = missing.filter(at__gt=Subquery(steps.values("at")[:1]))
    lacks = Q(Exists(missing), state__in=Plan.CHANGEABLE) | Q(Exists(since), state=State.APPROVED)
    plans = Plan.objects.filter(hub__in=list(who.hubs), year__gte=academic_year_of(who.on))
    return plans.filter(lacks).order_by()


def _not_sent(who: Asker) -> QuerySet[Plan]:
    """Return their plans without a return for the half term that ended last."""
    year, half_term = ended_last(who.on)
    plans = without_return(year, half_term).filter(hub__in=list(who.hubs)).order_by()
    address = Concat(Cast("pk", CharField()), Value(f"/{half_term}"), output_field=CharField())
    return plans.annotate(address=address, due=Value(due_on(year, half_term), DateField()))


def _is_late(who: Asker) -> bool:
    return who.on > due_on(*ended_last(who.on))


def _to_send(who: Asker) -> QuerySet[Plan]:
    plans = _not_sent(who)
    return plans.none() if _is_late(who) else plans


def _late(who: Asker) -> QuerySet[Plan]:
    plans = _not_sent(who)
    return plans if _is_late(who) else plans.none()


def _hubs_late(who: Asker) -> QuerySet:
    plans = without_return(*ended_last(who.on)).order_by()
    counted = plans.values("year").annotate(many=Count("pk"))
    return counted if _is_late(who) else counted.none()


def _came_in(who: Asker) -> QuerySet:
    sent = HalfTermReturn.objects.filter(sent_at__gte=who.at - NEW, sent_at__lte=who.at)
    return sent.order_by().values("half_term").annotate(many=Count("pk"))


LINES = (
    Line(
        if_any("hubs")(_returned),
        columns=_A_PLAN,
        one="Your year plan came back",
        many="{} year plans came back",
        why="The national team says what has to change, since {day}.",
        action="Read and change it",
        page="insight:plan",
        urgency=BLOCKED,
    ),
    Line(
        if_any("hubs")(_missing),
        columns=Columns(title=_TITLE, hub="hub"),
        one="The nation asks for what your plan does not hold",
        many="The nation asks for what {} of your plans do not hold",
        why="A project that it asks of the hub has no line in the plan.",
        action="See what is missing",
        page="insight:plan",
    ),
    Line(
        if_any("hubs")(_to_send),
        columns=_A_RETURN,
        one="A half-termly return is to be sent",
        many="{} half-termly returns are to be sent",
        why="Its figures are there already. You add a few words by {day}.",
        action="Write and send it",
        page="insight:plan_return",
        urgency=SOON,
    ),
    Line(
        if_any("hubs")(_late),
        columns=_A_RETURN,
        one="A half-termly return is late",
        many="{} half-termly returns are late",
        why="It was due by {day}. Its figures are there already. You add a few words.",
        action="Write and send it",
        page="insight:plan_return",
        urgency=BLOCKED,
    ),
    Line(
        if_any("national")(_came_in),
        columns=replace(ONE_FOR_ALL, number="many"),
        alone=True,
        one="A half-termly return came in this week",
        many="{} half-termly returns came in this week",
        why="What hubs say of the half term, with the figures of that day.",
        action="Read them",
        page="insight:national_returns",
        urgency=LATER,
    ),
    Line(
        if_any("national")(_hubs_late),
        columns=replace(ONE_FOR_ALL, number="many"),
        alone=True,
        one="The half-termly return of a hub is late",
        many="The half-termly returns of {} hubs are late",
        why="Those who run the hub were written to twice. What is missing stands first.",
        action="See which",
        page="insight:national_returns",
        urgency=LATER,
    ),
    Line(
        if_any("national")(_submitted),
        columns=_A_PLAN,
        one="A year plan waits for approval",
        many="{} year plans wait for approval",
        why="Approve it, or return it with words. The oldest since {day}.",
        action="Read it",
        page="insight:plan",
        urgency=SOON,
        note="since {day}",
    ),
)
