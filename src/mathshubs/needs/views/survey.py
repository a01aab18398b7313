"""Surveys of schools: drafted, looked at as schools see them, sent, closed."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_safe

from mathshubs.core.identifiers import row_number
from mathshubs.core.paging import paged
from mathshubs.hubs.models import Hub
from mathshubs.hubs.views import hub_they_see
from mathshubs.people.rules import is_national_staff

from .. import rules
from ..actions import survey as actions
from ..actions.survey import SurveyRefused
from ..actions.survey_asking import close_survey
from ..forms import survey as forms
from ..models import Question, Survey
from ..queries import survey as queries


def survey_they_see(request: HttpRequest, survey_id: int, *, keep: bool = False) -> Survey:
    """Return the survey the person may see, else 404; to `keep` it, it must be theirs."""
    seen = queries.surveys_seen_by(request.user, localdate())
    survey = get_object_or_404(seen, pk=survey_id)
    if keep and not rules.keeps(request.user, survey.hub):
        raise PermissionDenied
    return survey


@login_required
@require_safe
def surveys(request: HttpRequest, slug: str) -> HttpResponse:
    """The surveys a hub drafted and sent."""
    hub = hub_they_see(request, slug)
    return _list(request, hub, queries.surveys_seen_by(request.user, localdate()).filter(hub=hub))


@login_required
@require_safe
def national_surveys(request: HttpRequest) -> HttpResponse:
    """Those of the national team; or, where asked for, those that hubs sent."""
    if not is_national_staff(request.user):
        raise PermissionDenied
    of_hubs = request.GET.get("show") == "hubs"
    seen = queries.surveys_seen_by(request.user, localdate()).filter(hub__isnull=not of_hubs)
    return _list(request, None, seen, of_hubs=of_hubs)


def _list(request: HttpRequest, hub: Hub | None, seen, *, of_hubs: bool = False) -> HttpResponse:
    page = {
        "hub": hub,
        "of_hubs": of_hubs,
        "may_draft": rules.keeps(request.user, hub),
        **paged(request, queries.listed(seen), 30),
    }
    return render(request, "needs/surveys.html", page)


def home(hub: Hub | None) -> str:
    return reverse("needs:surveys", args=[hub.slug]) if hub else reverse("needs:national_surveys")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_survey(request: HttpRequest, slug: str) -> HttpResponse:
    return _new(request, hub_they_see(request, slug))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_national_survey(request: HttpRequest) -> HttpResponse:
    return _new(request, None)


def _new(request: HttpRequest, hub: Hub | None) -> HttpResponse:
    if not rules.keeps(request.user, hub):
        raise PermissionDenied
    form = forms.SurveyFacts(request.POST if request.method == "POST" else None, on=localdate())
    if form.is_valid():
        filters = {"address": request.GET.urlencode()[:500]}  # of the list one came from
        survey = actions.new_survey(
            hub=hub, by=request.user, at=now(), filters=filters, **form.cleaned_data
        )
        messages.success(request, "The draft is kept. Next: its questions.")
        return redirect(survey)
    return render(request, "needs/survey_form.html", {"hub": hub, "form": form, "home": home(hub)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: HttpRequest, survey_id: int) -> HttpResponse:
    """One survey: its state and what comes next, then its questions."""
    survey = survey_they_see(request, survey_id, keep=request.method == "POST")
    if request.method == "POST":
        try:
            messages.success(request, _do(request, survey))
        except SurveyRefused as refusal:
            messages.error(request, str(refusal))
        return redirect(survey)
    page = {
        "survey": queries.listed(Survey.objects.filter(pk=survey.pk).select_related("hub")).get(),
        "questions": queries.questions_of(survey),
        "sending": queries.sending(survey),
        "unreached": queries.rows_of(survey, "unreached").count(),
        "started": queries.rows_of(survey, "started").count(),
        "may_keep": rules.keeps(request.user, survey.hub),
    }
    return render(request, "needs/survey.html", page)


def _do(request: HttpRequest, survey: Survey) -> str:
    """Do what was asked and return the sentence that says so."""
    what, _, number = request.POST.get("do", "").partition("-")
    if what == "close":
        close_survey(survey=survey, at=now())
        return "The survey is closed. Its results stay here."
    if what not in ("up", "down", "remove"):
        return "Nothing was asked, and nothing changed."
    question = get_object_or_404(Question, survey=survey, pk=row_number(number))
    if what == "remove":
        actions.remove_question(survey=survey, question=question)
        return f"The question is removed: {question.words}"
    actions.move_question(survey=survey, question=question, up=what == "up")
    return f"Moved {what}: {question.words}"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_survey(request: HttpRequest, survey_id: int) -> HttpResponse:
    """Its words and days; once it is open, only the days."""
    survey = survey_they_see(request, survey_id, keep=True)
    names = ("title", "intro", "to_heads", "to_leads", "close_on", "remind_after_days")
    posted = request.POST if request.method == "POST" else None
    initial = {name: getattr(survey, name) for name in names}
    form = forms.SurveyFacts(posted, initial=initial, survey=survey, on=localdate())
    if form.is_valid():
        try:
            actions.change_survey(survey=survey, **form.cleaned_data)
        except SurveyRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Saved.")
            return redirect(survey)
    page = {"hub": survey.hub, "survey": survey, "form": form, "home": survey.get_absolute_url()}
    return render(request, "needs/survey_form.html", page)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_question(request: HttpRequest, survey_id: int) -> HttpResponse:
    return _question(request, survey_they_see(request, survey_id, keep=True), None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, survey_id: int, survey_question_id: int) -> HttpResponse:
    survey = survey_they_see(request, survey_id, keep=True)
    chosen = get_object_or_404(Question, survey=survey, pk=survey_question_id)
    return _question(request, survey, chosen)


def _question(request: HttpRequest, survey: Survey, chosen: Question | None) -> HttpResponse:
    if not survey.is_draft:
        messages.error(request, "It was sent to schools, so its questions stay as they are.")
        return redirect(survey)
    initial: dict[str, object] = {}
    if chosen:
        names = ("words", "hint", "kind", "required")
        initial = {name: getattr(chosen, name) for name in names}
        initial["options"] = "\n".join(chosen.options)
    form = forms.AskQuestion(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            actions.keep_question(survey=survey, question=chosen, **form.cleaned_data)
        except SurveyRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The question is kept.")
            return redirect(survey)
    page = {"survey": survey, "question": chosen, "form": form}
    return render(request, "needs/survey_question.html", page)


@login_required
@require_safe
def survey_preview(request: HttpRequest, survey_id: int) -> HttpResponse:
    """The page as schools see it; nothing on it is kept."""
    survey = survey_they_see(request, survey_id)
    form = forms.Answers(questions=queries.questions_of(survey))
    return render(request, "needs/survey_preview.html", {"survey": survey, "form": form})
