from django.urls import path

from . import views

app_name = "hubs"
urlpatterns = [
    path("hubs/<slug:slug>/people/", views.people, name="people"),
    path("hubs/<slug:slug>/people/<int:post_id>/end/", views.end_post, name="end_post"),
    path("hubs/<slug:slug>/area/", views.area, name="area"),
]
