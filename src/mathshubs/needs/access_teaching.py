"""Who may open the pages of enquiries into teaching: those who run the hub, nobody else."""

from __future__ import annotations

from mathshubs.core.access import Page, page

_NOT_SENT_TO = "in 405 405 405 405 405 405 405 405"
_OWN_STAFF = "in 404 404 404 ok ok 404 404 404"

# visitor teacher school_lead group_lead administrator hub_lead other_hub national evaluator
PAGES: dict[str, Page] = {
    "needs:my_enquiry": page(get="ok", post="ok"),
    "needs:enquiries": page(get=_OWN_STAFF, post=_NOT_SENT_TO),
    "needs:enquiry": page(get=_OWN_STAFF, post=_OWN_STAFF),
}
