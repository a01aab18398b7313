from django.urls import path

from .views import uploads as views

urlpatterns: list = [
    path("hubs/<slug:slug>/uploads/", views.uploads, name="uploads"),
    path("workshops/<int:workshop_id>/meeting/", views.meeting, name="meeting"),
    path("uploads/<int:upload_id>/", views.upload, name="upload"),
    path("uploads/<int:upload_id>/rows.csv", views.refused_rows, name="refused_upload_rows"),
    path("uploads/template/<slug:kind>/", views.template, name="upload_template"),
]
