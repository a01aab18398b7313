from django.urls import path

from .views import home, hubs, people

app_name = "insight"
urlpatterns = [
    path("", home.home, name="home"),
    path("find-your-hub/", hubs.find_hub, name="find_hub"),
    path("hubs/", hubs.hubs, name="hubs"),
    path("hubs/<slug:slug>/", hubs.hub, name="hub"),
    path("hubs/<slug:slug>/desk/", hubs.hub_desk, name="hub_desk"),
    path("schools/<int:urn>/", people.school, name="school"),
    path("my/", people.my_day, name="today"),
    path("national/access/", home.access, name="access"),
]
