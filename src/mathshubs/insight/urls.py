from django.urls import path

from .views import home, hubs, merging, people, searching

app_name = "insight"
urlpatterns = [
    path("", home.home, name="home"),
    path("find-your-hub/", hubs.find_hub, name="find_hub"),
    path("hubs/", hubs.hubs, name="hubs"),
    path("hubs/<slug:slug>/", hubs.hub, name="hub"),
    path("hubs/<slug:slug>/desk/", hubs.hub_desk, name="hub_desk"),
    path("schools/<int:urn>/", people.school, name="school"),
    path("search/", searching.search, name="search"),
    path("my/", people.my_day, name="today"),
    path("people/duplicates/", merging.duplicates, name="duplicates"),
    path("people/<int:person_id>/join/<int:other_id>/", merging.join_records, name="join_records"),
    path("people/joined/<int:merge_id>/undo/", merging.undo_join, name="undo_join"),
    path("national/access/", home.access, name="access"),
]
