"""Addresses of answers to priorities, and of targeted support for one school."""

from django.urls import path

from .views import commissions, provision, support

urlpatterns = [
    path("hubs/<slug:slug>/answers/", provision.answers, name="answers"),
    path("national/answers/", provision.national_answers, name="national_answers"),
    path("priorities/<int:priority_id>/answer/", provision.choose_answer, name="choose_answer"),
    path("priorities/answers/<int:provision_id>/", provision.answer, name="answer"),
    path(
        "priorities/answers/<int:provision_id>/change/",
        provision.change_answer,
        name="change_answer",
    ),
    path(
        "priorities/answers/<int:provision_id>/commission/",
        commissions.commission,
        name="commission",
    ),
    path("hubs/<slug:slug>/support/", support.support_plans, name="support_plans"),
    path("hubs/<slug:slug>/support/new/", support.new_support, name="new_support"),
    path("my/support/", support.my_support, name="my_support"),
    path("support/<int:support_plan_id>/", support.support_plan, name="support_plan"),
    path("support/<int:support_plan_id>/change/", support.change_support, name="change_support"),
]
