"""This room's rows of the table of who may open what (`core.access`)."""

from __future__ import annotations

from mathshubs.core.access import Page, page

# visitor teacher school_lead group_lead administrator hub_lead other_hub national evaluator board
PAGES: dict[str, Page] = {
    "hubs:new": page(get="in no no no no no no ok no", post="in no no no no no no ok no"),
    "hubs:details": page(
        get="in 404 404 404 ok ok 404 ok 404", post="in 404 404 404 ok ok 404 ok 404"
    ),
    "hubs:lead_school": page(
        get="in 404 404 404 ok ok 404 ok 404", post="in 404 404 404 no no 404 ok 404"
    ),
    "hubs:people": page(
        get="in 404 404 404 ok ok 404 ok 404", post="in 404 404 404 no ok 404 ok 404"
    ),
    "hubs:end_post": page(
        get="in 404 404 404 no ok 404 ok 404", post="in 404 404 404 no ok 404 ok 404"
    ),
    "hubs:advise": page(
        get="in 404 404 404 no no 404 no 404 ok", post="in 404 404 404 no no 404 no 404 ok"
    ),
    "hubs:advice": page(
        get="in 404 404 404 ok ok 404 ok 404 ok", post="in 404 404 404 ok ok 404 no 404 no"
    ),
    "hubs:area": page(
        get="in 404 404 404 ok ok 404 ok 404", post="in 404 404 404 ok ok 404 ok 404"
    ),
}
