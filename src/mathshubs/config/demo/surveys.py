"""What the hub around Telford asked its schools: one survey that is over, and one that is open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from mathshubs.insight.queries.surveys import Wanted, schools_to_ask
from mathshubs.needs.actions import survey as drafts
from mathshubs.needs.actions import survey_answers, survey_asking
from mathshubs.needs.models import Question, Survey, SurveyedSchool
from mathshubs.people.models import Person

from .catalogue import words
from .world import World

MOST = 60  # schools
STILL_LACKING = 6  # that have no address
Kind = Question.Kind


def write(world: World) -> int:
    """Ask, let some answer, close the first. Returns how many answered."""
    dice, said = world.random("surveys"), words("surveys")
    over = _open(world, "What maths needs next year", world.now - timedelta(days=45), 21)
    of_cast = world.cast["school-lead"].school.id
    answered = _answer(over, dice, said, share=0.65)
    survey_asking.close_survey(survey=over, at=world.now - timedelta(days=23))
    now_open = _open(
        world, "Days and places that suit you", world.now - timedelta(days=4), 14, of_cast
    )
    said = said | {"needs": ()}  # what schools need, they said in the first
    others = now_open.schools.exclude(school=of_cast)  # whose turn it is in the demo
    return answered + _answer(now_open, dice, said, share=0.2, rows=others)


def _open(world: World, title: str, at: datetime, days: int, *more: int) -> Survey:
    """Ask primary schools, and `more` schools by their pks."""
    hub, wanted = world.telford.hub, Wanted(phases=("PRIMARY",))
    survey = drafts.new_survey(
        hub=hub, by=Person.objects.get(pk=world.cast["hub-lead"].id), at=at, title=title,
        intro=words("surveys")["intro"], close_on=(at + timedelta(days=days)).date(),
        five_questions=True,
    )  # fmt: skip
    primaries = schools_to_ask(hub, wanted, world.today).values_list("pk", flat=True)[:MOST]
    schools = [*primaries, *more]
    survey_asking.open_survey(
        survey=survey, schools=schools, expected=len(schools), at=at,
        filters={"address": "phase=PRIMARY", "words": "Primary"},
    )  # fmt: skip
    survey_asking.ask_schools(survey_id=survey.pk, at=at)
    lacking = survey.schools.filter(emails=[]).select_related("school").order_by("pk")
    for row in lacking[STILL_LACKING:]:  # the administrator rang for the others
        survey_asking.add_address(row=row, email=f"office.{row.school.urn}@example.org", at=at)
    survey.refresh_from_db()
    return survey


def _answer(survey: Survey, dice: Random, said: dict, *, share: float, rows=None) -> int:
    """Let a share of the schools answer, and the next one begin."""
    questions = list(survey.questions.all())
    asked = survey.schools.all() if rows is None else rows
    rows = list(asked.exclude(emails=[]).select_related("school").order_by("pk"))
    many = round(len(rows) * share)
    for number, row in enumerate(dice.sample(rows, min(many + 1, len(rows)))):
        answers = {str(one.pk): _one(one, dice, said, number) for one in questions}
        _keep(row, answers, send=number < many, dice=dice)
    return many


def _keep(row: SurveyedSchool, answers: dict, *, send: bool, dice: Random) -> None:
    name, role = dice.choice(
        [("Ruth Marlow", "Headteacher"), ("Imran Sadiq", "Maths lead"), ("Joan Pryce", "Head")]
    )
    survey_answers.keep_answers(
        row=row, answers={key: value for key, value in answers.items() if value}, name=name,
        role=role, send=send, at=row.asked_at + timedelta(hours=dice.randint(2, 80)),
    )  # fmt: skip


def _one(
    question: Question, dice: Random, said: dict[str, Sequence[str]], number: int
) -> str | list[str]:
    if question.kind == Kind.SCALE:
        return dice.choices("12345", (1, 3, 6, 5, 2))[0]
    if question.kind == Kind.SEVERAL:
        return dice.sample(question.options, dice.randint(1, 3))
    if question.kind == Kind.ONE:
        return dice.choice(question.options)
    lines = said["needs" if question.kind == Kind.NEED else "remarks"]
    return lines[number] if number < len(lines) else ""
