"""Background work of the register. Every job may run twice."""

from __future__ import annotations

from django.utils.timezone import now
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from .actions import imports

LATER = RetryStrategy(max_attempts=20, wait=15)  # another import is running


@app.task(name=imports.CHECK, retry=LATER)
def check_import(import_id: int) -> None:
    imports.check(import_id=import_id)


@app.task(name=imports.APPLY, retry=LATER)
def apply_import(import_id: int) -> None:
    imports.apply(import_id=import_id, at=now())
