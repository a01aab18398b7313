"""The network as a whole: its hubs on the map, what ties them, its figures."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.cache import cache
from django.db.models import Count, Exists, OuterRef, QuerySet

from mathshubs.core.years import academic_year_of, starts_on
from mathshubs.hubs.models import HubShape
from mathshubs.hubs.queries import hub_of_each_place
from mathshubs.hubs.sketch import svg_box, svg_point
from mathshubs.workgroups.models import Attendance, Place, WorkGroup
from mathshubs.workgroups.queries.groups import public_work_groups
from mathshubs.workgroups.queries.search import with_places

KEPT = "insight.network"
KEPT_SECONDS = 2 * 24 * 3600  # a job counts again every hour
MOST_TIES = 120


@dataclass(frozen=True)
class Slow:
    """What is counted from every place, and kept in the cache (which is in the database)."""

    schools_last_year: int
    last_year: str
    ties: list[tuple[int, int, int]]  # two hubs' pks, and schools of one in groups of the other


def slow_figures(on: date) -> Slow:
    """Return what is slow to count: one query while it is kept, else counted now."""
    return cache.get(KEPT) or count_again(on)


def count_again(on: date) -> Slow:
    year = year_before(academic_year_of(on))
    counted = Slow(schools_that_took_part(year), year, ties(on))
    cache.set(KEPT, counted, KEPT_SECONDS)
    return counted


def year_before(year: str) -> str:
    return academic_year_of(starts_on(year) - timedelta(days=1))


def schools_that_took_part(year: str) -> int:
    """Count the schools of which somebody came to a workshop of the academic year."""
    came = Attendance.objects.filter(
        place=OuterRef("pk"), mark__in=[*Attendance.ATTENDED, Attendance.Mark.SUBSTITUTE]
    )
    places = Place.objects.filter(Exists(came), work_group__year=year)
    return places.aggregate(schools=Count("school", distinct=True))["schools"]


def ties(on: date) -> list[tuple[int, int, int]]:
    """
    Return pairs of hubs that work together, the strongest first: (hub, hub, schools).

    A school of one hub holds a place in a group of the other, in this academic year or the last.
    """
    by_district, by_authority = hub_of_each_place(on)
    year = academic_year_of(on)
    places = Place.objects.filter(
        state=Place.State.HELD, work_group__year__in=[year, year_before(year)]
    )
    found: Counter[tuple[int, int]] = Counter()
    grouped = places.order_by().values_list(
        "work_group__hub", "school__district", "school__authority"
    )
    for hub, district, authority, schools in grouped.annotate(
        schools=Count("school", distinct=True)
    ):
        own = by_district.get(district) or by_authority.get(authority)
        if own and own != hub:
            found[min(own, hub), max(own, hub)] += schools
    return [(one, other, schools) for (one, other), schools in found.most_common(MOST_TIES)]


def open_now(on: date) -> int:
    """Count the Work Groups and events in which a place is to be had today."""
    return with_places(public_work_groups(), on).count()


def starting_soon(on: date, most: int = 3) -> QuerySet[WorkGroup]:
    """Return the groups that begin next and have places."""
    soon = with_places(public_work_groups(), on).filter(first_on__gte=on)
    return soon.order_by("first_on", "pk")[:most]


@dataclass(frozen=True)
class Mesh:
    """What `components/mesh_map.html` takes, and whether its ties are work done together."""

    areas: list[dict]
    ties: list[dict]
    frame: dict[str, float]
    together: bool


def mesh(working_together: list[tuple[int, int, int]]) -> Mesh:
    """Return the network as a drawing: one query. Without shared work, neighbours are joined."""
    shapes = (
        HubShape.objects.select_related("hub").defer("rings", "districts").order_by("hub__name")
    )
    areas, nodes = [], {}
    for shape in shapes:
        x, y = nodes[shape.hub_id] = svg_point(shape.easting, shape.northing)
        areas.append(
            {"name": str(shape.hub), "href": shape.hub.get_absolute_url(), "path": shape.sketch,
             "x": x, "y": y, "teal": False, "hub": shape.hub_id}
        )  # fmt: skip
    joined = [tie for tie in working_together if tie[0] in nodes and tie[1] in nodes]
    pairs = joined or [(one, other, 1) for one, other in neighbours(nodes)]
    meeting = Counter(hub for one, other, _ in pairs for hub in (one, other))
    if meeting:
        most = meeting.most_common(1)[0][0]
        for area in areas:
            area["teal"] = area["hub"] == most
    lines = []
    for rank, (one, other, _) in reversed(list(enumerate(pairs))):  # the strongest on top
        (x1, y1), (x2, y2) = nodes[one], nodes[other]
        strength = 1 + (rank * 10 < len(pairs) * 4) + (rank * 10 < len(pairs)) if joined else 1
        lines.append({"x1": x1, "y1": y1, "x2": x2, "y2": y2, "strength": strength})
    return Mesh(areas, lines, _frame(areas), bool(joined))


def _frame(areas: list[dict]) -> dict[str, float]:
    """Return left, top, width and height of the drawing around the areas, and how big a dot is."""
    boxes = [svg_box(area["path"]) for area in areas if area["path"]] or [(0, 0, 100, 100)]
    west, north, east, south = zip(*boxes, strict=True)
    left, top = min(west) - 5, min(north) - 5
    width, height = max(east) + 5 - left, max(south) + 5 - top
    dot = max(width / 580, height / 660) * 6
    sizes = {"left": left, "top": top, "width": width, "height": height, "dot": dot}
    return {name: round(size, 1) for name, size in sizes.items()}


def neighbours(nodes: dict[int, tuple[float, float]]) -> list[tuple[int, int]]:
    """Return the pairs with no third node in the circle between them (a Gabriel graph)."""
    pairs = []
    for one, (x1, y1) in nodes.items():
        for other, (x2, y2) in nodes.items():
            if one >= other:
                continue
            x, y, reach = (x1 + x2) / 2, (y1 + y2) / 2, ((x1 - x2) ** 2 + (y1 - y2) ** 2) / 4
            between = (
                (a - x) ** 2 + (b - y) ** 2 < reach
                for node, (a, b) in nodes.items()
                if node not in (one, other)
            )
            if not any(between):
                pairs.append((one, other))
    return pairs


def open_groups_by_hub(on: date) -> dict[int, int]:
    """Count, for each hub's pk, the groups in which a place is to be had today."""
    open_groups = with_places(public_work_groups(), on).order_by()
    return dict(open_groups.values_list("hub").annotate(Count("pk")))
