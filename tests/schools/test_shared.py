"""The real register, where it is kept beside the checkout."""

from __future__ import annotations

import pytest

from mathshubs.schools.models import Authority, School, SchoolLink, Trust
from mathshubs.schools.queries import successors
from mathshubs.schools.register.unpack import RegisterRefused
from mathshubs.schools.search import search_schools

from .builders import SHARED, load, yes

pytestmark = [
    pytest.mark.shared,
    pytest.mark.django_db,
    pytest.mark.skipif(not SHARED.is_dir(), reason="The real register is not beside the checkout."),
]
REGISTER = SHARED / "gias_establishments_assembled_2026.csv.gz"
FILES = (
    REGISTER,
    SHARED / "gias_links_2026-08-21.csv.gz",
    SHARED / "gias_groups_2026-08-21.csv.gz",
    SHARED / "gias_grouplinks_academies_2024-03-29.csv.gz",
)


def test_the_whole_register_loads_and_loads_again_without_a_change():
    outcome = load(*FILES)

    assert {row.reason.split(" school ")[0] for row in outcome.refused} <= {
        "There is no",
        "The link does not say which",
    }
    summary = outcome.summary
    assert (summary["read"], summary["created"], summary["refused"]) == (49390, 49390, 0)
    assert School.objects.filter(status="OPEN").count() == 25082
    assert summary["groups"]["read"] == Trust.objects.count() - 1 == 7177
    assert summary["links"]["read"] == 35239
    assert School.objects.filter(trust__isnull=False).count() >= 10628
    assert School.objects.filter(name__contains="\xa0").count() == 0
    assert School.objects.filter(name__contains="Becket").filter(name__contains="à").exists()
    assert SchoolLink.objects.count() > 16_000
    assert Authority.objects.filter(code__in=["942", "943", "940", "941"]).count() == 4

    again = load(*FILES)
    assert (again.summary["unchanged"], again.changed) == (49390, False)

    closed = School.objects.filter(status="CLOSED", links_to_successors__isnull=False)[:50]
    assert any(successors(school) for school in closed)
    for text in ("becket wakefield", "TF6 6PN", "100000", "alleyns regents park"):
        assert search_schools(text), text


def test_the_academies_of_2021_leave_more_out_than_goes_without_a_question():
    academies = SHARED / "gias_academies_and_free_schools_2021-12-31.csv.gz"
    assert load(academies).summary["created"] == 9804


@pytest.mark.parametrize(
    "name",
    [
        "gias_links_2026-08-21.csv.gz",
        "gias_groups_2026-08-21.csv.gz",
        "gias_grouplinks_academies_2024-03-29.csv.gz",
        "school_information_2018-19.csv.gz",
        "school_information_2021-22.csv.gz",
        "establishment_types_2025-04-22.csv",
    ],
)
def test_every_other_file_says_what_it_is_not(name):
    with pytest.raises(RegisterRefused, match="This is not the schools register: it has no column"):
        load(SHARED / name, agrees=yes)
