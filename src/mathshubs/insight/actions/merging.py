"""Joining two records, and telling who they are of."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mathshubs.people import merging
from mathshubs.people.models import Person, PersonMerge

from ..emails.merging import records_joined


@transaction.atomic
def join(*, kept: Person, merged: Person, by: Person, at: datetime) -> PersonMerge:
    """Join two records and write to the person. Twice is harmless. Raises merging.MergeRefused."""
    done = merging.merge(kept=kept, merged=merged, by=by, at=at)
    records_joined(done, at=at)
    return done
