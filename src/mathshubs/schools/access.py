"""This room's rows of the table of who may open what (`core.access`)."""

from __future__ import annotations

from mathshubs.core.access import Page, page

PAGES: dict[str, Page] = {
    "schools:search": page(get="ok"),
    "schools:suggest": page(get="ok"),
}
