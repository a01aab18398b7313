"""How the hub around Telford answers its priorities, and which schools it supports: by actions."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from mathshubs.core.years import academic_year_of, starts_on
from mathshubs.hubs.models import Hub
from mathshubs.needs.actions import commissions, provision, support
from mathshubs.needs.models import Deliverable, Priority, Provision
from mathshubs.people.models import Person
from mathshubs.programmes.models import PlanLine
from mathshubs.schools.models import School

from .catalogue import words
from .world import World, moment


def write(world: World) -> int:
    """Answer the priorities of this year and agree support for schools; return how many answers."""
    told = words("answers")
    by = Person.objects.get(pk=world.cast["hub-lead"].id)
    february = date(starts_on(academic_year_of(world.today)).year, 2, 9)
    for number, facts in enumerate(told["answers"]):
        _answer(world, facts, told["commission"], by, february + timedelta(days=7 * number))
    _support(world, told["support"], by)
    return Provision.objects.count()


def _answer(world: World, facts: dict, commission: dict, by: Person, on: date) -> None:
    """Choose one answer, with a line of the plan that serves it, and let it go its way."""
    hub, year = world.telford.hub, academic_year_of(world.today)
    priority = Priority.objects.get(round__hub=hub, round__year=year, title=facts["to"])
    chosen = provision.choose(
        priority=priority, by=by, at=moment(on, 10), owner=by, plan_line=_line(hub, year, facts),
        **{name: facts.get(name, "") for name in ("mode", "kind", "title", "what", "link")},
    )  # fmt: skip
    if chosen.mode == Provision.Mode.COMMISSION:
        _commission(world, chosen, commission, by, on)
        return
    begun = moment(on + timedelta(days=60), 10)
    provision.take_step(provision=chosen, to="UNDER_WAY", by=by, at=begun)
    if "review" in facts:
        over = begun + timedelta(days=60)
        provision.take_step(provision=chosen, to="DONE", words=facts["review"], by=by, at=over)


def _line(hub: Hub, year: str, facts: dict) -> PlanLine | None:
    """Return the line that an answer names, or one of its phase where the hub does not plan it."""
    if "line" not in facts:
        return None
    lines = PlanLine.objects.filter(plan__hub=hub, plan__year=year)
    named = lines.filter(title=facts["line"]).first()
    return named or lines.filter(phases__overlap=facts["phases"]).first()


def _commission(world: World, chosen: Provision, told: dict, by: Person, on: date) -> None:
    """Write the brief, hear two offers, choose, agree; one thing has come, one is overdue."""
    reply_by, agreed = on + timedelta(days=40), on + timedelta(days=60)
    kept = commissions.save_brief(
        provision=chosen, brief=told["brief"], most=Decimal(told["most"]), reply_by=reply_by
    )
    kept = commissions.ask_for_offers(commission=kept)
    reasons, offers = {}, []
    for facts in told["offers"]:
        typed = {name: facts[name] for name in ("organisation", "email", "words")}
        offer = commissions.add_tender(
            commission=kept, price=Decimal(facts["price"]), received_on=reply_by, **typed
        )
        reasons[offer.pk] = facts["reason"]
        offers.append(offer)
    commissions.choose_tender(
        commission=kept, chosen=offers[0].pk, reasons=reasons, at=moment(agreed, 9)
    )
    commissions.agree(
        commission=kept, agreed_on=agreed, agreement=told["agreement"], by=by,
        at=moment(agreed, 10),
    )  # fmt: skip
    first, second = told["deliverables"]
    due = world.today - timedelta(days=9)
    commissions.add_deliverable(commission=kept, title=second["title"], due_on=due)
    plan: Deliverable = commissions.add_deliverable(
        commission=kept, title=first["title"], due_on=agreed + timedelta(days=60)
    )
    commissions.deliver(
        deliverable=plan, delivered_on=agreed + timedelta(days=52), words=first["words"]
    )


def _support(world: World, told: list[dict], by: Person) -> None:
    """Support the school of the head of the cast, led by the leader of the cast, and another."""
    hub = world.telford.hub
    own = world.cast["head"].school
    leader = Person.objects.get(pk=world.cast["group-lead"].id)
    began = max(starts_on(academic_year_of(world.today)), world.today - timedelta(days=70))
    for facts in told:
        alike = (row for row in world.telford.schools if row.phase == facts["phase"])
        row = own if own.phase == facts["phase"] else next(alike)
        plan = support.agree_support(
            hub=hub, school=School.objects.get(pk=row.id), leader=leader, level=facts["level"],
            aims=facts["aims"], from_on=began, by=by, at=moment(began, 10),
        )  # fmt: skip
        for number, step in enumerate(facts["milestones"]):
            typed = {name: step[name] for name in ("horizon", "words")}
            by_on = began + timedelta(days=35 + 120 * number)
            milestone = support.add_milestone(plan=plan, by_on=by_on, **typed)
            if "note" in step:
                reached = min(by_on, world.today)
                support.reach(milestone=milestone, reached_on=reached, note=step["note"])
