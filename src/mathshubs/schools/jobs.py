"""Background work of the register and of results. Every job may run twice."""

from __future__ import annotations

from django.utils.timezone import now
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from .actions import imports, results

LATER = RetryStrategy(max_attempts=20, wait=15)  # another import is running


@app.task(name=imports.CHECK, retry=LATER)
def check_import(import_id: int) -> None:
    imports.check(import_id=import_id)


@app.task(name=imports.APPLY, retry=LATER)
def apply_import(import_id: int) -> None:
    imports.apply(import_id=import_id, at=now())


@app.task(name=results.TAKE, retry=LATER)
def take_results(results_import_id: int) -> None:
    results.take(results_import_id=results_import_id, at=now())
