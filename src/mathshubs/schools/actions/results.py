"""Imports of published results by national staff: handed in, then read and kept by a job."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.db import transaction

from mathshubs.comms.queue import defer
from mathshubs.people.models import Person
from mathshubs.schools.models import ResultsImport
from mathshubs.schools.published.files import Told
from mathshubs.schools.published.run import Given, Outcome, import_results

from .working import progress_of, refusals, write_refused_rows

State = ResultsImport.State
TAKE = "schools.take_results"


@transaction.atomic
def hand_in(files: Sequence[File], *, told: Told, by: Person, at: datetime) -> ResultsImport:
    """Keep the uploaded files, and have a job take the figures of all of them, or of none."""
    results_import = ResultsImport.objects.create(
        by=by, at=at, year=told.year, release=told.release
    )
    for number, file in enumerate(files, 1):
        noted = results_import.files.create(name=Path(str(file.name)).name[-200:])
        noted.kept.save(f"{number}{''.join(Path(noted.name).suffixes)[-10:]}", file)
    defer(TAKE, results_import_id=results_import.pk)
    return results_import


def take(*, results_import_id: int, at: datetime) -> None:
    """Keep the figures of the files; the import is done in the same transaction."""
    results_import = ResultsImport.objects.get(pk=results_import_id)
    if results_import.state != State.READING:
        return

    def refused(sentence: str) -> None:
        ResultsImport.objects.filter(pk=results_import.pk).update(
            state=State.REFUSED, refusal=sentence, step=""
        )
        _throw_files_away(results_import)

    def done(outcome: Outcome) -> None:
        results_import.state, results_import.done_at = State.DONE, at
        results_import.summary, results_import.step = outcome.summary, ""
        results_import.progress = 100
        if path := write_refused_rows(outcome.refused, at, "results"):
            results_import.refused_rows.name = str(path.relative_to(settings.MEDIA_ROOT))
        results_import.save()

    given = [Given(Path(file.kept.path), file.name, file) for file in results_import.files.all()]
    with refusals(refused), progress_of(results_import) as progress:
        import_results(
            given,
            results_import=results_import,
            at=at,
            told=Told(year=results_import.year, release=results_import.release),
            progress=progress,
            done=done,
        )
    results_import.refresh_from_db()
    if results_import.state == State.DONE:
        _throw_files_away(results_import)


def _throw_files_away(results_import: ResultsImport) -> None:
    for file in results_import.files.exclude(kept=""):
        file.kept.delete()
