"""Operations done at once make what they make one by one, and take it away again."""

from __future__ import annotations

import pytest
from django.db import connection, models
from django.db.migrations import AddConstraint, AddField, AddIndex, AlterField, CreateModel
from django.db.migrations.state import ProjectState

from mathshubs.core.migrating import AtOnce

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE = [CreateModel("Hat", [("id", models.AutoField(primary_key=True)),
                              ("size", models.IntegerField())])]  # fmt: skip


def after() -> list:
    return [
        CreateModel("Peg", [("id", models.AutoField(primary_key=True))]),
        AddField("peg", "name", models.CharField(max_length=9, default="")),
        AddField("peg", "hat", models.ForeignKey("core.hat", models.CASCADE)),
        AddIndex("peg", models.Index(fields=["name"], name="pegs_by_name")),
        AddConstraint(
            "peg", models.CheckConstraint(condition=~models.Q(name="x"), name="no_peg_is_x")
        ),
        AddField("hat", "peg", models.ForeignKey("core.peg", models.CASCADE, null=True)),
        AlterField("hat", "size", models.BigIntegerField()),
    ]


def done(operations: list, state: ProjectState) -> list[tuple[ProjectState, ProjectState]]:
    states = []
    for operation in operations:
        before = state.clone()
        operation.state_forwards("core", state)
        with connection.schema_editor(atomic=True) as editor:
            operation.database_forwards("core", editor, before, state)
        states.append((before, state.clone()))
    return states


def undone(operations: list, states: list) -> None:
    for operation, (before, now) in zip(reversed(operations), reversed(states), strict=True):
        with connection.schema_editor(atomic=True) as editor:
            operation.database_backwards("core", editor, now, before)


def tables() -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 'column', table_name, column_name, data_type FROM information_schema.columns"
            " WHERE table_name IN ('core_hat', 'core_peg')"
            " UNION SELECT 'index', tablename, indexname, indexdef FROM pg_indexes"
            " WHERE tablename IN ('core_hat', 'core_peg')"
            " UNION SELECT 'constraint', conrelid::regclass::text, conname,"
            " pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid::regclass::text IN ('core_hat', 'core_peg') ORDER BY 1, 2, 3"
        )
        return cursor.fetchall()


def test_at_once_makes_the_same_tables_as_one_by_one_and_takes_them_away():
    seen = []
    for operations in (after(), [AtOnce(after())]):
        state = ProjectState()
        begun = done(BEFORE, state)
        hats = tables()
        states = done(operations, state)
        seen.append(tables())
        undone(operations, states)
        assert tables() == hats
        undone(BEFORE, begun)
        assert tables() == []

    assert seen[0] == seen[1]
    assert any(name == "no_peg_is_x" for _, _, name, _ in seen[1])
