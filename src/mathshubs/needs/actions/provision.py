"""Answer a priority: point to, extend, develop, commission; say when it begins and ends."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mathshubs.comms.actions import post_many
from mathshubs.people.models import Person
from mathshubs.programmes.actions import plans
from mathshubs.programmes.actions.plans import PlanRefused
from mathshubs.programmes.models import PlanLine

from ..emails import provision as emails
from ..methods import answers
from ..models import Need, PartnerOffer, Priority, Provision
from ..queries.provision import left_without_an_answer
from .needs import follow, tell

State = Provision.State
FACTS = ("mode", "kind", "title", "what", "link", "project", "partner_offer", "plan_line", "owner")


class AnswerRefused(Exception):
    """The answer stays as it is. `str(refusal)` is a sentence for whoever asked."""


def locked(provision: Provision) -> Provision:
    found = Provision.objects.select_for_update(of=("self",))
    return found.select_related("priority__round__hub", "owner", "plan_line").get(pk=provision.pk)


@transaction.atomic
def choose(*, priority: Priority, by: Person, at: datetime, **facts) -> Provision:
    """
    Add an answer to a chosen priority. The needs behind it follow; who raised them is told.

    `facts` are those of FACTS. Raises AnswerRefused when the priority was not chosen.
    """
    priority = Priority.objects.select_for_update(of=("self",)).get(pk=priority.pk)
    if priority.state != Priority.State.CHOSEN:
        raise AnswerRefused("Only what the meeting chose as a priority is answered.")
    provision = Provision.objects.create(priority=priority, by=by, at=at, **facts)
    if provision.owner and provision.owner != by:
        post_many([emails.to_owner(provision)], at=at)
    _tell_partner(provision, at)
    answered = (Need.State.PROVISION_CHOSEN, Need.State.IN_PROVISION)
    told = list(priority.needs.filter(state__in=answered))  # they stay, and have another answer
    waiting = priority.needs.filter(state=Need.State.PRIORITISED)
    follow(needs=waiting, to="PROVISION_CHOSEN", words=_chosen(provision), by=by, at=at)
    tell(needs=told, words=_chosen(provision), by=by, at=at)
    return provision


def _chosen(provision: Provision) -> str:
    said = f"{answers.CHOSEN_SAYS[provision.mode]}: {provision.title}."
    return "\n\n".join(part for part in (said, provision.what, provision.link) if part)


@transaction.atomic
def change(*, provision: Provision, by: Person, at: datetime, **facts) -> Provision:
    """Keep other words for an answer that has not ended; a new owner is told."""
    provision = locked(provision)
    if provision.state not in answers.OPEN:
        raise AnswerRefused("It has ended. What came of it stays as it was written.")
    before = provision.owner_id
    for name in FACTS:
        if name in facts:
            setattr(provision, name, facts[name])
    provision.save()
    if provision.owner and provision.owner_id != before and provision.owner != by:
        post_many([emails.to_owner(provision)], at=at)
    _tell_partner(provision, at)
    return provision


def _tell_partner(provision: Provision, at: datetime) -> None:
    """Write to whoever made the listed offer that answers a priority: once for each answer."""
    listed = PartnerOffer.objects.filter(state=PartnerOffer.State.LISTED)
    if offer := listed.select_related("hub", "person").filter(provisions=provision).first():
        post_many([emails.offer_answers(provision, offer)], at=at)


@transaction.atomic
def take_step(
    *, provision: Provision, to: str, by: Person, at: datetime, words: str = ""
) -> Provision:
    """
    Let an answer begin, be done or be stopped; the needs behind it follow. Said twice is once.

    What ends it needs `words`: what came of it. Needs that no other answer is open for are then
    reviewed; where nothing had begun, they are a priority without an answer again. Those that
    another answer is open for stay, and who raised them is told all the same.
    """
    provision = locked(provision)
    if provision.state == to:
        return provision
    if not answers.may_follow(provision.state, to):
        raise AnswerRefused(
            f"It is {provision.get_state_display().lower()} now, so this cannot follow. Read the "
            "page again: somebody may have decided meanwhile."
        )
    ends = to not in answers.OPEN
    if ends and not words:
        raise AnswerRefused("Say what came of it. Those who raised the needs read your words.")
    provision.state = to
    if ends:
        provision.review = words
    provision.save(update_fields=["state", "review"])
    said = f"{provision.title}: {words}" if words else f"It has begun: {provision.title}."
    here = Need.State.IN_PROVISION
    if ends:
        needs = list(left_without_an_answer(provision.priority))
        others = provision.priority.needs.exclude(pk__in=[need.pk for need in needs])
        stay = list(others.filter(state__in=(Need.State.PROVISION_CHOSEN, here)))
        follow(needs=needs, to="REVIEWED", words=said, by=by, at=at)
        again = f"{said}\n\nWe choose another answer."
        follow(needs=needs, to="PRIORITISED", words=again, by=by, at=at)
    else:
        behind = provision.priority.needs.all()
        stay = list(behind.filter(state=here))
        follow(needs=behind, to=here, words=said, by=by, at=at)
    tell(needs=stay, words=said, by=by, at=at)
    return provision


@transaction.atomic
def put_in_plan(*, provision: Provision) -> PlanLine:
    """
    Give the answer a line of its own in the hub's plan for the year of the round. Twice is once.

    Raises AnswerRefused for the nation, which has no year plan, and when the plan is closed.
    """
    provision = locked(provision)
    if provision.plan_line:
        return provision.plan_line
    priority = provision.priority
    hub, year = priority.round.hub, priority.round.year
    if hub is None:
        raise AnswerRefused("A national answer has a project; the plans of hubs follow from it.")
    try:
        plan = plans.make_plan(hub=hub, year=year)
        line = plans.add_line(
            plan=plan, title=provision.title, project=provision.project, phases=priority.phases,
            rationale=f"{priority.why}\n\n{provision.what}", lead=provision.owner,
        )  # fmt: skip
    except PlanRefused as refusal:
        raise AnswerRefused(str(refusal)) from refusal
    provision.plan_line = line
    provision.save(update_fields=["plan_line"])
    return line
