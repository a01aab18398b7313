from django.urls import path

from .views import pathways

urlpatterns = [
    path("national/pathways/", pathways.pathways, name="pathways"),
    path("national/pathways/new/", pathways.new_pathway, name="new_pathway"),
    path("national/pathways/<int:pathway_id>/", pathways.pathway, name="pathway"),
    path(
        "national/pathways/<int:pathway_id>/change/",
        pathways.change_pathway,
        name="change_pathway",
    ),
    path(
        "national/pathways/<int:pathway_id>/remove/",
        pathways.remove_pathway,
        name="remove_pathway",
    ),
    path("national/pathways/<int:pathway_id>/stages/new/", pathways.new_stage, name="new_stage"),
    path("national/stages/<int:stage_id>/", pathways.stage, name="stage"),
    path("national/stages/<int:stage_id>/remove/", pathways.remove_stage, name="remove_stage"),
]
