"""Draws the outlines of hubs from the points in their areas."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime

from django.db import connection, transaction
from django.utils.timezone import localdate

from mathshubs.schools.models import District, Postcode

from . import queries
from .models import HubShape
from .sketch import svg_path

DRAW = "hubs.draw"


def draw_hubs(*, at: datetime) -> int:
    """
    Draw the outline of every hub as its area is at `at`, and those of the districts in it. Returns
    how many hubs were drawn.

    From every postcode where they are loaded, else from the open schools of the register.
    """
    import numpy as np

    from . import shapes

    with transaction.atomic():
        # Two at once queue here, and the later one reads the areas as they are by then.
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {HubShape._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")
        points, cell = _points(localdate(at))
        easting, northing, hubs, districts, many = np.array(points, dtype=np.int64).reshape(-1, 5).T
        drawn = shapes.draw(easting, northing, hubs, many, cell=cell)
        # A district that lies in two hubs is drawn twice, each part for its hub.
        parts, part = np.unique(np.stack([hubs, districts]), axis=1, return_inverse=True)
        drawn_parts = shapes.draw(easting, northing, part.ravel(), many, cell=cell)
        of_hub: dict[int, dict[int, str]] = defaultdict(dict)
        for number, shape in drawn_parts.items():
            hub, district = parts[:, number].tolist()
            of_hub[hub][district] = "".join(map(svg_path, shape.rings))
        HubShape.objects.all().delete()
        HubShape.objects.bulk_create(
            HubShape(
                hub_id=hub,
                rings=[[[e // 100, n // 100] for e, n in ring] for ring in shape.rings],
                sketch="".join(map(svg_path, shape.sketch)),
                districts=of_hub[hub],
                easting=shape.inside[0],
                northing=shape.inside[1],
                drawn_at=at,
            )
            for hub, shape in drawn.items()
        )
    return len(drawn)


def _points(on: date) -> tuple[list[tuple[int, ...]], int]:
    """Return (easting, northing, hub, district, how many), and a cell's side that suits them."""
    by_district, by_authority = queries.hub_of_each_place(on)
    hubs = {
        code: (by_district.get(district) or by_authority.get(authority, 0), district)
        for district, code, authority in District.objects.values_list("pk", "code", "authority")
    }
    if Postcode.objects.exists():
        table, cell = "SELECT easting, northing, district_code FROM schools_postcode", 1000
    else:
        table = (
            "SELECT easting, northing, code FROM schools_school s JOIN schools_district d "
            "ON d.id = s.district_id WHERE easting > 0 AND status IN ('OPEN', 'CLOSING')"
        )
        cell = 3000
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT easting / %(cell)s * %(cell)s, northing / %(cell)s * %(cell)s, district, "
            f"count(*) FROM ({table}) AS points (easting, northing, district) GROUP BY 1, 2, 3",
            {"cell": cell},
        )
        rows = cursor.fetchall()
    known = {code: pair for code, pair in hubs.items() if pair[0]}
    return [(e, n, *known[code], many) for e, n, code, many in rows if code in known], cell
