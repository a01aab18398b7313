"""The page on which a school answers, by the link in its letter: no account is needed."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mathshubs.schools.queries import employments_of, schools_led_by

from ..actions.survey import SurveyRefused
from ..actions.survey_answers import keep_answers
from ..forms.survey import Answers
from ..models import SurveyedSchool
from ..queries import survey as queries

State = SurveyedSchool.State


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def survey_answer(request: HttpRequest, survey_key: str) -> HttpResponse:
    """Answer, save and go on later, send; then the thanks, and what was sent."""
    row = queries.of_survey_key(survey_key)
    if row is None:
        return render(request, "needs/survey_unknown.html", status=404)
    survey, questions = row.survey, queries.questions_of(row.survey)
    is_open = survey.is_open and survey.close_on is not None and survey.close_on >= localdate()
    sent = row.state == State.ANSWERED
    page = {
        "row": row, "survey": survey, "is_open": is_open, "sent": sent,
        "many": len(questions), "key": survey_key,
    }  # fmt: skip
    if not is_open or (sent and request.method != "POST" and "change" not in request.GET):
        page["said"] = queries.said(row, questions)
        return render(request, "needs/survey_thanks.html", page)
    sending = sent or request.POST.get("do") != "save"
    form = Answers(
        request.POST if request.method == "POST" else None, questions=questions, sending=sending,
        initial=Answers.initial_of(row.answers, row.name, row.role) | _known(request, row),
    )  # fmt: skip
    if form.is_valid() and _kept(row, form, sending, request.POST.get("seen", "")):
        if not sending:
            messages.success(
                request, "Your answers are saved, and not sent yet. Open the link in the letter "
                "to go on: you, or a colleague.",
            )  # fmt: skip
        return redirect("needs:survey_answer", survey_key)
    row.refresh_from_db(fields=["answers", "name", "role"])
    page |= {"form": form, "seen": queries.fingerprint(row)}
    if request.method == "POST" and request.POST.get("seen", page["seen"]) != page["seen"]:
        page["theirs"] = queries.said(row, questions)
    return render(request, "needs/survey_answer.html", page)


def _known(request: HttpRequest, row: SurveyedSchool) -> dict[str, object]:
    """Return who answers, where nobody began the answer and they are known to work there."""
    if row.name or not request.user.is_authenticated:
        return {}
    work = employments_of(request.user, localdate()).filter(school=row.school).first()
    if work is None:
        return {}
    person = request.user
    return {"name": person.name, "email": person.email, "role": work.get_role_display()}


def _kept(row: SurveyedSchool, form: Answers, sending: bool, seen: str) -> bool:
    typed = form.cleaned_data
    try:
        keep_answers(
            row=row, answers=form.answers, name=typed["name"], role=typed["role"], send=sending,
            seen=seen, at=now(),
        )  # fmt: skip
    except SurveyRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


@login_required
@require_safe
def answer_survey(request: HttpRequest, surveyed_school_id: int) -> HttpResponse:
    """Where those who lead a school go on to its answer, without the letter."""
    theirs = SurveyedSchool.objects.filter(school__in=schools_led_by(request.user, localdate()))
    row = get_object_or_404(theirs, pk=surveyed_school_id)
    return redirect("needs:survey_answer", queries.survey_key(row))
