"""Results handed in by national staff, and a school's page of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mathshubs.schools.actions import results as actions
from mathshubs.schools.models import Result, ResultsImport
from tests.builders import SEPTEMBER, a_school, national
from tests.people.signing_in import sign_in

from .results_builders import a_level, a_results_file, a_table, ks2, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    return sign_in(client, national())


def a_file(*rows: dict, name: str = "2018-2019_england_ks2final.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, a_table(list(rows)))


def hand_in(staff, *files: SimpleUploadedFile, **said: str) -> ResultsImport:
    answer = staff.post("/national/results/", {"files": files, **said})
    assert answer.status_code == 302, answer.content.decode()
    return ResultsImport.objects.get(pk=answer["Location"].rstrip("/").rpartition("/")[2])


def page_of(staff, found: ResultsImport) -> str:
    return staff.get(f"/national/results/{found.pk}/").content.decode()


def test_several_files_are_handed_in_taken_and_counted(staff):
    a_school("Oak", urn="100001")
    levels = a_file(a_level(), name="a_level_2018-19.csv")
    found = hand_in(staff, a_file(ks2(), ks2(999999), ks2("", RECTYPE="4")), levels)
    assert 'http-equiv="refresh"' in page_of(staff, found)

    actions.take(results_import_id=found.pk, at=SEPTEMBER)

    page = page_of(staff, found)
    assert "Key stage 2, 2018/19, final. 1 row of authorities and the nation left out" in page
    assert "a_level_2018-19.csv" in page
    assert [counts["created"] for counts in found.__class__.objects.get().summary] == [2, 4]
    refused = staff.get(f"/national/results/{found.pk}/refused.csv")
    assert b"No school in the register has the URN 999999." in b"".join(refused.streaming_content)
    assert refused["Content-Disposition"].startswith("attachment")
    assert set(found.files.values_list("kept", flat=True)) == {""}


def test_the_job_may_run_twice(staff):
    a_school("Oak", urn="100001")
    found = hand_in(staff, a_file(ks2()))
    for _ in range(2):
        actions.take(results_import_id=found.pk, at=SEPTEMBER)

    assert Result.objects.count() == 2


def test_a_refusal_is_shown_in_its_own_words_and_keeps_nothing(staff):
    a_school("Oak", urn="100001")
    found = hand_in(staff, a_file(ks2()), a_file({"CHAINID": "1"}, name="2018-19_trusts.csv"))
    actions.take(results_import_id=found.pk, at=SEPTEMBER)

    assert "2018-19_trusts.csv is a table of trusts." in page_of(staff, found)
    assert Result.objects.count() == 0


def test_a_file_that_does_not_say_its_year_is_told_it(staff):
    a_school("Oak", urn="100001")
    found = hand_in(staff, a_file(ks2(), name="results.csv"), year="2017-18", release="REVISED")
    actions.take(results_import_id=found.pk, at=SEPTEMBER)

    assert "Key stage 2, 2017/18, revised" in page_of(staff, found)


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Choose the files of results."),
        ({"files": SimpleUploadedFile("a.csv", b"<!doctype html>")}, "it is a web page, not a CSV"),
        ({"files": SimpleUploadedFile("a.xlsx", b"PK")}, "must end in .csv, .gz or .zip"),
        ({"files": a_file(ks2()), "year": "2018"}, "Write the academic year such as 2018/19."),
    ],
)
def test_what_cannot_be_taken_is_said_beside_its_field(staff, sent, sentence):
    page = staff.post("/national/results/", sent).content.decode()

    assert sentence in page
    assert ResultsImport.objects.count() == 0


def test_the_list_asks_as_often_for_one_import_as_for_three(staff):
    asked = []
    for more in (1, 2):
        for _ in range(more):
            made = ResultsImport.objects.create(at=SEPTEMBER, state="DONE", by=national())
            made.files.create(name="a.csv")
        with CaptureQueriesContext(connection) as queries:
            staff.get("/national/results/")
        asked.append(len(queries))

    assert asked[0] == asked[1] <= 10


def test_a_school_s_page_has_its_years_and_says_withheld_in_words(client, tmp_path):
    a_school("Oak", urn="100001")
    years = [("2016-17", "70%"), ("2017-18", "SUPP"), ("2018-19", "80%"), ("2022-23", "85%")]
    for year, share in years:
        row = ks2(PTMAT_EXP=share, PTMAT_EXP_FSM6CLA1A="50%", TFSM6CLA1A="3")
        take(a_results_file(tmp_path, [row], f"{year}_ks2.csv"))

    with CaptureQueriesContext(connection) as queries:
        page = client.get("/schools/100001/results/").content.decode()

    assert "Published maths results of Oak" in page
    for words in (
        "70%",
        "85%",
        "30 pupils",
        "Withheld, too few pupils",
        "Disadvantaged pupils: fewer than 5 pupils.",
    ):
        assert words in page, words
    assert "50%</td>" not in page
    assert "Open Government Licence v3.0" in page
    assert page.count('<svg class="schools-chart"') == 2
    assert len(queries) <= 10


def test_a_line_is_broken_where_a_year_was_withheld(client, tmp_path):
    a_school("Oak", urn="100001")
    shares = {
        "2014-15": "60%",
        "2015-16": "61%",
        "2016-17": "NP",
        "2017-18": "63%",
        "2018-19": "64%",
    }
    for year, share in shares.items():
        take(a_results_file(tmp_path, [{"URN": "100001", "PTMAT_EXP": share}], f"{year}_ks2.csv"))

    page = client.get("/schools/100001/results/").content.decode()

    assert page.count("<polyline") == 2
    assert page.count('r="3.5"') == 4


def test_the_command_says_what_it_kept_and_hands_rows_back(staff, tmp_path, capsys):
    a_school("Oak", urn="100001")
    path = a_results_file(tmp_path, [ks2(), ks2(999999)])
    call_command("import_results", str(path), "--json")

    said, *_, line = capsys.readouterr().out.splitlines()
    assert said == (
        "2018-2019_england_ks2final.csv: Key stage 2, 2018/19, final. 2 rows, 1 schools; "
        "2 new figures, 0 replaced, 0 completed, 0 as held; 1 rows refused."
    )
    told = json.loads(line)
    assert "No school in the register" in Path(told["refused_rows"]).read_text("utf-8-sig")
    assert told["files"][0]["created"] == 2
    assert "Download the rows we cannot use" in page_of(staff, ResultsImport.objects.get())


def test_the_command_refuses_in_a_sentence(tmp_path):
    a_school("Oak", urn="100001")
    path = a_results_file(tmp_path, [ks2()], "results.csv")
    with pytest.raises(CommandError, match="cannot tell which year"):
        call_command("import_results", str(path))
    with pytest.raises(CommandError, match="Write the academic year such as 2018/19"):
        call_command("import_results", str(path), "--year", "2018")
    call_command("import_results", str(path), "--year", "2018-19", "--stage", "ks2")

    assert Result.objects.count() == 2


def test_a_school_without_results_says_why(client):
    a_school("Oak", urn="100001")

    page = client.get("/schools/100001/results/").content.decode()

    assert "No results held" in page
    assert client.get("/schools/100009/results/").status_code == 404
