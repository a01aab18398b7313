from __future__ import annotations

from mathshubs.core.access import Page, page  # noqa: F401

PAGES: dict[str, Page] = {}
