"""This room's rows of the table of who may open what (`core.access`)."""

from __future__ import annotations

from mathshubs.core.access import Page, page

from . import (
    access_briefs,
    access_proposals,
    access_provision,
    access_rounds,
    access_survey,
    access_teaching,
    access_told,
)

_NATIONAL = "in no no no no no no ok no"
_NOT_SENT_TO = "in 405 405 405 405 405 405 405 405"
_STAFF_SEE = "in 404 404 404 ok ok 404 ok 404"
_OWN_STAFF = "in 404 404 404 ok ok 404 404 404"
_STAFF_DO = "in 404 404 404 ok ok 404 no 404"

# visitor teacher school_lead group_lead administrator hub_lead other_hub national evaluator
PAGES: dict[str, Page] = {
    **access_proposals.PAGES,
    **access_rounds.PAGES,
    **access_provision.PAGES,
    **access_briefs.PAGES,
    **access_survey.PAGES,
    **access_teaching.PAGES,
    **access_told.PAGES,
    "needs:needs": page(get=_STAFF_SEE, post=_NOT_SENT_TO),
    "needs:record": page(get=_STAFF_DO, post=_STAFF_DO),
    "needs:national": page(get=_NATIONAL, post=_NOT_SENT_TO),
    "needs:record_national": page(get=_NATIONAL, post=_NATIONAL),
    "needs:need": page(get=_STAFF_SEE, post=_STAFF_DO),
    "needs:change": page(get=_STAFF_DO, post=_STAFF_DO),
    "needs:doors": page(get="ok"),
    "needs:door": page(get="ok", post="ok"),
    "needs:you_told_us": page(get="ok"),
    "needs:told": page(get="ok"),
    "needs:messages": page(get=_OWN_STAFF, post=_NOT_SENT_TO),
    "needs:message": page(get=_OWN_STAFF, post=_OWN_STAFF),
    "needs:offers": page(get=_STAFF_SEE, post=_NOT_SENT_TO),
}
