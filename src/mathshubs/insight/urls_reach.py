"""Addresses of who to reach, of cold spots and of the planner."""

from django.urls import path

from .views import letters_to_schools, planner, planner_nation, reach

urlpatterns = [
    path("hubs/<slug:slug>/reach/", reach.reach, name="reach"),
    path(
        "hubs/<slug:slug>/reach/write/",
        letters_to_schools.write_to_schools,
        name="write_to_schools",
    ),
    path("hubs/<slug:slug>/cold-spots/", reach.cold_spots, name="cold_spots"),
    path("national/reach/", reach.national_reach, name="national_reach"),
    path("hubs/<slug:slug>/planner/", planner.planner, name="planner"),
    path("hubs/<slug:slug>/planner/new/", planner.planner_new, name="planner_new"),
    path("national/planner/", planner_nation.nation_planner, name="nation_planner"),
    path("national/planner/new/", planner_nation.nation_planner_new, name="nation_planner_new"),
    path("national/planner/<int:nation_run_id>/", planner_nation.nation_run, name="nation_run"),
    path("planner/<int:planner_run_id>/", planner.planner_run, name="planner_run"),
]
