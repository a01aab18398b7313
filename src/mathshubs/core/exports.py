"""Tables for spreadsheets, in which no cell is ever a formula."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from io import BytesIO

from django.http import HttpRequest, HttpResponse

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NOT_IN_XLSX = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_CELL = 32_767


def inert(value: object) -> object:
    """Return what a CSV cell may hold: an apostrophe goes before what a spreadsheet would run."""
    if isinstance(value, str) and value.lstrip(" ").startswith(_STARTS_A_FORMULA):
        return f"'{value}"
    return value


def csv_file(name: str, header: Sequence[str], rows: Iterable[Sequence]) -> HttpResponse:
    """Return the rows as a CSV download that spreadsheets read as UTF-8."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    writer = csv.writer(response)
    writer.writerow([inert(cell) for cell in header])
    writer.writerows([inert(cell) for cell in row] for row in rows)
    return _download(response, f"{name}.csv")


def xlsx_file(name: str, header: Sequence[str], rows: Iterable[Sequence]) -> HttpResponse:
    """Return the rows as a spreadsheet. Text stays text, whatever it begins with."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Sheet 1")
    sheet.freeze_panes = "A2"

    def cell(value: object, *, bold: bool = False) -> WriteOnlyCell:
        if isinstance(value, str):
            value = _NOT_IN_XLSX.sub("", value)[:LONGEST_CELL]
        written = WriteOnlyCell(sheet, value)
        if isinstance(value, str):
            written.data_type = "s"  # openpyxl would make a formula of "=..."
        if bold:
            written.font = Font(bold=True)
        return written

    sheet.append([cell(title, bold=True) for title in header])
    for row in rows:
        sheet.append([cell(value) for value in row])
    file = BytesIO()
    book.save(file)
    return _download(HttpResponse(file.getvalue(), content_type=XLSX), f"{name}.xlsx")


def ending(request: HttpRequest) -> str:
    """Return "csv" or "xlsx" where a list is asked for as a file (?as=), else ""."""
    wanted = request.GET.get("as", "")
    return wanted if wanted in _WRITERS else ""


def table(
    request: HttpRequest, name: str, header: Sequence[str], rows: Iterable[Sequence]
) -> HttpResponse:
    """Return the rows as the file that `ending` says (see `components/exports.html`)."""
    return _WRITERS[ending(request)](name, header, rows)


_WRITERS = {"csv": csv_file, "xlsx": xlsx_file}


def _download(response: HttpResponse, name: str) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
