from __future__ import annotations

import csv
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from mathshubs.core.exports import csv_file, ending, inert, table, xlsx_file

FORMULAS = ["=1+1", "+44 1952", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", '=HYPERLINK("x")']


@pytest.mark.parametrize("text", FORMULAS)
def test_text_that_a_spreadsheet_would_run_is_made_inert(text):
    assert inert(text) == f"'{text}"


def test_other_values_stay_as_they_are():
    assert [inert(value) for value in ("O'Neil", "a=b", "", 12, -3, None)] == [
        "O'Neil", "a=b", "", 12, -3, None,
    ]  # fmt: skip


def test_a_csv_file_reads_back_as_utf_8():
    response = csv_file("people", ["Name", "Number"], [["Zoë", 1], ["=1+1", 2]])

    text = response.content.decode("utf-8-sig")
    assert list(csv.reader(StringIO(text))) == [["Name", "Number"], ["Zoë", "1"], ["'=1+1", "2"]]
    assert response["Content-Disposition"] == 'attachment; filename="people.csv"'


def test_a_spreadsheet_has_no_formula_and_keeps_every_value():
    values = ["=1+1", "+44 1952", "-1", "@SUM(A1)", "Zoë", "0012345"]

    response = xlsx_file("people", ["Name", "Bad\x00title"], [[value, 7] for value in values])

    sheet = load_workbook(BytesIO(response.content)).active
    assert [cell.value for cell in sheet["A"]] == ["Name", *values]
    assert {cell.data_type for row in sheet for cell in row} == {"s", "n"}
    assert sheet["B1"].value == "Badtitle"


@pytest.mark.parametrize(
    ("asked", "expected"), [("as=csv", "csv"), ("as=xlsx", "xlsx"), ("as=pdf", ""), ("", "")]
)
def test_a_list_is_a_file_only_where_its_address_asks_for_one_we_write(rf, asked, expected):
    request = rf.get(f"/hubs/?q=salt&{asked}")

    assert ending(request) == expected
    if expected:
        name = table(request, "hubs", ["Hub"], [["Salt Way"]])["Content-Disposition"]
        assert name == f'attachment; filename="hubs.{expected}"'
