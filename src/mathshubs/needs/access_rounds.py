"""Who may open the pages of rounds of priorities."""

from __future__ import annotations

from mathshubs.core.access import Page, page

_NATIONAL = "in no no no no no no ok no"
_STAFF_SEE = "in 404 404 404 ok ok 404 ok 404"
_STAFF_DO = "in 404 404 404 ok ok 404 no 404"

# visitor teacher school_lead group_lead administrator hub_lead other_hub national evaluator
PAGES: dict[str, Page] = {
    "needs:rounds": page(get=_STAFF_SEE, post=_STAFF_DO),
    "needs:national_rounds": page(get=_NATIONAL, post=_NATIONAL),
    "needs:round": page(get=_STAFF_SEE, post=_STAFF_DO),
    "needs:add_candidate": page(get=_STAFF_DO, post=_STAFF_DO),
    "needs:decide": page(get=_STAFF_DO, post=_STAFF_DO),
    "needs:priority": page(get=_STAFF_SEE, post=_STAFF_DO),
    "needs:candidate": page(get=_STAFF_DO, post=_STAFF_DO),
    "needs:published": page(get="ok"),
    "needs:consultation": page(get="ok", post="ok"),
}
