"""This room's rows of the table of who may open what (`core.access`)."""

from __future__ import annotations

from mathshubs.core.access import Page, page

from . import access_catalogue, access_pathways, access_plans

# visitor teacher school_lead group_lead administrator hub_lead other_hub national evaluator
_NATIONAL = "in no no no no no no ok no"
_NOT_SENT_TO = "in 405 405 405 405 405 405 405 405"

PAGES: dict[str, Page] = {
    **access_pathways.PAGES,
    **access_plans.PAGES,
    **access_catalogue.PAGES,
    "programmes:projects": page(get=_NATIONAL, post=_NOT_SENT_TO),
    "programmes:new": page(get=_NATIONAL, post=_NATIONAL),
    "programmes:edit": page(get=_NATIONAL, post=_NATIONAL),  # of a national project
    "programmes:eligibility": page(get=_NATIONAL, post=_NATIONAL),
    "programmes:local": page(get="in 404 404 404 ok ok 404 ok 404", post=_NOT_SENT_TO),
    "programmes:new_local": page(
        get="in 404 404 404 ok ok 404 no 404", post="in 404 404 404 ok ok 404 no 404"
    ),
}
