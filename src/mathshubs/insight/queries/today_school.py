"""Lines of Today for those who lead a school, or maths in it."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet

from mathshubs.needs.queries.survey import open_surveys_of
from mathshubs.schools.models import School
from mathshubs.schools.queries import contacts_to_confirm, employments_to_confirm
from mathshubs.workgroups.queries.agreements import heads_to_answer
from mathshubs.workgroups.queries.plans import plans_that_wait_for_heads
from mathshubs.workgroups.queries.visits import visits_to

from .today_lines import LATER, NOW, SOON, Asker, Columns, Line, if_any


def _to_confirm(who: Asker) -> QuerySet | None:
    return None if who.national else employments_to_confirm(who.somebody, who.on)


def _contacts(who: Asker) -> QuerySet:
    return contacts_to_confirm(who.schools_led, who.on)


def _to_agree(who: Asker) -> QuerySet:
    return heads_to_answer(School.objects.filter(pk__in=who.heads), who.on)


def _not_agreed(who: Asker) -> QuerySet:
    """For those who lead maths there, and cannot answer themselves."""
    return heads_to_answer(School.objects.filter(pk__in=who.leads_maths), who.on)


def _visits(who: Asker) -> QuerySet:
    soon = (who.on, who.on + timedelta(days=7))
    return visits_to(who.schools_led).filter(recorded_at=None, on__range=soon).order_by()


def _plans(who: Asker) -> QuerySet:
    return plans_that_wait_for_heads(School.objects.filter(pk__in=who.heads))


def _surveys(who: Asker) -> QuerySet:
    return open_surveys_of(who.schools_led, who.on).select_related(None)


of_heads, of_school_leads = if_any("heads"), if_any("leads_maths")
of_schools = if_any("leads_schools")
LINES = (
    Line(
        of_heads(_to_agree),
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
        of_school_leads(_not_agreed),
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
        of_heads(_plans),
        columns=Columns(title="title", day="written_at__date"),
        one="An action plan waits for your word",
        many="{} action plans wait for your word",
        why="Your department sets out what it will change. Read it, and agree to it.",
        action="Read it",
        page="workgroups:plan",
    ),
    Line(
        of_schools(_surveys),
        columns=Columns(title="survey__title", day="survey__close_on"),
        one="A survey waits for your school’s answer",
        many="{} surveys wait for your school’s answer",
        why="Until {day}: {left}. One answer is kept, and colleagues can go on with it.",
        action="Answer",
        page="needs:answer_survey",
        note="until {day}, {left}",
    ),
    Line(
        of_schools(_visits),
        columns=Columns(title="school__name", day="on"),
        one="A visit to your school in the next seven days",
        many="{} visits to your school in the next seven days",
        why="On {day}. Whoever comes agrees the time with you.",
        action="Read about it",
        page="workgroups:visit",
        note="{day}",
    ),
    Line(
        of_schools(_to_confirm),
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
        of_schools(_contacts),
        columns=Columns("urn", "name"),
        one="Confirm the contacts of your school for this year",
        many="Confirm the contacts of {} schools for this year",
        why="The head and who leads maths, with their addresses: once a year, in a minute.",
        action="Confirm",
        page="insight:school_contacts",
        urgency=LATER,
    ),
)
