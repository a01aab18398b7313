"""The rows of year plans in the table of who may open what."""

from __future__ import annotations

from mathshubs.core.access import Page, page

# visitor teacher school_lead group_lead administrator hub_lead other_hub national evaluator board
_NATIONAL = "in no no no no no no ok no"
_NOT_SENT_TO = "in 405 405 405 405 405 405 405 405"
_STAFF_SEE = "in 404 404 404 ok ok 404 ok 404"
_READ_ONLY = "in 404 404 404 ok ok 404 no 404 no"  # a board finds it, and changes nothing

PAGES: dict[str, Page] = {
    "programmes:plans": page(get=f"{_STAFF_SEE} ok", post=_READ_ONLY),
    "programmes:change_plan": page(get=_READ_ONLY, post=_READ_ONLY),
    "programmes:new_line": page(get=_READ_ONLY, post=_READ_ONLY),
    "programmes:line": page(get=_READ_ONLY, post=_READ_ONLY),
    "programmes:targets": page(get=_READ_ONLY, post=_READ_ONLY),
    "programmes:remove_line": page(get=_READ_ONLY, post=_READ_ONLY),
    "programmes:national_plans": page(get=_NATIONAL, post=_NOT_SENT_TO),
    "programmes:asks": page(get=_NATIONAL, post=_NATIONAL),
}
