"""The outlines of hubs are those of the day in London."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from mathshubs.hubs import drawing
from tests.builders import a_district, a_hub, a_school

from .builders import an_area

pytestmark = pytest.mark.django_db


def test_an_area_that_begins_today_is_drawn_from_midnight_in_london():
    wrekin = a_district()
    an_area(a_hub(), district=wrekin, from_on=date(2025, 7, 1))
    for step in range(6):
        a_school(district=wrekin, easting=360_000 + 3000 * step, northing=300_000)

    assert drawing.draw_hubs(at=datetime(2025, 6, 30, 22, 59, tzinfo=UTC)) == 0
    assert drawing.draw_hubs(at=datetime(2025, 6, 30, 23, 1, tzinfo=UTC)) == 1
