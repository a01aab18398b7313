"""Rows of another table that come with each row, in its query: for the few that a page shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, TypeVar, cast

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Field, Model, QuerySet
from django.db.models.functions import JSONObject

M = TypeVar("M", bound=Model)


def rows_within(rows: QuerySet, *fields: str) -> ArraySubquery:
    """Return `rows`, that name their OuterRef, as a column: read it with `objects_of`."""
    return ArraySubquery(rows.values_list(JSONObject(**{field: field for field in fields})))


def objects_of(model: type[M], rows: Iterable[dict]) -> list[M]:
    """Return what came with a row as objects to be shown, not to be saved."""
    return [_built(model, row) for row in rows]


def _built(model: type[M], row: dict) -> M:
    own: dict[str, Any] = {}
    further: dict[str, dict] = defaultdict(dict)
    for name, value in row.items():
        first, _, rest = name.partition("__")
        if rest:
            further[first][rest] = value
        else:
            own[first] = _field(model, first).to_python(value)
    for name, values in further.items():
        own[name] = _built(cast(type[Model], _field(model, name).related_model), values)
    return model(**own)


def _field(model: type[Model], name: str) -> Field:
    field = model._meta.get_field(name)
    assert isinstance(field, Field)
    return field
