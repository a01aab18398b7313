from __future__ import annotations

from mathshubs.core.access import Page, page

from . import access_enrolling
from .access_enrolling import ITS_HUB, ITS_PEOPLE, THE_TEACHER

# visitor, teacher, school_lead, group_lead, administrator, hub_lead, other_hub, national, evaluator
SIGNED_IN = "in ok ok ok ok ok ok ok ok"

PAGES: dict[str, Page] = {
    "workgroups:apply": page(get=SIGNED_IN, post=SIGNED_IN),
    "workgroups:my_places": page(get=SIGNED_IN),
    "workgroups:applied": page(get=THE_TEACHER),
    "workgroups:offer": page(get=THE_TEACHER, post=THE_TEACHER),
    "workgroups:withdraw": page(get=THE_TEACHER, post=THE_TEACHER),
    "workgroups:change_feed": page(post=SIGNED_IN),
    "workgroups:feed": page(get="ok"),
    "workgroups:applications": page(get=ITS_PEOPLE),
    "workgroups:add_application": page(get=ITS_HUB, post=ITS_HUB),
    "workgroups:applications_csv": page(get=ITS_PEOPLE),
    "workgroups:applications_xlsx": page(get=ITS_PEOPLE),
    "workgroups:application": page(get=ITS_PEOPLE, post=ITS_HUB),
    "workgroups:names": page(
        get="in 404 404 404 404 404 404 ok 404", post="in 404 404 404 404 404 404 ok 404"
    ),
    "workgroups:joining_details": page(get=ITS_PEOPLE, post=ITS_PEOPLE),
    "workgroups:letters": page(get=ITS_PEOPLE),
    "workgroups:letter": page(get=ITS_PEOPLE),
    **access_enrolling.PAGES,
}
