"""Lines of Today for those who lead a school, or maths in it."""

from __future__ import annotations

from django.db.models import QuerySet

from mathshubs.schools.models import Employment, School
from mathshubs.schools.queries import (
    LEADS_A_SCHOOL,
    contacts_to_confirm,
    employments_to_confirm,
    schools_led_by,
)
from mathshubs.workgroups.queries.agreements import heads_to_answer

from .today_lines import LATER, NOW, SOON, Asker, Columns, Line


def _to_confirm(who: Asker) -> QuerySet | None:
    if who.person is None or who.national:
        return None
    return employments_to_confirm(who.person, who.on)


def _schools(who: Asker, **role) -> QuerySet[School]:
    works = Employment.objects.on(who.on).filter(person=who.person, confirmed=True, **role)
    return School.objects.filter(pk__in=works.values("school")).order_by()


def _contacts(who: Asker) -> QuerySet:
    return contacts_to_confirm(schools_led_by(who.somebody, who.on), who.on)


def _to_agree(who: Asker) -> QuerySet:
    return heads_to_answer(_schools(who, role=Employment.Role.HEAD), who.on)


def _not_agreed(who: Asker) -> QuerySet:
    """For those who lead maths there, and cannot answer themselves."""
    roles = set(LEADS_A_SCHOOL) - {Employment.Role.HEAD}
    return heads_to_answer(_schools(who, role__in=roles), who.on)


LINES = (
    Line(
        _to_agree,
        columns=Columns(title="work_group__title", day="answer_by"),
        one="Your agreement is asked for",
        many="Your agreement is asked for {} times",
        why="Places are kept for your staff until {day}.",
        action="Read and answer",
        page="workgroups:agreement",
        urgency=NOW,
        note="by {day}",
    ),
    Line(
        _not_agreed,
        columns=Columns("work_group", "work_group__title", "answer_by"),
        one="Your head has not agreed yet",
        many="Your head has not agreed yet to {} groups",
        why="Places are kept until {day}. Ask your head to answer the letter.",
        action="Read about it",
        page="workgroups:detail",
        urgency=SOON,
        note="by {day}",
    ),
    Line(
        _to_confirm,
        one="Somebody says they work at your school",
        many="{} people say they work at your school",
        why="Until you confirm it they may take part, but see nothing of the school.",
        action="Confirm",
        page="schools:confirmations",
        alone=True,
        urgency=SOON,
        columns=Columns(title="school__name", day="from_on"),
    ),
    Line(
        _contacts,
        columns=Columns("urn", "name"),
        one="Confirm the contacts of your school for this year",
        many="Confirm the contacts of {} schools for this year",
        why="The head and who leads maths, with their addresses: once a year, in a minute.",
        action="Confirm",
        page="insight:school_contacts",
        urgency=LATER,
    ),
)
