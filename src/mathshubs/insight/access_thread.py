"""Who may open the thread from needs to groups and back, and its figures."""

from __future__ import annotations

from mathshubs.core.access import Page, page

_STAFF_SEE = "in 404 404 404 ok ok 404 ok 404"
_READ = f"{_STAFF_SEE} ok"
_NOT_SENT_TO = "in 405 405 405 405 405 405 405 405"

# visitor teacher school_lead group_lead administrator hub_lead other_hub national evaluator
PAGES: dict[str, Page] = {
    "insight:need_thread": page(get=_STAFF_SEE, post=_NOT_SENT_TO),
    "insight:priority_thread": page(get=_READ, post=_NOT_SENT_TO),
    "insight:group_thread": page(get="in 404 404 ok ok ok 404 ok 404", post=_NOT_SENT_TO),
    "insight:hub_answering": page(get=_READ, post=_NOT_SENT_TO),
    "insight:national_answering": page(get="in no no no no no no ok no", post=_NOT_SENT_TO),
}
