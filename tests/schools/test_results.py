"""Published results: what is kept, what is refused, and what stays as it was published."""

from __future__ import annotations

import gzip
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from mathshubs.schools.models import Group, Publication, Release, Result, ResultsFile, ResultsImport
from mathshubs.schools.published.files import ResultsRefused, Told, _academic_year, read_results
from mathshubs.schools.published.measures import MEASURES
from mathshubs.schools.queries import results
from mathshubs.schools.queries_results import results_of
from mathshubs.schools.register.unpack import RegisterRefused
from tests.builders import SEPTEMBER, a_school

from .results_builders import a_level, a_results_file, a_table, ks2, ks4, take

pytestmark = pytest.mark.django_db
LATER = SEPTEMBER + timedelta(days=90)
NO_NUMBER = "no number, and no mark that we know."


@pytest.fixture
def oak():
    return a_school("Oak", urn="100001")


@pytest.fixture
def elm():
    return a_school("Elm", urn="100002")


def figure(school, measure, group=Group.ALL) -> Result:
    return Result.objects.get(school=school, measure=measure, group=group, replaced_by=None)


def test_a_figure_is_kept_with_its_year_its_release_and_how_many_pupils(oak, tmp_path):
    outcome = take(a_results_file(tmp_path, [ks2(MATPROG="1.5", MATPROG_LOWER="-0.2")]))

    kept = figure(oak, "KS2_EXPECTED")
    assert (kept.value, kept.pupils, kept.mark) == (80, 30, "")
    assert str(kept.publication) == "Key stage 2, 2018/19, final"
    progress = figure(oak, "KS2_PROGRESS")
    assert (progress.value, progress.low, progress.high) == (1.5, -0.2, None)
    assert kept.file.name == "2018-2019_england_ks2final.csv"
    assert len(kept.file.sha256) == 64
    assert outcome.summary[0]["created"] == 3


@pytest.mark.parametrize(
    ("said", "mark"),
    [
        ("SUPP", "SUPP"), ("c", "SUPP"), ("x", "SUPP"), ("NE", "NE"), ("NA", "NA"), ("NP", "NP"),
        ("LOWCOV", "LOWCOV"), (".", "NA"), ("NEW", "NEW"),
    ],
)  # fmt: skip
def test_what_is_withheld_is_a_mark_and_not_a_blank(oak, tmp_path, said, mark):
    take(a_results_file(tmp_path, [ks2(PTMAT_EXP=said, PTMAT_HIGH="")]))

    kept = figure(oak, "KS2_EXPECTED")
    assert (kept.value, kept.mark) == (None, mark)
    assert not Result.objects.filter(measure="KS2_HIGHER").exists()


def test_authorities_and_the_nation_are_left_out_and_counted(oak, tmp_path):
    totals = [ks2("", RECTYPE=kind) for kind in "345"]
    outcome = take(a_results_file(tmp_path, [ks2(), *totals]))

    counts = outcome.summary[0]
    assert (counts["read"], counts["totals"], counts["refused"], counts["schools"]) == (4, 3, 0, 1)


def test_a_consortium_of_sixth_forms_is_a_school_of_16_to_18(oak, tmp_path):
    row = {"RECTYPE": "3", "URN": "100001", "TALLPUP_1618": "90"}
    take(a_results_file(tmp_path, [row], "2022-2023_england_ks5final.csv"))

    assert figure(oak, "P16_STUDENTS").value == 90


