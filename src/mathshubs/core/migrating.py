"""Migrations of many operations, done at once."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation

_MADE_WITH_IT = (AddField, AddConstraint, AddIndex)


class AtOnce(Operation):
    """
    Do `operations` between one state of all models and the next.

    After each operation Django makes the classes of all related models anew, here nearly all there
    are: a quarter of a thousand classes for every trigger, index and key. Done at once, they are
    made once. What is added to a table that is made here is made with it.

    The same model field must not be changed twice; RunSQL and RunPython stand outside.
    """

    def __init__(self, operations: Sequence[Operation]):
        self.operations = operations

    def deconstruct(self):
        return (type(self).__name__, [self.operations], {})

    def state_forwards(self, app_label, state):
        state.__dict__.pop("apps", None)  # what is not rendered is not rendered again
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def _of_a_new_table(self, operation: Operation) -> bool:
        made = {each.name_lower for each in self.operations if isinstance(each, CreateModel)}
        return getattr(operation, "model_name", "").lower() in made

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for operation in self.operations:
            if isinstance(operation, _MADE_WITH_IT) and self._of_a_new_table(operation):
                continue
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for operation in reversed(self.operations):
            if not self._of_a_new_table(operation):  # whatever it has goes with it
                operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"{len(self.operations)} operations at once"
