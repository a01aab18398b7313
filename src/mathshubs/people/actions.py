"""What people do with what is kept about people."""

from __future__ import annotations

from datetime import datetime

from .models import Disclosure, Person

REVEALED = {"TRN": "trn", "phone": "phone"}


def reveal(*, about: Person, what: str, by: Person, at: datetime) -> str:
    """
    Return what is masked by default ("TRN" or "phone"), and log who saw it.

    Seeing one's own is not logged.
    """
    if about != by:
        Disclosure.objects.create(kind=Disclosure.Kind.REVEAL, by=by, about=about, what=what, at=at)
    return getattr(about, REVEALED[what]) or ""


def log_export(*, what: str, rows: int, by: Person, at: datetime) -> None:
    """Log that somebody took away personal data of `rows` people."""
    Disclosure.objects.create(kind=Disclosure.Kind.EXPORT, by=by, what=what, rows=rows, at=at)
