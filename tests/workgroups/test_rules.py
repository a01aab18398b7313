"""Who may do what with a Work Group."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from mathshubs.hubs.models import Post
from mathshubs.people.models import NationalRole, Person
from mathshubs.workgroups import rules

from ..builders import a_hub, a_person, a_post, a_work_group, national

pytestmark = pytest.mark.django_db


def test_each_rule_for_each_role(django_assert_max_num_queries):
    hub = a_hub()
    work_group = a_work_group(hub=hub)
    people: dict[str, Person | AnonymousUser] = {"visitor": AnonymousUser(), "teacher": a_person()}
    for kind in Post.Kind:
        people[kind.value] = a_person()
        a_post(people[kind.value], hub, kind)
    people["OTHER_HUB"] = a_person()
    a_post(people["OTHER_HUB"], a_hub(), Post.Kind.HUB_LEAD)
    people["leader"] = a_person()
    work_group.leaders.create(person=people["leader"])
    people["national"], people["evaluator"] = national(), national(NationalRole.Kind.EVALUATOR)

    def who(rule) -> list[str]:
        return [name for name, person in people.items() if rule(person, work_group)]

    run = ["HUB_LEAD", "ASSISTANT_LEAD", "SENIOR_LEAD", "ADMINISTRATOR"]
    assert who(rules.may_run) == run
    assert who(rules.may_lead) == ["leader"]
    assert who(rules.may_approve) == ["HUB_LEAD"]
    assert who(rules.may_edit) == [*run, "leader"]
    assert who(rules.may_see_people) == [*run, "leader"]
    assert who(rules.may_oversee) == [*run, "leader", "national"]
    assert [name for name, person in people.items() if rules.may_create(person, hub)] == [
        *run, "WORK_GROUP_LEAD",
    ]  # fmt: skip
    with django_assert_max_num_queries(0):
        who(rules.may_oversee)
