"""What refers to some rows, wherever it is kept: asked before they are deleted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

from django.db.models import F, Model, Value
from pghistory.models import Event

_HISTORY = "pghistory"  # its rows are about everything, and stand for nothing themselves


def references_to(
    model: type[Model], ids: Collection[int], *, but: Collection[type[Model]] = ()
) -> dict[int, set[str]]:
    """Return the names of what refers to each of the rows `ids`, in one statement."""
    asked = [
        other._base_manager.filter(**{f"{field}__in": ids})
        .order_by()
        .values_list(F(field), Value(str(other._meta.verbose_name)))
        for other, field in _relations(model)
        if other not in but
    ]
    found: dict[int, set[str]] = defaultdict(set)
    if ids and asked:
        for pk, name in asked[0].union(*asked[1:]):
            found[pk].add(name)
    return found


def _relations(model: type[Model]) -> Iterator[tuple[type[Model], str]]:
    for field in model._meta.get_fields(include_hidden=True):
        if not field.auto_created or field.concrete or field.many_to_many:
            continue
        other = field.related_model
        assert isinstance(other, type)
        if not issubclass(other, Event) and other._meta.app_label != _HISTORY:
            yield other, field.field.name  # type: ignore[union-attr]
