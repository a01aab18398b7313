"""The planner's answer for all hubs: a row for each, read without its groups."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from mathshubs.hubs.models import Hub
from mathshubs.programmes.models import PlannerRun, Project

from .planner import Facts


@dataclass(frozen=True)
class HubRow:
    """What is planned for one hub, beside the greedy plan."""

    pk: int
    hub: str
    slug: str
    status: str
    refusal: str
    need: float
    bound: float | None
    groups: int
    schools: int
    cost: Decimal
    by_hand: float

    @property
    def better(self) -> float:
        """How much more need it reaches than the greedy plan, in per cent."""
        return 100 * (self.need - self.by_hand) / self.by_hand if self.by_hand else 0.0

    @property
    def gap(self) -> float | None:
        """What is left to gain at most, in per cent; None where it is proven of all hubs only."""
        if self.bound is None:
            return None
        return 100 * (self.bound - self.need) / self.bound if self.bound else 0.0

    @property
    def is_planned(self) -> bool:
        return not self.refusal


def runs_of_nation() -> QuerySet[PlannerRun]:
    """Return the runs for all hubs, the latest first."""
    runs = PlannerRun.objects.filter(hub=None).select_related("by", "follows")
    return runs.defer("question")


def by_hub(run: PlannerRun) -> list[HubRow]:
    """Return a row for each hub, those that reach most first. One query."""
    rows = (
        run.parts.annotate(
            name=F("hub__name"), slug=F("hub__slug"), status=KT("answer__status"),
            why=KT("answer__conflict"), bound=KT("answer__bound"), need=KT("answer__totals__need"),
            groups=KT("answer__totals__groups"), schools=KT("answer__totals__schools"),
            cost=KT("answer__totals__cost"), by_hand=KT("answer__by_hand__need"),
        )
        .values_list(
            "pk", "name", "slug", "status", Coalesce("why", "refusal"), "refusal", "bound", "need",
            "groups", "schools", "cost", "by_hand",
        )
        .order_by("hub__name")
    )  # fmt: skip
    found = [
        HubRow(
            pk=pk, hub=str(Hub(name=name)), slug=slug, status=status or "", refusal=why or refusal,
            need=float(need or 0), bound=float(bound) if bound else None, groups=int(groups or 0),
            schools=int(schools or 0), cost=Decimal(cost or 0), by_hand=float(by_hand or 0),
        )
        for pk, name, slug, status, why, refusal, bound, need, groups, schools, cost, by_hand
        in rows
    ]  # fmt: skip
    return sorted(found, key=lambda row: (-row.need, row.hub))


def nation_facts(year: str, projects: list[Project]) -> Facts:
    """Return what the form for all hubs begins with: the nation's projects, and nothing else."""
    for project in projects:
        project.__dict__ |= {"asked": 0, "running": 0}
    return Facts(
        hub=None, year=year, round=None, priorities=[], projects=projects, leaders=[],
        districts=[], budget=None,
    )  # fmt: skip
