"""The outlines of hubs are those of the day in London."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from mathshubs.hubs import drawing
from mathshubs.hubs.sketch import svg_box
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


def test_the_districts_of_a_hub_are_drawn_beside_each_other():
    hub, north, south, elsewhere = a_hub(), a_district(), a_district(), a_district()
    for place in (north, south):
        an_area(hub, district=place)
    for step in range(20):
        for row, district in ((0, south), (1, south), (2, north), (3, north), (30, elsewhere)):
            a_school(
                district=district, easting=360_000 + 3000 * step, northing=300_000 + 3000 * row
            )

    drawing.draw_hubs(at=datetime(2025, 9, 1, tzinfo=UTC))

    drawn = hub.shape.districts
    assert set(drawn) == {str(north.pk), str(south.pk)}
    _, top, _, bottom = svg_box(drawn[str(north.pk)])
    _, below_top, _, _ = svg_box(drawn[str(south.pk)])
    assert top < bottom <= below_top + 3
