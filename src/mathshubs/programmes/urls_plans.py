from django.urls import path

from .views import commitments, plan_lines, plans

urlpatterns = [
    path("hubs/<slug:slug>/year-plans/", plans.plans, name="plans"),
    path("year-plans/<int:year_plan_id>/change/", plans.change, name="change_plan"),
    path("year-plans/<int:year_plan_id>/lines/new/", plan_lines.new_line, name="new_line"),
    path("plan-lines/<int:plan_line_id>/", plan_lines.line, name="line"),
    path("plan-lines/<int:plan_line_id>/targets/", plan_lines.targets, name="targets"),
    path("plan-lines/<int:plan_line_id>/remove/", plan_lines.remove_line, name="remove_line"),
    path("national/year-plans/", commitments.national_plans, name="national_plans"),
    path("national/year-plans/<slug:slug>/", commitments.asks, name="asks"),
]
