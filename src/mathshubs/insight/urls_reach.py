"""Addresses of who to reach, of cold spots and of the planner."""

from django.urls import path

from .views import reach

urlpatterns = [
    path("hubs/<slug:slug>/reach/", reach.reach, name="reach"),
    path("hubs/<slug:slug>/cold-spots/", reach.cold_spots, name="cold_spots"),
    path("national/reach/", reach.national_reach, name="national_reach"),
]
