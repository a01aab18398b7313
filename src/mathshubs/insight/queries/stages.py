"""
At which stage of a pathway each school is, from records and from what persons said.

A school is *at* a stage in a year by a place held in a group of one of the stage's projects. It has
*completed* the stage when, in as many years as the stage takes, somebody from it earned the
certificate of such a group. What a person said of a stage and year holds in place of the records.
The rules of who can take part mean the same of one project (`workgroups.queries.completed`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import JSONObject

from mathshubs.core.nested import objects_of, rows_within
from mathshubs.programmes.models import Pathway, SchoolStage, Stage
from mathshubs.schools.models import School, SchoolLink
from mathshubs.schools.queries import and_before
from mathshubs.workgroups.models import Place

from .recruitment import NOT_TO_BE

WORKING, TOOK_PART, COMPLETED, LEFT = "WORKING", "TOOK_PART", "COMPLETED", "LEFT"
STATES = {
    WORKING: "Working at it",
    TOOK_PART: "Took part, not completed",
    COMPLETED: "Completed",
    LEFT: "Left the pathway",
}


class Fact(NamedTuple):
    """What is known of a school, a stage and a year: places and certificates, or words."""

    school: int
    stage: int
    year: str
    held: int
    going: int
    asked: int
    certificates: int
    said: str


def facts(stages: Iterable[Stage], on: date, schools: QuerySet[School] | None) -> list[Fact]:
    """
    Return what is known of the `stages`, of `schools` and those they came from, or of all.

    One statement: places held or asked for in groups of the pathway's years, and what was said.
    """
    numbers = [stage.pk for stage in stages]
    places = Place.objects.filter(
        _of_its_years(), work_group__project__stages__in=numbers, state__in=Place.LIVE
    )
    said = SchoolStage.objects.filter(stage__in=numbers)
    if schools is not None:
        came = and_before(schools)
        places, said = places.filter(school__in=came), said.filter(school__in=came)
    counted = (
        places.exclude(work_group__state__in=NOT_TO_BE)
        .order_by()
        .values("school", "work_group__project__stages", "work_group__year")
        .annotate(**_counts(on), said=Value(""))
    )
    told = said.order_by().values_list(
        "school", "stage", "year", Value(0), Value(0), Value(0), Value(0), "state"
    )
    rows = counted.values_list(
        "school", "work_group__project__stages", "work_group__year", "held", "going", "asked",
        "certificates", "said",
    )  # fmt: skip
    known = set(numbers)
    return [fact for row in rows.union(told, all=True) if (fact := Fact(*row)).stage in known]


def _counts(on: date) -> dict[str, Count]:
    """Return what is counted of places: held, in groups that go on, asked for, certificates."""
    held = Q(state=Place.State.HELD)
    goes_on = Q(work_group__last_on=None) | Q(work_group__last_on__gte=on)
    return {
        "held": Count("pk", filter=held),
        "going": Count("pk", filter=held & goes_on),
        "asked": Count("pk", filter=~held & goes_on),
        "certificates": Count("certificate", filter=held),
    }


_NOTHING = {"held": 0, "going": 0, "asked": 0, "certificates": 0, "said": ""}


def _of_its_years() -> Q:
    pathway = "work_group__project__stages__pathway"
    lasts = Q(**{f"{pathway}__to_year": ""}) | Q(
        **{f"{pathway}__to_year__gte": F("work_group__year")}
    )
    return lasts & Q(**{f"{pathway}__from_year__lte": F("work_group__year")})


@dataclass(frozen=True)
class Step:
    """One stage of a school's way: when it began, and where it is."""

    stage: Stage
    years: list[str]
    state: str
    completed_in: str = ""

    @property
    def word(self) -> str:
        return STATES[self.state]

    @property
    def tone(self) -> str:
        return {COMPLETED: "yes", WORKING: "needs"}.get(self.state, "quiet")


@dataclass
class Way:
    """A school's way through one pathway until a year: a step for each stage it was at."""

    pathway: Pathway
    stages: Sequence[Stage]
    steps: dict[int, Step] = field(default_factory=dict)
    asked: set[int] = field(default_factory=set)  # stages with a place asked for
    later: set[int] = field(default_factory=set)  # stages with a place held in a later year

    @property
    def now(self) -> Step | None:
        """Return where the school is: the last stage of its latest year."""
        steps = [self.steps[stage.pk] for stage in self.stages if stage.pk in self.steps]
        latest = max((step.years[-1] for step in steps), default="")
        return next((step for step in reversed(steps) if step.years[-1] == latest), None)

    @property
    def every(self) -> list[tuple[Stage, Step | None]]:
        return [(stage, self.steps.get(stage.pk)) for stage in self.stages]

    @property
    def next(self) -> Stage | None:
        """
        Return the stage it could go on to: it has completed the one before it, and holds no place.

        None while it works at a stage, has left, or has a place in the next one.
        """
        now = self.now
        if now is None or now.state != COMPLETED:
            return None
        after = [stage for stage in self.stages if _place(stage) > _place(now.stage)]
        return after[0] if after and after[0].pk not in self.later else None

    @property
    def has_asked(self) -> bool:
        return self.next is not None and self.next.pk in self.asked


