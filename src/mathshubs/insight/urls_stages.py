"""Addresses of schools by the stage of a pathway."""

from django.urls import path

from .views import stages

urlpatterns = [
    path("hubs/<slug:slug>/stages/", stages.hub_stages, name="hub_stages"),
    path("hubs/<slug:slug>/stages/<int:urn>/", stages.school_stages, name="school_stages"),
    path(
        "national/pathways/<int:pathway_id>/hubs/", stages.national_stages, name="national_stages"
    ),
]
