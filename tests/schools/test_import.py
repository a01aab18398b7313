"""What an import of the register changes, and what it leaves alone."""

from __future__ import annotations

import csv
from datetime import date

import pytest
from django.db import connection

from mathshubs.schools.actions.imports import write_refused_rows
from mathshubs.schools.models import Authority, District, PastName, School, Trust
from mathshubs.schools.register.files import RefusedRow
from mathshubs.schools.register.run import Outcome
from mathshubs.schools.register.unpack import RegisterRefused

from ..builders import SEPTEMBER
from .builders import a_file, a_row, load, yes

pytestmark = pytest.mark.django_db


def counts(outcome) -> dict:
    words = ["read", "created", "updated", "unchanged", "closed", "reopened", "refused"]
    return {word: outcome.summary[word] for word in words if outcome.summary[word]}


def rows_written() -> int:
    """Rows of this room and of history added, changed or taken away in this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_xact_user_tables"
            " WHERE relname LIKE 'schools%' OR relname LIKE 'pghistory%'"
        )
        return cursor.fetchone()[0]


def test_a_first_load_keeps_what_a_row_says(tmp_path):
    outcome = load(a_file(tmp_path, [a_row(OpenDate="01-09-1972", UKPRN="10012345")]))

    school = School.objects.select_related("authority", "district").get()
    assert counts(outcome) == {"read": 1, "created": 1}
    assert (school.urn, school.name, school.status) == (
        "100001",
        "Oak Street Primary School",
        "OPEN",
    )
    assert (school.laestab, school.phase, school.pupils) == ("894/2001", "PRIMARY", 210)
    assert (school.opened_on, school.closed_on) == (date(1972, 9, 1), None)
    assert (float(school.fsm_percent), school.easting, school.northing) == (12.5, 370000, 309000)
    assert school.authority == Authority.objects.get(code="894", region="West Midlands")
    assert school.district == District.objects.get(code="E06000020", authority__code="894")
    assert school.ukprn == "10012345"


def test_the_same_file_twice_writes_no_row(tmp_path):
    file = a_file(tmp_path, [a_row(100001, trust="2000", trust_name="Oak Trust"), a_row(100002)])
    load(file)
    before = rows_written()

    outcome = load(file)

    assert counts(outcome) == {"read": 2, "unchanged": 2}
    assert rows_written() == before
    assert not outcome.changed


def test_a_changed_row_is_updated_and_its_history_kept(tmp_path):
    load(a_file(tmp_path, [a_row(100001), a_row(100002)]))

    outcome = load(a_file(tmp_path, [a_row(100001, NumberOfPupils="300"), a_row(100002)]))

    assert counts(outcome) == {"read": 2, "updated": 1, "unchanged": 1}
    history = School.pgh_event_model.objects.filter(urn="100001").order_by("pgh_id")
    assert list(history.values_list("pgh_label", "pupils")) == [("insert", 210), ("update", 300)]


def test_a_column_the_file_does_not_have_is_left_alone(tmp_path):
    load(a_file(tmp_path, [a_row(100001, Town="Telford")]))
    short = {key: word for key, word in a_row(100001).items() if key not in ("Town", "Easting")}

    outcome = load(a_file(tmp_path, [short]))

    assert counts(outcome) == {"read": 1, "unchanged": 1}
    assert School.objects.get().town == "Telford"


def test_columns_may_come_in_any_order_with_others_between(tmp_path):
    row = {"Chair of governors": "Nobody", **dict(reversed(a_row().items())), "Last": "1"}

    load(a_file(tmp_path, [row]))

    assert School.objects.get().town == "Telford"


def test_a_school_that_closes_stays_and_one_may_open_again(tmp_path):
    others = [a_row(urn) for urn in range(100100, 100200)]
    load(a_file(tmp_path, [a_row(100001), *others]))

    closing = a_row(100001, status="Closed", closed="31-08-2025")
    outcome = load(a_file(tmp_path, [closing, *others]))

    assert counts(outcome)["closed"] == 1
    assert School.objects.get(urn="100001").closed_on == date(2025, 8, 31)
    assert counts(load(a_file(tmp_path, [a_row(100001), *others])))["reopened"] == 1


def test_a_name_the_school_had_is_kept(tmp_path):
    load(a_file(tmp_path, [a_row(name="Oak Street Primary School")]))
    load(a_file(tmp_path, [a_row(name="The Oak Academy")]))
    load(a_file(tmp_path, [a_row(name="Oak Street Primary School")]))
    load(a_file(tmp_path, [a_row(name="The Oak Academy")]))

    assert sorted(PastName.objects.values_list("name", flat=True)) == [
        "Oak Street Primary School",
        "The Oak Academy",
    ]


def test_more_than_two_per_cent_closing_needs_a_yes(tmp_path):
    load(a_file(tmp_path, [a_row(urn) for urn in range(100001, 100041)]))
    closing = a_row(100001, status="Closed", closed="31-08-2025")
    file = a_file(tmp_path, [closing, *(a_row(urn) for urn in range(100002, 100041))])

    with pytest.raises(RegisterRefused, match="closes 1 of our 40 open schools, more than 2%"):
        load(file)

    assert School.objects.filter(status="CLOSED").count() == 0
    assert counts(load(file, agrees=yes))["closed"] == 1


def test_more_than_five_per_cent_missing_needs_a_yes_and_they_stay(tmp_path):
    load(a_file(tmp_path, [a_row(urn) for urn in range(100001, 100021)]))
    file = a_file(tmp_path, [a_row(urn) for urn in range(100001, 100019)])

    with pytest.raises(RegisterRefused, match="leaves out 2 of our 20 open schools"):
        load(file)

    outcome = load(file, agrees=yes)
    assert outcome.summary["missing"] == 2
    assert School.objects.filter(status="OPEN").count() == 20


def test_a_refused_import_changes_nothing_at_all(tmp_path):
    load(a_file(tmp_path, [a_row(urn) for urn in range(100001, 100041)]))
    rows = [a_row(100001, name="Renamed", la="895", la_name="Cheshire East"), a_row(999999)]

    with pytest.raises(RegisterRefused, match="leaves out 39 of our 40"):
        load(a_file(tmp_path, rows))

    assert (
        School.objects.count() == School.objects.filter(name=a_row()["EstablishmentName"]).count()
    )
    assert School.pgh_event_model.objects.count() == 40
    assert not Authority.objects.filter(code="895").exists()


def test_authorities_that_were_replaced_are_closed_and_point_on(tmp_path):
    old = a_row(100001, la="909", la_name="Cumbria", status="Closed", closed="31-08-2010")
    new = [
        a_row(100002, la="942", la_name="Cumberland"),
        a_row(100003, la="943", la_name="Westmorland and Furness"),
    ]
    load(a_file(tmp_path, [old, *new]))

    cumbria = Authority.objects.get(code="909")
    assert cumbria.closed_on == date(2023, 3, 31)
    assert sorted(cumbria.became.values_list("code", flat=True)) == ["942", "943"]
    assert School.objects.get(urn="100001").authority == cumbria


def test_a_school_whose_authority_changes_moves_with_its_history(tmp_path):
    load(a_file(tmp_path, [a_row(la="909", la_name="Cumbria")]))
    load(a_file(tmp_path, [a_row(la="942", la_name="Cumberland")]))

    school = School.objects.select_related("authority").get()
    assert school.authority.name == "Cumberland"
    codes = School.pgh_event_model.objects.order_by("pgh_id").values_list("authority__code")
    assert list(codes) == [("909",), ("942",)]


def test_a_trust_that_only_the_register_names_is_made_known(tmp_path):
    load(a_file(tmp_path, [a_row(trust="2150", trust_name="Archdiocese of Southwark")]))

    assert School.objects.select_related("trust").get().trust == Trust.objects.get(uid=2150)
    assert Trust.objects.get().name == "Archdiocese of Southwark"


def test_only_one_import_runs_at_a_time(tmp_path, django_db_blocker):
    import psycopg

    file = a_file(tmp_path, [a_row()])
    settings = connection.get_connection_params()
    arguments = {
        key: settings[key] for key in ("dbname", "user", "host", "port") if settings.get(key)
    }
    with psycopg.connect(**arguments) as other:
        other.execute("SELECT pg_advisory_xact_lock(hashtext('register import'))")
        with pytest.raises(RegisterRefused, match="Another import of the register is running"):
            load(file)

    assert counts(load(file)) == {"read": 1, "created": 1}


@pytest.mark.parametrize("text", ["=1+1", " =1+1", "＝1+1", "@SUM(A1)"])
def test_a_refused_row_never_runs_as_a_formula(text, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    outcome = Outcome({}, [RefusedRow("register.csv", 2, "The school has no name.", text)])

    path = write_refused_rows(outcome.refused, SEPTEMBER, "register")

    assert list(csv.reader(path.open(encoding="utf-8-sig")))[1][3] == f"'{text}"
