"""This room's rows of the table of who may open what (`core.access`)."""

from __future__ import annotations

from mathshubs.core.access import Page, page  # noqa: F401

PAGES: dict[str, Page] = {}
