"""Spreadsheets as rows of text."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import Workbook

from mathshubs.workgroups.methods.sheets import (
    SheetRefused,
    as_text,
    rows_of_text,
    rows_of_xlsx,
)


def test_what_is_empty_at_the_ends_of_a_sheet_is_not_part_of_it():
    book = Workbook()
    for row in (["Email", "URN", None], ["tess@oak.sch.uk", None, 7], [None, None], [None]):
        book.active.append(row)
    file = BytesIO()
    book.save(file)

    rows = [["Email", "URN"], ["tess@oak.sch.uk", "", "7"]]
    assert rows_of_xlsx(file.getvalue()) == rows
    assert rows_of_text("Email,URN,\ntess@oak.sch.uk,,7,,\n,,\n") == rows


def test_a_picture_is_not_a_text_file():
    with pytest.raises(SheetRefused, match="not a text file"):
        as_text(b"\x89PNG\x00\xff\xfe")
