"""What came of a survey: who answered, and how often each answer was given, by kind of school."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from mathshubs.schools.bands import BANDS, band, band_in_words
from mathshubs.schools.models import School

from ..methods.survey import FEWEST, Bar, Part, Rate, bars, mean, parts, rates
from ..models import Need, Question, Survey, SurveyedNeed, SurveyedSchool
from .survey import choices_of, questions_of

State, Kind = SurveyedSchool.State, Question.Kind
WITHHELD = f"Fewer than {FEWEST} schools"
MOST_SAID = 30  # answers in words of one question; the others stand with their schools
BY = {"phase": "Phase", "district": "District", "fsm": "Pupils eligible for free school meals"}


@dataclass(frozen=True)
class Said:
    """One school's words, and the need that came of them."""

    row: SurveyedSchool
    words: str
    need: Need | None = None


@dataclass(frozen=True)
class Total:
    """What was answered to one question. `number`: schools that answered it; `parts` by kind."""

    question: Question
    number: int
    bars: list[Bar] = field(default_factory=list)
    mean: float | None = None
    said: list[Said] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)

    @property
    def withheld(self) -> bool:
        return self.number < FEWEST


@dataclass(frozen=True)
class Results:
    """`by`: rates of answering by each kind of school; `split`: by which the totals are."""

    written_to: int
    answered: int
    unreached: int
    by: list[tuple[str, list[Rate]]]
    totals: list[Total]
    split: str = ""

    @property
    def percent(self) -> int:
        return round(100 * self.answered / self.written_to) if self.written_to else 0


class _Row(NamedTuple):
    """A school that is asked, with no more of it than is counted: there may be 24,000."""

    pk: int
    state: str
    emails: list[str]
    answers: dict[str, Any]
    answered_at: Any
    phase: str
    district: int | None
    district_name: str | None
    fsm: Any

    def kind(self, by: str) -> Any:
        if by == "fsm":
            return band(None if self.fsm is None else float(self.fsm))
        return self.phase if by == "phase" else self.district


_COLUMNS = (
    "pk", "state", "emails", "answers", "answered_at", "school__phase", "school__district",
    "school__district__name", "school__fsm_percent",
)  # fmt: skip


def results(survey: Survey, *, words: bool, split: str = "") -> Results:
    """
    Return what came of a survey so far; with the schools' words and names where asked for.

    `split`: one of BY, by which each question's totals are broken down. At most four queries.
    """
    asked = survey.schools.order_by("school__name", "pk").values_list(*_COLUMNS)
    rows = [_Row(*row) for row in asked]
    reached = [row for row in rows if row.emails]
    answers = [row for row in rows if row.state == State.ANSWERED]
    labels = {by: _labels(by, rows) for by in BY}
    questions = questions_of(survey)
    said = _said(questions, answers) if words else {}
    return Results(
        written_to=len(reached),
        answered=len(answers),
        unreached=len(rows) - len(reached),
        by=[
            (name, rates(((row.kind(by), row.state == State.ANSWERED) for row in reached),
                         labels[by]))
            for by, name in BY.items()
        ],
        totals=[
            _total(one, answers, said.get(one.pk, []), split, labels.get(split, {}))
            for one in questions
        ],
        split=split,
    )  # fmt: skip


def _labels(by: str, rows: Iterable[_Row]) -> dict[Any, str]:
    """Return the kinds of schools that there are, in the order in which they are shown."""
    if by == "phase":
        return dict(School.Phase.choices)
    if by == "fsm":
        return {number: band_in_words(number) for number in range(len(BANDS) + 1)}
    names = {row.district: row.district_name for row in rows if row.district}
    in_order = sorted(names.items(), key=lambda each: (each[1] or "", each[0] or 0))
    return {pk: name or "" for pk, name in in_order} | {None: "No district in the register"}


def _total(
    question: Question, rows: list[_Row], said: list[Said], split: str, labels: dict[Any, str]
) -> Total:
    key = str(question.pk)
    given = [row for row in rows if row.answers.get(key)]
    if question.kind in (Kind.WORDS, Kind.NEED):
        return Total(question, len(given), said=said)
    options, scale = choices_of(question), question.kind == Kind.SCALE
    answers = [row.answers[key] for row in given]
    split_up = ((row.kind(split), row.answers[key]) for row in given)
    return Total(
        question, len(given), bars(options, answers),
        mean(answers) if answers and scale else None,
        parts=parts(split_up, labels, options, scale=scale) if split else [],
    )  # fmt: skip


def _said(questions: list[Question], rows: list[_Row]) -> dict[int, list[Said]]:
    """Return the latest words to each question that is answered in words, with their needs."""
    latest = sorted(rows, key=lambda row: row.answered_at, reverse=True)
    chosen = {
        one.pk: [row.pk for row in latest if row.answers.get(str(one.pk))][:MOST_SAID]
        for one in questions if one.kind in (Kind.WORDS, Kind.NEED)
    }  # fmt: skip
    pks = {pk for each in chosen.values() for pk in each}
    found = SurveyedSchool.objects.select_related("school").in_bulk(pks)
    links = SurveyedNeed.objects.filter(surveyedschool__in=pks).select_related("need")
    needs = {(link.question_id, link.surveyedschool_id): link.need for link in links}
    return {
        question: [
            Said(found[pk], found[pk].answers[str(question)], needs.get((question, pk)))
            for pk in each
        ]
        for question, each in chosen.items()
    }
