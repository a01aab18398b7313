from django.urls import path

from . import urls_pathways, urls_plans, views

app_name = "programmes"
urlpatterns = [
    *urls_pathways.urlpatterns,
    *urls_plans.urlpatterns,
    path("national/projects/", views.projects, name="projects"),
    path("national/projects/new/", views.new, name="new"),
    path("projects/<int:project_id>/edit/", views.edit, name="edit"),
    path("projects/<int:project_id>/who/", views.eligibility, name="eligibility"),
    path("hubs/<slug:slug>/projects/", views.local, name="local"),
    path("hubs/<slug:slug>/projects/new/", views.new_local, name="new_local"),
]
