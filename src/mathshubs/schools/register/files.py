"""Bytes of text become well-formed rows of the wanted columns; a row of another width waits."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from array import array
from collections import deque
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from .unpack import NOTHING_CHANGED, RegisterRefused, unpack

if TYPE_CHECKING:
    import polars

MOST_UNREADABLE = 0.01  # of the lines; with more it is no text in an encoding we know
LONGEST_ROW = 50  # lines that one row may run over, within quotation marks
NO_BREAK_SPACE = "\u00a0".encode()
SPACES = re.compile(rb"(?: |\xc2\xa0)+")
AT_A_TIME = 2000  # rows between two words about progress


@dataclass(frozen=True)
class RefusedRow:
    file: str
    line: int
    reason: str
    row: str


@dataclass
class Table:
    """The wanted columns of one file as text, one row for each well-formed record."""

    file: str
    columns: list[str]
    frame: polars.DataFrame
    lines: array  # where each row begins in the file
    refused: list[RefusedRow]
    cut_off: bool  # the last row may be only the first part of one
    tidy: BinaryIO

    @property
    def read(self) -> int:
        return len(self.lines) + len(self.refused)

    def refuse(self, reasons: dict[int, str]) -> list[RefusedRow]:
        """Return the rows at these places as refused ones, with the text they had."""
        self.tidy.seek(0)
        rows = []
        for place, row in enumerate(self.tidy):
            if place in reasons:
                text = row.decode("utf-8", "replace").rstrip("\r\n")
                rows.append(RefusedRow(self.file, self.lines[place], reasons[place], text))
        return rows


def read_table(
    path: Path,
    *,
    wanted: Collection[str],
    needed: Sequence[str],
    called: str,
    advance: Callable[[int], None] = lambda rows: None,
) -> Table:
    """
    Read a CSV file's rows of text, with those of the `wanted` columns that it has.

    Raises RegisterRefused when it is no CSV, is cut off, or lacks one of the `needed` columns.
    """
    import polars as pl

    source, encoding = unpack(path, called)
    with source:
        rows = _Rows(source, encoding, path.name, called)
        _check_header(rows.header, needed, called)
        rows.sort_out(advance)
    have = [name for name in rows.header if name in wanted]
    if rows.lines:
        have = [name for name in have if rows.header.index(name) < rows.width]
        frame = pl.read_csv(
            rows.tidy.name,
            has_header=False,
            columns=[rows.header.index(name) for name in have],
            infer_schema=False,
        )
        frame.columns = have
    else:
        frame = pl.DataFrame(schema=dict.fromkeys(have, pl.String))
    tidy = cast(BinaryIO, rows.tidy)
    return Table(path.name, rows.header, frame, rows.lines, rows.refused, rows.cut_off, tidy)


def _check_header(header: list[str], needed: Sequence[str], called: str) -> None:
    missing = [name for name in needed if name not in header]
    if missing:
        columns = "column" if len(missing) == 1 else "columns"
        raise RegisterRefused(
            f"This is not {called}: it has no {columns} {', '.join(missing)}. "
            f"{_what_it_may_be(header)}{NOTHING_CHANGED}"
        )
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        raise RegisterRefused(
            f"Two columns of {called} are called {twice[0]}. Remove one. {NOTHING_CHANGED}"
        )


def _what_it_may_be(header: list[str]) -> str:
    marks = {
        "LinkURN": "It looks like the links file: give it as the links. ",
        "Linked UID": "It looks like the group links file: give it as the group links. ",
        "Group UID": "It looks like the groups file: give it as the groups. ",
        "EstablishmentName": "It looks like the schools register: give it as the register. ",
        "SCHNAME": "It looks like a list of the performance tables, which is another list. ",
    }
    for mark, sentence in marks.items():
        if mark in header:
            return sentence
    if len(header) == 1 and ("\t" in header[0] or ";" in header[0]):
        return "Its columns are not separated by commas: save it as CSV with commas. "
    return "Download it from Get Information about Schools and give it as it is. "


@dataclass
class _Rows:
    """The records of a file: well-formed ones are copied to `tidy`, in UTF-8, a line each."""

    source: BinaryIO
    encoding: str
    file: str
    called: str
    lines: array = field(default_factory=lambda: array("I"))
    refused: list[RefusedRow] = field(default_factory=list)
    cut_off: bool = False
    unreadable: int = 0

    def __post_init__(self) -> None:
        self.tidy = tempfile.NamedTemporaryFile()  # noqa: SIM115, gone with the table
        first = self._text(self.source.readline()).strip("\r\n")
        self.header = [name.strip() for name in next(csv.reader([first]), [])]
        self.width = len(self.header)
        self.waiting: deque[bytes] = deque()
        self.at = 1

    def sort_out(self, advance: Callable[[int], None]) -> None:
        self._allow_for_a_column_left_off()
        commas, write, keep = self.width - 1, self.tidy.write, self.lines
        while line := self._next():
            begins = self.at
            # Most lines need no care: whole, ASCII, evenly spaced.
            quoted = line.count(b'"')
            if quoted == 0:
                whole = line.count(b",") == commas
            else:
                opened = line.count(b',"') + line.startswith(b'"')
                outside = line.split(b'"')[::2]
                whole = quoted == 2 * opened and b"".join(outside).count(b",") == commas
            if whole and line.isascii() and b"  " not in line and line.endswith(b"\n"):
                write(line)
                keep.append(begins)
            elif whole:
                self._keep(self._text(line).encode(), begins)
            elif quoted:
                self._within_quotes(line, begins)
            elif line.strip(b", \t\r\n"):
                self._wrong_width(line, begins, line.count(b",") + 1)
            if begins % AT_A_TIME == 0:
                advance(begins)
        if self.unreadable > max(3, MOST_UNREADABLE * self.at):
            raise RegisterRefused(
                f"We could not read {self.called}: {self.unreadable:,} lines have characters of "
                f"no encoding we know. Download it again. {NOTHING_CHANGED}"
            )
        self.tidy.flush()

    def _allow_for_a_column_left_off(self) -> None:
        """Some official files have a heading for a last column that no row has."""
        line = self.source.readline()
        self.waiting.append(line)
        if line.strip() and len(next(csv.reader([self._text(line)]), [])) == self.width - 1:
            self.width -= 1

    def _next(self) -> bytes:
        self.at += 1
        return self.waiting.popleft() if self.waiting else self.source.readline()

    def _keep(self, line: bytes, begins: int) -> None:
        """Copy a row, in UTF-8, with one space for each run of odd ones."""
        if b"  " in line or NO_BREAK_SPACE in line:
            line = SPACES.sub(b" ", line)
        if not line.endswith(b"\n"):
            self.cut_off = not line.endswith(b'"')
            line += b"\n"
        self.tidy.write(line)
        self.lines.append(begins)

    def _within_quotes(self, line: bytes, begins: int) -> None:
        """A row whose quotation marks need care: it may run over several lines."""
        parts = [line]
        while sum(part.count(b'"') for part in parts) % 2:
            more = self._next() if len(parts) < LONGEST_ROW else b""
            if not more:
                self._unclosed(parts, begins)
                return
            parts.append(more)
        text = self._text(b"".join(parts))
        rows = list(csv.reader(io.StringIO(text, newline="")))
        if len(rows) != 1 or len(rows[0]) != self.width:
            self._wrong_width(b"".join(parts), begins, len(rows[0]))
            return
        tidy = io.StringIO()
        csv.writer(tidy).writerow([" ".join(value.splitlines()) for value in rows[0]])
        self._keep(tidy.getvalue().encode(), begins)
        self.cut_off = not parts[-1].endswith((b"\n", b'"'))

    def _unclosed(self, parts: list[bytes], begins: int) -> None:
        if not parts[-1].endswith(b"\n"):
            raise self._is_cut_off(begins)
        # The row that opened it is refused; the lines after it are read as if it had not.
        self.waiting.extendleft(reversed(parts[1:]))
        self.at = begins
        self._refuse(parts[0], begins, "A quotation mark opens in this row and does not close.")

    def _wrong_width(self, line: bytes, begins: int, fields: int) -> None:
        if not line.endswith(b"\n"):
            raise self._is_cut_off(begins)
        reason = f"This row has {fields} values where the heading has {self.width}."
        self._refuse(line, begins, reason)

    def _refuse(self, line: bytes, begins: int, reason: str) -> None:
        self.refused.append(RefusedRow(self.file, begins, reason, self._text(line).rstrip("\r\n")))

    def _is_cut_off(self, begins: int) -> RegisterRefused:
        return RegisterRefused(
            f"{self.called[0].upper()}{self.called[1:]} is cut off: line {begins:,}, the last, "
            f"ends in the middle of a row. Download it again and try once more. {NOTHING_CHANGED}"
        )

    def _text(self, line: bytes) -> str:
        text = line.decode(self.encoding, "replace")
        if "�" in text and "�".encode() not in line:
            self.unreadable += 1
        return text
