"""Who may open the pages of what published results suggest."""

from __future__ import annotations

from mathshubs.core.access import Page, page

_NATIONAL = "in no no no no no no ok no"
_NOT_SENT_TO = "in 405 405 405 405 405 405 405 405"
_STAFF_SEE = "in 404 404 404 ok ok 404 ok 404"
_STAFF_DO = "in 404 404 404 ok ok 404 no 404"

# visitor teacher school_lead group_lead administrator hub_lead other_hub national evaluator
PAGES: dict[str, Page] = {
    "needs:proposals": page(get=_STAFF_SEE, post=_NOT_SENT_TO),
    "needs:national_proposals": page(get=_NATIONAL, post=_NATIONAL),
    "needs:proposal": page(get=_STAFF_SEE, post=_STAFF_DO),
}
