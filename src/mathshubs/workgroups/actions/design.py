"""Designing a Work Group: its first row, its workshops, its copy for next year."""

from __future__ import annotations

from django.utils.timezone import localdate

from mathshubs.schools.queries import where_is

from ..models import WorkGroup, Workshop


def refresh_derived(work_group: WorkGroup) -> None:
    """Write down again what follows from the workshops: days, modes, town, place on the map."""
    workshops = list(work_group.workshops.filter(cancelled_at=None).select_related("host_school"))
    days = [localdate(workshop.starts_at) for workshop in workshops]
    work_group.first_on, work_group.last_on = min(days, default=None), max(days, default=None)
    work_group.modes = list(dict.fromkeys(workshop.mode for workshop in workshops))
    placed = [each for each in workshops if each.mode != Workshop.Mode.ONLINE]
    work_group.town = next(filter(None, map(_town, placed)), "")
    where = next(filter(None, map(_where, placed)), (None, None))
    work_group.easting, work_group.northing = where
    work_group.save(update_fields=["first_on", "last_on", "modes", "town", "easting", "northing"])


def _town(workshop: Workshop) -> str:
    return workshop.town or (workshop.host_school.town if workshop.host_school else "")


def _where(workshop: Workshop) -> tuple[int, int] | None:
    """Return easting and northing in metres: of the postcode, else of the host school."""
    if workshop.postcode and (found := where_is(workshop.postcode)):
        return found.easting, found.northing
    school = workshop.host_school
    if school and school.easting and school.northing:
        return school.easting, school.northing
    return None
