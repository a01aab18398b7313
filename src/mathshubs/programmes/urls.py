from django.urls import path

from . import urls_catalogue, urls_pathways, urls_plans
from .views import eligibility, projects

app_name = "programmes"
urlpatterns = [
    *urls_pathways.urlpatterns,
    *urls_plans.urlpatterns,
    *urls_catalogue.urlpatterns,
    path("national/projects/", projects.projects, name="projects"),
    path("national/projects/new/", projects.new, name="new"),
    path("projects/<int:project_id>/edit/", projects.edit, name="edit"),
    path("projects/<int:project_id>/who/", eligibility.eligibility, name="eligibility"),
    path("hubs/<slug:slug>/projects/", projects.local, name="local"),
    path("hubs/<slug:slug>/projects/new/", projects.new_local, name="new_local"),
]
