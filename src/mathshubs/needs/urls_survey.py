"""Addresses of surveys of schools."""

from django.urls import path

from .views import survey, survey_answer, survey_results

urlpatterns = [
    path("hubs/<slug:slug>/surveys/", survey.surveys, name="surveys"),
    path("hubs/<slug:slug>/surveys/new/", survey.new_survey, name="new_survey"),
    path("national/surveys/", survey.national_surveys, name="national_surveys"),
    path("national/surveys/new/", survey.new_national_survey, name="new_national_survey"),
    path("surveys/<int:survey_id>/", survey.survey, name="survey"),
    path("surveys/<int:survey_id>/change/", survey.change_survey, name="change_survey"),
    path("surveys/<int:survey_id>/questions/", survey.add_question, name="add_question"),
    path(
        "surveys/<int:survey_id>/questions/<int:survey_question_id>/",
        survey.question,
        name="survey_question",
    ),
    path("surveys/<int:survey_id>/preview/", survey.survey_preview, name="survey_preview"),
    path("surveys/<int:survey_id>/results/", survey_results.survey_results, name="survey_results"),
    path(
        "surveys/<int:survey_id>/asked/",
        survey_results.survey_schools_asked,
        name="survey_schools_asked",
    ),
    path(
        "surveys/of-my-school/<int:surveyed_school_id>/",
        survey_answer.answer_survey,
        name="answer_survey",
    ),
    path("survey/<str:survey_key>/", survey_answer.survey_answer, name="survey_answer"),
]
