"""
At which stage of a pathway each school is, from records and from what persons said.

A school is *at* a stage in a year by a place held in a group of one of the stage's projects. It has
*completed* the stage when, in as many years as the stage takes, somebody from it earned the
certificate of such a group. What a person said of a stage and year holds in place of the records.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.db.models import Count, F, Q, QuerySet, Value

from mathshubs.programmes.models import Pathway, SchoolStage, Stage
from mathshubs.schools.models import School
from mathshubs.workgroups.models import Place
from mathshubs.workgroups.queries.successors import and_before

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
    held = Q(state=Place.State.HELD)
    goes_on = Q(work_group__last_on=None) | Q(work_group__last_on__gte=on)
    counted = (
        places.exclude(work_group__state__in=NOT_TO_BE)
        .order_by()
        .values("school", "work_group__project__stages", "work_group__year")
        .annotate(
            held=Count("pk", filter=held),
            going=Count("pk", filter=held & goes_on),
            asked=Count("pk", filter=~held & goes_on),
            certificates=Count("certificate"),
            said=Value(""),
        )
    )
    nothing = {name: Value(0) for name in ("held", "going", "asked", "certificates")}
    told = said.order_by().annotate(**nothing).values_list(
        "school", "stage", "year", "held", "going", "asked", "certificates", "state"
    )  # fmt: skip
    rows = counted.values_list(
        "school", "work_group__project__stages", "work_group__year", "held", "going", "asked",
        "certificates", "said",
    )  # fmt: skip
    known = set(numbers)
    return [fact for row in rows.union(told, all=True) if (fact := Fact(*row)).stage in known]


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


def every_stage() -> list[Stage]:
    """Return all stages with their pathway: by name, the latest pathway first."""
    stages = Stage.objects.select_related("pathway")
    return list(stages.order_by("pathway__name", "-pathway__from_year", "order", "pk"))


def ways_of_school(school: School, every: Sequence[Stage], on: date, year: str) -> list[Way]:
    """
    Return a school's ways through the pathways of the stages, the latest first. One query.

    With what the schools did that it came from.
    """
    if not every:
        return []
    known = facts(every, on, School.objects.filter(pk=school.pk))
    own = [fact._replace(school=school.pk) for fact in known]
    by_pathway: dict[Pathway, list[Stage]] = {}
    for stage in every:
        by_pathway.setdefault(stage.pathway, []).append(stage)
    found = [
        way
        for pathway, stages in by_pathway.items()
        for way in ways(pathway, stages, own, year).values()
        if way.steps
    ]
    return sorted(found, key=lambda way: way.pathway.from_year, reverse=True)
