"""Who may open the stages that schools have reached."""

from __future__ import annotations

from mathshubs.core.access import Page, page

# visitor teacher school_lead group_lead administrator hub_lead other_hub national evaluator
_NOT_SENT_TO = "in 405 405 405 405 405 405 405 405"
_STAFF_SEE = "in 404 404 404 ok ok 404 ok 404"
_STAFF_DO = "in 404 404 404 ok ok 404 no 404"

PAGES: dict[str, Page] = {
    "insight:hub_stages": page(get=_STAFF_SEE, post=_NOT_SENT_TO),
    "insight:school_stages": page(get=_STAFF_SEE, post=_STAFF_DO),
    "insight:national_stages": page(get="in no no no no no no ok no", post=_NOT_SENT_TO),
}
