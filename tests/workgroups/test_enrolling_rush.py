"""Two schools name the same people in two groups at once: all of one, none of the other."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from mathshubs.workgroups.actions import enrolling
from mathshubs.workgroups.actions.enrolling import Colleague, EnrolRefused
from mathshubs.workgroups.models import Place

from ..builders import SEPTEMBER, a_person, a_school, a_work_group
from .builders import counts

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*asked) -> list[str]:
    """Enrol each at the same moment, on a connection of its own. Returns what came of each."""
    together = threading.Barrier(len(asked))

    def ask(one) -> str:
        work_group, school, people = one
        colleagues = [Colleague(person.email, "TEACHER") for person in people]
        try:
            together.wait(timeout=10)
            enrolling.enrol(
                work_group=work_group, school=school, colleagues=colleagues, applicant=people[0],
                by=people[0], at=SEPTEMBER,
            )  # fmt: skip
        except EnrolRefused as refused:
            return str(refused)
        finally:
            connections["default"].close()
        return "enrolled"

    with ThreadPoolExecutor(len(asked)) as pool:
        return list(pool.map(ask, asked))


def test_who_is_named_in_two_groups_at_once_gets_into_one_whatever_the_order():
    for _ in range(5):
        first, second = a_work_group(title="Fractions"), a_work_group(title="Ratio")
        ann, bea = a_person("Ann"), a_person("Bea")

        said = at_once((first, a_school(), [ann, bea]), (second, a_school(), [bea, ann]))

        assert said.count("enrolled") == 1
        assert sum("at the same time as" in each for each in said) == 1
        assert {place.person for place in Place.objects.filter(work_group=first)} in (
            set(), {ann, bea},
        )  # fmt: skip


def test_schools_that_apply_at_once_never_get_more_places_than_there_are():
    work_group = a_work_group(places=3)
    schools = [(a_school(), [a_person(), a_person()]) for _ in range(4)]

    said = at_once(*((work_group, school, people) for school, people in schools))

    assert said == ["enrolled"] * 4
    states = list(work_group.bookings.order_by("arrival").values_list("state", flat=True))
    assert states == ["HELD"] * 3 + ["WAITING"] * 5
    assert counts(work_group) == (3, 5)
