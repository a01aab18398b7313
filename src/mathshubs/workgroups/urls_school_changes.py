from django.urls import path

from .views import successors

urlpatterns = [
    path("hubs/<slug:slug>/closed-schools/", successors.closed_schools, name="closed_schools"),
    path(
        "hubs/<slug:slug>/closed-schools/<int:place_id>/",
        successors.which_school,
        name="which_school",
    ),
]
