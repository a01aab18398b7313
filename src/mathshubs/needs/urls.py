from django.urls import path

from . import (
    urls_briefs,
    urls_proposals,
    urls_provision,
    urls_rounds,
    urls_survey,
    urls_teaching,
    urls_told,
)
from .views import doors, inbox, needs

app_name = "needs"
urlpatterns = [
    *urls_proposals.urlpatterns,
    *urls_rounds.urlpatterns,
    *urls_provision.urlpatterns,
    *urls_briefs.urlpatterns,
    *urls_survey.urlpatterns,
    *urls_teaching.urlpatterns,
    *urls_told.urlpatterns,
    path("hubs/<slug:slug>/needs/", needs.needs, name="needs"),
    path("hubs/<slug:slug>/needs/new/", needs.record, name="record"),
    path("national/needs/", needs.national, name="national"),
    path("national/needs/new/", needs.record_national, name="record_national"),
    path("needs/<int:need_id>/", needs.need, name="need"),
    path("needs/<int:need_id>/change/", needs.change, name="change"),
    path("hubs/<slug:slug>/work-with-us/", doors.doors, name="doors"),
    path("hubs/<slug:slug>/work-with-us/<str:door>/", doors.door, name="door"),
    path("hubs/<slug:slug>/you-told-us/", doors.you_told_us, name="you_told_us"),
    path("told/<str:told>/", doors.told, name="told"),
    path("hubs/<slug:slug>/messages/", inbox.messages, name="messages"),
    path("messages/<int:message_id>/", inbox.message, name="message"),
    path("hubs/<slug:slug>/offers/", inbox.offers, name="offers"),
]
