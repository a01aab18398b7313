"""Addresses of enquiries into teaching. The form stands where the events are, in workgroups."""

from django.urls import path

from .views import teaching

urlpatterns = [
    path("teach-maths/<str:enquiry_key>/", teaching.my_enquiry, name="my_enquiry"),
    path("hubs/<slug:slug>/teaching-enquiries/", teaching.enquiries, name="enquiries"),
    path("teaching-enquiries/<int:enquiry_id>/", teaching.enquiry, name="enquiry"),
]
