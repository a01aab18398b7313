"""What the page of a school says of it."""

from __future__ import annotations

from datetime import date

import pytest

from mathshubs.schools.queries import register_facts
from tests.builders import a_school

pytestmark = pytest.mark.django_db


def test_what_the_register_leaves_blank_is_not_said():
    school = a_school(telephone="01952 386000", website="www.oak.telford.sch.uk")
    facts = dict(register_facts(school))

    assert facts["Telephone"] == "01952 386000"
    assert facts["Website"] == "www.oak.telford.sch.uk"
    assert "Closed" not in facts


def test_the_first_day_of_1900_stands_for_a_day_nobody_knows():
    assert "Opened" not in dict(register_facts(a_school(opened_on=date(1900, 1, 1))))
    assert dict(register_facts(a_school(opened_on=date(1900, 1, 2))))["Opened"] == "2 January 1900"


def test_what_is_to_come_is_not_said_as_if_it_were_over():
    proposed = a_school(status="PROPOSED", opened_on=date(2027, 9, 1))
    closing = a_school(status="CLOSING", closed_on=date(2027, 8, 31))
    closed = a_school(status="CLOSED", closed_on=date(2025, 8, 31))

    assert dict(register_facts(proposed))["Opens"] == "1 September 2027"
    assert dict(register_facts(closing))["Closes"] == "31 August 2027"
    assert dict(register_facts(closed))["Closed"] == "31 August 2025"
