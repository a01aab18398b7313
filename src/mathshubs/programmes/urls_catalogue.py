"""Addresses of the catalogue of projects, and of how a project is designed."""

from django.urls import path

from .views import catalogue, designing

urlpatterns = [
    path("projects/", catalogue.catalogue, name="catalogue"),
    path("projects/<int:project_id>/maturity/", designing.maturity, name="maturity"),
    path("projects/<int:project_id>/questions/", designing.questions, name="questions"),
    path("projects/<int:project_id>/template/", designing.template, name="template"),
    path(
        "projects/<int:project_id>/template/versions/",
        designing.template_versions,
        name="template_versions",
    ),
]
