"""
What the staged rows change about schools, and the change itself.

`register_rows` holds the file's rows; `register_changes` those among them that are new or say
something else than we hold. A statement that would write nothing is not sent, for it would fire
the triggers that keep history.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast

from django.db.models import DateField, Field

from mathshubs.schools.models import School

from .authorities import (
    join_districts_to_authorities,
    keep_authorities,
    keep_districts,
    retire,
)
from .stage import count, without_indexes, work_out

KEYS = {  # a field of ours: the staged column that names the row it points to
    "authority": ("authority_code", "schools_authority", "code"),
    "district": ("district_code", "schools_district", "code"),
    "trust": ("trust_uid", "schools_trust", "uid"),
}
OPEN = "('OPEN', 'CLOSING')"
SEARCHED = "id, urn, status, phase, postcode, authority_id, district_id, trust_id"


@dataclass(frozen=True)
class Changes:
    """How many of the file's schools are new or different, and what we hold that it leaves out."""

    fields: tuple[str, ...]  # School's fields that the file tells about
    created: int
    updated: int
    unchanged: int
    closed: int
    reopened: int
    missing: int
    held_open: int
    renamed: int


def compare(cursor, staged: list[str]) -> Changes:
    """Fill `register_changes`, and count."""
    fields = tuple(
        field.name
        for field in School._meta.concrete_fields
        if field.name != "id" and KEYS.get(field.name, (field.name,))[0] in staged
    )
    plain = [name for name in fields if name not in KEYS]
    ours = [f"s.{name}" for name in plain] + [
        f"{name}.{KEYS[name][2]}" for name in fields if name in KEYS
    ]
    theirs = [f"r.{name}" for name in plain] + [
        f"r.{KEYS[name][0]}" for name in fields if name in KEYS
    ]
    work_out(
        cursor,
        "register_changes",
        f"""
        SELECT r.urn, s.id, s.status AS was, s.name AS was_called,
               s.status IN {OPEN} AND r.status = 'CLOSED' AS closes,
               s.status = 'CLOSED' AND r.status IN {OPEN} AS reopens,
               s.id IS NOT NULL AND s.name <> r.name AS renames
        FROM register_rows r LEFT JOIN schools_school s ON s.urn = r.urn
        {_joins(fields)}
        WHERE s.id IS NULL OR ({", ".join(ours)}) IS DISTINCT FROM ({", ".join(theirs)})
        """,
    )
    cursor.execute("ANALYZE register_changes")
    cursor.execute(
        f"""
        SELECT count(*) FILTER (WHERE id IS NULL), count(id),
               (SELECT count(*) FROM register_rows) - count(*),
               count(*) FILTER (WHERE closes), count(*) FILTER (WHERE reopens),
               (SELECT count(*) FROM schools_school s WHERE status IN {OPEN}
                AND NOT EXISTS (SELECT FROM register_rows r WHERE r.urn = s.urn)),
               (SELECT count(*) FROM schools_school WHERE status IN {OPEN}),
               count(*) FILTER (WHERE renames)
        FROM register_changes
        """
    )
    counts = cursor.fetchone()
    return Changes(fields, *counts)


def _joins(fields: tuple[str, ...]) -> str:
    return " ".join(
        f"LEFT JOIN {KEYS[name][1]} {name} ON {name}.id = s.{name}_id"
        for name in fields
        if name in KEYS
    )


def examples(cursor, changes: Changes, most: int = 10) -> dict[str, list[list[str]]]:
    """Return the first rows of each kind of change: what, then words about it."""
    kinds = {
        "created": "c.id IS NULL",
        "closed": "closes",
        "reopened": "reopens",
        "updated": "c.id IS NOT NULL AND NOT closes AND NOT reopens",
    }
    keys = [name for name in changes.fields if name in KEYS]
    held = ", ".join(
        f"'{name}', json_build_array({name}.{KEYS[name][2]}, {name}.name)" for name in keys
    )
    shown = {}
    for kind, condition in kinds.items():
        cursor.execute(
            f"SELECT r.urn, r.name, row_to_json(r), row_to_json(s), json_build_object({held}) "
            f"FROM register_changes c JOIN register_rows r USING (urn) "
            f"LEFT JOIN schools_school s ON s.id = c.id {_joins(changes.fields)} "
            f"WHERE {condition} ORDER BY r.urn LIMIT {most}"
        )
        shown[kind] = [
            [urn, name, _differences(theirs, ours, codes, changes.fields) if ours else ""]
            for urn, name, theirs, ours, codes in cursor.fetchall()
        ]
    cursor.execute(
        f"SELECT urn, name, '' FROM schools_school s WHERE status IN {OPEN} AND NOT EXISTS "
        f"(SELECT FROM register_rows r WHERE r.urn = s.urn) ORDER BY urn LIMIT {most}"
    )
    shown["missing"] = [list(row) for row in cursor.fetchall()]
    return shown


