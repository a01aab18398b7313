"""Areas are drawn from points: borders are shared, gaps are filled, crumbs are left out."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from mathshubs.hubs import shapes
from mathshubs.hubs.sketch import svg_box, svg_path, svg_point


def drawn(points: list[tuple[int, int, int]], cell: int = 1000) -> dict[int, shapes.Shape]:
    """Draw from (km east, km north, hub)."""
    rows = np.array(points).reshape(-1, 3)
    east, north = rows[:, 0] * 1000 + 400_500, rows[:, 1] * 1000 + 300_500
    return shapes.draw(east, north, rows[:, 2], np.ones(len(rows), int), cell=cell)


def a_block(hub: int, west: int, south: int, size: int = 10) -> list[tuple[int, int, int]]:
    return [(west + x, south + y, hub) for x in range(size) for y in range(size)]


def area(ring: list[tuple[int, int]]) -> float:
    """Square km, positive when the ring runs anticlockwise."""
    pairs = pairwise(ring)
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs) / 2e6


def inside(ring: list[tuple[int, int]], x: float, y: float) -> bool:
    crossings = 0
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            crossings += 1
    return crossings % 2 == 1


def test_a_block_of_points_becomes_one_closed_ring_of_about_its_size():
    (shape,) = drawn(a_block(7, 0, 0)).values()

    (ring,) = shape.rings
    assert ring[0] == ring[-1]
    assert 90 <= area(ring) <= 105
    assert inside(ring, *shape.inside)


def test_neighbours_share_their_border_exactly():
    shape = drawn([*a_block(1, 0, 0), *a_block(2, 10, 0)])

    together = set(shape[1].rings[0]) & set(shape[2].rings[0])
    assert {x for x, _ in together} <= set(range(409_000, 411_001, 100))
    assert len(together) >= 2
    assert 190 <= area(shape[1].rings[0]) + area(shape[2].rings[0]) <= 205


def test_a_gap_inside_is_filled_by_the_nearest():
    ring_of_points = [p for p in a_block(3, 0, 0, 12) if not (3 <= p[0] < 9 and 3 <= p[1] < 9)]

    (shape,) = drawn(ring_of_points).values()

    assert len(shape.rings) == 1
    assert area(shape.rings[0]) > 125


def test_a_hub_inside_another_makes_a_hole_in_it():
    middle = a_block(2, 8, 8, 12)
    around = [point for point in a_block(1, 0, 0, 28) if (*point[:2], 2) not in middle]

    shape = drawn([*around, *middle])

    outer, hole = shape[1].rings
    assert area(outer) > 750
    assert area(hole) == -area(shape[2].rings[0])
    assert not inside(hole, *shape[1].inside)


def test_a_wide_gap_in_the_edge_is_filled_where_few_live_and_open_where_many_do():
    def with_a_gap(east_apart: int) -> list[tuple[int, int, int]]:
        """A country 40 km wide and high, a gap of 10 by 10 km in its western edge."""
        return [
            (e, n, 1)
            for e in range(0, 40, east_apart)
            for n in range(40)
            if not (e < 10 and 15 <= n < 25)
        ]

    [moor] = drawn(with_a_gap(2))[1].rings
    [bay] = drawn(with_a_gap(1))[1].rings

    assert inside(moor, 405_000, 320_000)
    assert not inside(bay, 405_000, 320_000)


def test_a_crumb_far_away_is_left_out_unless_it_is_all_there_is():
    assert len(drawn([*a_block(1, 0, 0), (40, 40, 1)])[1].rings) == 1
    assert len(drawn([*a_block(1, 0, 0), (40, 40, 2)])[2].rings) == 1


def test_the_hub_of_most_points_has_the_cell():
    rows = np.array([[400_100, 300_100, 1, 3], [400_900, 300_900, 2, 5]])

    assert list(shapes.draw(*rows.T, cell=1000)) == [2]


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 15), st.integers(0, 15), st.integers(0, 4)),
        min_size=1, max_size=120,
    )
)  # fmt: skip
def test_any_points_make_closed_rings(points):
    shapes_drawn = drawn(points)

    assert set(shapes_drawn) <= {hub for *_, hub in points}
    assert shapes_drawn
    for shape in shapes_drawn.values():
        for ring in [*shape.rings, *shape.sketch]:
            assert ring[0] == ring[-1]
            assert len(ring) > 3


def test_a_ring_is_written_as_steps():
    square = [(80_000, 660_000), (90_000, 660_000), (90_000, 650_000), (80_000, 660_000)]

    assert svg_point(90_000, 650_000) == (10, 10)
    assert svg_path(square) == "M0 0l10 0 0 10z"
    assert svg_box("M0 0l10 0 0 10zM-2.5 4l1 0 0-1 -1 1z") == (-2.5, 0, 10, 10)
