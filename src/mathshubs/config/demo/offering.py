"""What came of partners' offers around Telford, and who asked about teaching: by the actions."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from django.utils.timezone import get_default_timezone

from mathshubs.needs.actions import doors, provision, teaching
from mathshubs.needs.models import PartnerOffer, Priority, SupportKind, Theme
from mathshubs.people.models import Person
from mathshubs.workgroups.actions import partner_offers, states
from mathshubs.workgroups.models import WorkGroup, Workshop

from .catalogue import words
from .terms import is_term_day
from .world import World, moment

OPEN_NOW = ("DESIGNED", "APPROVED", "PUBLISHED", "RECRUITING")


def write(world: World) -> int:
    """Sort offers, make events of two, answer a priority by one, and ask about teaching."""
    told = words("offering")
    by = Person.objects.get(pk=world.cast["hub-lead"].id)
    for facts in told["offers"]:
        offer = PartnerOffer.objects.get(hub=world.telford.hub, title=facts["title"])
        _sort(offer, facts)
        if "event" in facts:
            _event(world, offer, facts["event"], by)
        if "answers" in facts:
            _answer(world, offer, facts, by)
    _about_teaching(world, told["meeting"], by)
    for facts in told["enquiries"]:
        _enquire(world, facts, by)
    return WorkGroup.objects.filter(partner_offer__isnull=False).count()


def _sort(offer: PartnerOffer, facts: dict) -> None:
    theme, _ = Theme.objects.get_or_create(hub=offer.hub, name=facts["theme"])
    doors.sort_offer(
        offer=offer, kind=offer.kind, phases=offer.phases, until_on=offer.until_on,
        themes=[theme], districts=offer.districts.all(),
    )  # fmt: skip


def _on(world: World, days: int) -> date:
    """Return a Wednesday in term, so many days ahead or a little more."""
    day = world.today + timedelta(days=days)
    day += timedelta(days=(2 - day.weekday()) % 7)
    while not is_term_day(day):
        day += timedelta(weeks=1)
    return day


def _session(day: date, facts: dict, random: Random) -> Workshop:
    zone = get_default_timezone()
    begins, ends = (datetime.combine(day, time(facts[name]), zone) for name in ("starts", "ends"))
    place = {name: facts.get(name, "") for name in ("venue", "town", "postcode")}
    uid = UUID(int=random.getrandbits(128), version=4)
    return Workshop(number=1, starts_at=begins, ends_at=ends, mode="IN_PERSON", uid=uid, **place)


def _event(world: World, offer: PartnerOffer, facts: dict, by: Person) -> None:
    """Make an event of an offer, and open it for applications."""
    at = world.now - timedelta(days=10)
    day, random = _on(world, facts["days"]), world.random(f"event of {offer.title}")
    event = partner_offers.make_event(
        offer=offer, workshop=_session(day, facts, random), what=facts["what"],
        name=facts["name"], rationale=facts["rationale"], places=facts["places"],
        plan_line=None, by=by, at=at,
    )  # fmt: skip
    _open(event, by, at)


def _open(event: WorkGroup, by: Person, at: datetime) -> None:
    for number, to in enumerate(OPEN_NOW):
        later = at + timedelta(hours=number + 1)
        states.change_state(work_group=event, to=to, by=by, at=later)
    WorkGroup.objects.filter(pk=event.pk).update(created_at=at, changed_at=later)


def _answer(world: World, offer: PartnerOffer, facts: dict, by: Person) -> None:
    """Answer a chosen priority by pointing to the offer."""
    chosen = Priority.objects.filter(round__hub=offer.hub, state=Priority.State.CHOSEN)
    priority = chosen.filter(theme__name=facts["theme"]).first() or chosen.first()
    if priority:
        provision.choose(
            priority=priority, mode="SIGNPOST", kind=offer.kind, title=offer.title,
            what=facts["answers"], partner_offer=offer, owner=by, by=by,
            at=world.now - timedelta(days=9),
        )  # fmt: skip


def _about_teaching(world: World, facts: dict, by: Person) -> None:
    """An evening for those who may become teachers, offered by the hub itself."""
    hub, at = world.telford.hub, world.now - timedelta(days=15)
    offer = doors.offer_support(
        hub=hub, at=at, of="SCHOOL", name=by.name, email=by.email, person=by,
        title=facts["name"], what=facts["about"], kind=SupportKind.RECRUITMENT,
        phases=["SECONDARY"], organisation=facts["organisation"], where=facts["venue"],
    )  # fmt: skip
    doors.decide_offer(offer=offer, state="LISTED", by=by, at=at + timedelta(days=1))
    _event(world, offer, facts, by)


def _enquire(world: World, facts: dict, by: Person) -> None:
    sent = moment(world.today - timedelta(days=facts["days"]), 19)
    email = f"{facts['name'].lower().replace(' ', '.')}@example.org"
    enquiry = teaching.enquire(
        hub=world.telford.hub, consent=facts["consent"], at=sent, name=facts["name"],
        email=email, phases=facts["phases"], words=facts["words"],
    )  # fmt: skip
    if "handed_to" in facts:
        teaching.hand_on(
            enquiry=enquiry, to=facts["handed_to"], email="training@example.org", by=by,
            at=sent + timedelta(days=3),
        )  # fmt: skip
