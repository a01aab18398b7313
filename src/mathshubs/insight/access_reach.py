"""Rows of who may open whom to reach, cold spots and the planner."""

from __future__ import annotations

from mathshubs.core.access import Page, page

_NOT_SENT_TO = "in 405 405 405 405 405 405 405 405"
_STAFF_SEE = "in 404 404 404 ok ok 404 ok 404"
_STAFF_DO = "in 404 404 404 ok ok 404 no 404"
_NATIONAL = "in no no no no no no ok no"

# visitor teacher school_lead group_lead administrator hub_lead other_hub national evaluator
PAGES: dict[str, Page] = {
    "insight:reach": page(get=_STAFF_SEE, post=_NOT_SENT_TO),
    "insight:write_to_schools": page(get=_STAFF_DO, post=_STAFF_DO),
    "insight:cold_spots": page(get=f"{_STAFF_SEE} ok", post=_NOT_SENT_TO),
    "insight:national_reach": page(get=_NATIONAL, post=_NOT_SENT_TO),
    "insight:nation_planner": page(get=_NATIONAL, post=_NOT_SENT_TO),
    "insight:nation_planner_new": page(get=_NATIONAL, post=_NATIONAL),
    "insight:nation_run": page(get=_NATIONAL, post=_NOT_SENT_TO),
    "insight:planner": page(get=_STAFF_SEE, post=_NOT_SENT_TO),
    "insight:planner_new": page(get=_STAFF_DO, post=_STAFF_DO),
    "insight:planner_run": page(get=_STAFF_SEE, post=_STAFF_DO),
}
