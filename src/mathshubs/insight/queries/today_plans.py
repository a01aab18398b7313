"""Lines of Today about year plans: what came back, what waits for approval, returns to send."""

from __future__ import annotations

from django.db.models import CharField, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat

from mathshubs.core.years import academic_year_of
from mathshubs.programmes.methods.half_terms import over_by
from mathshubs.programmes.models import HalfTermReturn, Plan, PlanStep

from .today_lines import BLOCKED, SOON, Asker, Columns, Line, if_any

State = Plan.State
_TITLE = Concat(F("hub__name"), Value(" Maths Hub, "), F("year"), output_field=CharField())
_SINCE = Subquery(
    PlanStep.objects.filter(plan=OuterRef("pk")).order_by("-at", "-pk").values("at__date")[:1]
)
_A_PLAN = Columns(title=_TITLE, day=_SINCE, hub="hub")


def _submitted(who: Asker) -> QuerySet[Plan]:
    return Plan.objects.filter(state=State.SUBMITTED).order_by()


def _returned(who: Asker) -> QuerySet[Plan]:
    return Plan.objects.filter(hub__in=list(who.hubs), state=State.RETURNED).order_by()


def _to_send(who: Asker) -> QuerySet[Plan]:
    """Return approved plans of this year without a return for the half term that ended last."""
    year = academic_year_of(who.on)
    last = over_by(year, who.on)[-1:]
    sent = HalfTermReturn.objects.filter(half_term__in=last, sent_at__isnull=False)
    plans = Plan.objects.filter(
        hub__in=list(who.hubs), year=year, state__in=[State.APPROVED, State.AMENDED]
    )
    address = Concat(Cast("pk", CharField()), Value(f"/{''.join(last)}"), output_field=CharField())
    plans = plans.exclude(pk__in=sent.values("plan")).order_by().annotate(address=address)
    return plans if last else plans.none()


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
        if_any("hubs")(_to_send),
        columns=Columns("address", _TITLE, hub="hub"),
        one="A half-termly return is to be sent",
        many="{} half-termly returns are to be sent",
        why="Its figures are there already. You add a few words.",
        action="Write and send it",
        page="insight:plan_return",
        urgency=SOON,
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