def _place(stage: Stage) -> tuple[int, int]:
    return stage.order, stage.pk


def ways(
    pathway: Pathway, stages: Sequence[Stage], known: Iterable[Fact], year: str
) -> dict[int, Way]:
    """Return the way of each school through one pathway, as it is known in `year`."""
    of: dict[int, dict[int, dict[str, list[Fact]]]] = {}
    own = {stage.pk: stage for stage in stages}
    for fact in known:
        if fact.stage in own:
            by_year = of.setdefault(fact.school, {}).setdefault(fact.stage, defaultdict(list))
            by_year[fact.year].append(fact)
    found = {}
    for school, by_stage in of.items():
        way = Way(pathway, stages)
        for number, by_year in by_stage.items():
            _take(way, own[number], by_year, year)
        found[school] = way
    return found


def _take(way: Way, stage: Stage, by_year: dict[str, list[Fact]], year: str) -> None:
    """Read what is known of one stage of a school into its way."""
    states: dict[str, str] = {}
    for each in sorted(by_year):
        state = _state(by_year[each])
        if state and each > year:
            way.later.add(stage.pk)
        elif state:
            states[each] = state
        if any(fact.asked for fact in by_year[each]):
            way.asked.add(stage.pk)
    if not states:
        return
    years = list(states)
    said = [each for each in years if any(f.said == COMPLETED for f in by_year[each])]
    earned = [each for each in years if states[each] == COMPLETED]
    done = (said or earned[stage.years - 1 :] or [""])[0]
    last = states[years[-1]]
    state = last
    if last == COMPLETED and not done:
        state = WORKING  # a year of several
    elif last == TOOK_PART and done:
        state = COMPLETED
    way.steps[stage.pk] = Step(stage, years, state, done)


def _state(known: list[Fact]) -> str:
    """Return the state that one year gives; nothing where a place was only asked for."""
    if said := next((fact.said for fact in known if fact.said), ""):
        return said
    if not any(fact.held for fact in known):
        return ""
    if any(fact.certificates for fact in known):
        return COMPLETED
    return WORKING if any(fact.going for fact in known) else TOOK_PART


def with_stages(schools: QuerySet[School], on: date) -> QuerySet[School]:
    """Let each school bring what is known of its stages, for `ways_of`: no query of its own."""
    before = SchoolLink.objects.filter(successor=OuterRef(OuterRef(OuterRef("pk"))))
    its_own = Q(school=OuterRef(OuterRef("pk"))) | Q(school__in=before.values("predecessor"))
    places = Place.objects.filter(
        its_own, work_group__project__stages=OuterRef("pk"), state__in=Place.LIVE
    ).exclude(work_group__state__in=NOT_TO_BE)
    counted = places.order_by().values("work_group__year").annotate(**_counts(on))
    said = SchoolStage.objects.filter(its_own, stage=OuterRef("pk"))
    every = Stage.objects.annotate(
        counted=ArraySubquery(
            counted.values(
                row=JSONObject(year="work_group__year", **{name: name for name in _counts(on)})
            )
        ),
        told=ArraySubquery(said.values(row=JSONObject(year="year", said="state"))),
    ).order_by("order", "pk")
    return schools.annotate(its_stages=rows_within(every, *_OF_STAGE, "counted", "told"))


_OF_PATHWAY = ("id", "name", "from_year", "to_year")
_OF_STAGE = ("id", "order", "name", "years", *(f"pathway__{name}" for name in _OF_PATHWAY))


def ways_of(school: School, year: str) -> list[Way]:
    """Return the ways of a school that came `with_stages`, the latest pathway first."""
    by_pathway: dict[Pathway, list[Stage]] = defaultdict(list)
    known = []
    for row in school.__dict__["its_stages"]:
        (stage,) = objects_of(Stage, [{name: row[name] for name in _OF_STAGE}])
        by_pathway[stage.pathway].append(stage)
        for each in (*(row["counted"] or ()), *(row["told"] or ())):
            if stage.pathway.holds_in(each["year"]):
                known.append(Fact(school.pk, stage.pk, **(_NOTHING | each)))
    found = [
        way
        for pathway, stages in by_pathway.items()
        for way in ways(pathway, stages, known, year).values()
        if way.steps
    ]
    return sorted(found, key=lambda way: way.pathway.from_year, reverse=True)
