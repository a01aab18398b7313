"""Groups of the hub around Telford in which the people of the cast have something to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from mathshubs.core.school_days import is_school_day
from mathshubs.core.years import academic_year_of, starts_on
from mathshubs.programmes.models import Project
from mathshubs.workgroups.models import WorkGroup

from . import terms
from .catalogue import Design, designs
from .group import Group
from .programme import SHAPES, Maker
from .world import SchoolRow, Somebody, World, moment

State = WorkGroup.State

# The group that everything here grew from: a launch in person, then three afternoons online.
LEADERSHIP = 7
COHORT, LEADERS_DAY, LESSON = 33, 34, 35
LEADERSHIP_YEAR = "2022/23"
LEADERSHIP_2022 = [
    (datetime(2022, 11, 7, 13, 0), 150, "IN_PERSON"),  # noqa: DTZ001 London time is added
    (datetime(2023, 1, 27, 13, 0), 180, "ONLINE"),  # noqa: DTZ001
    (datetime(2023, 3, 28, 13, 0), 180, "ONLINE"),  # noqa: DTZ001
    (datetime(2023, 6, 15, 10, 0), 300, "ONLINE"),  # noqa: DTZ001
]


@dataclass
class Scene:
    """A group to be: its design by number, its state, its days, and who is in it."""

    design: int
    state: str
    days: list[date]
    asking: int
    cast: list[tuple[str, str]] = field(default_factory=list)  # part, state of the place
    others: list[tuple[Somebody, str]] = field(default_factory=list)
    led_by_the_cast: bool = True
    places: int = 24
    decides: str = "AT_ONCE"
    joining_details: bool = True
    register_missing: bool = False


def add(maker: Maker) -> None:
    """Add the example of 2022-23, the same group recruiting today, and a scene for each part."""
    leadership = _leadership(maker)
    for scene in [*_scenes(maker.world), *_for_leaders(maker.world), *_lessons(maker.world)]:
        group = _group(maker, scene, _usual(scene))
        if scene.design == LEADERSHIP:
            group.copied_from = leadership.id


def _scenes(world: World) -> Iterable[Scene]:
    today, moving, twice = world.today, world.telford.moving, world.telford.twice
    register_day = today
    while not is_school_day(register_day):
        register_day += timedelta(days=1)
    last_june = starts_on(academic_year_of(today)).replace(month=6)

    ahead = today + timedelta(days=1)
    yield Scene(
        LEADERSHIP, State.RECRUITING, days(today + timedelta(days=34), 4, 63), 19,
        [("school-lead", "HELD")],
    )  # fmt: skip
    begun = [_school_day(register_day - timedelta(days=ago)) for ago in (70, 35)]
    yield Scene(
        9, State.RUNNING, [*begun, register_day, *days(register_day + timedelta(days=35), 2)], 25,
        [("teacher", "HELD")], [(who, "HELD") for who in moving[:1]],
    )  # fmt: skip
    yield Scene(
        10, State.RECRUITING, days(ahead + timedelta(days=20), 5), 31, [("teacher", "OFFERED")]
    )
    yield Scene(
        11, State.CLOSED, days(last_june - timedelta(days=240), 5, 42), 25,
        [("teacher", "HELD"), ("school-lead", "HELD")], [(who, "HELD") for who in moving[:1]],
    )  # fmt: skip
    yield Scene(
        12, State.RECRUITING, days(ahead + timedelta(days=44), 5), 22,
        others=[(who, "APPLIED") for who in twice[2:]],
        decides="ADMINISTRATOR", led_by_the_cast=False,
    )  # fmt: skip
    yield Scene(
        13, State.CONFIRMED, days(ahead + timedelta(days=9), 5), 21,
        led_by_the_cast=False, joining_details=False,
    )  # fmt: skip
    begun = [_school_day(today - timedelta(days=ago)) for ago in (62, 34, 6)]
    yield Scene(
        23, State.RUNNING, [*begun, *days(today + timedelta(days=24), 2)], 20,
        others=[(who, "HELD") for who in [*moving[1:2], *twice[:2]]],
        register_missing=True,
    )  # fmt: skip
    yield Scene(14, State.DESIGNED, days(ahead + timedelta(days=75), 5), 0)


def _for_leaders(world: World) -> Iterable[Scene]:
    """A cohort that is over and not awarded yet, one to come, and a day for all who lead."""
    ahead = world.today + timedelta(days=1)
    over = [_school_day(world.today - timedelta(days=ago)) for ago in (75, 54, 33, 12)]
    yield Scene(COHORT, State.EVIDENCE, over, 9, led_by_the_cast=False, places=12)
    yield Scene(
        COHORT, State.RECRUITING, days(ahead + timedelta(days=60), 4, 42), 5,
        [("group-lead", "APPLIED")], led_by_the_cast=False, places=12, decides="ADMINISTRATOR",
    )  # fmt: skip
    yield Scene(
        LEADERS_DAY, State.RECRUITING, days(ahead + timedelta(days=27), 1), 9, places=40,
        others=[(who, "HELD") for who in world.telford.moving[2:]],
    )  # fmt: skip


def _lessons(world: World) -> Iterable[Scene]:
    """A lesson that was watched and talked about, and one to watch."""
    seen = _school_day(world.today - timedelta(days=16))
    yield Scene(LESSON, State.EVIDENCE, [seen], 11, [("school-lead", "HELD")], places=16)
    yield Scene(LESSON, State.RECRUITING, days(world.today + timedelta(days=19), 1), 9, places=16)


def days(first: date, many: int, apart: int = 35) -> list[date]:
    return [terms.term_day(first + timedelta(days=apart * number)) for number in range(many)]


def _school_day(day: date) -> date:
    while not is_school_day(day):
        day += timedelta(days=1)
    return day


def _usual(scene: Scene) -> list[tuple[datetime, int, str]]:
    """Return when and how long the workshops are, by the design's usual shape."""
    shape = SHAPES[_design(scene.design).shape]
    found = []
    for number, day in enumerate(scene.days):
        mode, hour, minute, length = shape[number % len(shape)]
        found.append((moment(day, hour, minute), length, mode))
    return found


