from django.urls import path

from . import views
from .views import board, people

app_name = "hubs"
urlpatterns = [
    path("national/hubs/new/", views.new, name="new"),
    path("hubs/<slug:slug>/details/", views.details, name="details"),
    path("hubs/<slug:slug>/lead-school/", views.lead_school, name="lead_school"),
    path("hubs/<slug:slug>/people/", people.people, name="people"),
    path("hubs/<slug:slug>/people/<int:post_id>/end/", people.end_post, name="end_post"),
    path("hubs/<slug:slug>/board/advise/", board.advise, name="advise"),
    path("board-advice/<int:advice_id>/", board.advice, name="advice"),
    path("hubs/<slug:slug>/area/", views.area, name="area"),
]
