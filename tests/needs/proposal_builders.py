"""Published results that are made up, and the proposals that come of them."""

from __future__ import annotations

import random
from collections.abc import Sequence

from mathshubs.hubs.models import Hub
from mathshubs.needs.models import Proposal, ProposalRun
from mathshubs.schools.models import Publication, Result, ResultsFile, ResultsImport, School

from ..builders import SEPTEMBER, a_school

YEARS = ("2016/17", "2017/18", "2018/19")
FIGURES = {
    "years": {
        year: {"value": 50, "expected": 75, "low": 40, "high": 60, "pupils": 90, "like": 40}
        for year in YEARS
    },
    "difference": -25, "error": 3, "shrunk": -20, "read": 40, "out": 1, "by_chance": 0.1,
}  # fmt: skip


def a_proposal(hub: Hub | None, **fields) -> Proposal:
    fields.setdefault("kind", Proposal.Kind.ATTAINMENT)
    fields.setdefault("measure", "KS2_EXPECTED")
    fields.setdefault("last_year", YEARS[-1])
    fields.setdefault("standing", -5.0)
    fields.setdefault("figures", FIGURES)
    if not {"school", "district", "trust", "authority"} & fields.keys():
        fields["school"] = a_school()
    run, _ = ProposalRun.objects.get_or_create(at=SEPTEMBER, done_at=SEPTEMBER)
    return Proposal.objects.create(run=run, hub=hub, **fields)


def alike(number: int = 40, **fields) -> list[School]:
    """Schools that nothing tells apart but their free school meals."""
    return [
        a_school(f"School {each}", fsm_percent=10 + each % 20, **fields) for each in range(number)
    ]


def published(
    schools: Sequence[School],
    low: dict[School, float],
    *,
    years: Sequence[str] = YEARS,
    measure: str = "KS2_EXPECTED",
    group: str = "ALL",
    stage: str = "KS2",
    pupils: int | None = 60,
    usual: float = 75,
) -> None:
    """About `usual` per cent for every school in every year, less what `low` says of it."""
    chance = random.Random(f"{years}{measure}{group}")
    taken = ResultsImport.objects.create(at=SEPTEMBER, done_at=SEPTEMBER, state="DONE")
    for year in years:
        publication, _ = Publication.objects.get_or_create(stage=stage, year=year, release="FINAL")
        file = ResultsFile.objects.create(
            results_import=taken, name=f"{year}.csv", publication=publication
        )
        Result.objects.bulk_create(
            Result(
                publication=publication, school=school, measure=measure, group=group, file=file,
                value=min(100, usual - low.get(school, 0) + chance.gauss(0, 5)), pupils=pupils,
            )
            for school in schools
        )  # fmt: skip
