"""Undoing that two records were joined, for 30 days; then what moved is forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.apps import apps
from django.db import IntegrityError, connection, transaction

from .merging import MergeRefused, locked
from .models import Person, PersonMerge, PreviousName

UNDONE_WITHIN = timedelta(days=30)


def may_be_undone(done: PersonMerge, at: datetime) -> bool:
    return not (done.undone_at or done.forgotten_at) and at <= done.at + UNDONE_WITHIN


@transaction.atomic
def undo(*, done: PersonMerge, by: Person, at: datetime) -> PersonMerge:
    """
    Give the merged record back all that was its own, within 30 days. Twice is harmless.

    What the kept record did since stays with it. Raises MergeRefused; then nothing was changed.
    """
    done = PersonMerge.objects.select_for_update().get(pk=done.pk)
    if done.undone_at:
        return done
    kept, merged = locked(done.kept, done.merged)
    if not may_be_undone(done, at):
        raise MergeRefused("This was more than 30 days ago. What moved is no longer known.")
    if kept.merged_into_id:
        raise MergeRefused(f"{kept.name} was itself joined with {kept.merged_into}: undo that one.")
    try:
        with transaction.atomic():
            _put_back(done, kept, merged)
            connection.check_constraints()
    except IntegrityError:
        raise MergeRefused(
            "Something that came since stands where something would go back: another record may "
            "have the address now, or the same place. Nothing was changed."
        ) from None
    done.undone_at, done.undone_by = at, by
    done.save(update_fields=["undone_at", "undone_by"])
    return done


def _put_back(done: PersonMerge, kept: Person, merged: Person) -> None:
    journal = done.journal
    for name, (before, filled) in journal["kept"].items():
        if getattr(kept, name) == filled:  # else somebody has changed it since
            setattr(kept, name, before)
    kept.save(update_fields=list(journal["kept"]) or ["phone"])
    Person.objects.filter(pk=merged.pk).update(**journal["merged"])
    PreviousName.objects.filter(pk__in=journal["made"], person=kept).delete()
    for entry in journal["moved"]:
        model = apps.get_model(entry["model"])
        mine = {entry["field"]: kept}
        rows = model._base_manager.filter(pk__in=entry["pks"], **mine)
        primary = entry.get("primary", [])
        if primary:
            rows.filter(pk__in=primary).update(primary=True, user=merged)
        rows.update(**{entry["field"]: merged})


def forget_journals(*, at: datetime) -> int:
    """Forget what moved in merges that can no longer be undone. Returns how many."""
    old = PersonMerge.objects.filter(forgotten_at=None, at__lt=at - UNDONE_WITHIN)
    return old.update(journal={}, forgotten_at=at)
