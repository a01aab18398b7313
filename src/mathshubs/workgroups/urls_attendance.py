from django.urls import path

from .views import attendance as views

urlpatterns = [
    path("workshops/worker.js", views.worker, name="worker"),
    path("workshops/<int:workshop_id>/register/", views.register, name="register"),
    path("workshops/<int:workshop_id>/taps/", views.taps, name="taps"),
    path("workshops/<int:workshop_id>/sheet.pdf", views.sheet, name="sheet"),
    path("work-groups/<int:work_group_id>/attendance/", views.attendance, name="attendance"),
    path("my/places/<int:place_id>/certificate.pdf", views.certificate, name="certificate"),
    path("certificates/", views.verify, name="verify"),
    path("certificates/<slug:code>/", views.verified, name="verified"),
]
