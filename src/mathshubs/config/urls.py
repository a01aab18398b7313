"""Every address of the platform."""

from django.urls import include, path

urlpatterns = [
    path("", include("mathshubs.workgroups.urls")),  # first: the most asked for
    path("", include("mathshubs.config.pages")),
    path("", include("mathshubs.config.information")),
    path("", include("mathshubs.insight.urls")),
    path("", include("mathshubs.people.urls")),
    path("", include("mathshubs.comms.urls")),
    path("", include("mathshubs.schools.urls")),
    path("", include("mathshubs.hubs.urls")),
    path("", include("mathshubs.programmes.urls")),
    path("", include("mathshubs.needs.urls")),
    path("", include("mathshubs.community.urls")),
    path("account/", include("allauth.urls")),
]

handler500 = "mathshubs.config.pages.broken"
