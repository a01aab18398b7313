"""Addresses of projects with their groups, and of what hubs do with a template."""

from django.urls import path

from .views import templates

urlpatterns = [
    path("projects/<int:project_id>/", templates.project, name="project"),
    path("projects/<int:project_id>/template/hubs/", templates.uptake, name="template_uptake"),
    path(
        "work-groups/<int:work_group_id>/template/",
        templates.template_change,
        name="template_change",
    ),
    path(
        "work-groups/<int:work_group_id>/template/all/",
        templates.take_for_all,
        name="template_for_all",
    ),
]
