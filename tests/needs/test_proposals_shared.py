"""Proposals from the real performance tables and register, where they lie beside the checkout."""

from __future__ import annotations

import pytest

from mathshubs.needs.actions import proposals as actions
from mathshubs.needs.methods.proposal_words import earlier_numbers, how_counted
from mathshubs.needs.models import Proposal, ProposalRun

from ..builders import SEPTEMBER
from ..schools.builders import SHARED, load
from ..schools.results_builders import PERFORMANCE, take

REGISTER = ("gias_establishments_assembled_2026.csv.gz", "gias_links_2026-08-21.csv.gz")
TRUSTS = ("gias_groups_2026-08-21.csv.gz", "gias_grouplinks_academies_2024-03-29.csv.gz")
TABLES = (
    "ks2_summary_2016-17", "ks2_summary_2017-18", "ks2_maths_2023-24", "ks2_maths_2024-25",
    "ks2_full_hampshire_2016-17", "ks2_full_hampshire_2017-18", "ks2_full_surrey_2016-17",
    "ks2_full_surrey_2017-18", "ks4_provisional_2017-18", "ks4_provisional_2018-19",
    "ks4_summary_2023-24", "ks4_summary_2024-25", "ks4_full_hampshire_2016-17",
    "ks4_full_hampshire_2017-18", "ks4_full_surrey_2016-17", "ks4_full_surrey_2017-18",
    "a_level_maths_science_2017-18", "a_level_maths_science_2018-19", "census_2018-19",
    "census_2022-23",
)  # fmt: skip

pytestmark = [
    pytest.mark.shared,
    pytest.mark.django_db,
    pytest.mark.skipif(
        not (PERFORMANCE.is_dir() and SHARED.is_dir()),
        reason="The real register and performance tables are not beside the checkout.",
    ),
]


def test_schools_districts_and_trusts_are_read_of_attainment_gaps_and_maths_after_16():
    load(*(SHARED / name for name in REGISTER + TRUSTS))
    take(*(PERFORMANCE / f"{name}.csv.gz" for name in TABLES))
    run = ProposalRun.objects.get()  # asked for by the import itself

    run = actions.propose(run_id=run.pk, at=SEPTEMBER)

    assert run.refusal == ""
    readings = {each["measure"]: each for each in run.summary["readings"]}
    read = {
        code: {place["kind"]: place["read"] for place in each["places"]}
        for code, each in readings.items()
    }
    # Measures published of the whole country are read of schools and of places of several.
    for code, schools in {"KS2_SCORE": 13_000, "KS4_EM_5": 3_000, "A_LEVEL_MATHS": 1_500}.items():
        assert read[code]["school"] > schools, code
        assert all(read[code][kind] > 30 for kind in ("district", "trust")), code
    # Gaps stand in the full tables, which are of two authorities.
    for code in ("KS2_EXPECTED.DISADVANTAGE", "KS2_SCORE.SEX", "KS4_ATT8_MATHS.DISADVANTAGE"):
        assert read[code]["school"] > 80, code
        assert read[code]["district"] > 15, code
    assert read["A_LEVEL_MATHS.SEX"]["school"] > 800
    assert readings["KS2_SCORE"]["years"] == readings["KS4_EM_5"]["years"] == ["2023/24", "2024/25"]
    # The rate of false finds holds for every family.
    for each in run.summary["readings"]:
        for place in each["places"]:
            assert place["by_chance"] <= 0.05 * place["out"] + 0.05

    kept = {
        kind: Proposal.objects.filter(**{f"{kind}__isnull": False}) for kind in read["KS2_SCORE"]
    }
    assert all(kept[kind].exists() for kind in ("school", "district", "trust"))
    recent = kept["school"].filter(last_year="2024/25").first()
    assert recent
    assert "2024/25" in " ".join(how_counted(recent.figures))
    assert any(earlier_numbers(each.figures) for each in kept["school"])
