"""Addresses of the thread from needs to groups and back, and of its figures."""

from django.urls import path

from .views import answering, thread

urlpatterns = [
    path("needs/<int:need_id>/thread/", thread.need_thread, name="need_thread"),
    path("priorities/<int:priority_id>/thread/", thread.priority_thread, name="priority_thread"),
    path("work-groups/<int:work_group_id>/why/", thread.group_thread, name="group_thread"),
    path("hubs/<slug:slug>/answering/", answering.hub_answering, name="hub_answering"),
    path("national/answering/", answering.national_answering, name="national_answering"),
]
