"""Spreadsheets that people hand in, as rows of text: xlsx, or csv in whatever encoding it came."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO, StringIO
from zipfile import BadZipFile, ZipFile

MOST_ROWS = 5_000
MOST_COLUMNS = 60
MOST_UNPACKED = 100 * 1024 * 1024  # bytes
LONGEST_CELL = 2_000
_FORMULAS = ("=", "+", "-", "@")


class SheetRefused(Exception):
    """It is no sheet we can read. `str(refusal)` is a sentence for whoever handed it in."""


def as_text(content: bytes) -> str:
    """
    Return what a text file says: UTF-16 or UTF-8 by its first bytes, else as Windows writes it.

    Raises SheetRefused for what is no text.
    """
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return content.decode("utf-16").replace("\0", "")
        if content[1:2] == b"\0" and content[3:4] == b"\0":  # UTF-16 that does not say so
            return content.decode("utf-16-le").replace("\0", "")
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    if b"\0" in content:
        raise SheetRefused("This is not a text file. Save it as CSV, then choose it again.")
    return content.decode("cp1252", errors="replace")


def rows_of_text(text: str) -> list[list[str]]:
    """Return the rows of a CSV, whatever parts its cells: tabs, commas or semicolons."""
    head = "\n".join(text.splitlines()[:40])
    parts = max("\t,;", key=head.count)
    try:
        return _tidy(csv.reader(StringIO(text, newline=""), delimiter=parts))
    except csv.Error:
        raise SheetRefused(
            "This file is no CSV we can read. Save it as CSV (UTF-8), then choose it again."
        ) from None


def rows_of_xlsx(content: bytes) -> list[list[str]]:
    """Return the rows of the first sheet, as its cells show: never a formula, but what it gave."""
    from openpyxl import load_workbook  # loaded by the first spreadsheet, not by every page

    try:
        unpacked = sum(each.file_size for each in ZipFile(BytesIO(content)).infolist())
        if unpacked > MOST_UNPACKED:
            raise SheetRefused("This spreadsheet is too large. Split it, then choose the parts.")
        book = load_workbook(BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        return _tidy(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS))
    except SheetRefused:
        raise
    except (BadZipFile, KeyError, ValueError, IndexError, TypeError, OSError):
        raise SheetRefused(
            "This spreadsheet cannot be read. Open it, save it again, then choose it."
        ) from None


def _tidy(rows) -> list[list[str]]:
    """Return the rows as text without what is empty at their ends. Between, it stays."""
    found: list[list[str]] = []
    for row in rows:
        if len(found) > MOST_ROWS + 100:
            raise SheetRefused(
                f"There are more than {MOST_ROWS:,} rows. Split the file, then choose the parts."
            )
        cells = [_cell(value) for value in row[:MOST_COLUMNS]]
        while cells and not cells[-1]:
            cells.pop()
        found.append(cells)
    while found and not any(found[-1]):
        found.pop()
    return found


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = "".join(each for each in str(value) if each.isprintable() or each in "\n\t").strip()
    if text.startswith("'") and text[1:2] in _FORMULAS:  # as our own downloads write it
        text = text[1:]
    return text[:LONGEST_CELL]


def plain(title: str) -> str:
    """Return a column's title as titles are compared: "Email Address *" is "email address"."""
    return " ".join("".join(c if c.isalnum() else " " for c in title.lower()).split())


def columns(header: Sequence[str], names: dict[str, tuple[str, ...]]) -> dict[str, int]:
    """Return the number of the column each field of `names` is in, by what it may be called."""
    titles = [plain(title) for title in header]
    found = {}
    for field, called in names.items():
        for name in called:
            if name in titles:
                found[field] = titles.index(name)
                break
    return found