def test_rows_cut_off_after_the_address_have_blanks(oak, elm, tmp_path):
    path = tmp_path / "2016-2017_ks2.csv"
    path.write_bytes(
        b"\xef\xbb\xbfRECTYPE,URN,SCHNAME,TELIG,PTMAT_EXP\r\n"
        b'1,100001,"Oak, The"\r\n1,100002,Elm,20,75%,,\r\n'
    )
    outcome = take(path)

    assert [row.school for row in Result.objects.all()] == [elm]
    assert outcome.summary[0]["refused"] == 0


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (ks2(""), "It does not say the URN of a school."),
        (ks2(999999), "No school in the register has the URN 999999."),
        (ks2(100001), "100001 has a row already, in line 2."),
        (ks2(100002, PTMAT_EXP="most"), f"PTMAT_EXP says “MOST”: {NO_NUMBER}"),
        (ks2(100002, PTMAT_EXP="140%"), "PTMAT_EXP says 140%, which it cannot be."),
        (ks2(100002, TELIG="-3"), "TELIG says -3, which it cannot be."),
        (ks2(100002, MAT_AVERAGE="nan"), f"MAT_AVERAGE says “NAN”: {NO_NUMBER}"),
    ],
)  # fmt: skip
def test_a_row_we_cannot_use_is_handed_back_with_its_reason(oak, elm, tmp_path, row, reason):
    outcome = take(a_results_file(tmp_path, [ks2(), row]))

    [refused] = outcome.refused
    assert (refused.line, refused.reason) == (3, reason)
    assert {kept.school for kept in Result.objects.all()} == {oak}


def test_the_same_file_again_writes_no_row(oak, tmp_path):
    path = a_results_file(tmp_path, [ks2(BELIG="SUPP", MATPROG="SUPP")])
    take(path)
    before = set(Result.objects.values_list("pk", "replaced_by"))
    outcome = take(path, at=LATER)

    assert not outcome.changed
    assert outcome.summary[0]["unchanged"] == len(before)
    assert set(Result.objects.values_list("pk", "replaced_by")) == before
    assert (ResultsImport.objects.count(), ResultsFile.objects.count()) == (1, 1)


def test_a_corrected_figure_replaces_the_first_which_can_still_be_asked_for(oak, elm, tmp_path):
    take(a_results_file(tmp_path, [ks2(100001), ks2(100002)]))
    outcome = take(a_results_file(tmp_path, [ks2(100001, PTMAT_EXP="83%"), ks2(100002)]), at=LATER)

    assert [outcome.summary[0][key] for key in ("created", "replaced", "unchanged")] == [0, 1, 3]
    assert results(["KS2_EXPECTED"]).values == (83, 80)
    assert results(["KS2_EXPECTED"], as_of=LATER - timedelta(days=1)).values == (80, 80)
    assert results(["KS2_EXPECTED"], as_of=SEPTEMBER - timedelta(days=1)).values == ()
    assert figure(oak, "KS2_EXPECTED").file.results_import.at == LATER


def test_a_table_that_says_less_takes_nothing_away(oak, tmp_path):
    full = ks2(MATPROG="1.5", MATPROG_LOWER="-0.2", MATPROG_UPPER="3.2")
    take(a_results_file(tmp_path, [full], "2018-2019_850_ks2final.csv"))
    less = {"RECTYPE": "1", "URN": "100001", "MATPROG": "1.5"}
    outcome = take(a_results_file(tmp_path, [less], "2018-19_progress.csv"), at=LATER)

    assert not outcome.changed
    kept = figure(oak, "KS2_PROGRESS")
    assert (kept.low, kept.high, kept.pupils) == (-0.2, 3.2, 30)


def test_a_table_that_says_more_of_the_same_figure_completes_it(oak, tmp_path):
    less = {"RECTYPE": "1", "URN": "100001", "MATPROG": "1.5"}
    take(a_results_file(tmp_path, [less], "2018-19_progress.csv"))
    full = ks2(MATPROG="1.5", MATPROG_LOWER="-0.2", MATPROG_UPPER="3.2")
    outcome = take(a_results_file(tmp_path, [full], "2018-2019_850_ks2final.csv"), at=LATER)

    [counts] = outcome.summary
    assert [counts[key] for key in ("created", "replaced", "completed")] == [2, 0, 1]
    assert figure(oak, "KS2_PROGRESS").high == 3.2


