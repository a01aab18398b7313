"""Figures of how needs are answered: how many, how fast, in which way, and what is not met yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, time
from statistics import median
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Q
from django.utils.timezone import get_current_timezone

from mathshubs.core.phases import Phase
from mathshubs.core.years import ends_on, starts_on
from mathshubs.hubs.models import Hub
from mathshubs.needs.models import Need, Provision
from mathshubs.workgroups.models import Place, RunAgainRequest

from .recruitment import NOT_TO_BE

FEWEST = 5  # needs; of fewer no share and no median is given


@dataclass
class Answering:
    """How the needs of a year are answered: of a hub, a phase, a district, a theme, or of all."""

    name: str
    hub: Hub | None = None
    told: int = 0
    days: list[int] = field(default_factory=list)
    modes: Counter[str] = field(default_factory=Counter)
    waiting: int = 0
    asked_again: int = 0

    @property
    def answered(self) -> int:
        return len(self.days)

    @property
    def is_few(self) -> bool:
        """Whether so few were told that a share would say more of one need than of the whole."""
        return 0 < self.told < FEWEST

    @property
    def percent(self) -> int | None:
        return round(100 * self.answered / self.told) if self.told >= FEWEST else None

    @property
    def median_days(self) -> float | None:
        return median(self.days) if len(self.days) >= FEWEST else None

    @property
    def chosen(self) -> int:
        """How many answers were chosen, of all four kinds."""
        return self.modes.total()

    @property
    def mix(self) -> list[tuple[str, int, int]]:
        """Each of the four answers: its name, how many, per cent of all."""
        whole = self.modes.total()
        return [
            (mode.label, self.modes[mode.value], round(100 * self.modes[mode.value] / whole))
            for mode in Provision.Mode
            if whole
        ]

    @property
    def unmet(self) -> int:
        """People and schools that asked for a place and have none yet."""
        return self.waiting + self.asked_again


@dataclass(frozen=True)
class Filters:
    """What of a year is asked for; empty asks for all."""

    phase: str = ""
    district: str = ""
    theme: str = ""

    def let(self, fact: Fact) -> bool:
        return (
            (not self.phase or self.phase in fact.phases)
            and (not self.district or self.district in fact.districts)
            and (not self.theme or self.theme in fact.themes)
        )


@dataclass(frozen=True)
class Fact:
    """Something that counts: a need, an answer, people who wait or asked; `add` says as what."""

    hub: int | None
    phases: frozenset[str]
    districts: frozenset[str]
    themes: frozenset[str]
    add: Callable[[Answering], None]


@dataclass(frozen=True)
class Figures:
    """All together, and by what was asked; with what can be chosen."""

    all: Answering
    rows: list[Answering]
    districts: list[str]
    themes: list[str]


BY = {"hub": "hub", "phase": "phase", "district": "district", "theme": "theme"}
UNSAID = {"phase": "No phase named", "district": "No district named", "theme": "No theme yet"}


def answering(hubs: list[Hub | None], year: str, filters: Filters, by: str) -> Figures:
    """
    Return the figures of `hubs` in a year, None for the nation's own. Four queries.

    by : hub, phase, district or theme. What concerns two phases counts in both, and once in all.
    """
    facts = [*_needs(hubs, year), *_answers(hubs, year), *_waiting(hubs, year),
             *_asked_again(hubs, year)]  # fmt: skip
    whole = Answering("All")
    rows = _rows(hubs, by)
    for fact in filter(filters.let, facts):
        fact.add(whole)
        for key in _keys(fact, by):
            fact.add(rows.setdefault(key, Answering(str(key or UNSAID.get(by, "")))))
    found = list(rows.values())
    if by in ("district", "theme"):
        found.sort(key=lambda row: (row.name == UNSAID.get(by), row.name))
    return Figures(
        whole,
        found,
        districts=sorted({one for fact in facts for one in fact.districts}),
        themes=sorted({one for fact in facts for one in fact.themes}),
    )


def _rows(hubs: list[Hub | None], by: str) -> dict[Any, Answering]:
    if by == "hub":
        return {hub.pk if hub else None: Answering(str(hub or "The national team"), hub)
                for hub in hubs}  # fmt: skip
    return {phase: Answering(phase.label) for phase in Phase} if by == "phase" else {}


def _keys(fact: Fact, by: str) -> Iterable[Any]:
    if by == "hub":
        return (fact.hub,)
    return {"phase": fact.phases, "district": fact.districts, "theme": fact.themes}[by] or ("",)


def _of(hubs: list[Hub | None], name: str) -> Q:
    own = Q(**{f"{name}__in": [hub.pk for hub in hubs if hub]})
    return own | Q(**{name: None}) if None in hubs else own


def _within(year: str) -> tuple[datetime, datetime]:
    zone = get_current_timezone()
    return (
        datetime.combine(starts_on(year), time.min, zone),
        datetime.combine(ends_on(year), time.max, zone),
    )


def _names(*those: Iterable[str | None]) -> frozenset[str]:
    return frozenset(name for some in those for name in some if name)


def _needs(hubs: list[Hub | None], year: str) -> Iterable[Fact]:
    told = Need.objects.filter(_of(hubs, "hub"), raised_at__range=_within(year))
    told = told.exclude(state=Need.State.MERGED).annotate(
        about=ArrayAgg("places__district__name", default=[]),
        schools=ArrayAgg("places__school__district__name", default=[]),
    )
    for hub, phases, own, about, schools, theme, raised, answered in told.order_by().values_list(
        "hub", "phases", "school__district__name", "about", "schools", "theme__name", "raised_at",
        "answered_at",
    ):  # fmt: skip
        days = (answered.date() - raised.date()).days if answered else None

        def add(row: Answering, days: int | None = days) -> None:
            row.told += 1
            if days is not None:
                row.days.append(days)

        # What it is about; where it says nothing, where it was told.
        districts = _names(about, schools) or _names([own])
        yield Fact(hub, frozenset(phases), districts, _names([theme]), add)


def _answers(hubs: list[Hub | None], year: str) -> Iterable[Fact]:
    """Answers are where the needs behind their priority are, or where its district's round is."""
    chosen = Provision.objects.filter(
        _of(hubs, "priority__round__hub"), priority__round__year=year
    ).annotate(
        about=ArrayAgg("priority__needs__places__district__name", default=[]),
        schools=ArrayAgg("priority__needs__places__school__district__name", default=[]),
        told=ArrayAgg("priority__needs__school__district__name", default=[]),
    )
    for hub, phases, of_round, about, schools, told, theme, mode in chosen.order_by().values_list(
        "priority__round__hub", "priority__phases", "priority__round__district__name", "about",
        "schools", "told", "priority__theme__name", "mode",
    ):  # fmt: skip

        def add(row: Answering, mode: str = mode) -> None:
            row.modes[mode] += 1

        districts = _names([of_round], about, schools) or _names(told)
        yield Fact(hub, frozenset(phases), districts, _names([theme]), add)


