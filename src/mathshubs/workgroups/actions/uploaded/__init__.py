"""
What each kind of upload makes of its rows.

A row is kept as a dict: `line` of the file, `who` it is about, a `problem` to be put right in the
file, or what it will do (`result`); where that is in doubt, the `doubt` and the `choices`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ...methods.sheets import SheetRefused, columns

Row = dict[str, Any]
Told = Callable[[float], None]  # how far it is, 0 to 1

NOBODY = "none"


class RowsRefused(Exception):
    """Nothing was changed, for these rows cannot be: a sentence for each line."""

    def __init__(self, problems: Mapping[int, str]):
        super().__init__("Some rows cannot be used.")
        self.problems = dict(problems)


@dataclass(frozen=True)
class Column:
    """A column of a template. `called` is what else its title may be."""

    field: str
    title: str
    called: tuple[str, ...] = ()
    needed: bool = False
    example: str = ""


def row(line: int, who: str, **more: Any) -> Row:
    return {
        "line": line, "who": who, "problem": "", "result": "", "doubt": "", "choices": [], **more,
    }  # fmt: skip


def told_in(sheet: list[list[str]], known: Iterable[Column]) -> list[tuple[int, dict[str, str]]]:
    """
    Return each row that is not empty: its line in the file, and its text by column.

    Raises SheetRefused when a column that is needed is not there, or no row is.
    """
    known = list(known)
    names = {one.field: (one.title.lower(), one.field, *one.called) for one in known}
    names = {
        field: tuple(name.replace("_", " ") for name in called) for field, called in names.items()
    }
    found = columns(sheet[0], names) if sheet else {}
    missing = [one.title for one in known if one.needed and one.field not in found]
    if missing:
        raise SheetRefused(
            f"The first row must hold the titles of the columns. Missing: {', '.join(missing)}. "
            "Download the template to see them."
        )
    rows = [
        (line, {field: each[at].strip() if at < len(each) else "" for field, at in found.items()})
        for line, each in enumerate(sheet[1:], start=2)
        if any(each)
    ]
    if not rows:
        raise SheetRefused("There is no row under the titles. Fill the file in, then choose it.")
    return rows