def _leadership(maker: Maker) -> Group:
    design = _design(LEADERSHIP)
    year = LEADERSHIP_YEAR
    maker.projects[LEADERSHIP, year, None] = Project.objects.create(
        code=f"NCP{year[2:4]}-{LEADERSHIP:02d}", title=design.title, year=year,
        phases=design.phases, summary=design.summary,
    )  # fmt: skip
    scene = Scene(LEADERSHIP, State.CLOSED, [], 32)
    times = [
        (moment(starts.date(), starts.hour, starts.minute), minutes, mode)
        for starts, minutes, mode in LEADERSHIP_2022
    ]
    return _group(maker, scene, times)


def _group(maker: Maker, scene: Scene, times: list[tuple[datetime, int, str]]) -> Group:
    world, design = maker.world, _design(scene.design)
    hub, number = world.telford, len(maker.groups) + 1
    random = world.random(f"scene {number}")
    year = academic_year_of(times[0][0].date())
    host = _host(random, world.telford.schools, world.cast["teacher"].school)
    others = [each for each in hub.leaders if set(each.phases) & set(design.phases)] or hub.leaders
    leaders = random.sample(others, 1)
    if scene.led_by_the_cast:
        leaders.insert(0, world.cast["group-lead"])
    first = times[0][0]
    opened = min(first - timedelta(days=130), world.now - timedelta(days=45))
    if scene.state in WorkGroup.DRAFT:  # designed yesterday
        opened = world.now + timedelta(days=20)
    group = Group(
        id=number, hub=hub, design=design, year=year, state=scene.state, title=design.title,
        project=maker.projects.get((design.number, year, None)), random=random,
        sessions=[
            maker.session(tuple(step), at, starts, mode, minutes, host, random)
            for at, (step, (starts, minutes, mode)) in enumerate(
                zip(design.sessions, times, strict=False), start=1
            )
        ],
        leaders=leaders, places=scene.places, counted="PERSON", decides=scene.decides,
        most_per_school=2, fewest=8, published_at=moment(opened.date(), 9),
        apply_by=first.date() - timedelta(days=3), asking=scene.asking, is_scene=True,
        cast=[(world.cast[part], state) for part, state in scene.cast] + scene.others,
        joining_details=scene.joining_details, register_missing=scene.register_missing,
    )  # fmt: skip
    maker.groups.append(group)
    return group


def _host(random: Random, schools: list[SchoolRow], home: SchoolRow) -> SchoolRow:
    near = [each for each in schools if each.district == home.district and each.pupils]
    large = sorted(near, key=lambda each: -each.pupils)[:3]
    return random.choice(large or [home])


def _design(number: int) -> Design:
    """Return the national design of that number, or the first for secondary schools."""
    national = [each for each in designs() if not each.local]
    secondary = [each for each in national if "SECONDARY" in each.phases]
    return next((each for each in national if each.number == number), secondary[-1])
