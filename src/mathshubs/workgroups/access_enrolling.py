from __future__ import annotations

from mathshubs.core.access import Page, page

# visitor, teacher, school_lead, group_lead, administrator, hub_lead, other_hub, national, evaluator
ITS_PEOPLE = "in 404 404 ok ok ok 404 404 404"
ITS_HUB = "in 404 404 no ok ok 404 404 404"
ITS_SCHOOL = "in ok ok 404 404 404 404 404 404"

LEADS_OR_RUNS = "in no ok no ok ok no no no"
SEES_IT = "in 404 ok ok ok ok 404 404 404"
CHANGES_IT = "in 404 ok no ok ok 404 404 404"
THE_TEACHER = "in ok 404 404 404 404 404 404 404"

PAGES: dict[str, Page] = {
    "workgroups:enrol": page(get=LEADS_OR_RUNS, post=LEADS_OR_RUNS),
    "workgroups:enrolment": page(get=SEES_IT),
    "workgroups:name_somebody": page(get=CHANGES_IT, post=CHANGES_IT),
    "workgroups:details": page(get=THE_TEACHER, post=THE_TEACHER),
    "workgroups:agree": page(get="ok", post="ok"),  # whoever has the link: heads have no account
    "workgroups:agreement": page(get="in 404 404 404 404 404 404 404 404"),  # the head alone
    "workgroups:head": page(get=ITS_SCHOOL, post=ITS_SCHOOL),
    "workgroups:agreements": page(get=ITS_PEOPLE),
    "workgroups:agreement_of_school": page(get=ITS_PEOPLE, post=ITS_HUB),
}
