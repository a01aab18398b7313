"""`mathshubs import_schools` and `mathshubs load_postcodes`."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path

import pghistory.models
import pytest
from django.core.management import CommandError, call_command

from mathshubs.schools.actions.postcodes import load_postcodes
from mathshubs.schools.models import Postcode, RegisterImport, School
from mathshubs.schools.places import read_postcodes
from mathshubs.schools.queries import where_is

from .builders import a_file, a_link, a_row

pytestmark = pytest.mark.django_db
KEYS = {"read", "created", "updated", "unchanged", "closed", "reopened", "refused"}


def run(*arguments) -> str:
    said = StringIO()
    call_command("import_schools", *map(str, arguments), stdout=said)
    return said.getvalue()


def test_the_summary_is_the_last_line(tmp_path):
    said = run(a_file(tmp_path, [a_row(100001), a_row(100002, status="Odd")]), "--json")

    summary = json.loads(said.splitlines()[-1])
    assert summary.keys() >= KEYS
    assert (summary["read"], summary["created"], summary["refused"]) == (2, 1, 1)
    assert "2 read, 1 created, 0 updated" in said


def test_refused_rows_go_to_a_file_whose_path_is_said(tmp_path):
    said = run(a_file(tmp_path, [a_row(100001), a_row("=1+1")]), "--json")

    path = Path(json.loads(said.splitlines()[-1])["refused_rows"])
    assert str(path) in said.splitlines()[-2]
    rows = list(csv.reader(path.open(encoding="utf-8-sig", newline="")))
    assert rows[0] == ["file", "line", "reason", "row"]
    assert rows[1][:3] == ["edubasealldata.csv", "3", "The URN =1+1 is not six digits."]
    assert rows[1][3].startswith("'=1+1,")


def test_questions_are_answered_by_yes(tmp_path):
    run(a_file(tmp_path, [a_row(100001), a_row(100002)]))
    half = a_file(tmp_path, [a_row(100001, status="Closed", closed="31-08-2025")])

    with pytest.raises(CommandError, match="run it again with --yes"):
        run(half)
    assert School.objects.filter(status="CLOSED").count() == 0

    run(half, "--yes")
    assert School.objects.get(status="CLOSED").urn == "100001"


def test_an_import_that_changed_something_is_noted_and_no_other(tmp_path):
    file = a_file(tmp_path, [a_row()])
    links = a_file(tmp_path, [a_link(100001, 999999)], "links.csv")
    run(file, "--links", links)
    contexts = pghistory.models.Context.objects.count()
    run(file, "--links", links)

    noted = RegisterImport.objects.get()
    assert (noted.state, noted.by, noted.names) == ("DONE", None, "edubasealldata.csv, links.csv")
    assert noted.summary["created"] == 1
    assert pghistory.models.Context.objects.count() == contexts
    assert School.pgh_event_model.objects.get().pgh_context.metadata["command"] == "import_schools"


def test_a_file_that_is_not_there_is_one_sentence(tmp_path):
    with pytest.raises(CommandError, match=r"We could not open .*none\.csv: No such file"):
        run(tmp_path / "none.csv")


def test_postcodes_are_loaded_once_and_found(capsys):
    held = load_postcodes("T")
    before = Postcode.objects.count()

    assert load_postcodes("T") == held == before > 40_000
    place = where_is("tf34jg")
    assert place is not None
    assert place.district_code == "E06000020"
    assert (place.easting // 1000, place.northing // 1000) == (369, 308)


def test_another_set_of_letters_takes_the_place_of_the_first():
    load_postcodes("T")
    load_postcodes("F")

    assert where_is("TF3 4JG") is None
    assert where_is("FY1 1AA") is not None


def test_postcodes_can_be_read_without_the_table():
    places = {place.postcode: place for place in read_postcodes("F")}

    assert places["FY1 1AA"].district_code == "E06000009"
    assert all(place.district_code.startswith("E") for place in places.values())
    assert all(isinstance(place.easting, int) for place in places.values())


def test_letters_that_begin_no_postcode_are_refused(django_assert_num_queries):
    with django_assert_num_queries(0), pytest.raises(CommandError, match="Nothing was changed"):
        call_command("load_postcodes", letters="T1")
