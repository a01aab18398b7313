from django.urls import path

from .views import agreements, enrolling, places

_group = "work-groups/<int:work_group_id>"
urlpatterns: list = [
    path(f"{_group}/enrol/", enrolling.enrol, name="enrol"),
    path("enrolments/<int:enrolment_id>/", enrolling.enrolment, name="enrolment"),
    path("enrolments/<int:enrolment_id>/name/", enrolling.name_somebody, name="name_somebody"),
    path("my/places/<int:place_id>/details/", places.details, name="details"),
    path("agree/<str:signed>/", agreements.agree, name="agree"),
    path("agreements/<int:agreement_id>/", agreements.agreement, name="agreement"),
    path("my/places/<int:place_id>/head/", agreements.head, name="head"),
    path(f"{_group}/agreements/", agreements.of_group, name="agreements"),
    path(f"{_group}/agreements/<int:urn>/", agreements.of_school, name="agreement_of_school"),
]
