"""Reading back the tables that pages hand out."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO

from openpyxl import load_workbook


def table_of(response) -> list[list[str]]:
    """Return the rows of a CSV file or a spreadsheet, every cell as text."""
    if ".csv" in response["Content-Disposition"]:
        return list(csv.reader(StringIO(response.content.decode("utf-8-sig"))))
    sheet = load_workbook(BytesIO(response.content)).active
    return [
        ["" if cell is None else str(cell) for cell in row]
        for row in sheet.iter_rows(values_only=True)
    ]
