"""Who asked for places, who holds one, and who asked to be told when a group runs again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from mathshubs.core.school_days import add_school_days
from mathshubs.workgroups.models import Place, PlaceDecision, WorkGroup

from .catalogue import phrases
from .copying import after_ids, copy, triggers_asleep
from .group import Group
from .world import HubWorld, Somebody, World

State = WorkGroup.State
REASONS = ["CAPACITY", "CAPACITY", "CAPACITY", "ILLNESS", "STAFF_LEFT", "UNSUITABLE", "INSPECTION"]
HOURS = [7, 8, 8, 9, 10, 12, 12, 13, 15, 16, 16, 17, 17, 18, 19, 20, 20, 21]
FROM_BESIDE = 0.04  # of those who ask
HEADS_TAKE = timedelta(days=9)  # to answer
NOBODY_ASKS = (*WorkGroup.DRAFT, State.PUBLISHED, State.MERGED, State.POSTPONED)

PLACE_COLUMNS = (
    "id work_group person school role state arrival why access_needs diet_needs agreed_at "
    "applied_at applied_by offered_at offer_ends_on held_at withdrawn_at withdrawal withdrawal_note"
)


@dataclass
class Claim:
    """One made place."""

    id: int
    group: Group
    who: Somebody
    state: str
    arrival: int
    applied_at: datetime
    held_at: datetime | None = None
    offered_at: datetime | None = None
    withdrawn_at: datetime | None = None

    def row(self, random: Random) -> tuple:
        """Return the values of PLACE_COLUMNS."""
        running = self.group.state in (State.RECRUITING, State.CONFIRMED, State.RUNNING)
        words, needs = phrases(), running and self.state in ("HELD", "OFFERED")
        withdrawn = self.state == "WITHDRAWN"
        ends = add_school_days(self.offered_at.date(), 5) if self.offered_at else None
        return (
            self.id, self.group.id, self.who.id, self.who.school.id, self.who.role, self.state,
            self.arrival, random.choice(words["why"]),
            random.choice(words["access"]) if needs and random.random() < 0.02 else "",
            random.choice(words["diet"]) if needs and random.random() < 0.12 else "",
            self.applied_at, self.applied_at, self.who.id, self.offered_at, ends, self.held_at,
            self.withdrawn_at, random.choice(REASONS) if withdrawn else "", "",
        )  # fmt: skip


def make_places(world: World, groups: list[Group]) -> list[Claim]:
    """Let people ask for places. Sets each group's `places_taken` and `waiting`."""
    claims: list[Claim] = []
    pools: dict[tuple, list[Somebody]] = {}
    for group in groups:
        if group.state not in NOBODY_ASKS:
            claims += _ask(world, group, pools, first_id=len(claims) + 1)
    return claims


