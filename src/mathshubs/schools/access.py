"""This room's rows of the table of who may open what (`core.access`)."""

from __future__ import annotations

from mathshubs.core.access import Page, page

NATIONAL = "in no no no no no no ok no"
READ_ONLY = "in 405 405 405 405 405 405 405 405"
SIGNED_IN = "in ok ok ok ok ok ok ok ok"
MINE = "in ok 404 404 404 404 404 404 404"  # the teacher's own employment
CONFIRMS = "in no ok no no no no ok no"

PAGES: dict[str, Page] = {
    "schools:search": page(get="ok"),
    "schools:suggest": page(get="ok"),
    "schools:my_schools": page(get=SIGNED_IN, post=SIGNED_IN),
    "schools:end_employment": page(get=MINE, post=MINE),
    "schools:confirmations": page(get=CONFIRMS, post=CONFIRMS),
    "schools:priority_lists": page(get=NATIONAL, post=READ_ONLY),
    "schools:new_priority_list": page(get=NATIONAL, post=NATIONAL),
    "schools:priority_list": page(get=NATIONAL, post=NATIONAL),
    "schools:imports": page(get=NATIONAL, post=NATIONAL),
    "schools:import": page(get=NATIONAL, post=NATIONAL),
    "schools:refused_rows": page(get=NATIONAL, post=READ_ONLY),
    "schools:results_imports": page(get=NATIONAL, post=NATIONAL),
    "schools:results_import": page(get=NATIONAL, post=READ_ONLY),
    "schools:refused_results": page(get=NATIONAL, post=READ_ONLY),
    "schools:school_results": page(get="ok"),
}
