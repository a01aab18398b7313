"""Reads of published results: columns for those who reckon with them, years for a school's page."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from .models import Group, Release, School

FEWEST = 5  # pupils; a figure about fewer is not shown, and nothing is reckoned from it


@dataclass(frozen=True)
class Results:
    """Columns of equal length, a place for each figure, in the order of year, measure, school."""

    school_ids: tuple[int, ...] = ()
    urns: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    values: tuple[float, ...] = ()
    lows: tuple[float | None, ...] = ()
    highs: tuple[float | None, ...] = ()
    pupils: tuple[int | None, ...] = ()  # of the group; None where it was not published

    def __len__(self) -> int:
        return len(self.values)


def results(
    measures: Collection[str],
    *,
    groups: Iterable[Group] = (Group.ALL,),
    years: Collection[str] | None = None,
    schools: Collection[int] | None = None,
    as_of: datetime | None = None,
    release: Release | None = None,
    fewest: int = FEWEST,
) -> Results:
    """
    Return the published figures of these `measures`, the latest release of each, in one query.

    measures: codes of `published.measures`; groups: whose; schools: keys, all when None.
    as_of: as published then, by what had been imported at that moment; release: of that one only.
    Left out: what was withheld, and figures known to be about fewer than `fewest` pupils.
    """
    asked = {
        "measures": list(measures),
        "groups": [str(group) for group in groups],
        "years": None if years is None else list(years),
        "schools": None if schools is None else list(schools),
        "as_of": as_of,
        "release": release,
        "fewest": fewest,
    }
    with connection.cursor() as cursor:
        cursor.execute(_RESULTS.format(then=_THEN if as_of else _NOW), asked)
        rows = cursor.fetchall()
    return Results(*zip(*rows, strict=True)) if rows else Results()


_NOW = "result.replaced_by_id IS NULL"
_THEN = """
EXISTS (
    SELECT FROM schools_resultsfile AS file
    JOIN schools_resultsimport AS taken ON taken.id = file.results_import_id
    WHERE file.id = result.file_id AND taken.done_at <= %(as_of)s
) AND NOT EXISTS (
    SELECT FROM schools_resultsfile AS file
    JOIN schools_resultsimport AS taken ON taken.id = file.results_import_id
    WHERE file.id = result.replaced_by_id AND taken.done_at <= %(as_of)s
)
"""
_RESULTS = """
SELECT latest.school_id, school.urn, latest.year, latest.measure, latest."group",
    latest.value, latest.low, latest.high, latest.pupils
FROM (
    SELECT DISTINCT ON (publication.year, result.measure, result."group", result.school_id)
        result.*, publication.year
    FROM schools_publication AS publication
    JOIN schools_result AS result ON result.publication_id = publication.id
    WHERE result.measure = ANY(%(measures)s) AND result."group" = ANY(%(groups)s)
        AND (%(years)s::text[] IS NULL OR publication.year = ANY(%(years)s))
        AND (%(schools)s::bigint[] IS NULL OR result.school_id = ANY(%(schools)s))
        AND (%(release)s::text IS NULL OR publication.release = %(release)s)
        AND {then}
    ORDER BY publication.year, result.measure, result."group", result.school_id,
        array_position(
            ARRAY['FINAL', 'REVISED', 'PROVISIONAL'], publication.release::text
        )
) AS latest
JOIN schools_school AS school ON school.id = latest.school_id
WHERE latest.value IS NOT NULL AND (latest.pupils IS NULL OR latest.pupils >= %(fewest)s)
ORDER BY latest.year, latest.measure, school.urn
"""


@dataclass(frozen=True)
class Published:
    """One figure of a school as its page shows it."""

    measure: str
    group: str
    year: str
    release: str
    value: float | None
    low: float | None
    high: float | None
    pupils: int | None
    mark: str


def results_of(school: School) -> list[Published]:
    """Return every figure in force about `school`, the latest release of each, by year."""
    with connection.cursor() as cursor:
        cursor.execute(_OF_A_SCHOOL, [school.pk])
        return [Published(*row) for row in cursor.fetchall()]


# The index of figures in force begins with publication and measure: both are asked for by name.
_OF_A_SCHOOL = """
SELECT DISTINCT ON (publication.year, result.measure, result."group")
    result.measure, result."group", publication.year, publication.release,
    result.value, result.low, result.high, result.pupils, result.mark
FROM schools_publication AS publication
JOIN schools_result AS result ON result.publication_id = publication.id
WHERE result.school_id = %s AND result.replaced_by_id IS NULL
ORDER BY publication.year, result.measure, result."group",
    array_position(ARRAY['FINAL', 'REVISED', 'PROVISIONAL'], publication.release::text)
"""
