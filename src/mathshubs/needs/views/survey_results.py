"""What came of a survey: totals for staff, and each school's answer for those who asked."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, localtime, now
from django.views.decorators.http import require_http_methods, require_safe

from mathshubs.core import exports
from mathshubs.core.identifiers import row_number
from mathshubs.core.paging import paged
from mathshubs.people.actions import log_export

from .. import rules
from ..actions.survey import SurveyRefused
from ..actions.survey_asking import add_address
from ..forms.survey import AddAddress
from ..models import Question, SurveyedSchool
from ..queries import survey as queries
from ..queries.survey_results import BY, WITHHELD, Results, results
from .survey import survey_they_see

TOTALS = ("Of what", "Which", "Number", "Of", "Per cent")
SCHOOLS = ("School", "URN", "District", "State", "Answered by", "Role", "On")


@login_required
@require_safe
def survey_results(request: HttpRequest, survey_id: int) -> HttpResponse:
    """Rates and totals; words with names only for those whose survey it is."""
    survey = survey_they_see(request, survey_id)
    own = rules.keeps(request.user, survey.hub)
    asked = request.GET.get("by", "")
    found = results(survey, words=own, split=asked if asked in BY else "")
    if exports.ending(request):
        name = f"survey-{survey.pk}-totals-{localdate()}"
        return exports.table(request, name, TOTALS, _totals(found))
    page = {
        "survey": survey, "results": found, "own": own, "withheld": WITHHELD, "by": BY,
        "split_name": BY.get(found.split, ""), "query": f"by={found.split}" if found.split else "",
    }  # fmt: skip
    return render(request, "needs/survey_results.html", page)


def _totals(found: Results) -> Iterator[list]:
    yield ["All schools", "Answered", found.answered, found.written_to, found.percent]
    for what, rows in found.by:
        for row in rows:
            figures = [row.answered, row.asked, row.percent]
            yield [what, row.label, *([WITHHELD, "", ""] if row.withheld else figures)]
    for total in found.totals:
        if total.withheld:
            yield [total.question.words, WITHHELD, "", "", ""]
        elif not total.bars:
            yield [total.question.words, "Answered", total.number, found.answered, ""]
        else:
            for bar in total.bars:
                yield [total.question.words, bar.label, bar.number, total.number, bar.percent]
        for part in total.parts if not total.withheld else ():
            what = f"{total.question.words} ({part.label})"
            if part.withheld:
                yield [what, WITHHELD, "", "", ""]
            for bar in part.bars:
                yield [what, bar.label, bar.number, part.number, bar.percent]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def survey_schools_asked(request: HttpRequest, survey_id: int) -> HttpResponse:
    """Each school that is asked, with its answer; an address is added where there is none."""
    survey = survey_they_see(request, survey_id, keep=True)
    asked = request.GET.get("show", "")
    show = asked if asked in queries.SHOWN else "all"
    rows = queries.rows_of(survey, show)
    questions = queries.questions_of(survey)
    if exports.ending(request):
        log_export(what=f"Answers to {survey}", rows=rows.count(), by=request.user, at=now())
        header = (*SCHOOLS, *(one.words for one in questions))
        name = f"survey-{survey.pk}-answers-{localdate()}"
        return exports.table(request, name, header, (_cells(row, questions) for row in rows))
    wrong, form = 0, AddAddress()
    if request.method == "POST":
        row = survey.schools.filter(pk=row_number(request.POST.get("row"))).first()
        form = AddAddress(request.POST)
        if row is None or _added(request, row, form):
            return redirect(request.get_full_path())
        wrong = row.pk
    page = {
        "survey": survey, "show": show, "wrong": wrong, "form": form,
        "shown": {name: label for name, (label, _) in queries.SHOWN.items()},
        **(found := paged(request, rows, 30)),
    }  # fmt: skip
    lost = queries.came_back(found["page"].object_list)
    page["rows"] = [
        (row, queries.said(row, questions), row.pk in lost) for row in found["page"].object_list
    ]
    return render(request, "needs/survey_schools_asked.html", page)


def _added(request: HttpRequest, row: SurveyedSchool, form: AddAddress) -> bool:
    if not form.is_valid():
        return False
    try:
        add_address(row=row, email=form.cleaned_data["email"], at=now())
    except SurveyRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, "The address is kept, and the letter is on its way.")
    return True


def _cells(row: SurveyedSchool, questions: list[Question]) -> list:
    school, on = row.school, row.answered_at
    return [
        school.name, school.urn, str(school.district or ""), row.get_state_display(), row.name,
        row.role, localtime(on).date() if on else "",
        *(queries.in_words(row.answers.get(str(one.pk), "")) for one in questions),
    ]  # fmt: skip
