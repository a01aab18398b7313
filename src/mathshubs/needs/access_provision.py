"""Who may open the pages of answers to priorities, and of support for one school."""

from __future__ import annotations

from mathshubs.core.access import Page, page

_NATIONAL = "in no no no no no no ok no"
_NOT_SENT_TO = "in 405 405 405 405 405 405 405 405"
_STAFF_SEE = "in 404 404 404 ok ok 404 ok 404"
_READ = f"{_STAFF_SEE} ok"
_READ_ONLY = "in 404 404 404 ok ok 404 no 404 no"  # found, and not theirs to change
_STAFF_DO = "in 404 404 404 ok ok 404 no 404"

# visitor teacher school_lead group_lead administrator hub_lead other_hub national evaluator board
PAGES: dict[str, Page] = {
    "needs:answers": page(get=_READ, post=_NOT_SENT_TO),
    "needs:national_answers": page(get=_NATIONAL, post=_NOT_SENT_TO),
    "needs:choose_answer": page(get=_READ_ONLY, post=_READ_ONLY),
    "needs:answer": page(get=_READ, post=_READ_ONLY),
    "needs:change_answer": page(get=_READ_ONLY, post=_READ_ONLY),
    "needs:commission": page(get=_STAFF_SEE, post=f"{_STAFF_DO} no"),
    "needs:support_plans": page(get=_STAFF_SEE, post=_NOT_SENT_TO),
    "needs:new_support": page(get=_STAFF_DO, post=_STAFF_DO),
    "needs:my_support": page(get="in ok ok ok ok ok ok ok ok", post=_NOT_SENT_TO),
    # The group lead of the walk is the named leader of the support.
    "needs:support_plan": page(
        get="in 404 ok ok ok ok 404 ok 404", post="in 404 no ok ok ok 404 no 404"
    ),
    "needs:change_support": page(
        get="in 404 no no ok ok 404 no 404", post="in 404 no no ok ok 404 no 404"
    ),
}