# A group has the themes of the priorities that its line of the plan answers.
_THEMES = "work_group__plan_line__provisions__priority__theme__name"


def _waiting(hubs: list[Hub | None], year: str) -> Iterable[Fact]:
    waits = Place.objects.filter(
        state=Place.State.WAITING, work_group__year=year,
        work_group__hub__in=[hub.pk for hub in hubs if hub],
    ).exclude(work_group__state__in=NOT_TO_BE)  # fmt: skip
    grouped = waits.order_by().values_list(
        "work_group", "work_group__hub", "work_group__phases", "school__district__name"
    )
    for _, hub, phases, district, themes, many in grouped.annotate(
        themes=ArrayAgg(_THEMES, default=[], distinct=True), many=Count("pk", distinct=True)
    ):

        def add(row: Answering, many: int = many) -> None:
            row.waiting += many

        yield Fact(hub, frozenset(phases), _names([district]), _names(themes), add)


def _asked_again(hubs: list[Hub | None], year: str) -> Iterable[Fact]:
    """Who asks to be told leaves an address and no school: no district is known."""
    asked = RunAgainRequest.objects.filter(
        asked_at__range=_within(year), work_group__hub__in=[hub.pk for hub in hubs if hub]
    )
    grouped = asked.order_by().values_list("work_group", "work_group__hub", "work_group__phases")
    for _, hub, phases, themes, many in grouped.annotate(
        themes=ArrayAgg(_THEMES, default=[], distinct=True), many=Count("pk", distinct=True)
    ):

        def add(row: Answering, many: int = many) -> None:
            row.asked_again += many

        yield Fact(hub, frozenset(phases), frozenset(), _names(themes), add)
