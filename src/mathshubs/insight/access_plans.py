"""The rows of progress, returns and the roll-over in the table of who may open what."""

from __future__ import annotations

from mathshubs.core.access import Page, page

# visitor teacher school_lead group_lead administrator hub_lead other_hub national evaluator board
_NOT_SENT_TO = "in 405 405 405 405 405 405 405 405"
_STAFF_SEE = "in 404 404 404 ok ok 404 ok 404"
_READ = f"{_STAFF_SEE} ok"
_READ_ONLY = "in 404 404 404 ok ok 404 no 404 no"  # found, and not theirs to change
_STAFF_DO = "in 404 404 404 ok ok 404 no 404"
_READ = "in 404 404 404 ok ok 404 ok 404 ok"  # the board reads plans
_READ_AND_DO = "in 404 404 404 ok ok 404 no 404 no"
_NATIONAL = "in no no no no no no ok no"

PAGES: dict[str, Page] = {
    "insight:plan": page(get=_READ, post=_READ_ONLY),
    "insight:plan_versions": page(get=_READ, post=_NOT_SENT_TO),
    "insight:plan_document": page(get=_READ, post=_NOT_SENT_TO),
    "insight:plan_progress": page(get=_READ, post=_NOT_SENT_TO),
    "insight:line_progress": page(get=_READ, post=_NOT_SENT_TO),
    "insight:plan_return": page(get=_READ, post=_READ_ONLY),
    "insight:national_returns": page(get=_NATIONAL, post=_NOT_SENT_TO),
    "insight:hub_roll_over": page(get=_STAFF_SEE, post=_STAFF_DO),
    "insight:national_roll_over": page(get=_NATIONAL, post=_NATIONAL),
}
