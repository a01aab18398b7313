"""The rows of pathways in the table of who may open what."""

from __future__ import annotations

from mathshubs.core.access import Page, page

# visitor teacher school_lead group_lead administrator hub_lead other_hub national evaluator
_NATIONAL = "in no no no no no no ok no"
_NOT_SENT_TO = "in 405 405 405 405 405 405 405 405"

PAGES: dict[str, Page] = {
    "programmes:pathways": page(get=_NATIONAL, post=_NOT_SENT_TO),
    "programmes:new_pathway": page(get=_NATIONAL, post=_NATIONAL),
    "programmes:pathway": page(get=_NATIONAL, post=_NATIONAL),
    "programmes:change_pathway": page(get=_NATIONAL, post=_NATIONAL),
    "programmes:remove_pathway": page(get=_NATIONAL, post=_NATIONAL),
    "programmes:new_stage": page(get=_NATIONAL, post=_NATIONAL),
    "programmes:stage": page(get=_NATIONAL, post=_NATIONAL),
    "programmes:remove_stage": page(get=_NATIONAL, post=_NATIONAL),
}
