"""This room's rows of the table of who may open what (`core.access`)."""

from __future__ import annotations

from mathshubs.core.access import Page

from . import (
    access_attendance,
    access_design,
    access_leading,
    access_offers,
    access_partner_offers,
    access_places,
    access_school_changes,
    access_tasks,
    access_templates,
)

PAGES: dict[str, Page] = {
    **access_design.PAGES,
    **access_places.PAGES,
    **access_school_changes.PAGES,
    **access_attendance.PAGES,
    **access_leading.PAGES,
    **access_offers.PAGES,
    **access_partner_offers.PAGES,
    **access_tasks.PAGES,
    **access_templates.PAGES,
}
