"""The rows of year plans in the table of who may open what."""

from __future__ import annotations

from mathshubs.core.access import Page, page

# visitor teacher school_lead group_lead administrator hub_lead other_hub national evaluator
_NATIONAL = "in no no no no no no ok no"
_NOT_SENT_TO = "in 405 405 405 405 405 405 405 405"
_STAFF_SEE = "in 404 404 404 ok ok 404 ok 404"
_STAFF_DO = "in 404 404 404 ok ok 404 no 404"

PAGES: dict[str, Page] = {
    "programmes:plans": page(get=_STAFF_SEE, post=_STAFF_DO),
    "programmes:change_plan": page(get=_STAFF_DO, post=_STAFF_DO),
    "programmes:new_line": page(get=_STAFF_DO, post=_STAFF_DO),
    "programmes:line": page(get=_STAFF_DO, post=_STAFF_DO),
    "programmes:targets": page(get=_STAFF_DO, post=_STAFF_DO),
    "programmes:remove_line": page(get=_STAFF_DO, post=_STAFF_DO),
    "programmes:national_plans": page(get=_NATIONAL, post=_NOT_SENT_TO),
    "programmes:asks": page(get=_NATIONAL, post=_NATIONAL),
}
