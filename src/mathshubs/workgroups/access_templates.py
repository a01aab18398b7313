"""The rows of projects and templates in the table of who may open what."""

from __future__ import annotations

from mathshubs.core.access import Page, page

# Visitor, teacher, school lead, group lead, administrator, hub lead, other hub, national, evaluator
PAGES: dict[str, Page] = {
    "workgroups:project": page(get="ok"),
    "workgroups:template_uptake": page(
        get="in no no no no no no ok no", post="in 405 405 405 405 405 405 405 405"
    ),
    "workgroups:template_change": page(
        get="in 404 404 ok ok ok 404 ok 404", post="in 404 404 no ok ok 404 no 404"
    ),
    "workgroups:template_for_all": page(
        get="in 404 404 no ok ok 404 no 404", post="in 404 404 no ok ok 404 no 404"
    ),
}
