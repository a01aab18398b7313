from django.urls import path

from . import urls_board, urls_plans, urls_reach, urls_stages, urls_thread
from .views import home, hubs, leaders, letters, merging, people, school_desk, searching, surveys

app_name = "insight"
urlpatterns = [
    *urls_board.urlpatterns,
    *urls_plans.urlpatterns,
    *urls_reach.urlpatterns,
    *urls_stages.urlpatterns,
    *urls_thread.urlpatterns,
    path("", home.home, name="home"),
    path("find-your-hub/", hubs.find_hub, name="find_hub"),
    path("hubs/", hubs.hubs, name="hubs"),
    path("hubs/<slug:slug>/", hubs.hub, name="hub"),
    path("hubs/<slug:slug>/desk/", hubs.hub_desk, name="hub_desk"),
    path("hubs/<slug:slug>/recruitment/", hubs.recruitment, name="recruitment"),
    path("hubs/<slug:slug>/letters/", letters.letters, name="letters"),
    path("hubs/<slug:slug>/letters/write/", letters.write, name="write"),
    path("hubs/<slug:slug>/letters/<int:bulk_letter_id>/", letters.letter, name="bulk_letter"),
    path("hubs/<slug:slug>/leaders/capacity/", leaders.capacity, name="capacity"),
    path("national/leaders/", leaders.national_leaders, name="national_leaders"),
    path("schools/<int:urn>/", people.school, name="school"),
    path("search/", searching.search, name="search"),
    path("my/", people.my_day, name="today"),
    path("schools/<int:urn>/desk/", school_desk.school_desk, name="school_desk"),
    path(
        "schools/<int:urn>/desk/places/<int:place_id>/",
        school_desk.school_place,
        name="school_place",
    ),
    path(
        "schools/<int:urn>/desk/leaves/<int:employment_id>/",
        school_desk.school_leaver,
        name="school_leaver",
    ),
    path("schools/<int:urn>/desk/contacts/", school_desk.school_contacts, name="school_contacts"),
    path("people/duplicates/", merging.duplicates, name="duplicates"),
    path("people/<int:person_id>/join/<int:other_id>/", merging.join_records, name="join_records"),
    path("people/joined/<int:merge_id>/undo/", merging.undo_join, name="undo_join"),
    path("surveys/<int:survey_id>/schools/", surveys.survey_schools, name="survey_schools"),
    path("national/access/", home.access, name="access"),
]
