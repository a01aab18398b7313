"""What schools and partners told the hub around Telford, and what was decided: by the actions."""

from __future__ import annotations

from datetime import date, timedelta

from mathshubs.core.years import academic_year_of, next_year, starts_on
from mathshubs.needs.actions import doors, needs, rounds
from mathshubs.needs.models import Criterion, Need, Theme
from mathshubs.people.models import Person
from mathshubs.schools.models import School

from .catalogue import words
from .world import World, moment

WHY = {  # how each score was come to
    "REACH": "Counted from the needs behind it and the schools they name.",
    "SEVERITY": "From three years of results, beside similar schools.",
    "NATIONAL_GOALS": "Set beside this year's national projects.",
    "DISADVANTAGE": "By the share of pupils eligible for free school meals in these schools.",
    "FEASIBILITY": "By the leaders we have, and the days they can give.",
    "NOT_YET_MET": "By what runs already in the area.",
}
SPACING = timedelta(days=9)  # between one need and the next


def write(world: World) -> int:
    """Raise the needs, answer some, hold this year's round and open the next; return the needs."""
    hub, told = world.telford.hub, words("needs")
    by = Person.objects.get(pk=world.cast["hub-lead"].id)
    dice = world.random("asking")
    schools = list(world.telford.schools)
    dice.shuffle(schools)
    january = date(starts_on(academic_year_of(world.today)).year, 1, 20)
    last_autumn = moment(january - timedelta(days=110), 9)
    lately = world.now - SPACING * (len(told["needs"]) + 1)
    for number, facts in enumerate(told["needs"]):
        phase = _phase(facts["phases"])
        row = next((each for each in schools if each.phase == phase), schools[0])
        schools.remove(row)
        school = School.objects.get(pk=row.id)
        first = last_autumn if "evidence" in facts else lately
        _raise(world, facts, school, by, first + SPACING * number)
    for facts in told["messages"]:
        sent = world.now - timedelta(days=12)
        typed = {name: facts[name] for name in ("kind", "subject", "words", "name", "organisation")}
        message = doors.send_message(hub=hub, at=sent, email=_email(facts["name"]), **typed)
        if "answer" in facts:
            later = sent + timedelta(days=3)
            doors.answer(
                message=message, state=facts["state"], words=facts["answer"], by=by, at=later
            )
    for facts in told["offers"]:
        sent = world.now - timedelta(days=20)
        typed = {name: value for name, value in facts.items() if name != "state"}
        offer = doors.offer_support(hub=hub, at=sent, email=_email(facts["name"]), **typed)
        if "state" in facts:
            doors.decide_offer(offer=offer, state="LISTED", by=by, at=sent + timedelta(days=2))
    _hold_round(world, told["candidates"], january, by)
    return len(told["needs"])


def _phase(phases: list[str]) -> str:
    return "PRIMARY" if phases[0] in ("EARLY_YEARS", "PRIMARY") else "SECONDARY"


def _email(name: str) -> str:
    return f"{name.lower().replace(' ', '.')}@example.org"


def _raise(world: World, facts: dict, school: School, by: Person, at) -> Need:
    """Raise one need by its school, sort it, and let it go as far as the words say."""
    hub = world.telford.hub
    typed = {name: facts[name] for name in ("title", "what", "phases", "key_stages", "urgency")}
    need = needs.raise_need(
        hub=hub, source=Need.Source.REQUEST, at=at, school=school, raiser_name="The maths lead",
        raiser_email=f"maths.{school.urn}@example.org", affected=facts.get("affected", ""), **typed,
    )  # fmt: skip
    if "theme" in facts:
        theme, _ = Theme.objects.get_or_create(hub=hub, name=facts["theme"])
        needs.sort(need=need, theme=theme, owner=by)
    later = at + timedelta(days=4)
    if "declined" in facts:
        needs.take_step(need=need, to="DECLINED", words=facts["declined"], by=by, at=later)
    elif "passed_to" in facts:
        needs.take_step(
            need=need, to="REFERRED_ON", words=facts["words"], passed_to=facts["passed_to"], by=by,
            at=later,
        )  # fmt: skip
    elif "evidence" in facts:
        shows, source = facts["evidence"]
        needs.take_step(need=need, to="TRIAGE", by=by, at=later)
        needs.add_evidence(
            need=need, words=shows, source=source, of_on=later.date(), by=by, at=later
        )
        needs.take_step(need=need, to="EVIDENCED", by=by, at=later)
    return need


def _hold_round(world: World, candidates: list[dict], january: date, by: Person) -> None:
    """Hold the round of this year, decided last January, and open that of the next."""
    hub, this = world.telford.hub, academic_year_of(world.today)
    opened = moment(january - timedelta(days=60), 9)
    held = rounds.open_round(
        hub=hub, year=this, consult_until=january - timedelta(days=10), by=by, at=opened,
        about="Which of these would help your school most?",
    )  # fmt: skip
    decisions = {}
    ready = Need.objects.filter(hub=hub, state=Need.State.EVIDENCED)
    for facts in candidates:
        priority = rounds.save_candidate(
            round_=held, title=facts["title"], why=facts["why"], phases=facts["phases"],
            needs=ready.filter(theme__name=facts["theme"]) if facts["chosen"] else [],
        )  # fmt: skip
        decisions[priority.pk] = (facts["chosen"], facts["reason"])
    rounds.comment(
        round_=held, words="Ratio in year 8 is where we lose most of them.", name="Jo Pellow",
        organisation="A secondary school", at=opened + timedelta(days=9),
    )  # fmt: skip
    held = rounds.begin_scoring(round_=held)
    for priority, facts in zip(held.priorities.order_by("pk"), candidates, strict=True):
        scores = dict(zip(Criterion.values, facts["scores"], strict=True))
        said = {name: (value, WHY[name]) for name, value in scores.items()}
        rounds.score(priority=priority, scores=said, by=by, at=moment(january, 10))
    held = rounds.decide(
        round_=held, decisions=decisions, met_on=january, present="The board and the hub's lead",
        decision="Two priorities that leaders of the area can begin in September.",
        dissent="One member would have put maths after 16 first.", by=by, at=moment(january, 17),
    )  # fmt: skip
    rounds.publish(round_=held, at=moment(january + timedelta(days=7), 9))
    coming = rounds.open_round(
        hub=hub, year=next_year(this), consult_until=world.today + timedelta(days=40), by=by,
        at=world.now, about="What should come first next year? What is missing?",
    )  # fmt: skip
    for facts in candidates[2:]:
        rounds.save_candidate(
            round_=coming, title=facts["title"], why=facts["why"], phases=facts["phases"], needs=[]
        )