def test_the_final_figure_goes_before_the_provisional_one_whichever_comes_last(oak, tmp_path):
    final = a_results_file(tmp_path, [ks4(ATT8SCR="48")], "2017-18_ks4final.csv")
    take(final)
    take(a_results_file(tmp_path, [ks4(ATT8SCR="47")], "2017-18_ks4provisional.csv"), at=LATER)

    assert results(["KS4_ATT8"]).values == (48,)
    assert results(["KS4_ATT8"], release=Release.PROVISIONAL).values == (47,)
    assert [each.value for each in results_of(oak)] == [48]


def test_several_files_are_taken_together_or_not_at_all(oak, tmp_path):
    good = a_results_file(tmp_path, [ks2()])
    bad = a_results_file(tmp_path, [{"URN": "100001", "Colour": "red"}], "2018-19_colours.csv")
    with pytest.raises(ResultsRefused, match="no table of results that we know"):
        take(good, bad)

    assert (Result.objects.count(), Publication.objects.count()) == (0, 0)
    assert len(take(good, a_results_file(tmp_path, [ks4()], "2018-19_ks4.csv")).summary) == 2


def test_killed_while_writing_nothing_is_kept(oak, tmp_path, monkeypatch):
    from mathshubs.schools.published import run

    def killed(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "_counts", killed)
    with pytest.raises(KeyboardInterrupt):
        take(a_results_file(tmp_path, [ks2()]))

    assert (Result.objects.count(), ResultsImport.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("rows", "name", "sentence"),
    [
        ([{"CHAINID": "1", "MATPROG": "1"}], "2018-19_trusts.csv", "a table of trusts"),
        ([{"RecType": "1", "EstabCode": "2", "ATT8SCR": "1"}], "2009-10.csv", "has no column URN"),
        ([ks2()], "results.csv", "cannot tell which year results.csv is of"),
        ([ks2()], "2019-20_ks2.csv", "No results of schools were published for 2019/20"),
        ([ks2(Year="2018"), ks2(100002, Year="2019")], "a.csv", "has rows of several years"),
        ([ks2(999999)], "2018-19_ks2.csv", "We can use no row of 2018-19_ks2.csv. No school in"),
    ],
)  # fmt: skip
def test_a_file_that_is_none_of_ours_is_refused_in_a_sentence(oak, tmp_path, rows, name, sentence):
    with pytest.raises(ResultsRefused, match=sentence) as refusal:
        take(a_results_file(tmp_path, rows, name))

    assert str(refusal.value).endswith("Nothing was changed.")
    assert Result.objects.count() == 0


def test_an_import_before_the_register_says_so(tmp_path):
    with pytest.raises(ResultsRefused, match=r"There are no schools yet\. Load the register first"):
        take(a_results_file(tmp_path, [ks2()]))


def test_what_is_told_must_agree_with_what_the_file_says(oak, tmp_path):
    dated = a_results_file(tmp_path, [ks2(Year="2018")], "a.csv")
    with pytest.raises(ResultsRefused, match=r"of 2018/19, but its rows say 2017/18"):
        take(dated, year="2018/19")
    with pytest.raises(
        ResultsRefused, match=r"You say that a\.csv is Key stage 4, but its columns"
    ):
        take(dated, stage="KS4")
    take(dated, year="2017/18", release="REVISED")
    assert str(Publication.objects.get()) == "Key stage 2, 2017/18, revised"


def test_packed_tab_separated_and_cp1252_files_are_read_alike(oak, tmp_path):
    named = ks2(SCHNAME="St Thomas à Becket")
    packed = tmp_path / "ks2_2016-17.csv.gz"
    packed.write_bytes(gzip.compress(a_table([named], encoding="cp1252")))
    take(packed)
    with zipfile.ZipFile(tmp_path / "ks2_2017-18.zip", "w") as zipped:
        zipped.writestr("england_ks2final.csv", a_table([named], separator="\t"))
    take(tmp_path / "ks2_2017-18.zip")

    assert results(["KS2_EXPECTED"]).years == ("2016/17", "2017/18")


