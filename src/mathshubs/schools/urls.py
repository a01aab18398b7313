from django.urls import path

from . import views

app_name = "schools"
urlpatterns: list = [
    path("schools/", views.search, name="search"),
    path("schools/suggest/", views.suggest, name="suggest"),
]
