"""The import of published results: read every file, then write all of it or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from mathshubs.schools.models import Mark, Publication, ResultsFile, ResultsImport, School
from mathshubs.schools.register.files import RefusedRow
from mathshubs.schools.register.run import Busy, Progress
from mathshubs.schools.register.stage import stage, work_out
from mathshubs.schools.register.unpack import NOTHING_CHANGED
from mathshubs.schools.signals import results_taken

from .figures import figures_of
from .files import ResultsRefused, ResultsTable, Told, read_results

if TYPE_CHECKING:
    import polars as pl

LOCK = "results import"
NAMED = 'publication_id, school_id, measure, "group", value, low, high, pupils, mark'


@dataclass(frozen=True)
class Given:
    """A file on this machine, and what whoever gave it calls it."""

    path: Path
    name: str
    file: ResultsFile | None = None  # where it is noted already


@dataclass
class Outcome:
    """What an import wrote: counts of each file, in their order."""

    summary: list[dict[str, Any]] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        wrote = ("created", "replaced", "completed")
        return any(counts[word] for counts in self.summary for word in wrote)


def import_results(
    files: Sequence[Given],
    *,
    results_import: ResultsImport,
    at: datetime,
    told: Told,
    progress: Progress = lambda step, percent: None,
    done: Callable[[Outcome], None] = lambda outcome: None,
) -> Outcome:
    """
    Keep the figures of all the files, in one transaction; `done` runs within it, last.

    A figure that differs from the one in force replaces it, which stays to be asked for. The same
    files twice write no row the second time, and then an import that was not saved stays so.
    Raises ResultsRefused with a sentence, having changed nothing.
    """
    schools = dict(School.objects.values_list("urn", "pk"))
    if not schools:
        raise ResultsRefused(
            f"There are no schools yet. Load the register first. {NOTHING_CHANGED}"
        )
    outcome, read = Outcome(), []
    for place, given in enumerate(files):
        progress(f"Reading {given.name}"[:80], 1 + 45 * place // len(files))
        table = read_results(given.path, name=given.name, told=told)
        figures = figures_of(table, schools)
        if not figures.height:
            why = table.refused[0].reason if table.refused else "It has no figures."
            raise ResultsRefused(f"We can use no row of {given.name}. {why} {NOTHING_CHANGED}")
        read.append((given, table, figures))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", [LOCK])
        if not cursor.fetchone()[0]:
            raise Busy(
                f"Another import of results is running. Wait until it ends, then try again. "
                f"{NOTHING_CHANGED}"
            )
        for place, (given, table, figures) in enumerate(read):
            progress(f"Writing {given.name}"[:80], 46 + 50 * place // len(files))
            written = _write(cursor, given, table, figures, results_import, at)
            outcome.summary.append(_counts(table, figures) | written)
            outcome.refused += table.refused
        progress("Finishing", 99)
        done(outcome)
        if outcome.changed:
            results_taken.send(None, at=at)
    return outcome


def _counts(table: ResultsTable, figures: pl.DataFrame) -> dict[str, Any]:
    marks = Counter(mark for mark in figures["mark"].to_list() if mark)
    return {
        "file": table.name,
        "stage": table.stage.value,
        "year": table.year,
        "release": table.release.value,
        "read": table.read,
        "schools": figures["school_id"].n_unique(),
        "refused": len(table.refused),
        "totals": table.totals,
        "figures": figures.height,
        "withheld": {mark: marks[mark] for mark in Mark.values if marks[mark]},
    }


def _write(
    cursor,
    given: Given,
    table: ResultsTable,
    figures: pl.DataFrame,
    results_import: ResultsImport,
    at: datetime,
) -> dict[str, int]:
    """Write what differs from what is in force, and return how much that is."""
    publication, _ = Publication.objects.get_or_create(
        stage=table.stage, year=table.year, release=table.release
    )
    stage(cursor, "result_rows", figures, types={"Float64": "float8", "Int64": "bigint"})
    work_out(cursor, "result_changes", _CHANGES.format(publication=publication.pk))
    cursor.execute(
        "SELECT count(*) - count(held), count(held) FILTER (WHERE NOT same), "
        "count(held) FILTER (WHERE same) FROM result_changes"
    )
    created, replaced, completed = cursor.fetchone()
    if created or replaced or completed:
        file = _noted(given, table, publication, results_import, at)
        cursor.execute(
            "UPDATE schools_result SET replaced_by_id = %s "
            "WHERE id IN (SELECT held FROM result_changes WHERE held IS NOT NULL)",
            [file.pk],
        )
        cursor.execute(
            f"INSERT INTO schools_result ({NAMED}, file_id) SELECT {NAMED}, %s FROM result_changes",
            [file.pk],
        )
    return {
        "created": created,
        "replaced": replaced,
        "completed": completed,
        "unchanged": figures.height - created - replaced - completed,
    }


# What a table leaves out of a figure that stands, it does not take away; what it adds to one, such
# as how many pupils, completes it.
_CHANGES = """
SELECT {publication}::bigint AS publication_id, told.school_id, told.measure, told."group",
       told.value, told.mark, held.id AS held, same,
       CASE WHEN same THEN coalesce(told.low, held.low) ELSE told.low END AS low,
       CASE WHEN same THEN coalesce(told.high, held.high) ELSE told.high END AS high,
       CASE WHEN same THEN coalesce(told.pupils, held.pupils) ELSE told.pupils END AS pupils
FROM result_rows AS told
LEFT JOIN schools_result AS held
    ON held.publication_id = {publication} AND held.replaced_by_id IS NULL
    AND held.school_id = told.school_id AND held.measure = told.measure
    AND held."group" = told."group"
CROSS JOIN LATERAL (
    SELECT told.value IS NOT DISTINCT FROM held.value AND told.mark = held.mark AS same
) AS compared
WHERE held.id IS NULL OR NOT same
    OR (told.low IS NOT NULL AND told.low IS DISTINCT FROM held.low)
    OR (told.high IS NOT NULL AND told.high IS DISTINCT FROM held.high)
    OR (told.pupils IS NOT NULL AND told.pupils IS DISTINCT FROM held.pupils)
"""


def _noted(
    given: Given,
    table: ResultsTable,
    publication: Publication,
    results_import: ResultsImport,
    at: datetime,
) -> ResultsFile:
    """Note the file under its import, from which its figures are known."""
    if results_import.pk is None:
        results_import.state, results_import.done_at = ResultsImport.State.DONE, at
        results_import.save()
    file = given.file or ResultsFile(results_import=results_import, name=table.name[:200])
    file.sha256, file.publication = table.sha256, publication
    file.save()
    return file
