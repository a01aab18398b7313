"""What real files do to an importer: each oddity, in rows of our own."""

from __future__ import annotations

import gzip
import zipfile

import pytest

from mathshubs.schools.models import School, Trust
from mathshubs.schools.register.unpack import RegisterRefused

from .builders import a_csv, a_file, a_group, a_link, a_row, load, reasons, yes

pytestmark = pytest.mark.django_db


def one(tmp_path, **said) -> School:
    load(a_file(tmp_path, [a_row(**said)]))
    return School.objects.get()


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig"])
def test_names_are_read_in_the_encoding_the_file_is_in(tmp_path, encoding):
    names = ["St Thomas à Becket", "FIERTÉ Academy", "North Star 82°", "St Mary’s – the Hill"]
    rows = [a_row(100001 + place, name=name) for place, name in enumerate(names)]

    load(a_file(tmp_path, rows, encoding=encoding))

    assert list(School.objects.order_by("urn").values_list("name", flat=True)) == names


def test_mojibake_of_the_official_file_is_kept_as_it_is(tmp_path):
    rows = [
        a_row(100001, name="Wetheringsett ï¿½ Cum- Brockford"),
        a_row(100002, name="FIERTÉ Academy"),
        a_row(100003, name="St Thomas à Becket"),
    ]
    load(a_file(tmp_path, rows))

    names = list(School.objects.order_by("urn").values_list("name", flat=True))
    assert names == ["Wetheringsett ï¿½ Cum- Brockford", "FIERTÉ Academy", "St Thomas à Becket"]


def test_one_odd_byte_does_not_make_a_utf_8_file_another(tmp_path):
    rows = [a_row(100001 + place, name=f"École {place}") for place in range(300)]
    file = tmp_path / "edubasealldata.csv"
    file.write_bytes(a_csv(rows, encoding="utf-8").replace("École 7,".encode(), b"\xc9cole 7,"))

    load(file)

    assert School.objects.get(urn="100001").name == "École 0"
    assert School.objects.filter(name__startswith="École").count() == 299


def test_a_conversion_shares_name_and_postcode_with_the_school_it_was(tmp_path):
    rows = [a_row(100001, status="Closed", closed="31-08-2024"), a_row(150001)]
    load(a_file(tmp_path, rows))

    assert list(School.objects.order_by("urn").values_list("status", flat=True)) == [
        "CLOSED",
        "OPEN",
    ]


def test_two_open_schools_may_share_name_and_postcode(tmp_path):
    load(a_file(tmp_path, [a_row(100001), a_row(100002)]))

    assert School.objects.filter(status="OPEN").count() == 2


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Not applicable", "NOT_APPLICABLE"),
        ("", "NOT_APPLICABLE"),
        ("16 plus", "SIXTEEN_PLUS"),
        ("All-through", "ALL_THROUGH"),
        ("All through", "ALL_THROUGH"),
        ("Middle deemed secondary", "MIDDLE_SECONDARY"),
    ],
)
def test_every_phase_has_its_place(tmp_path, said, kept):
    assert one(tmp_path, phase=said).phase == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("ng22 0ea", "NG22 0EA"), ("Tf6 6pn", "TF6 6PN"), ("TF34JG", "TF3 4JG"), ("", ""),
     ("BFPO 57", "BFPO 57"), ("E1\xa06AN", "E1 6AN")],
)  # fmt: skip
def test_postcodes_are_kept_one_way(tmp_path, typed, kept):
    assert one(tmp_path, postcode=typed).postcode == kept


def test_no_break_and_double_spaces_are_one_space(tmp_path):
    assert (
        one(tmp_path, name=" Alleyns\xa0Regents  Park \xa0 Prep ").name
        == "Alleyns Regents Park Prep"
    )


def test_blank_town_ages_and_grid_references_are_nothing(tmp_path):
    blank = dict.fromkeys(["Town", "StatutoryLowAge", "Easting", "Northing", "PercentageFSM"], "")
    school = one(tmp_path, **blank)

    assert (school.town, school.low_age, school.easting, school.fsm_percent) == (
        "",
        None,
        None,
        None,
    )


def test_grid_reference_nought_is_unknown(tmp_path):
    school = one(tmp_path, Easting="0", Northing="0")

    assert (school.easting, school.northing) == (None, None)


@pytest.mark.parametrize("day", ["31-08-2024", "31/08/2024", "2024-08-31"])
def test_days_are_written_more_than_one_way(tmp_path, day):
    assert str(one(tmp_path, opened=day).opened_on) == "2024-08-31"


