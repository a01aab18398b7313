from django.urls import path

from .views import agreements

_group = "work-groups/<int:work_group_id>"
urlpatterns: list = [
    path("agree/<str:signed>/", agreements.agree, name="agree"),
    path("agreements/<int:agreement_id>/", agreements.agreement, name="agreement"),
    path("my/places/<int:place_id>/head/", agreements.head, name="head"),
    path(f"{_group}/agreements/", agreements.of_group, name="agreements"),
    path(f"{_group}/agreements/<int:urn>/", agreements.of_school, name="agreement_of_school"),
]
