"""The rows of the catalogue of projects in the table of who may open what."""

from __future__ import annotations

from mathshubs.core.access import Page, page

# visitor teacher school_lead group_lead administrator hub_lead other_hub national evaluator
_NATIONAL = "in no no no no no no ok no"
_NOT_SENT_TO = "in 405 405 405 405 405 405 405 405"

PAGES: dict[str, Page] = {
    "programmes:catalogue": page(get="ok"),
    "programmes:maturity": page(get=_NATIONAL, post=_NATIONAL),  # of a national project
    "programmes:questions": page(get=_NATIONAL, post=_NATIONAL),
    "programmes:template": page(get=_NATIONAL, post=_NATIONAL),
    "programmes:template_versions": page(get=_NATIONAL, post=_NOT_SENT_TO),
}
