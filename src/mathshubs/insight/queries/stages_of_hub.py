"""The schools of a hub, and of every hub, by the stage of a pathway that they have reached."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import OuterRef, Subquery

from mathshubs.core.phases import phases_in_words
from mathshubs.core.years import academic_year_of, next_year
from mathshubs.hubs.models import Hub, HubChoice
from mathshubs.hubs.queries import hub_of_each_place
from mathshubs.programmes.models import Pathway, Stage
from mathshubs.workgroups.queries.successors import now_at

from .engagement import could_take_part, could_take_part_with, phases_taught
from .stages import COMPLETED, STATES, Fact, Way, facts, ways

SHOWN = {
    "on": "On the pathway",
    **STATES,
    "next": "Could go on next",
    "asked": "Asked for the next stage",
    "none": "Not on it yet",
}
_VALUES = ("pk", "urn", "name", "town", "district", "district__name", "phase", "low_age",
           "high_age")  # fmt: skip


@dataclass(frozen=True)
class Filters:
    """What of the list is asked for; empty asks for all."""

    show: str = "on"
    stage: int = 0
    district: int = 0
    phase: str = ""


@dataclass
class SchoolRow:
    """A school that could be on the pathway, and its way through it."""

    pk: int
    urn: str
    name: str
    town: str
    district: int | None
    district_name: str
    phases: list[str]
    way: Way

    @property
    def phases_in_words(self) -> str:
        return phases_in_words(self.phases)

    def is_shown(self, show: str) -> bool:
        now = self.way.now
        if show == "none":
            return now is None
        if show == "next":
            return self.way.next is not None and not self.way.has_asked
        if show == "asked":
            return self.way.has_asked
        return now is not None and show in ("on", now.state)


@dataclass
class AtStage:
    """A stage in numbers: who is there now, who ever was, who went on."""

    stage: Stage
    now: Counter[str] = field(default_factory=Counter)
    began: int = 0
    completed: int = 0
    went_on: int = 0
    could_go_on: int = 0
    is_last: bool = False

    @property
    def here(self) -> int:
        return sum(self.now[state] for state in STATES if state != "LEFT")

    @property
    def states(self) -> list[tuple[str, str, int]]:
        return [(state, word, self.now[state]) for state, word in STATES.items()]

    @property
    def percent(self) -> int | None:
        """The share of those who completed it that went on to a later stage."""
        if self.is_last or not self.completed:
            return None
        return round(100 * self.went_on / self.completed)


def at_each(stages: Sequence[Stage], found: Iterable[Way]) -> list[AtStage]:
    """Return the numbers of each stage, in their order."""
    counted = {stage.pk: AtStage(stage) for stage in stages}
    if stages:
        counted[stages[-1].pk].is_last = True
    for way in found:
        now, after = way.now, way.next
        for place, stage in enumerate(stages):
            step = way.steps.get(stage.pk)
            if step is None:
                continue
            row = counted[stage.pk]
            row.began += 1
            row.now[step.state] += step is now
            if step.completed_in:
                row.completed += 1
                later = {one.pk for one in stages[place + 1 :]}
                row.went_on += bool(later & (way.steps.keys() | way.later))
            row.could_go_on += step is now and after is not None
    return list(counted.values())


@dataclass(frozen=True)
class Found:
    """The schools asked for, the numbers of each stage, and what can be chosen."""

    rows: list[SchoolRow]
    stages: list[AtStage]
    districts: list[tuple[int, str]]
    schools: int
    counts: dict[str, int]

    @property
    def on_it(self) -> int:
        return self.counts["on"]


def by_stage(
    hub: Hub, pathway: Pathway, stages: Sequence[Stage], filters: Filters, year: str, on: date
) -> Found:
    """
    Return the open state-funded schools of `hub` in the pathway's phases, as they are in `year`.

    Three queries, and one more for each step of the register by which a school became another.
    """
    schools = could_take_part_with(hub, on)
    rows = list(schools.order_by("name", "urn").values_list(*_VALUES))
    known = carried_on(facts(stages, on, schools), {row[0] for row in rows})
    found = ways(pathway, stages, known, year)
    every = [each for each in (_row(row, found, pathway, stages) for row in rows) if each]
    asked_for = [
        each
        for each in every
        if filters.district in (0, each.district)
        if not filters.phase or filters.phase in each.phases
    ]
    shown = [
        each
        for each in asked_for
        if each.is_shown(filters.show)
        if not filters.stage or (each.way.now and each.way.now.stage.pk == filters.stage)
    ]
    named = {each.district: each.district_name for each in every if each.district}
    return Found(
        rows=shown,
        stages=at_each(stages, [each.way for each in asked_for]),
        districts=sorted(named.items(), key=lambda pair: pair[1]),
        schools=len(asked_for),
        counts={show: sum(each.is_shown(show) for each in asked_for) for show in SHOWN},
    )


def _row(
    row: tuple, found: dict[int, Way], pathway: Pathway, stages: Sequence[Stage]
) -> SchoolRow | None:
    """Return a school that teaches a phase of the pathway, or is on it all the same."""
    pk, urn, name, town, district, district_name, phase, low, high = row
    phases, way = phases_taught(phase, low, high), found.get(pk)
    if way is None and pathway.phases and not set(phases) & set(pathway.phases):
        return None
    return SchoolRow(
        pk, urn, name, town, district, district_name or "No district", phases,
        way or Way(pathway, stages),
    )  # fmt: skip


def carried_on(known: list[Fact], open_now: Collection[int]) -> list[Fact]:
    """Give what a school did to the one of `open_now` that it became."""
    became = now_at({fact.school for fact in known} - set(open_now), open_now)
    return [fact._replace(school=became.get(fact.school, fact.school)) for fact in known]


@dataclass
class HubRow:
    """A hub: its schools at each stage, and those that could go on."""

    hub: Hub
    stages: list[AtStage]

    @property
    def on_it(self) -> int:
        return sum(each.here for each in self.stages)

    @property
    def completed(self) -> int:
        return sum(each.now[COMPLETED] for each in self.stages)

    @property
    def could_go_on(self) -> int:
        return sum(each.could_go_on for each in self.stages)


def by_hub(
    pathway: Pathway, stages: Sequence[Stage], year: str, on: date
) -> tuple[list[HubRow], list[AtStage]]:
    """Return each hub with its schools by stage, and the whole country. Five queries."""
    by_district, by_authority = hub_of_each_place(on)
    chosen = HubChoice.objects.on(on).filter(school=OuterRef("pk")).values("hub")[:1]
    schools = could_take_part().annotate(chosen=Subquery(chosen)).order_by()
    hub_of = {
        pk: own or by_district.get(district) or by_authority.get(authority) or 0
        for pk, district, authority, own in schools.values_list(
            "pk", "district", "authority", "chosen"
        )
    }
    known = carried_on(facts(stages, on, None), hub_of.keys())
    of_hub: dict[int, list[Way]] = defaultdict(list)
    found = ways(pathway, stages, known, year)
    for school, way in found.items():
        if school in hub_of:
            of_hub[hub_of[school]].append(way)
    hubs = Hub.objects.order_by("name")
    rows = [HubRow(hub, at_each(stages, of_hub[hub.pk])) for hub in hubs]
    return rows, at_each(stages, [way for some in of_hub.values() for way in some])


def years_of_pathway(pathway: Pathway, on: date) -> list[str]:
    """Return the academic years of a pathway until this one, the latest first."""
    last = min(pathway.to_year or "2099/00", academic_year_of(on))
    years = [pathway.from_year]
    while years[-1] < last:
        years.append(next_year(years[-1]))
    return years[::-1]
