"""Who may open the pages of partners' offers."""

from __future__ import annotations

from mathshubs.core.access import Page, page

# visitor teacher school_lead group_lead administrator hub_lead other_hub national evaluator
STAFF_SEE = "in 404 404 404 ok ok 404 ok 404"
STAFF_DO = "in 404 404 404 ok ok 404 no 404"

PAGES: dict[str, Page] = {
    "workgroups:teaching": page(get="ok", post="ok"),
    "workgroups:listed_offers": page(get="ok"),
    "workgroups:listed_offer": page(get="ok"),
    "workgroups:partner_offer": page(get=STAFF_SEE, post=STAFF_DO),
    "workgroups:sort_offer": page(get=STAFF_DO, post=STAFF_DO),
    "workgroups:event_of_an_offer": page(get=STAFF_DO, post=STAFF_DO),
}