def _differences(theirs: dict, ours: dict, codes: dict, fields: tuple[str, ...]) -> str:
    """Say what changes. `codes` has code and name of the authority, district and trust we hold."""
    said = []
    for name in fields:
        if name in KEYS:
            (code, was), told = codes[name], theirs[KEYS[name][0]]
            differs, now = code != told, told and (theirs.get(f"{name}_name") or told)
        else:
            differs = theirs[name] != ours[name]
            was, now = (_word(name, side[name]) for side in (ours, theirs))
        if differs:
            said.append(f"{_field(name).verbose_name}: {was or 'nothing'} → {now or 'nothing'}")
    return "; ".join(said)


def _word(name: str, value) -> str:
    """Return a value as a person reads it; it comes as JSON has it."""
    field = _field(name)
    if value and isinstance(field, DateField):
        day = date.fromisoformat(value)
        return f"{day.day} {day:%B %Y}"
    return "" if value is None else str(dict(field.flatchoices).get(value, value))


def apply(cursor, staged: list[str], changes: Changes, today: date) -> None:
    """Write what `compare` found, and the authorities and districts that it needs."""
    if "authority" in changes.fields:
        keep_authorities(cursor, staged)
    if "district" in changes.fields:
        keep_districts(cursor, staged)
    if changes.renamed:
        cursor.execute(
            """
            INSERT INTO schools_pastname (school_id, name, until_on)
            SELECT id, was_called, %s FROM register_changes WHERE renames
            ON CONFLICT (school_id, name) DO UPDATE SET until_on = excluded.until_on
            """,
            [today],
        )
    if changes.updated:
        sets = ", ".join(f"{_column(name)} = {_value(name)}" for name in changes.fields)
        cursor.execute(
            f"UPDATE schools_school s SET {sets} FROM register_changes c "
            f"JOIN register_rows r USING (urn) {_targets(changes.fields)} WHERE s.id = c.id"
        )
    if changes.created:
        first = not count(cursor, "SELECT count(*) FROM (SELECT FROM schools_school LIMIT 1) one")
        if first:
            with without_indexes(cursor, "schools_school", "schools_schoolevent"):
                _insert(cursor, changes.fields)
        else:
            _insert(cursor, changes.fields)
    if changes.created or changes.updated:
        cursor.execute(f"ANALYZE schools_school ({SEARCHED})")  # the rest waits for autovacuum
    if "district" in changes.fields and "authority" in changes.fields:
        join_districts_to_authorities(cursor)
    retire()


def _insert(cursor, fields: tuple[str, ...]) -> None:
    blank = [
        str(field.column)
        for field in School._meta.concrete_fields
        if field.name not in (*fields, "id") and not field.null
    ]
    columns = ", ".join([*map(_column, fields), *blank])
    values = ", ".join([*map(_value, fields), *("''" for _ in blank)])
    cursor.execute(
        f"INSERT INTO schools_school ({columns}) SELECT {values} FROM register_changes c "
        f"JOIN register_rows r USING (urn) {_targets(fields)} WHERE c.id IS NULL"
    )


def _column(name: str) -> str:
    return str(_field(name).column)


def _field(name: str) -> Field:
    return cast(Field, School._meta.get_field(name))


def _value(name: str) -> str:
    return f"{name}.id" if name in KEYS else f"r.{name}"


def _targets(fields: tuple[str, ...]) -> str:
    return " ".join(
        f"LEFT JOIN {KEYS[name][1]} {name} ON {name}.{KEYS[name][2]} = r.{KEYS[name][0]}"
        for name in fields
        if name in KEYS
    )
