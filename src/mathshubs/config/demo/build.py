"""Build the demo network, step by step, all in one order and from one seed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import polars as pl
from django.apps import apps
from django.db import connection, transaction

from mathshubs.config.prepare import MADE, MAKING
from mathshubs.hubs.drawing import draw_hubs
from mathshubs.schools.actions.postcodes import load_postcodes
from mathshubs.schools.models import Postcode
from mathshubs.schools.register.run import RegisterFiles, import_register

from . import (
    answering,
    asking,
    attendance,
    between,
    board,
    bookings,
    designing,
    group_rows,
    happenings,
    hubs,
    leading,
    letters,
    library,
    offering,
    pathways,
    people,
    places,
    planning,
    plans,
    programme,
    published,
    reaching,
    register,
    register_files,
    scenes,
    surveys,
    talk,
)
from .areas import centres, share_out
from .world import World, moment

WHOLE = 24_000  # schools
SMALL = 400

# What each step takes of the whole, in seconds on two cores: how far the bar moves.
WEIGHTS = {
    "Register": 3.0, "Import": 1.4, "Postcodes": 3.8, "Hubs": 0.1, "Shapes": 2.3, "People": 1.3,
    "Work Groups": 6.1, "Places": 5.2, "Attendance": 9.6, "Schools": 4.0, "Letters": 1.6,
}  # fmt: skip


@dataclass
class Summary:
    """What was made, and how many seconds each step took."""

    seed: int
    today: str
    made: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)


class Steps:
    """Times the steps and tells `moved(step, share of all)` after each."""

    def __init__(self, summary: Summary, moved: Callable[[str, float], None]):
        self.summary, self.moved = summary, moved

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        self.moved(name, 0)
        began = time.perf_counter()
        yield
        self.summary.seconds[name] = round(time.perf_counter() - began, 1)
        self.moved(name, WEIGHTS[name] / sum(WEIGHTS.values()))


@dataclass(frozen=True)
class Land:
    """The areas of the hubs to be, with the postcodes in them and the letters those begin with."""

    areas: list[list[places.District]]
    postcodes: pl.DataFrame
    letters: str


def survey(schools: int) -> Land:
    """Share England out to forty hubs; for a tenth of its schools or fewer, three of them do."""
    postcodes = places.read_postcodes()
    areas = share_out(places.districts(), postcodes, 40)
    if schools >= WHOLE / 10:
        return Land(areas, postcodes, "")
    areas = _around_telford(areas, centres(postcodes))
    codes = [each.code for area in areas for each in area]
    postcodes = postcodes.filter(pl.col("district").is_in(codes))
    counts = postcodes["postcode"].str.head(1).value_counts()
    common = counts.filter(pl.col("count") > 0.02 * len(postcodes))
    return Land(areas, postcodes, "".join(sorted(common["postcode"])))


def build(
    *,
    seed: int,
    schools: int,
    today: date,
    folder: Path,
    land: Land | None = None,
    moved: Callable[[str, float], None] = lambda name, share: None,
) -> Summary:
    """
    Make the network in an empty database. The register's files go to `folder`.

    The import is one transaction and the network another. A note stays with the database until all
    is made: after a kill the same command empties what is there and begins again.
    """
    summary = Summary(seed, today.isoformat())
    note(MAKING)
    steps = Steps(summary, moved)
    with steps.step("Register"):
        land = land or survey(schools)
        made = register.make(
            seed=seed, schools=schools, areas=land.areas, postcodes=land.postcodes, today=today
        )
        files = made.write(folder, today)
    with steps.step("Import"):
        _import(files, moment(today, 8))
    with steps.step("Postcodes"):
        load_postcodes(land.letters or None)
    world = World(seed, today, size=schools / WHOLE * 40 / len(land.areas))
    with transaction.atomic():
        _network(world, land.areas, steps, summary)
    return summary


def _network(world: World, areas: list, steps: Steps, summary: Summary) -> None:
    made = summary.made
    with steps.step("Hubs"):
        hubs.make_hubs(world, areas)
        made["hubs"] = len(world.hubs)
    with steps.step("Shapes"):
        made["shapes"] = draw_hubs(at=world.now)
    with steps.step("People"):
        made["people"] = people.make_people(world)
    with steps.step("Work Groups"):
        maker = programme.Maker(world, programme.make_projects(world))
        scenes.add(maker)
        maker.all_hubs()
        groups = maker.groups
        claims = bookings.make_places(world, groups)
        made["work_groups"] = group_rows.write(world, groups)
    with steps.step("Places"):
        made["places"] = bookings.write_places(world, claims)
        happenings.write_requests(world, groups)
    with steps.step("Attendance"):
        made["attendance"], made["certificates"] = attendance.write(world, claims)
    with steps.step("Schools"):
        made |= between.write(world, groups, claims)
        made["template_versions"] = designing.write(world)
        made["leaders"] = leading.write(world, groups)
        made["posts"] = talk.write(world, groups, claims)
        made["resources"] = library.write(world, groups)
        happenings.let_happen(world, groups)
        made["needs"] = asking.write(world)
        made["planner_runs"] = planning.write(world)
        made["heads_to_reach"] = reaching.write(world)
        made["plans"] = plans.write(world)
        made["answers"] = answering.write(world)
        made["partner_events"] = offering.write(world)
        plans.tell_priorities()
        made["pathways"] = pathways.write(world)
        made["survey_answers"] = surveys.write(world)
        made["proposals"] = published.write(world)
        made["board"] = board.write(world)
    with steps.step("Letters"):
        made["letters"] = letters.write_letters(world, claims)
    note(MADE)


def _around_telford(areas: list, middles: dict) -> list:
    """Return the area with Telford and the two beside it."""

    def middle(area: list) -> complex:
        schools = sum(each.schools for each in area)
        return sum(complex(*middles[each.code]) * each.schools for each in area) / schools

    telford = next(area for area in areas if any(d.code == places.TELFORD for d in area))
    return sorted(areas, key=lambda area: abs(middle(area) - middle(telford)))[:3]


def _import(files: register_files.Files, at: datetime) -> None:
    """Load the register as any register is loaded: through the importer."""
    made = RegisterFiles(files.schools, files.links, files.groups, files.group_links)
    outcome = import_register(made, at=at, agrees=lambda question: False)
    if outcome.refused:
        first = outcome.refused[0]
        raise AssertionError(f"The importer refused {len(outcome.refused)} made rows: {first}")


def note(words: str) -> None:
    """Keep with the database what has become of its demo network; `mathshubs up` reads it."""
    with connection.cursor() as cursor:
        cursor.execute(f"COMMENT ON TABLE django_migrations IS '{words}'")


def noted() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description('django_migrations'::regclass)")
        return cursor.fetchone()[0] or ""


def empty() -> None:
    """Empty our tables, sessions and jobs; ids begin at 1 again. Postcodes stay: they are real."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("mathshubs.")]
    others = ["account_emailaddress", "django_session", "procrastinate_jobs"]
    tables = [model._meta.db_table for model in ours if model is not Postcode] + others
    connection.check_constraints()  # checks that wait for a commit would be in the way
    with connection.cursor() as cursor:
        names = ", ".join(f'"{table}"' for table in tables)
        cursor.execute(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
