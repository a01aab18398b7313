from __future__ import annotations

from mathshubs.core.access import Page, page

# visitor, teacher, school_lead, group_lead, administrator, hub_lead, other_hub, national, evaluator
ITS_STAFF = "in 404 404 404 ok ok 404 404 404"
NOBODY = "in 404 404 404 404 404 404 404 404"  # a school that is open: its place is settled

PAGES: dict[str, Page] = {
    "workgroups:closed_schools": page(get=ITS_STAFF, post="in 405 405 405 405 405 405 405 405"),
    "workgroups:which_school": page(get=NOBODY, post=NOBODY),
}
