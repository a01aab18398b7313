from django.urls import path

from .views import leading, leading_groups, leading_own, leading_pathway, leading_record

_leaders = "hubs/<slug:slug>/leaders"
_leader = f"{_leaders}/<int:record_id>"
_group = "work-groups/<int:work_group_id>"
urlpatterns: list = [
    path(f"{_leaders}/", leading.leaders, name="leaders"),
    path(f"{_leaders}/add/", leading.add_leader, name="add_leader"),
    path(f"{_leader}/", leading_record.leader, name="leader"),
    path(f"{_leader}/edit/", leading_record.edit_leader, name="edit_leader"),
    path(f"{_leader}/hand-over/", leading_record.hand_over_leader, name="hand_over_leader"),
    path(
        f"{_leader}/accreditations/<int:accreditation_id>/",
        leading_record.accreditation,
        name="accreditation",
    ),
    path(f"{_group}/leaders-wanted/", leading_groups.leaders_wanted, name="leaders_wanted"),
    path(f"{_group}/lead/", leading_groups.offer_to_lead, name="offer_to_lead"),
    path(f"{_group}/for-leaders/", leading_pathway.for_leaders, name="for_leaders"),
    path(f"{_leaders}/pathway/", leading_pathway.pathway, name="pathway"),
    path(f"{_leaders}/pathway/<int:person_id>/", leading_pathway.invite, name="invite"),
    path("leader-programmes/", leading_pathway.leader_programmes, name="leader_programmes"),
    path("my/leading/", leading_own.my_leading, name="my_leading"),
    path("my/leading/edit/", leading_own.edit_my_leading, name="edit_my_leading"),
    path(
        "my/leading/invitations/<int:invitation_id>/", leading_pathway.invitation, name="invitation"
    ),
]
