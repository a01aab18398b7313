"""Figures of how needs are answered: how many, how fast, in which way, and what is not met yet."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, time
from statistics import median

from django.db.models import Count, Sum
from django.utils.timezone import get_current_timezone

from mathshubs.core.years import ends_on, starts_on
from mathshubs.hubs.models import Hub
from mathshubs.needs.models import Need, Provision
from mathshubs.workgroups.models import RunAgainRequest

from .recruitment import groups_to_fill


@dataclass
class Answering:
    """How the needs told to one hub, or the nation, in a year are answered."""

    hub: Hub | None
    told: int = 0
    answered: int = 0
    days: list[int] = field(default_factory=list)
    modes: Counter[str] = field(default_factory=Counter)
    waiting: int = 0
    asked_again: int = 0

    @property
    def percent(self) -> int | None:
        return round(100 * self.answered / self.told) if self.told else None

    @property
    def median_days(self) -> float | None:
        return median(self.days) if self.days else None

    @property
    def mix(self) -> list[tuple[str, int, int]]:
        """Each of the four answers: its name, how many, per cent of all."""
        whole = self.modes.total()
        return [
            (mode.label, self.modes[mode.value], round(100 * self.modes[mode.value] / whole))
            for mode in Provision.Mode
            if whole
        ]


def _within(year: str) -> tuple[datetime, datetime]:
    zone = get_current_timezone()
    return (
        datetime.combine(starts_on(year), time.min, zone),
        datetime.combine(ends_on(year), time.max, zone),
    )


def answering(hubs: list[Hub | None], year: str) -> list[Answering]:
    """Return the figures of each of `hubs` in a year, None for the nation's own. Four queries."""
    found = {hub.pk if hub else None: Answering(hub) for hub in hubs}
    rows: dict[int | None, Answering] = defaultdict(lambda: Answering(None), found)
    within = _within(year)
    told = Need.objects.filter(raised_at__range=within).exclude(state=Need.State.MERGED)
    for hub, raised, answered in told.values_list("hub", "raised_at", "answered_at").order_by():
        rows[hub].told += 1
        if answered:
            rows[hub].answered += 1
            rows[hub].days.append((answered.date() - raised.date()).days)
    chosen = Provision.objects.filter(priority__round__year=year).order_by()
    for hub, mode, many in chosen.values_list("priority__round__hub", "mode").annotate(
        many=Count("pk")
    ):
        rows[hub].modes[mode] = many
    pks = [hub.pk for hub in hubs if hub]
    groups = groups_to_fill(pks, year).order_by()
    for hub, waiting in groups.values_list("hub").annotate(many=Sum("waiting")):
        rows[hub].waiting = waiting
    asked = RunAgainRequest.objects.filter(asked_at__range=within, work_group__hub__in=pks)
    for hub, many in asked.order_by().values_list("work_group__hub").annotate(many=Count("pk")):
        rows[hub].asked_again = many
    return list(found.values())


def together(parts: list[Answering]) -> Answering:
    """Return the figures of all `parts` as one; the median is of all their days."""
    whole = Answering(None)
    for part in parts:
        whole.told += part.told
        whole.answered += part.answered
        whole.days += part.days
        whole.modes += part.modes
        whole.waiting += part.waiting
        whole.asked_again += part.asked_again
    return whole
