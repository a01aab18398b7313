"""What every import by a job does: say how far it is, say why it was refused, hand rows back."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, models

from mathshubs.core.exports import inert
from mathshubs.schools.register.files import RefusedRow
from mathshubs.schools.register.run import Busy, Unanswered
from mathshubs.schools.register.unpack import NOTHING_CHANGED, RegisterRefused

OUR_FAULT = (
    f"Something went wrong on our side. {NOTHING_CHANGED} Try once more; if it happens again, "
    f"tell whoever runs this service."
)


def write_refused_rows(refused: Iterable[RefusedRow], at: datetime, folder: str) -> Path | None:
    """Write the rows that were refused to a CSV file; None when there are none."""
    refused = list(refused)
    if not refused:
        return None
    path = Path(settings.MEDIA_ROOT) / folder / f"refused-{at:%Y%m%d-%H%M%S-%f}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["file", "line", "reason", "row"])
        for row in refused:
            rows.writerow([inert(cell) for cell in (row.file, row.line, row.reason, row.row)])
    return path


@contextmanager
def refusals(refused: Callable[[str], None]):
    """Call `refused` with why an import was refused. What is more than a refusal is also raised."""
    try:
        yield
    except (Busy, Unanswered):
        raise  # to be tried, or asked, again
    except RegisterRefused as refusal:
        refused(str(refusal))
    except Exception:
        refused(OUR_FAULT)
        raise


@contextmanager
def progress_of(job: models.Model):
    """Say how far it is, on a connection of its own: the import's transaction is still open."""
    aside = connections.create_connection(DEFAULT_DB_ALIAS)
    said = ("", 0)

    def progress(step: str, percent: int) -> None:
        nonlocal said
        if step == said[0] and percent < said[1] + 5:
            return
        said = (step, percent)
        with aside.cursor() as cursor:
            cursor.execute("SET lock_timeout = '1s'")
            cursor.execute(
                f"UPDATE {job._meta.db_table} SET step = %s, progress = %s WHERE id = %s",
                [step, percent, job.pk],
            )

    try:
        yield progress
    finally:
        aside.close()