def test_a_share_of_nobody_is_no_entries(oak, tmp_path):
    row = a_level(**{"Female A levels students": "0", "A_level_maths_percent_female": "0"})
    take(a_results_file(tmp_path, [row], "a_level_2024-25.csv"))

    girls = figure(oak, "A_LEVEL_MATHS", Group.GIRLS)
    assert (girls.value, girls.mark, girls.pupils) == (None, "NE", 0)
    assert figure(oak, "A_LEVEL_MATHS", Group.BOYS).value == 54.2


def test_a_figure_is_not_kept_for_years_in_which_it_meant_another(oak, tmp_path):
    row = {"URN": "100001", "KS4 Pupils": "90", "Eng Maths Grade 5": "60%", "Attainment 8": "50"}
    take(a_results_file(tmp_path, [row | {"Academic Year": "2016"}], "a.csv"))
    take(a_results_file(tmp_path, [row | {"Academic Year": "2017"}], "b.csv"))

    assert results(["KS4_EM_5"]).years == ("2016/17",)


def test_nothing_is_reckoned_from_fewer_than_five_pupils(oak, elm, tmp_path):
    take(a_results_file(tmp_path, [ks2(100001, TELIG="4"), ks2(100002, TELIG="5")]))

    assert results(["KS2_EXPECTED"]).urns == ("100002",)
    assert results(["KS2_EXPECTED"], fewest=0).urns == ("100001", "100002")


def test_columns_come_by_year_measure_and_school_for_the_groups_asked(oak, elm, tmp_path):
    row = {"MAT_AVERAGE_B": "101", "MAT_AVERAGE_G": "103", "BELIG": "12", "GELIG": "18"}
    take(a_results_file(tmp_path, [ks2(100002, **row), ks2(100001, MAT_AVERAGE="SUPP")]))

    with CaptureQueriesContext(connection) as asked:
        found = results(["KS2_SCORE"], groups=[Group.GIRLS, Group.BOYS], schools=[elm.pk])
    assert len(asked) == 1
    assert sorted(zip(found.groups, found.values, found.pupils, strict=True)) == [
        ("BOYS", 101, 12),
        ("GIRLS", 103, 18),
    ]
    assert results(["KS2_SCORE"]).school_ids == (elm.pk,)
    assert len(results(["KS2_SCORE"], years=["2017/18"])) == 0


def test_every_measure_says_what_it_is_and_no_two_read_the_same_column():
    for measure in MEASURES.values():
        assert len(measure.code) <= 24
        assert measure.says.endswith(".")
    read = [
        (measure.stage, name)
        for measure in MEASURES.values()
        for columns in measure.columns.values()
        for name in columns.value.split("|")
    ]
    assert len(read) == len(set(read))


def test_the_reference_has_each_measure_in_the_words_of_its_definition():
    page = Path(__file__).parents[2] / "docs" / "reference" / "published-results.md"
    text = page.read_text("utf-8")

    for measure in MEASURES.values():
        assert f"| `{measure.code}` | {measure.name} | {measure.unit} | {measure.says}" in text


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2018-19", "2018/19"), ("2018-2019", "2018/19"), ("201819", "2018/19"),
        ("2019", "2018/19"), ("1999-00", ""), ("2018-20", ""), ("sometime", ""),
    ],
)  # fmt: skip
def test_years_are_read_however_they_are_written(text, year):
    assert _academic_year(text) == year


@given(st.text())
def test_no_text_makes_a_year_that_is_none(text):
    year = _academic_year(text)
    assert year == "" or (year[4] == "/" and (int(year[2:4]) + 1) % 100 == int(year[5:]))


@given(
    content=st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"), max_size=200)
)
def test_any_rows_under_a_heading_are_read_or_refused_in_words(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("any") / "ks2_2018-19.csv"
    path.write_bytes(b"URN,TELIG,MAT_AVERAGE\n" + content.encode())
    try:
        table = read_results(path, name=path.name, told=Told())
    except RegisterRefused:
        return
    assert all(len(column) == len(table.rows) for column in table.columns.values())
