from django.urls import path

from .forms.design import SECTIONS
from .views import design, parts, public

GROUP = "work-groups/<int:work_group_id>/"

urlpatterns: list = [
    path("work-groups/", public.work_groups, name="list"),
    path("work-groups/export.csv", public.export, name="export"),
    path(GROUP, public.work_group, name="detail"),
    path(f"{GROUP}calendar.ics", public.calendar, name="calendar"),
    path(f"{GROUP}tell-me/", public.tell_me, name="tell_me"),
    path(
        "workshops/<int:workshop_id>/calendar.ics",
        public.workshop_calendar,
        name="workshop_calendar",
    ),
    path("hubs/<slug:slug>/work-groups/new/", design.create, name="create"),
    path(f"{GROUP}manage/", design.manage, name="manage"),
    path(f"{GROUP}state/", design.change_state, name="change_state"),
    path(f"{GROUP}copy/", design.copy, name="copy"),
    path(f"{GROUP}delete/", design.delete, name="delete"),
    *(
        path(f"{GROUP}edit/{name}/", design.edit, {"section": name}, name=f"edit_{name}")
        for name in SECTIONS
    ),
    path(f"{GROUP}edit/eligibility/", design.eligibility, name="edit_eligibility"),
    path(f"{GROUP}edit/leaders/", parts.leaders, name="edit_leaders"),
    path(f"{GROUP}edit/partners/", parts.partners, name="edit_partners"),
    path(f"{GROUP}edit/workshops/", parts.workshops, name="edit_workshops"),
    path(f"{GROUP}edit/workshops/new/", parts.new_workshop, name="new_workshop"),
    path("workshops/<int:workshop_id>/change/", parts.change_workshop, name="change_workshop"),
    path("workshops/<int:workshop_id>/cancel/", parts.cancel_workshop, name="cancel_workshop"),
]
