"""Hubs with areas, the least that is valid."""

from __future__ import annotations

from mathshubs.hubs.models import Hub, HubArea, HubShape
from tests.builders import LONG_AGO, SEPTEMBER


def an_area(hub: Hub, **place) -> HubArea:
    """A district (`district=`) or authority (`authority=`) in the hub's area since long ago."""
    place.setdefault("from_on", LONG_AGO)
    return HubArea.objects.create(hub=hub, **place)


def a_shape(hub: Hub, easting: int = 369_900, northing: int = 308_700) -> HubShape:
    """A square of 20 km around a point."""
    e, n = easting // 100, northing // 100
    corners = [[e - 100, n - 100], [e + 100, n - 100], [e + 100, n + 100], [e - 100, n + 100]]
    return HubShape.objects.create(
        hub=hub, rings=[[*corners, corners[0]]], sketch="M0 0l1 0 0 1z",
        easting=easting, northing=northing, drawn_at=SEPTEMBER,
    )  # fmt: skip


def a_day(prefix: str, day) -> dict:
    """A day as three boxes send it."""
    return {f"{prefix}_day": day.day, f"{prefix}_month": day.month, f"{prefix}_year": day.year}
