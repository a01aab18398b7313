"""Whom a survey goes to: schools by filter, the addresses known of them, and the sending."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods

from mathshubs.core.paging import paged
from mathshubs.needs.actions.survey import SurveyRefused
from mathshubs.needs.actions.survey_asking import open_survey
from mathshubs.needs.models import Survey
from mathshubs.needs.queries.survey import addresses
from mathshubs.needs.views.survey import survey_they_see

from ..forms.surveys import Send, WhichSchools
from ..queries import surveys as queries


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def survey_schools(request: HttpRequest, survey_id: int) -> HttpResponse:
    """Filters stand in the address; the survey is opened for the schools that are shown."""
    survey, on = survey_they_see(request, survey_id, keep=True), localdate()
    if not survey.is_draft:
        return redirect(survey)
    which = WhichSchools(request.GET, hub=survey.hub, on=on)
    wanted = which.wanted
    schools = queries.schools_to_ask(survey.hub, wanted, on)
    form = Send(request.POST if request.method == "POST" else None)
    if form.is_valid() and _opened(request, survey, form, schools, queries.in_words(wanted)):
        return redirect(survey)
    known = addresses(survey, schools, on)
    only_unreached = "unreached" in request.GET
    shown = schools.exclude(pk__in=known) if only_unreached else schools
    found = paged(request, shown.select_related("district"), 30)
    many = schools.count() if only_unreached else found["page"].paginator.count
    page = {
        "survey": survey,
        "which": which,
        "sentence": queries.in_words(wanted),
        "many": many,
        "letters": sum(map(len, known.values())),
        "unreached": many - len(known),
        "only_unreached": only_unreached,
        "form": form,
        **found,
    }
    page["rows"] = [(school, known.get(school.pk, [])) for school in found["page"].object_list]
    return render(request, "insight/survey_schools.html", page)


def _opened(request: HttpRequest, survey: Survey, form: Send, schools, words: str) -> bool:
    try:
        open_survey(
            survey=survey, schools=schools.values_list("pk", flat=True), at=now(),
            expected=form.cleaned_data["expected"] or 0,
            filters={"address": request.GET.urlencode(), "words": words},
        )  # fmt: skip
    except SurveyRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, "The survey is open, and the letters are on their way.")
    return True
