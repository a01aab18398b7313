"""The real performance tables, where they are kept beside the checkout."""

from __future__ import annotations

import re
from functools import cache

import pytest

from mathshubs.schools.models import Group, Publication, School
from mathshubs.schools.published.figures import figures_of
from mathshubs.schools.published.files import URN, ResultsRefused, ResultsTable, Told, read_results
from mathshubs.schools.queries import results

from .results_builders import PERFORMANCE, take

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(
        not PERFORMANCE.is_dir(), reason="The real performance tables are not beside the checkout."
    ),
]


def rows_said() -> dict[str, int]:
    """How many rows each file has, as the list beside them says."""
    said = PERFORMANCE.parent / "README.md"
    listed = re.findall(r"\| `((?:ks|a_level|census)\S+)` \| ([\d,]+) \|", said.read_text("utf-8"))
    return {name: int(rows.replace(",", "")) for name, rows in listed}


ROWS = rows_said() if PERFORMANCE.is_dir() else {}
TRUSTS = sorted(name for name in ROWS if "_trusts_" in name)
NO_URN = ["ks4_full_2009-10.csv.gz"]
SCHOOLS = sorted(set(ROWS) - set(TRUSTS) - set(NO_URN))


@cache
def table_of(name: str) -> ResultsTable:
    return read_results(PERFORMANCE / name, name=name, told=Told())


def urns_of(table: ResultsTable) -> list[str]:
    return next(table.columns[key] for key in URN if key in table.columns)


def year_in(name: str) -> str:
    return re.findall(r"(20\d\d-\d\d)", name)[-1].replace("-", "/")


@pytest.mark.parametrize("name", SCHOOLS)
def test_every_row_of_every_table_is_a_school_a_total_or_refused_with_a_reason(name):
    table = read_results(PERFORMANCE / name, name=name, told=Told())
    known = {urn: place for place, urn in enumerate(urns_of(table)) if urn.strip()}

    figures = figures_of(table, known)

    assert table.read == ROWS[name]
    assert table.year == year_in(name)
    assert {row.reason for row in table.refused} <= {"It does not say the URN of a school."}
    assert figures["school_id"].n_unique() + len(table.refused) + table.totals <= ROWS[name]
    assert figures.height > 0


@pytest.mark.parametrize(
    ("name", "matched"),
    [
        ("ks2_maths_2023-24.csv.gz", 14_803), ("ks2_maths_2024-25.csv.gz", 14_955),
        ("ks4_summary_2023-24.csv.gz", 3_945), ("ks4_summary_2024-25.csv.gz", 3_991),
    ],
)  # fmt: skip
def test_rows_without_a_urn_are_the_ones_that_could_not_be_matched(name, matched):
    table = read_results(PERFORMANCE / name, name=name, told=Told())
    known = {urn: place for place, urn in enumerate(urns_of(table)) if urn.strip()}

    figures_of(table, known)

    assert len(table.refused) == ROWS[name] - matched


@pytest.mark.parametrize("name", TRUSTS)
def test_tables_of_trusts_are_told_apart(name):
    with pytest.raises(ResultsRefused, match="is a table of trusts"):
        read_results(PERFORMANCE / name, name=name, told=Told())


def test_a_table_without_urns_says_so():
    name = NO_URN[0]
    with pytest.raises(ResultsRefused, match="does not say the URN of each school"):
        read_results(PERFORMANCE / name, name=name, told=Told())


@pytest.mark.django_db
def test_all_of_them_load_in_one_call_and_load_again_without_a_row():
    names = [name for name in SCHOOLS if "summary" not in name and "census" not in name]
    urns = {urn.strip() for name in names for urn in urns_of(table_of(name))} - {""}
    School.objects.bulk_create([School(urn=urn, name=f"School {urn}") for urn in sorted(urns)])
    paths = [PERFORMANCE / name for name in names]

    outcome = take(*paths)

    assert [counts["read"] for counts in outcome.summary] == [ROWS[name] for name in names]
    assert Publication.objects.filter(release="PROVISIONAL").count() == 3
    assert Publication.objects.filter(release="REVISED").count() == 1
    assert set(results(["A_LEVEL_FURTHER"], groups=[Group.GIRLS]).years) == {
        "2017/18", "2018/19", "2024/25",
    }  # fmt: skip
    assert not take(*paths).changed
