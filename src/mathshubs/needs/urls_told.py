"""Addresses of what became of what a school told hubs."""

from django.urls import path

from .views import told

urlpatterns = [
    path("schools/<int:urn>/you-told-us/", told.told_by_school, name="told_by_school"),
]
