"""Addresses of what published results suggest."""

from django.urls import path

from .views import proposals

urlpatterns = [
    path("hubs/<slug:slug>/results-suggest/", proposals.proposals, name="proposals"),
    path("national/results-suggest/", proposals.national, name="national_proposals"),
    path("results-suggest/<int:proposal_id>/", proposals.proposal, name="proposal"),
]
