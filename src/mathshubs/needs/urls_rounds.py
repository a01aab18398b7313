"""Addresses of rounds of priorities."""

from django.urls import path

from .views import rounds

urlpatterns = [
    path("hubs/<slug:slug>/rounds/", rounds.rounds, name="rounds"),
    path("national/rounds/", rounds.national_rounds, name="national_rounds"),
    path("rounds/<int:round_id>/", rounds.round_, name="round"),
    path("rounds/<int:round_id>/add/", rounds.add_candidate, name="add_candidate"),
    path("rounds/<int:round_id>/decide/", rounds.decide, name="decide"),
    path("priorities/<int:priority_id>/", rounds.priority, name="priority"),
    path("priorities/<int:priority_id>/change/", rounds.change_candidate, name="candidate"),
    path("hubs/<slug:slug>/priorities/", rounds.published, name="published"),
    path("priorities/of/<int:round_id>/", rounds.consultation, name="consultation"),
]
