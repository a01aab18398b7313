"""Three years of projects and Work Groups: designs, workshops, leaders, joining details."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random

from mathshubs.programmes.models import Project
from mathshubs.workgroups.models import (
    ExpertPartner,
    JoiningDetails,
    Leader,
    StateChange,
    WorkGroup,
    Workshop,
)

from . import names, terms
from .catalogue import Design, designs, phrases
from .copying import after_ids, copy, triggers_asleep
from .world import HubWorld, SchoolRow, Somebody, World, moment

State = WorkGroup.State

# Groups of one hub in the last, the present and the coming year of the whole network.
GROUPS_A_YEAR = (94, 40, 16)

# How long and when workshops are: mode, hour, minute, minutes. A group goes round its list.
SHAPES = {
    "afternoons": [("IN_PERSON", 13, 0, 150), ("ONLINE", 13, 0, 180), ("ONLINE", 13, 0, 180)],
    "mixed": [("IN_PERSON", 13, 15, 150), ("ONLINE", 15, 45, 75)],
    "twilights": [("IN_PERSON", 13, 30, 120), ("ONLINE", 15, 45, 75), ("ONLINE", 15, 45, 75)],
    "days": [("IN_PERSON", 9, 30, 345), ("IN_PERSON", 9, 30, 345), ("ONLINE", 9, 30, 150)],
    "lessons": [("IN_PERSON", 13, 0, 165), ("IN_PERSON", 9, 15, 165)],
    "evenings": [("ONLINE", 16, 0, 90)],
    "blended": [("BLENDED", 13, 30, 120), ("ONLINE", 15, 45, 90)],
    "morning": [("IN_PERSON", 9, 30, 180)],
}


Step = tuple[str, str]  # the title of a workshop, and the task that follows it
CALLS = (
    ("Halfway: what we have tried", ""),
    ("What we saw in each other's schools", ""),
    ("Some weeks later: what lasted", ""),
)


@dataclass
class Session:
    """One workshop of a made group."""

    id: int
    number: int
    title: str
    task: str
    starts_at: datetime
    ends_at: datetime
    mode: str
    host: SchoolRow | None
    join_link: str
    uid: uuid.UUID


@dataclass
class Group:
    """One made Work Group, before its row is written."""

    id: int
    hub: HubWorld
    design: Design
    project: Project
    year: str
    state: str
    title: str
    random: Random
    sessions: list[Session]
    leaders: list[Somebody]
    places: int
    counted: str
    decides: str
    most_per_school: int
    fewest: int
    published_at: datetime
    apply_by: date | None
    copied_from: int | None = None
    places_taken: int = 0
    waiting: int = 0
    # What a scene sets: how many ask, who is among them, whether all is kept and written.
    asking: int | None = None
    cast: list[tuple[Somebody, str]] = field(default_factory=list)
    is_scene: bool = False
    joining_details: bool = True
    register_missing: bool = False  # of the workshop before today
    joining: tuple[str, str, str, str] | None = None  # what was written, once it is

    @property
    def first_on(self) -> date:
        return self.sessions[0].starts_at.date()

    @property
    def last_on(self) -> date:
        return self.sessions[-1].starts_at.date()

    @property
    def venue(self) -> SchoolRow | None:
        return next((each.host for each in self.sessions if each.host), None)


def make_projects(world: World) -> dict[tuple[int, str, int | None], Project]:
    """Make the projects of three years; returns them by design, year and hub (None: national)."""
    made = {}
    for year in world.years:
        before = world.years[world.years.index(year) - 1] if year != world.years[0] else None
        for design in designs():
            hubs = [hub.hub for hub in world.hubs] if design.local else [None]
            for hub in hubs:
                key = hub.pk if hub else None
                follows = made.get((design.number, before, key)) if before else None
                if design.local and hub.pk % 4 != design.number % 4:
                    continue
                made[design.number, year, key] = Project(
                    code=None if hub else f"NCP{year[2:4]}-{design.number:02d}",
                    hub=hub,
                    title=design.title,
                    year=year,
                    phases=design.phases,
                    summary=design.summary,
                    follows=follows,
                )
    for year in world.years:
        Project.objects.bulk_create(each for key, each in made.items() if key[1] == year)
    return made


class Maker:
    """Designs groups. Nothing is written yet: see `write`."""

    def __init__(self, world: World, projects: dict):
        self.world, self.projects = world, projects
        self.groups: list[Group] = []
        self.sessions = 0
        self.last_years: dict[tuple[int, str], int] = {}

    def all_hubs(self) -> None:
        """Design every hub's groups of three years."""
        for hub in self.world.hubs:
            for year, many in zip(self.world.years, GROUPS_A_YEAR, strict=True):
                self.hub_year(hub, year, max(round(many * self.world.size), 3))

    def session(self, step: Step, number: int, starts: datetime, mode: str, minutes: int,
                host: SchoolRow | None, random: Random) -> Session:  # fmt: skip
        """Make a workshop with an identity of its own; `step`: its title and the task after it."""
        self.sessions += 1
        name = uuid.UUID(int=random.getrandbits(128), version=4)
        return Session(
            self.sessions, number, *step, starts, starts + timedelta(minutes=minutes), mode,
            None if mode == "ONLINE" else host,
            "" if mode == "IN_PERSON" else f"https://meet.example/{name.hex[:12]}", name,
        )  # fmt: skip

    def hub_year(self, hub: HubWorld, year: str, many: int) -> None:
        random = self.world.random(f"groups {hub.hub.slug} {year}")
        offered = [
            design
            for design in designs()
            if self._project(design, year, hub) and self._people_for(hub, design)
        ]
        random.shuffle(offered)
        chosen = offered[:many]
        if many > len(offered):
            shares = [design.share for design in offered]
            chosen += random.choices(offered, shares, k=many - len(offered))
        hosts = _hosts(hub)
        mine = (group for group in self.groups if group.hub is hub and group.year == year)
        taken = Counter(group.title for group in mine)
        for design in chosen:
            number = len(self.groups) + 1
            dice = self.world.random(f"group {hub.hub.slug} {year} {len(self.groups)}")
            self.groups.append(self._group(number, hub, design, year, dice, hosts, taken))

    def _project(self, design: Design, year: str, hub: HubWorld) -> Project | None:
        return self.projects.get((design.number, year, hub.hub.pk if design.local else None))

    def _people_for(self, hub: HubWorld, design: Design) -> bool:
        return any(set(each.phases) & set(design.phases) for each in hub.people)

    def _group(
        self, number: int, hub: HubWorld, design: Design, year: str, random: Random,
        hosts: dict[str, list[SchoolRow]], taken: Counter[str],
    ) -> Group:  # fmt: skip
        leaders = _leaders(random, hub, design)
        first = self._first_day(random, year)
        venues = [school for phase in design.phases for school in hosts[phase]] or hub.schools
        sessions = self._sessions(random, design, first, year, venues)
        by_school = design.by_school
        places = random.choice([8, 10, 12] if by_school else [20, 24, 24, 30, 30, 30, 36])
        if design.event:
            places = random.choice([40, 60, 80])
        state = _state(self.world, random, year, sessions)
        opens = min(first - timedelta(days=random.randrange(90, 150)), self.world.today)
        decides = "ADMINISTRATOR" if by_school or random.random() < 0.18 else "AT_ONCE"
        title = _title(random, hub, design, taken)
        key = (hub.hub.pk, title)
        group = Group(
            id=number, hub=hub, design=design, project=self._project(design, year, hub),
            year=year, state=state, title=title, random=random, sessions=sessions,
            leaders=leaders, places=places, counted="SCHOOL" if by_school else "PERSON",
            decides=decides, most_per_school=3 if by_school else 2,
            fewest=min(places, 4 if by_school else 8),
            published_at=moment(opens, 9, random.randrange(60)),
            apply_by=first - timedelta(days=random.choice([3, 7, 10, 14])),
            copied_from=self.last_years.get(key),
        )  # fmt: skip
        self.last_years[key] = number
        return group

    def _first_day(self, random: Random, year: str) -> date:
        """Return a day for the first workshop: most begin in autumn, some after Christmas."""
        start = terms.first_of(year)
        weeks = random.choices(
            [*range(13), *range(16, 24)],
            [6, 9, 9, 8, 6, 2, 5, 5, 4, 3, 3, 3, 2, 5, 5, 4, 3, 3, 2, 1, 1],
        )[0]
        return terms.term_day(start + timedelta(days=7 * weeks + random.randrange(5)))

    def _sessions(
        self, random: Random, design: Design, first: date, year: str, venues: list[SchoolRow]
    ) -> list[Session]:
        last, steps = terms.last_of(year), _steps(random, design)
        between = max((last - first).days // max(len(steps) - 1, 1), 7)
        apart = min(between, random.choice([28, 35, 35, 42, 42, 49]))
        shape, host = SHAPES[design.shape], random.choice(venues)
        made, day = [], first
        for number, step in enumerate(steps, start=1):
            mode, hour, minute, length = shape[(number - 1) % len(shape)]
            if step in CALLS:
                mode, hour, minute, length = "ONLINE", 16, 0, 60
            if design.shape == "lessons":
                host = random.choice(venues)
            starts = moment(day, hour, minute)
            made.append(self.session(step, number, starts, mode, length, host, random))
            ahead = day + timedelta(days=apart + random.choice([-2, -1, 0, 0, 0, 1, 2]))
            day = terms.term_day(ahead, last=max(last, terms.term_day(day + timedelta(days=1))))
        return made


def _steps(random: Random, design: Design) -> list[Step]:
    """Return the design's workshops, and the calls that many groups add between and after them."""
    steps = [tuple(step) for step in design.sessions]
    steps[-1] = (steps[-1][0], "")
    half, visits, lasting = (not design.event and random.random() < 0.8 for _ in CALLS)
    if half:
        steps.insert(len(steps) // 2, CALLS[0])
    if visits and design.shape != "evenings":
        steps.insert(len(steps) - 1, CALLS[1])
    if lasting:
        steps.append(CALLS[2])
    return steps


def _hosts(hub: HubWorld) -> dict[str, list[SchoolRow]]:
    """Return, for each phase, a few schools of the hub with room for a workshop."""
    hosts = defaultdict(list)
    seen = set()
    for somebody in hub.people:
        if somebody.school.id not in seen and (somebody.school.pupils or 0) > 150:
            seen.add(somebody.school.id)
            for phase in somebody.phases:
                hosts[phase].append(somebody.school)
    return hosts


def _leaders(random: Random, hub: HubWorld, design: Design) -> list[Somebody]:
    able = [each for each in hub.leaders if set(each.phases) & set(design.phases)]
    able = able or hub.leaders
    return random.sample(able, min(len(able), random.choice([1, 2, 2])))


def _title(random: Random, hub: HubWorld, design: Design, taken: Counter[str]) -> str:
    """Return the design's title, and where it meets when the hub runs it more than once."""
    places = [district.name.split(",")[0] for district in hub.districts]
    title = design.title
    if taken[title]:
        title = f"{design.title}: {random.choice(places)}"
    number = 2
    while taken[title]:
        title = f"{design.title}: group {number}"
        number += 1
    taken[title] += 1
    return title


def _state(world: World, random: Random, year: str, sessions: list[Session]) -> str:
    """Return the state a group is in on the day the network is seen."""
    first, last, today = sessions[0].starts_at, sessions[-1].ends_at, world.now
    drawn = random.random()
    if last < today:
        if drawn < 0.04:
            return State.CANCELLED
        if drawn < 0.05:
            return State.MERGED
        weeks = (today - last).days / 7
        if weeks < 6:
            return State.EVIDENCE
        return State.REPORTED if drawn < 0.3 or weeks < 16 else State.CLOSED
    if first < today:
        return State.CANCELLED if drawn < 0.02 else State.RUNNING
    if year == world.years[1]:
        soon = (first - today).days < 21
        later = 0 if soon else 1
        chances = {
            State.CONFIRMED: 45 if soon else 12, State.RECRUITING: 55 if soon else 70,
            State.PUBLISHED: 6 * later, State.APPROVED: 4 * later, State.DESIGNED: 4 * later,
            State.POSTPONED: 2, State.CANCELLED: 1,
        }  # fmt: skip
    else:
        # The offer of next year fills up from Christmas to summer.
        spring = min(max(((today.date() - terms.first_of(world.years[1])).days - 60) / 180, 0), 1)
        chances = {
            State.RECRUITING: 52 + 30 * spring, State.PUBLISHED: 10, State.APPROVED: 11,
            State.DESIGNED: 14, State.IDEA: 13 - 8 * spring,
        }  # fmt: skip
    return random.choices(list(chances), list(chances.values()))[0]


def write(world: World, groups: list[Group]) -> int:
    """
    Write the groups with their workshops, leaders, partners and joining details.

    The triggers stay awake for the groups themselves: one keeps the words they are found by.
    """
    copy(WorkGroup, " ".join(_row(world, groups[0])), (_values(world, each) for each in groups))
    with triggers_asleep(Workshop, Leader, ExpertPartner, JoiningDetails, StateChange):
        copy(
            Workshop,
            "id work_group number title task starts_at ends_at mode venue address town postcode "
            "host_school join_link uid sequence",
            (row for group in groups for row in _workshop_rows(group)),
        )
        copy(
            Leader,
            "work_group person biography order",
            (row for group in groups for row in _leader_rows(group)),
        )
        copy(
            ExpertPartner,
            "work_group name organisation about",
            (row for group in groups for row in _partner_rows(group)),
        )
        copy(
            JoiningDetails,
            "work_group arrival access bring notes written_by written_at",
            (row for group in groups for row in _joining_rows(world, group)),
        )
        copy(
            StateChange,
            "work_group from_state to_state by at reason",
            (row for group in groups for row in _state_rows(world, group)),
        )
    after_ids(WorkGroup, Workshop)
    return len(groups)


def _values(world: World, group: Group) -> tuple:
    return tuple(_row(world, group).values())


def _row(world: World, group: Group) -> dict[str, object]:
    design, venue, hub = group.design, group.venue, group.hub
    random = world.random(f"words {group.id}")
    draft = group.state in WorkGroup.DRAFT
    unfinished = group.state == State.IDEA
    asked = random.choice(phrases()["asked_for"]).format(
        place=hub.place, many=random.randrange(30, 70), some=random.randrange(8, 29)
    )
    office = hub.administrator
    return {
        "id": group.id,
        "hub": hub.hub.pk,
        "project": group.project.pk,
        "kind": "EVENT" if design.event else "WORK_GROUP",
        "state": group.state,
        "code": None if draft else f"WRK{group.year[2:4]}{group.id:06d}",
        "title": group.title,
        "summary": design.summary,
        "year": group.year,
        "phases": design.phases,
        "rationale": f"{random.choice(design.rationale)}\n\n{asked}".strip(),
        "pupil_outcomes": design.pupils,
        "policy_outcomes": design.policies,
        "practice_outcomes": design.practice,
        "learning_outcomes": design.learning,
        "audience": design.audience,
        "involved": design.involved,
        "value_for_money": "" if unfinished else design.value,
        "evidence_plan": "" if unfinished else design.evidence,
        "cost": 0,
        "counted": group.counted,
        "places": group.places,
        "fewest": group.fewest,
        "most_per_school": group.most_per_school,
        "decides": group.decides,
        "apply_by": group.apply_by,
        "attendance_needed": 75,
        "contact_name": office.name if office else "",
        "contact_email": hub.hub.email,
        "contact_phone": hub.hub.phone,
        "copied_from": group.copied_from,
        "places_taken": group.places_taken,
        "waiting": group.waiting,
        "first_on": group.first_on,
        "last_on": group.last_on,
        "modes": list(dict.fromkeys(each.mode for each in group.sessions)),
        "town": venue.town if venue else "",
        "easting": venue.easting if venue else None,
        "northing": venue.northing if venue else None,
        "created_at": group.published_at - timedelta(days=60),
        "changed_at": group.published_at,
    }


def _workshop_rows(group: Group) -> Iterator[tuple]:
    for each in group.sessions:
        host = each.host
        place = (host.name, host.street, host.town, host.postcode) if host else ("", "", "", "")
        yield (
            each.id, group.id, each.number, each.title, each.task, each.starts_at, each.ends_at,
            each.mode, *place, host.id if host else None, each.join_link, each.uid, 0,
        )  # fmt: skip


def _leader_rows(group: Group) -> Iterator[tuple]:
    for order, leader in enumerate(group.leaders):
        yield group.id, leader.id, biography(leader), order


def biography(somebody: Somebody) -> str:
    """Return what is said about a leader: the same words wherever they lead."""
    dice = Random(f"{somebody.id} {somebody.name}")
    return dice.choice(phrases()["biographies"]).format(
        given=somebody.name.split()[0],
        school=somebody.school.name,
        years=dice.randrange(6, 25),
    )


def _partner_rows(group: Group) -> Iterator[tuple]:
    partners = phrases()["partners"]
    for organisation, about in group.random.sample(partners, group.random.choice([1, 1, 2])):
        title = group.random.choice(["Dr", "Professor", "", ""])
        name = " ".join([title, *names.person(group.random)]).strip()
        yield group.id, name, organisation, about


def _joining_rows(world: World, group: Group) -> Iterator[tuple]:
    """Joining details: there for what has begun, and for most of what begins within a month."""
    days = (group.first_on - world.today).days
    if group.state in (*WorkGroup.DRAFT, State.PUBLISHED, State.CANCELLED, State.POSTPONED):
        return
    random, words = world.random(f"joining {group.id}"), phrases()
    missing = 0.3 if days >= 0 else 0
    if not group.is_scene and (days > 30 or random.random() < missing):
        return
    if not group.joining_details or group.hub.administrator is None:
        return
    host = group.venue
    arrival = (
        random.choice(words["arrival"]).format(street=host.street, venue=host.name)
        if host
        else words["online"]
    )
    written = moment(group.first_on - timedelta(days=random.randrange(16, 30)), 10)
    bring, notes = random.choice(words["bring"]), random.choice(words["notes"])
    group.joining = arrival, words["step_free"] if host else "", bring, notes
    at = min(written, world.now - timedelta(hours=20))
    yield group.id, *group.joining, group.hub.administrator.id, at


# The states a group went through on the way to where it is.
PATH = [State.IDEA, State.DESIGNED, State.APPROVED, State.PUBLISHED, State.RECRUITING,
        State.CONFIRMED, State.RUNNING, State.EVIDENCE, State.REPORTED, State.CLOSED]  # fmt: skip


def _state_rows(world: World, group: Group) -> Iterator[tuple]:
    if group.year == world.years[0] or group.hub.lead is None or group.state not in PATH:
        return
    end = group.sessions[-1].ends_at
    before = group.published_at
    when = {
        State.DESIGNED: before - timedelta(days=21), State.APPROVED: before - timedelta(days=9),
        State.PUBLISHED: before, State.RECRUITING: before + timedelta(hours=1),
        State.CONFIRMED: group.sessions[0].starts_at - timedelta(days=12),
        State.RUNNING: group.sessions[0].starts_at, State.EVIDENCE: end,
        State.REPORTED: end + timedelta(days=30), State.CLOSED: end + timedelta(days=60),
    }  # fmt: skip
    reached = PATH.index(group.state)
    for one, other in pairwise(PATH[: reached + 1]):
        at = min(when[other], world.now - timedelta(minutes=30 * (reached - PATH.index(other)) + 5))
        designs_it = other == State.DESIGNED and group.leaders
        by = group.leaders[0] if designs_it else group.hub.lead
        yield group.id, one, other, by.id, at, ""
