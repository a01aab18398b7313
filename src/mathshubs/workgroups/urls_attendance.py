from django.urls import path

from . import urls_uploads
from .views import absences, checking_in
from .views import attendance as views

urlpatterns = [
    path("workshops/worker.js", views.worker, name="worker"),
    path("workshops/<int:workshop_id>/register/", views.register, name="register"),
    path("workshops/<int:workshop_id>/taps/", views.taps, name="taps"),
    path("workshops/<int:workshop_id>/marks/", views.marks, name="marks"),
    path("workshops/<int:workshop_id>/door/", checking_in.door, name="door"),
    path("workshops/<int:workshop_id>/door/add/", checking_in.add, name="at_the_door"),
    path("workshops/<int:workshop_id>/check-in/", checking_in.check_in, name="check_in"),
    path("workshops/<int:workshop_id>/check-in/<slug:code>/", checking_in.scan, name="scan"),
    path("workshops/<int:workshop_id>/sheet.pdf", views.sheet, name="sheet"),
    path("work-groups/<int:work_group_id>/attendance/", views.attendance, name="attendance"),
    path("my/places/<int:place_id>/certificate.pdf", views.certificate, name="certificate"),
    path("my/places/<int:place_id>/absence/", absences.cannot_come, name="cannot_come"),
    path("hubs/<slug:slug>/absences/", absences.absences, name="absences"),
    path("certificates/", views.verify, name="verify"),
    path("certificates/<slug:code>/", views.verified, name="verified"),
    *urls_uploads.urlpatterns,
]
