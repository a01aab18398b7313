"""Three years of projects, and of Work Groups that carry them out."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from random import Random

from mathshubs.programmes.models import Project
from mathshubs.workgroups.models import WorkGroup

from . import terms
from .catalogue import Design, designs
from .group import Group, Session
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
                    eligibility=_who_can(design),
                    follows=follows,
                    maturity=design.maturity,
                    outcomes=design.outcomes,
                    core_questions=[] if hub else design.core_questions,
                    template=design.template,
                    template_version=int(design.has_template),
                )
    for year in world.years:
        Project.objects.bulk_create(each for key, each in made.items() if key[1] == year)
    return made


def _who_can(design: Design) -> list[dict]:
    """National projects are for state-funded schools; some for people in certain roles."""
    rules: list[dict] = [] if design.local else [{"rule": "STATE_FUNDED"}]
    if design.roles:
        rules.append({"rule": "ROLE", "roles": design.roles})
    return rules


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
            if not design.scene
            and self._project(design, year, hub)
            and self._people_for(hub, design)
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
        return State.REPORTED if drawn < 0.1 or weeks < 16 else State.CLOSED
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
