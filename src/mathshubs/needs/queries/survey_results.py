"""What came of a survey: who answered, and how often each answer was given."""

from __future__ import annotations

from dataclasses import dataclass, field

from mathshubs.schools.bands import BANDS, band, band_in_words
from mathshubs.schools.models import School

from ..methods.survey import FEWEST, Bar, Rate, bars, mean, rates
from ..models import Question, Survey, SurveyedSchool
from .survey import choices_of, questions_of

State = SurveyedSchool.State
WITHHELD = f"Fewer than {FEWEST} schools"


@dataclass(frozen=True)
class Said:
    """One school's words."""

    row: SurveyedSchool
    words: str


@dataclass(frozen=True)
class Total:
    """What was answered to one question. `number`: schools that answered it."""

    question: Question
    number: int
    bars: list[Bar] = field(default_factory=list)
    mean: float | None = None
    said: list[Said] = field(default_factory=list)

    @property
    def withheld(self) -> bool:
        return self.number < FEWEST


@dataclass(frozen=True)
class Results:
    written_to: int
    answered: int
    unreached: int
    by: list[tuple[str, list[Rate]]]
    totals: list[Total]

    @property
    def percent(self) -> int:
        return round(100 * self.answered / self.written_to) if self.written_to else 0


def results(survey: Survey, *, words: bool) -> Results:
    """Return what came of a survey so far; with the schools' words and names where asked for."""
    asked = survey.schools.select_related("school__district").order_by("school__name", "pk")
    rows = list(asked.prefetch_related("needs") if words else asked)
    reached = [row for row in rows if row.emails]
    answers = [row for row in rows if row.state == State.ANSWERED]
    return Results(
        written_to=len(reached),
        answered=len(answers),
        unreached=len(rows) - len(reached),
        by=_by(reached),
        totals=[_total(question, answers, words) for question in questions_of(survey)],
    )


def _by(rows: list[SurveyedSchool]) -> list[tuple[str, list[Rate]]]:
    did = [row.state == State.ANSWERED for row in rows]
    schools = [row.school for row in rows]
    districts = sorted(
        {(one.district.name, one.district_id) for one in schools if one.district}
    )  # fmt: skip
    fsm = [None if one.fsm_percent is None else float(one.fsm_percent) for one in schools]
    return [
        ("Phase", rates(
            zip([one.phase for one in schools], did, strict=True), dict(School.Phase.choices)
        )),
        ("District", rates(
            zip([one.district_id for one in schools], did, strict=True),
            {pk: name for name, pk in districts} | {None: "No district in the register"},
        )),
        ("Pupils eligible for free school meals", rates(
            zip(map(band, fsm), did, strict=True),
            {number: band_in_words(number) for number in range(len(BANDS) + 1)},
        )),
    ]  # fmt: skip


def _total(question: Question, rows: list[SurveyedSchool], words: bool) -> Total:
    key = str(question.pk)
    given = [row for row in rows if row.answers.get(key)]
    answers = [row.answers[key] for row in given]
    if question.kind in (Question.Kind.WORDS, Question.Kind.NEED):
        said = [Said(row, row.answers[key]) for row in given] if words else []
        return Total(question, len(given), said=said)
    average = mean(answers) if answers and question.kind == Question.Kind.SCALE else None
    return Total(question, len(given), bars(choices_of(question), answers), average)
