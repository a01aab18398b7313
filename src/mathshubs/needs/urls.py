from django.urls import path

from .views import needs

app_name = "needs"
urlpatterns = [
    path("hubs/<slug:slug>/needs/", needs.needs, name="needs"),
    path("hubs/<slug:slug>/needs/new/", needs.record, name="record"),
    path("national/needs/", needs.national, name="national"),
    path("national/needs/new/", needs.record_national, name="record_national"),
    path("needs/<int:need_id>/", needs.need, name="need"),
    path("needs/<int:need_id>/change/", needs.change, name="change"),
    path("told/<str:told>/", needs.told, name="told"),
]
