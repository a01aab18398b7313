from __future__ import annotations

from mathshubs.core.access import Page, page

# visitor, teacher, school_lead, group_lead, administrator, hub_lead, other_hub, national, evaluator
ITS_PEOPLE = "in 404 404 ok ok ok 404 404 404"
ITS_HUB = "in 404 404 no ok ok 404 404 404"
ITS_SCHOOL = "in ok ok 404 404 404 404 404 404"

PAGES: dict[str, Page] = {
    "workgroups:agree": page(get="ok", post="ok"),  # whoever has the link: heads have no account
    "workgroups:agreement": page(get="in 404 404 404 404 404 404 404 404"),  # the head alone
    "workgroups:head": page(get=ITS_SCHOOL, post=ITS_SCHOOL),
    "workgroups:agreements": page(get=ITS_PEOPLE),
    "workgroups:agreement_of_school": page(get=ITS_PEOPLE, post=ITS_HUB),
}