def test_a_value_may_hold_commas_quotation_marks_and_line_breaks(tmp_path):
    rows = [a_row(name='St Mary, "the Hill"', Street="1 Oak\r\nStreet"), a_row(100002)]
    load(a_file(tmp_path, rows))

    school = School.objects.get(urn="100001")
    assert (school.name, school.street) == ('St Mary, "the Hill"', "1 Oak Street")


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"URN": "12345"}, "The URN 12345 is not six digits."),
        ({"URN": "EY12345"}, "The URN EY12345 is not six digits."),
        ({"name": " "}, "The school has no name."),
        ({"status": "Opened"}, "EstablishmentStatus (name) says “Opened”, which we do not know."),
        ({"phase": "Upper"}, "PhaseOfEducation (name) says “Upper”, which we do not know."),
        ({"opened": "31-02-2024"}, "OpenDate 31-02-2024 is not a date such as 31-08-2024."),
        ({"NumberOfPupils": "lots"}, "NumberOfPupils lots is not a whole number from 0 to 99,999."),
        ({"PercentageFSM": "140"}, "PercentageFSM 140 is not a percentage."),
        ({"la": "ABC"}, "The authority code ABC is not three digits."),
        ({"Street": "x" * 121}, "Street is longer than 120 characters."),
    ],
)  # fmt: skip
def test_a_row_we_cannot_use_is_refused_by_itself(tmp_path, said, reason):
    outcome = load(a_file(tmp_path, [a_row(100001), a_row(**{"urn": 100002} | said)]))

    assert reasons(outcome) == [(3, reason)]
    assert outcome.refused[0].row.count(",") == len(a_row()) - 1
    assert list(School.objects.values_list("urn", flat=True)) == ["100001"]


def test_a_school_told_twice_is_refused_the_second_time(tmp_path):
    outcome = load(a_file(tmp_path, [a_row(100001), a_row(100001, name="Another")]))

    assert reasons(outcome) == [(3, "The URN 100001 is in the file more than once.")]


def test_a_row_of_another_width_is_refused_by_itself(tmp_path):
    file = a_file(tmp_path, [a_row(100001), a_row(100002), a_row(100003)])
    lines = file.read_text().splitlines()
    lines[2] = lines[2].rsplit(",", 3)[0]
    file.write_text("\n".join(lines) + "\n")

    outcome = load(file)

    assert reasons(outcome) == [(3, "This row has 21 values where the heading has 24.")]
    assert School.objects.count() == 2


def test_a_quotation_mark_left_open_loses_one_row_only(tmp_path):
    file = a_file(tmp_path, [a_row(100001), a_row(100002), a_row(100003)])
    file.write_text(file.read_text().replace("100002,894", '100002,"894'))

    outcome = load(file)

    assert reasons(outcome) == [(3, "A quotation mark opens in this row and does not close.")]
    assert School.objects.count() == 2


def test_empty_lines_are_nothing(tmp_path):
    file = a_file(tmp_path, [a_row(100001), a_row(100002)])
    file.write_text(file.read_text().replace("\n100002", "\n\n,,,\n100002") + "\n\n")

    assert load(file).summary["read"] == 2


def test_every_row_may_leave_the_last_column_off(tmp_path):
    file = a_file(tmp_path, [a_row(100001), a_row(100002)])
    heading, rest = file.read_text().split("\n", 1)
    file.write_text(f"{heading},AndOneMore\n{rest}")

    assert load(file).summary["created"] == 2


@pytest.mark.parametrize("packing", ["gz", "zip"])
def test_a_packed_file_is_unpacked(tmp_path, packing):
    plain, packed = a_csv([a_row()]), tmp_path / f"register.csv.{packing}"
    if packing == "gz":
        packed.write_bytes(gzip.compress(plain))
    else:
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("edubasealldata20251001.csv", plain)

    assert load(packed).summary["created"] == 1


WHOLE = a_csv([a_row(100001 + number) for number in range(50)])


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "it is empty"),
        (b"  \r\n<!DOCTYPE html><html><title>Sign in", "it is a web page, not a CSV file"),
        (b'\xef\xbb\xbf{"error": "no"}', "it is JSON, not a CSV file"),
        (b"[]", "it is JSON"),
        (WHOLE.decode("cp1252").encode("utf-16"), "it is UTF-16 text"),
        (WHOLE[:900] + b"\0\0" + WHOLE[900:], "it is not text"),
        (b"\x89PNG\r\n" + bytes(range(256)) * 20, "it is not text"),
        (gzip.compress(WHOLE)[:-20], "the packed file is cut off or damaged"),
        (b"PK\x03\x04 and no more", "the .zip is damaged"),
        (WHOLE.replace(b"EstablishmentName", b"Name"), "it has no column EstablishmentName"),
        (WHOLE.replace(b",", b";"), "Its columns are not separated by commas"),
        (WHOLE[:-100], "is cut off: line 51, the last, ends in the middle of a row"),
        (WHOLE.replace(b"Town,", b"Street,"), "Two columns of the schools register are"),
        (WHOLE.replace(b"Oak Street,", b"\x81\x8d Street,"), "characters of no encoding we know"),
        (a_csv([a_link(100001, 100002)]), "It looks like the links file"),
        (a_csv([{"URN": "1", "SCHNAME": "Oak"}]), "list of the performance tables"),
    ],
)  # fmt: skip
def test_what_is_not_the_register_is_refused_whole(tmp_path, content, sentence):
    file = tmp_path / "edubasealldata.csv"
    file.write_bytes(content)

    with pytest.raises(RegisterRefused) as refused:
        load(file, agrees=yes)

    assert sentence in str(refused.value)
    assert str(refused.value).endswith("Nothing was changed.")
    assert School.objects.count() == 0


