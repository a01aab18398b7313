from django.urls import path

from . import urls_enrolling
from .views import desk
from .views import places as views

_group = "work-groups/<int:work_group_id>"
_place = "my/places/<int:place_id>"
urlpatterns: list = [
    path(f"{_group}/apply/", views.apply, name="apply"),
    path("my/places/", views.my_places, name="my_places"),
    path(f"{_place}/done/", views.applied, name="applied"),
    path(f"{_place}/offer/", views.offer, name="offer"),
    path(f"{_place}/withdraw/", views.withdraw, name="withdraw"),
    path("my/calendar/", views.change_feed, name="change_feed"),
    path("calendar/<str:token>.ics", views.feed, name="feed"),
    path(f"{_group}/applications/", desk.applications, name="applications"),
    path(f"{_group}/applications/add/", desk.add_application, name="add_application"),
    path(f"{_group}/applications.csv", desk.applications_csv, name="applications_csv"),
    path(f"{_group}/applications.xlsx", desk.applications_xlsx, name="applications_xlsx"),
    path(f"{_group}/names/", desk.names, name="names"),
    path("places/<int:place_id>/", desk.application, name="application"),
    path(f"{_group}/joining-details/", desk.joining_details, name="joining_details"),
    path(f"{_group}/letters/", desk.letters, name="letters"),
    path(f"{_group}/letters/<int:letter_id>/", desk.letter, name="letter"),
    *urls_enrolling.urlpatterns,
]
