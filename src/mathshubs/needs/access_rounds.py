"""Who may open the pages of rounds of priorities."""

from __future__ import annotations

from mathshubs.core.access import Page, page

_NATIONAL = "in no no no no no no ok no"
_STAFF_SEE = "in 404 404 404 ok ok 404 ok 404"
_READ = f"{_STAFF_SEE} ok"
_READ_ONLY = "in 404 404 404 ok ok 404 no 404 no"  # found, and not theirs to change

# visitor teacher school_lead group_lead administrator hub_lead other_hub national evaluator board
PAGES: dict[str, Page] = {
    "needs:rounds": page(get=_READ, post=_READ_ONLY),
    "needs:national_rounds": page(get=_NATIONAL, post=_NATIONAL),
    "needs:round": page(get=_READ, post=_READ_ONLY),
    "needs:add_candidate": page(get=_READ_ONLY, post=_READ_ONLY),
    "needs:decide": page(get=_READ_ONLY, post=_READ_ONLY),
    "needs:priority": page(get=_READ, post=_READ_ONLY),
    "needs:candidate": page(get=_READ_ONLY, post=_READ_ONLY),
    "needs:published": page(get="ok"),
    "needs:consultation": page(get="ok", post="ok"),
}
