from django.urls import path

from .views import plans, year_plans

urlpatterns = [
    path("year-plans/<int:year_plan_id>/", year_plans.plan, name="plan"),
    path("year-plans/<int:year_plan_id>/versions/", year_plans.compare, name="plan_versions"),
    path("year-plans/<int:year_plan_id>/document/", year_plans.document, name="plan_document"),
    path("year-plans/<int:year_plan_id>/progress/", plans.plan_progress, name="plan_progress"),
    path("plan-lines/<int:plan_line_id>/progress/", plans.line_progress, name="line_progress"),
    path(
        "year-plans/<int:year_plan_id>/returns/<str:half_term>/",
        plans.plan_return,
        name="plan_return",
    ),
    path("national/returns/", plans.national_returns, name="national_returns"),
    path("hubs/<slug:slug>/roll-over/", plans.hub_roll_over, name="hub_roll_over"),
    path("national/roll-over/", plans.national_roll_over, name="national_roll_over"),
]
