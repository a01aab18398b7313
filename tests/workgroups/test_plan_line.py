"""A group says which line of its hub's year plan it carries out."""

from __future__ import annotations

import pytest

from mathshubs.hubs.models import Post
from mathshubs.workgroups.forms.design import About

from ..builders import SEPTEMBER, a_hub, a_person, a_post, a_work_group
from ..programmes.world_plans import a_line, a_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    hub = a_hub()
    a_post(a_person(), hub, Post.Kind.HUB_LEAD)
    return hub


def sent(group, line, year="2025/26") -> About:
    typed = {"kind": "WORK_GROUP", "title": "Fractions", "year": year, "plan_line": line.pk}
    return About(typed, instance=group, hub=group.hub, today=SEPTEMBER.date())


def test_a_line_of_its_hub_and_year_is_chosen_and_kept(hub):
    group, line = a_work_group(hub=hub, state="IDEA"), a_line(a_plan(hub))

    sent(group, line).save()

    group.refresh_from_db()
    assert group.plan_line == line


def test_a_line_of_another_year_is_refused(hub):
    group, line = a_work_group(hub=hub, state="IDEA"), a_line(a_plan(hub))

    form = sent(group, line, year="2026/27")

    assert form.errors["plan_line"] == [
        "This line is of the plan for 2025/26, and the group is of 2026/27."
    ]


def test_another_hub_s_lines_are_not_offered(hub):
    form = sent(a_work_group(hub=hub, state="IDEA"), a_line(a_plan(a_hub())))

    assert "plan_line" in form.errors