def test_a_last_line_without_a_line_break_is_asked_about(tmp_path):
    file = tmp_path / "edubasealldata.csv"
    file.write_bytes(WHOLE.rstrip()[:-1])

    with pytest.raises(RegisterRefused, match="has no line break: it may be cut off"):
        load(file)

    assert load(file, agrees=yes).summary["created"] == 50


def test_a_quoted_last_line_needs_no_line_break(tmp_path):
    file = tmp_path / "edubasealldata.csv"
    rows = WHOLE.decode().strip().split("\r\n")
    file.write_text("\r\n".join('"' + row.replace(",", '","') + '"' for row in rows))

    assert load(file).summary["created"] == 50


def test_many_rows_we_cannot_use_need_a_yes(tmp_path):
    good = [a_row(100001 + number) for number in range(200)]
    bad = [a_row(200000 + number, status="Odd") for number in range(101)]
    file = a_file(tmp_path, good + bad)

    with pytest.raises(RegisterRefused, match="cannot use 101 of its 301 rows"):
        load(file)

    assert load(file, agrees=yes).summary["refused"] == 101


# Trusts


def test_groups_are_known_by_their_uid_and_often_have_no_group_id(tmp_path):
    no_id = {"Group ID": ""}
    rows = [a_group(1000, "FIERTÉ TRUST", **no_id), a_group(1001, "Oak", **no_id)]
    groups = a_file(tmp_path, rows, "allgroupsdata.csv")
    load(a_file(tmp_path, [a_row()]), None, groups)

    assert list(Trust.objects.order_by("uid").values_list("uid", "name", "group_id")) == [
        (1000, "FIERTÉ TRUST", ""),
        (1001, "Oak", ""),
    ]
    assert str(Trust.objects.get(uid=1000).opened_on) == "2014-01-06"


def a_membership(urn: int, uid: int, kind: str = "Multi-academy trust", **said: str) -> dict:
    row = {
        "URN": str(urn),
        "Linked UID": str(uid),
        "Group Name": f"Trust {uid}",
        "Group Type": kind,
    }
    return row | {"Closed Date": "", "Joined date": "01-09-2020"} | said


def test_a_school_is_in_the_trust_it_joined_last_and_a_sponsor_is_none(tmp_path):
    rows = [
        a_membership(100001, 2000, **{"Joined date": "01-09-2015", "Closed Date": "31/08/2019"}),
        a_membership(100001, 2001),
        a_membership(100001, 2002, "School sponsor", **{"Joined date": "01-09-2022"}),
    ]
    # Official files have a last heading that no row has a value for.
    text = a_csv(rows).decode().replace("Joined date\r", "Joined date,HasSharedHT\r")
    links = tmp_path / "grouplinks.csv"
    links.write_text(text, newline="")
    register_file = a_file(tmp_path, [without_trusts(a_row(100001))])
    load(register_file, None, None, links)

    assert School.objects.select_related("trust").get().trust.uid == 2001
    assert not load(register_file).changed


def without_trusts(row: dict) -> dict:
    return {column: said for column, said in row.items() if not column.startswith("Trusts")}


def test_the_register_itself_knows_best_who_is_in_which_trust(tmp_path):
    links = a_file(
        tmp_path, [a_membership(100001, 2001), a_membership(100002, 2001)], "grouplinks.csv"
    )
    rows = [a_row(100001, trust="3000", trust_name="New"), a_row(100002)]
    register_file = a_file(tmp_path, rows)
    load(register_file, None, None, links)

    uids = School.objects.order_by("urn").values_list("trust__uid", flat=True)
    assert list(uids) == [3000, None]
    assert not load(register_file).changed  # with the group links or without


def test_only_the_groups_file_renames_a_trust(tmp_path):
    groups = a_file(tmp_path, [a_group(2000, "Oak Trust")], "allgroupsdata.csv")
    register_file = a_file(tmp_path, [a_row(trust="2000", trust_name="OAK TRUST LTD")])
    load(register_file, None, groups)
    load(register_file)

    assert Trust.objects.get().name == "Oak Trust"
    renamed = a_file(tmp_path, [a_group(2000, "Elm Trust")], "allgroupsdata.csv")
    assert load(register_file, None, renamed).summary["groups"]["updated"] == 1
    assert Trust.objects.get().name == "Elm Trust"
