"""What waits for a school and is read in the query of the school itself, for its desk."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.urls import reverse

from mathshubs.core.templatetags.mathshubs import day
from mathshubs.hubs.models import Hub
from mathshubs.needs.methods.survey import left_in_words
from mathshubs.needs.models import SurveyedSchool
from mathshubs.needs.queries.survey import open_surveys_of
from mathshubs.schools.models import School
from mathshubs.workgroups.models import HeadAgreement

from .today import Need


def with_what_waits(schools: QuerySet[School], on: date) -> QuerySet[School]:
    """
    Return the schools for their desks, in the query of the school itself.

    `asked`, the surveys not answered, and `agreed`, the agreements of heads that stand: what the
    desk says of each.
    """
    here = School.objects.filter(pk=OuterRef(OuterRef("pk")))
    surveys = open_surveys_of(here, on).select_related(None).order_by("survey__close_on", "pk")
    standing = HeadAgreement.objects.filter(school=OuterRef("pk"), withdrawn_at=None).order_by("pk")
    return schools.annotate(
        asked=ArraySubquery(surveys.values_list(JSONObject(
            pk="pk", title="survey__title", hub="survey__hub__name", begun_by="name",
            close_on="survey__close_on", begun=Q(state=SurveyedSchool.State.STARTED),
        ))),
        agreed=ArraySubquery(standing.values_list(JSONObject(
            group="work_group_id", head="head_name", sent_to="sent_to", answer_by="answer_by",
            asked=Q(asked_at__isnull=False),
        ))),
    )  # fmt: skip


def surveys_waiting(school: School, on: date) -> list[Need]:
    """Surveys that the school has not answered: one line for each."""
    return [_survey(each, on) for each in school.__dict__["asked"]]


def _survey(asked: dict[str, Any], on: date) -> Need:
    whose = str(Hub(name=asked["hub"])) if asked["hub"] else "The national team"
    last = date.fromisoformat(asked["close_on"])
    kept = "One answer is kept for the school."
    if asked["begun"]:
        kept = f"{asked['begun_by'] or 'A colleague'} began the school’s answer."
    return Need(
        f"A survey to answer: {asked['title']}",
        f"{whose} asks until {day(last)}: {left_in_words(last, on)}. {kept}",
        "Go on with it" if asked["begun"] else "Answer",
        reverse("needs:answer_survey", args=[asked["pk"]]),
    )
