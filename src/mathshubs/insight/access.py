"""This room's rows of the table of who may open what (`core.access`)."""

from __future__ import annotations

from mathshubs.core.access import Page, page

from . import access_board, access_plans, access_reach, access_stages, access_thread

# visitor teacher school_lead group_lead administrator hub_lead other_hub national evaluator
ITS_LEAD = "in 404 ok 404 404 404 404 404 404"
PAGES: dict[str, Page] = {
    **access_board.PAGES,
    **access_plans.PAGES,
    **access_reach.PAGES,
    **access_stages.PAGES,
    **access_thread.PAGES,
    "insight:school_desk": page(get=ITS_LEAD, post="in 405 405 405 405 405 405 405 405"),
    "insight:school_place": page(get=ITS_LEAD, post=ITS_LEAD),
    "insight:school_leaver": page(get=ITS_LEAD, post=ITS_LEAD),
    "insight:school_contacts": page(get=ITS_LEAD, post=ITS_LEAD),
    "insight:home": page(get="ok"),
    "insight:find_hub": page(get="ok"),
    "insight:hubs": page(get="ok"),
    "insight:hub": page(get="ok"),
    "insight:hub_desk": page(
        get="in 404 404 404 ok ok 404 ok 404 ok", post="in 405 405 405 405 405 405 405 405"
    ),
    "insight:recruitment": page(
        get="in 404 404 404 ok ok 404 ok 404 ok", post="in 405 405 405 405 405 405 405 405"
    ),
    "insight:letters": page(
        get="in 404 404 ok ok ok 404 404 404", post="in 405 405 405 405 405 405 405 405"
    ),
    "insight:write": page(
        get="in 404 404 ok ok ok 404 404 404", post="in 404 404 ok ok ok 404 404 404"
    ),
    "insight:bulk_letter": page(
        get="in 404 404 404 ok ok 404 404 404", post="in 405 405 405 405 405 405 405 405"
    ),
    "insight:school": page(get="ok"),
    "insight:search": page(get="ok"),
    "insight:today": page(
        get="in ok ok ok ok ok ok ok ok", post="in 405 405 405 405 405 405 405 405"
    ),
    "insight:duplicates": page(
        get="in no no no ok ok ok ok no", post="in 405 405 405 405 405 405 405 405"
    ),
    "insight:join_records": page(
        get="in 404 404 404 ok ok 404 ok 404", post="in 404 404 404 ok ok 404 ok 404"
    ),
    "insight:undo_join": page(
        get="in 405 405 405 405 405 405 405 405", post="in 404 404 404 ok ok 404 ok 404"
    ),
    "insight:capacity": page(
        get="in 404 404 404 ok ok 404 ok 404", post="in 405 405 405 405 405 405 405 405"
    ),
    "insight:national_leaders": page(
        get="in no no no no no no ok no", post="in 405 405 405 405 405 405 405 405"
    ),
    "insight:survey_schools": page(
        get="in 404 404 404 ok ok 404 no 404", post="in 404 404 404 ok ok 404 no 404"
    ),
    "insight:access": page(
        get="in no no no no no no ok no", post="in 405 405 405 405 405 405 405 405"
    ),
}
