"""Rows of text become figures of schools, or are refused with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from mathshubs.schools.models import Mark

from .files import URN, ResultsTable
from .measures import PERCENT, Columns, Measure, measures_of

if TYPE_CHECKING:
    import polars as pl

# What the tables write in place of a number; `x` and `c` are withheld, `z` does not apply.
MARKS = {
    **{mark.value: mark.value for mark in Mark},
    **dict.fromkeys(["C", "X"], Mark.SUPP.value),
    **dict.fromkeys([".", "Z", "N/A", "NOTREQ"], Mark.NA.value),
}
NOBODY = Mark.NE.value
FIGURE = ["place", "measure", "group", "value", "low", "high", "pupils", "mark"]


def figures_of(table: ResultsTable, schools: Mapping[str, int]) -> pl.DataFrame:
    """
    Return one row for each figure, with its school's key, and have rows refused in `table`.

    A blank figure has no row. `schools` gives the key of each URN in the register.
    """
    import polars as pl

    text = pl.DataFrame(table.columns, schema=dict.fromkeys(table.columns, pl.String))
    text = text.with_columns(pl.all().str.strip_chars().str.to_uppercase())
    refused = _unknown_schools(table, text, schools)
    parsed: list[pl.DataFrame] = []
    for measure in measures_of(table.stage):
        if measure.since and table.year < measure.since:
            continue
        for group, columns in measure.columns.items():
            frame = _figure(text, measure, columns, refused)
            if frame is not None:
                named = {"measure": measure.code, "group": group.value}
                parsed.append(
                    frame.with_columns(**{key: pl.lit(is_) for key, is_ in named.items()})
                )
    for place in sorted(refused):
        table.refuse(place, refused[place])
    keys = [schools.get(urn) for urn in _urns(text)]
    frame = pl.concat([each.select(FIGURE) for each in parsed]) if parsed else _none(pl)
    frame = frame.filter(~pl.col("place").is_in(list(refused)))
    school = pl.Series("school_id", keys, pl.Int64).gather(frame["place"])
    return frame.drop("place").insert_column(0, school)


def _none(pl) -> pl.DataFrame:
    return pl.DataFrame(schema=dict.fromkeys(FIGURE, pl.String) | {"place": pl.UInt32})


def _urns(text: pl.DataFrame) -> list[str]:
    return text[next(key for key in URN if key in text.columns)].to_list()


def _unknown_schools(
    table: ResultsTable, text: pl.DataFrame, schools: Mapping[str, int]
) -> dict[int, str]:
    """Say of each row that belongs to no school, or to one that had its row, why it is refused."""
    refused: dict[int, str] = {}
    first: dict[str, int] = {}
    for place, urn in enumerate(_urns(text)):
        if not urn:
            refused[place] = "It does not say the URN of a school."
        elif urn not in schools:
            refused[place] = f"No school in the register has the URN {urn}."
        elif urn in first:
            refused[place] = f"{urn} has a row already, in line {table.lines[first[urn]]}."
        else:
            first[urn] = place
    return refused


def _figure(
    text: pl.DataFrame, measure: Measure, columns: Columns, refused: dict[int, str]
) -> pl.DataFrame | None:
    """The figures of one measure and group; None when the file has no such column."""
    import polars as pl

    value = _column(text, columns.value)
    if value is None:
        return None
    picked = {"value": value}
    for part, names in (("low", columns.low), ("high", columns.high), ("pupils", columns.pupils)):
        if (found := _column(text, names)) is not None:
            picked[part] = found
    numbers = [_number(column).alias(part) for part, column in picked.items()]
    marks = [
        pl.col(column).replace_strict(MARKS, default=None, return_dtype=pl.String)
        .alias(f"{part}_mark")
        for part, column in picked.items()
    ]  # fmt: skip
    frame = text.select(pl.int_range(pl.len(), dtype=pl.UInt32).alias("place"), *numbers, *marks)
    for part, column in picked.items():
        _refuse_odd(text, frame, measure, part, column, refused)
    missing = [part for part in ("low", "high", "pupils") if part not in picked]
    frame = frame.with_columns(pl.lit(None, pl.Float64).alias(part) for part in missing)
    counted = pl.col("pupils") == 0
    if measure.unit == PERCENT:  # a share of nobody is no share
        frame = frame.with_columns(
            value=pl.when(counted).then(None).otherwise(pl.col("value")),
            value_mark=pl.when(counted & pl.col("value").is_not_null())
            .then(pl.lit(NOBODY))
            .otherwise(pl.col("value_mark")),
        )
    has_number = pl.col("value").is_not_null()
    return frame.filter(has_number | pl.col("value_mark").is_not_null()).with_columns(
        pl.col("pupils").cast(pl.Int64, strict=False),
        low=pl.when(has_number).then(pl.col("low")),
        high=pl.when(has_number).then(pl.col("high")),
        mark=pl.col("value_mark").fill_null(""),
    )


def _column(text: pl.DataFrame, names: str) -> str | None:
    return next((name for name in names.split("|") if name in text.columns), None)


def _number(column: str) -> pl.Expr:
    import polars as pl

    number = pl.col(column).str.strip_suffix("%").cast(pl.Float64, strict=False).round(4)
    return pl.when(number.is_finite()).then(number)


def _refuse_odd(
    text: pl.DataFrame,
    frame: pl.DataFrame,
    measure: Measure,
    part: str,
    column: str,
    refused: dict[int, str],
) -> None:
    """Refuse rows whose cell is neither blank nor a number that can be nor a mark we know."""
    import polars as pl

    wrong = (text[column] != "") & frame[part].is_null() & frame[f"{part}_mark"].is_null()
    for place in wrong.arg_true():
        said = text[column][place]
        refused.setdefault(place, f"{column} says “{said}”: no number, and no mark that we know.")
    least, most = (measure.least, measure.most) if part == "value" else (None, None)
    if part == "pupils":
        least = 0
    for bound, outside in ((least, pl.Series.__lt__), (most, pl.Series.__gt__)):
        if bound is None:
            continue
        for place in outside(frame[part], bound).fill_null(False).arg_true():
            said = text[column][place]
            refused.setdefault(place, f"{column} says {said}, which it cannot be.")