def _ask(
    world: World, group: Group, pools: dict[tuple, list[Somebody]], first_id: int
) -> list[Claim]:
    random = world.random(f"places {group.id}")
    asking = _demand(random, group, world) if group.asking is None else group.asking
    many = asking * (5 if group.counted == "SCHOOL" else 2) + 12
    kept = Counter(who.school.id for who, _ in group.cast)
    if group.is_scene and group.state in WorkGroup.BOOKABLE:  # room for those who try the demo
        kept[world.cast["teacher"].school.id] = group.most_per_school
    people = _choose(group, asking, _draw(random, world, group, pools, many), kept)
    for who, state in group.cast:
        people.insert(2 if state == "HELD" else len(people) * 3 // 4, who)
    closes = min(group.sessions[0].starts_at - timedelta(days=2), world.now)
    opened = min(group.published_at, closes - timedelta(days=5))
    moments = sorted(_waking(random, opened, closes) for _ in people)
    claims = [
        Claim(first_id + number, group, who, "HELD", number + 1, asked)
        for number, (who, asked) in enumerate(zip(people, moments, strict=True))
    ]
    _answer(world, random, group, claims)
    if group.state == State.CANCELLED:
        for claim in claims:
            claim.state = "CANCELLED"
    elif group.is_scene:
        _play(world, group, claims)
    else:
        _offer_one(world, random, claims)
    _count(group, claims)
    return claims


def _answer(world: World, random: Random, group: Group, claims: list[Claim]) -> None:
    """Say of each, in the order they asked, whether they hold a place, wait, or gave it back."""
    over = group.state in WorkGroup.OVER
    begun = group.sessions[0].starts_at < world.now
    seated: set[int] = set()
    agreed: dict[int, bool] = {}  # whether the head has, by school
    for claim in claims:
        seat = claim.who.school.id if group.counted == "SCHOOL" else claim.who.id
        asked, left = claim.applied_at, random.random()
        if len(seated | {seat}) > group.places:
            claim.state = "DECLINED" if over else "WAITING"
        elif (
            group.decides == "ADMINISTRATOR" and not begun and claim.arrival - 1 > len(claims) * 0.6
        ):
            claim.state = "APPLIED"
        elif left < (0.07 if begun else 0.03):
            claim.state = "WITHDRAWN"
            last = world.now if not over else group.sessions[-1].starts_at
            claim.withdrawn_at = asked + random.random() * (last - asked)
            claim.held_at = asked
        else:
            wait = timedelta(days=random.randrange(1, 9)) if group.decides != "AT_ONCE" else None
            claim.held_at = min(asked + wait, world.now) if wait else asked
            seated.add(seat)
            if group.head_agrees and not begun:
                just_asked = world.now - asked < HEADS_TAKE
                if not agreed.setdefault(claim.who.school.id, not just_asked):
                    claim.state, claim.held_at = "AGREEMENT", None


def _waking(random: Random, opened: datetime, closes: datetime) -> datetime:
    """Return a moment between the two, sooner rather than later, when people are awake."""
    asked = opened + random.random() ** 1.6 * (closes - opened)
    day = asked.replace(hour=random.choice(HOURS), minute=random.randrange(60))
    return min(max(day, opened), closes)


def _play(world: World, group: Group, claims: list[Claim]) -> None:
    """Give the people of the cast the state the scene wants; the group stays as full as it was."""
    for who, state in group.cast:
        claim = next(claim for claim in claims if claim.who is who)
        claim.state, claim.held_at, claim.withdrawn_at = state, None, None
        if state == "HELD":
            claim.held_at = claim.applied_at
        if state == "OFFERED":
            claim.offered_at = world.now - timedelta(hours=20)
    cast = {who.id for who, _ in group.cast}
    others = [claim for claim in claims if claim.who.id not in cast]
    taking = sum(claim.state in Place.TAKES_A_PLACE for claim in claims)
    for claim in others:
        if claim.state == "HELD" and taking > group.places:
            claim.state, claim.withdrawn_at = "WITHDRAWN", world.now - timedelta(hours=21)
            taking -= 1
        elif claim.state == "WITHDRAWN" and taking < group.places < group.asking:
            claim.state, claim.withdrawn_at = "HELD", None
            taking += 1


def _offer_one(world: World, random: Random, claims: list[Claim]) -> None:
    """In some full groups somebody has just withdrawn, and the first in line has the offer."""
    waiting = [claim for claim in claims if claim.state == "WAITING"]
    held = [claim for claim in claims if claim.state == "HELD"]
    if not (waiting and held) or random.random() > 0.35:
        return
    group = waiting[0].group
    if group.state not in WorkGroup.BOOKABLE or group.counted == "SCHOOL":
        return
    gone = random.choice(held)
    offered = world.now - timedelta(hours=random.randrange(18, 90))
    gone.state, gone.withdrawn_at = "WITHDRAWN", max(offered, gone.applied_at)
    waiting[0].state, waiting[0].offered_at = "OFFERED", offered


def _count(group: Group, claims: list[Claim]) -> None:
    taking = [claim for claim in claims if claim.state in Place.TAKES_A_PLACE]
    by_school = group.counted == "SCHOOL"
    group.places_taken = (
        len({claim.who.school.id for claim in taking}) if by_school else len(taking)
    )
    group.waiting = sum(claim.state == "WAITING" for claim in claims)


def _demand(random: Random, group: Group, world: World) -> int:
    """Return how many places are asked for: some groups are full, some nearly, some far from it."""
    kind = random.random()
    if kind < 0.24:
        ratio = random.uniform(1.04, 1.4)
    elif kind < 0.36:
        ratio = random.uniform(0.88, 1.0)
    elif kind < 0.86:
        ratio = random.uniform(0.55, 0.88)
    else:
        ratio = random.uniform(0.25, 0.55)
    if group.year == world.years[0]:
        ratio *= 1.08
    if group.year == world.years[2]:
        ratio *= 0.6
    return max(int(ratio * group.places), 3)


def _draw(
    random: Random, world: World, group: Group, pools: dict[tuple, list[Somebody]], many: int
) -> list[Somebody]:
    """Return some whom the group is for, a few of them from a hub beside: any school may choose."""
    pool = _pool(pools, group.hub, group)
    drawn = random.sample(pool, min(len(pool), many))
    if beside := world.beside[group.hub.hub.pk]:
        others = _pool(pools, random.choice(beside), group)
        guests = random.sample(others, min(round(len(drawn) * FROM_BESIDE), len(others)))
        seats = random.sample(range(len(drawn)), len(guests))
        for seat, guest in zip(seats, guests, strict=True):
            drawn[seat] = guest
    return drawn


def _pool(pools: dict[tuple, list[Somebody]], hub: HubWorld, group: Group) -> list[Somebody]:
    """Return the people of `hub` whom the group is for."""
    design = group.design
    key = (hub.hub.pk, *design.phases, *design.roles)
    if key not in pools:
        fitting = [each for each in hub.people if set(each.phases) & set(design.phases)]
        wanted = [each for each in fitting if not design.roles or each.role in design.roles]
        pools[key] = wanted if len(wanted) >= 25 else fitting
    return pools[key]


def _choose(group: Group, asking: int, drawn: list[Somebody], kept: Counter[int]) -> list[Somebody]:
    """
    Return who asks: no more from one school than the group takes, its leaders never.

    `kept`: how many of a school's places others have.
    """
    leaders = {leader.id for leader in group.leaders}
    named = {(who.school.id, who.name.split()[0]) for who, _ in group.cast}
    by_school = group.counted == "SCHOOL"
    from_school = Counter(kept)
    chosen = []
    for who in drawn:
        school = who.school.id
        enough = len(from_school) >= asking if by_school else len(chosen) >= asking
        if who.id in leaders or (school, who.name.split()[0]) in named:
            continue
        if from_school[school] >= group.most_per_school:
            continue
        if enough and not (by_school and school in from_school):
            continue
        from_school[school] += 1
        chosen.append(who)
    return chosen


def write_places(world: World, claims: list[Claim]) -> int:
    random = world.random("place words")
    with triggers_asleep(Place, PlaceDecision):
        copy(Place, PLACE_COLUMNS, (claim.row(random) for claim in claims))
        copy(
            PlaceDecision,
            "place from_state to_state by reason overrides at",
            (row for claim in claims for row in _decisions(claim, world.now)),
        )
    after_ids(Place)
    return len(claims)


def _decisions(claim: Claim, now: datetime) -> Iterator[tuple]:
    """Tell how the place came to its state."""
    by = None
    administrator = claim.group.hub.administrator
    if claim.group.decides == "ADMINISTRATOR":
        by = administrator.id if administrator else None
        yield claim.id, "", "APPLIED", claim.who.id, "", False, claim.applied_at
        first = "APPLIED"
    else:
        first = ""
    if claim.state == "APPLIED":
        return
    if claim.state in ("WAITING", "OFFERED", "DECLINED"):
        yield claim.id, first, "WAITING", by, "", False, claim.applied_at
        if claim.state == "OFFERED":
            yield claim.id, "WAITING", "OFFERED", None, "", False, claim.offered_at
        if claim.state == "DECLINED":
            closed, why = claim.group.sessions[0].starts_at, "The group was full when it began."
            yield claim.id, "WAITING", "DECLINED", None, why, False, closed
        return
    if claim.state == "AGREEMENT":
        yield claim.id, first, "AGREEMENT", by, "", False, claim.applied_at
        return
    yield claim.id, first, "HELD", by, "", False, claim.held_at or claim.applied_at
    if claim.state == "CANCELLED":
        closed = claim.group.sessions[0].starts_at - timedelta(days=9)
        why = "Too few schools could release their teachers."
        yield claim.id, "HELD", "CANCELLED", by, why, False, max(min(closed, now), claim.applied_at)
    if claim.state == "WITHDRAWN":
        yield claim.id, "HELD", "WITHDRAWN", claim.who.id, "", False, claim.withdrawn_at
