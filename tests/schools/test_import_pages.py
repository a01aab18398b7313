"""The register's pages for national staff, and the jobs behind them."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mathshubs.schools.actions import imports
from mathshubs.schools.models import RegisterImport, School
from mathshubs.schools.register.unpack import RegisterRefused
from tests.builders import SEPTEMBER, national
from tests.people.signing_in import sign_in
from tests.tables import table_of

from .builders import a_csv, a_link, a_row

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    return sign_in(client, national())


def an_upload(rows=None, name="edubasealldata.csv", content=None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or a_csv(rows or [a_row()]))


def hand_in(staff, rows=None, **files) -> RegisterImport:
    answer = staff.post("/national/register/", {"schools": an_upload(rows), **files})
    assert answer.status_code == 302, answer.content.decode()
    return RegisterImport.objects.get(pk=answer["Location"].rstrip("/").rpartition("/")[2])


def page_of(staff, found) -> str:
    return staff.get(f"/national/register/{found.pk}/").content.decode()


def test_handed_in_checked_confirmed_applied(staff):
    found = hand_in(staff, [a_row(100001), a_row(100002, status="Odd")])
    assert 'http-equiv="refresh"' in page_of(staff, found)

    imports.check(import_id=found.pk)
    page = page_of(staff, found)
    assert "What would change" in page
    assert "100001 Oak Street Primary School" in page
    assert 'http-equiv="refresh"' not in page
    assert School.objects.count() == 0

    staff.post(f"/national/register/{found.pk}/", {"confirm": ""})
    imports.apply(import_id=found.pk, at=SEPTEMBER)
    found.refresh_from_db()
    assert (found.state, found.summary["created"], found.schools.name) == ("DONE", 1, "")
    assert School.objects.count() == 1
    assert "What changed" in page_of(staff, found)

    [_, past] = table_of(staff.get("/national/register/?as=csv"))
    assert past[2:] == ["edubasealldata.csv", found.get_state_display()]

    refused = staff.get(f"/national/register/{found.pk}/refused.csv")
    assert b"which we do not know" in b"".join(refused.streaming_content)
    assert refused["Content-Disposition"].startswith("attachment")


def test_the_preview_says_what_changes_in_words(staff):
    apply_now(hand_in(staff, [a_row(trust="2000", trust_name="Oak Trust")]), staff)
    changed = a_row(status="Closed", closed="31-08-2025", la="895", la_name="Cheshire East")
    found = hand_in(staff, [changed])
    imports.check(import_id=found.pk)

    found.refresh_from_db()
    assert found.preview["closed"] == [[
        "100001",
        "Oak Street Primary School",
        "status: Open → Closed; authority: Telford and Wrekin → Cheshire East; "
        "trust: Oak Trust → nothing; closed on: nothing → 31 August 2025",
    ]]  # fmt: skip


def apply_now(found: RegisterImport, staff) -> None:
    imports.check(import_id=found.pk)
    staff.post(f"/national/register/{found.pk}/", {"confirm": ""})
    imports.apply(import_id=found.pk, at=SEPTEMBER)


def test_withdrawn_links_are_counted_and_asked_about(staff):
    schools = [a_row(100001, status="Closed", closed="31-08-2024"), a_row(100002), a_row(100003)]
    both = [a_link(100001, 100002), a_link(100001, 100003)]
    apply_now(hand_in(staff, schools, links=an_upload(both, "links.csv")), staff)
    found = hand_in(staff, schools, links=an_upload(both[:1], "links.csv"))
    imports.check(import_id=found.pk)

    page = page_of(staff, found)
    assert "Links: withdrawn" in page
    assert "It withdraws 1 of our 2 links between schools, more than 2%." in page
    assert "Yes, withdraw these links" in page


def test_each_job_may_run_twice(staff):
    found = hand_in(staff)
    for _ in range(2):
        imports.check(import_id=found.pk)
    staff.post(f"/national/register/{found.pk}/")
    staff.post(f"/national/register/{found.pk}/")
    for _ in range(2):
        imports.apply(import_id=found.pk, at=SEPTEMBER)

    assert School.pgh_event_model.objects.count() == 1


def test_closures_are_a_tick_of_their_own(staff):
    found = hand_in(staff)
    imports.check(import_id=found.pk)
    staff.post(f"/national/register/{found.pk}/")
    imports.apply(import_id=found.pk, at=SEPTEMBER)
    found = hand_in(staff, [a_row(status="Closed", closed="31-08-2025")])
    imports.check(import_id=found.pk)

    unticked = staff.post(f"/national/register/{found.pk}/", {"confirm": ""}).content.decode()
    assert "It closes 1 of our 1 open schools, more than 2%. Tick this if it is right." in unticked
    found.refresh_from_db()
    assert found.state == "READY"

    staff.post(f"/national/register/{found.pk}/", {"confirm": "", "closures": "on"})
    imports.apply(import_id=found.pk, at=SEPTEMBER)
    assert School.objects.get().status == "CLOSED"


def test_what_changed_since_the_preview_is_asked_again(staff):
    found = hand_in(staff, [a_row(status="Closed", closed="31-08-2025"), a_row(100002)])
    imports.check(import_id=found.pk)
    staff.post(f"/national/register/{found.pk}/", {"confirm": ""})
    first = hand_in(staff, [a_row(), a_row(100002)])
    imports.check(import_id=first.pk)
    staff.post(f"/national/register/{first.pk}/", {"confirm": ""})
    imports.apply(import_id=first.pk, at=SEPTEMBER)

    imports.apply(import_id=found.pk, at=SEPTEMBER)
    found.refresh_from_db()
    assert found.state == "CHECKING"
    imports.check(import_id=found.pk)
    found.refresh_from_db()
    assert [question["key"] for question in found.questions] == ["closures"]
    assert School.objects.filter(status="CLOSED").count() == 0


def test_an_import_can_be_discarded(staff):
    found = hand_in(staff)
    imports.check(import_id=found.pk)
    staff.post(f"/national/register/{found.pk}/", {"discard": ""})
    staff.post(f"/national/register/{found.pk}/", {"confirm": ""})

    found.refresh_from_db()
    assert (found.state, found.schools.name) == ("DISCARDED", "")


def test_a_refusal_is_shown_in_its_own_words(staff):
    found = hand_in(staff, [a_link(100001, 100002)])
    imports.check(import_id=found.pk)

    assert "It looks like the links file" in page_of(staff, found)
    found.refresh_from_db()
    assert found.state == "REFUSED"


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (an_upload(content=b"<!doctype html><title>Sign in"), "it is a web page, not a CSV file"),
        (an_upload(name="register.xlsx"), "must end in .csv, .gz or .zip"),
        (an_upload(content=b"\x1f\x8b broken", name="a.csv.gz"), "The packed file is damaged"),
        ("", "Choose the schools register"),
    ],
)
def test_what_is_no_register_is_said_beside_the_field(staff, file, sentence):
    page = staff.post("/national/register/", {"schools": file})

    assert sentence in page.content.decode()
    assert RegisterImport.objects.count() == 0


@pytest.mark.parametrize(
    ("field", "called"),
    [
        ("schools", "the schools register"),
        ("links", "the links file"),
        ("groups", "the groups file"),
        ("group_links", "the group links file"),
    ],
)
def test_an_empty_file_is_said_to_be_empty(staff, field, called):
    files = {"schools": an_upload(), field: SimpleUploadedFile("empty.csv", b"")}

    page = staff.post("/national/register/", files).content.decode()

    assert f"The file you chose as {called} is empty. Download it again, or" in page
    assert RegisterImport.objects.count() == 0


def test_links_groups_and_group_links_go_with_it(staff):
    links = an_upload([a_link(100001, 100002)], "links.csv")
    found = hand_in(
        staff, [a_row(100001, status="Closed", closed="31-08-2024"), a_row(100002)], links=links
    )
    imports.check(import_id=found.pk)

    found.refresh_from_db()
    assert found.summary["links"]["created"] == 1
    assert found.names == "edubasealldata.csv, links.csv"


def test_the_list_asks_as_often_for_one_import_as_for_three(staff):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    asked = []
    for more in (1, 2):
        for _ in range(more):
            RegisterImport.objects.create(at=SEPTEMBER, state="DONE", names="a.csv", by=national())
        with CaptureQueriesContext(connection) as queries:
            staff.get("/national/register/")
        asked.append(len(queries))

    assert asked[0] == asked[1]


def test_a_mistake_of_ours_is_said_and_raised(staff, monkeypatch):
    found = hand_in(staff)

    def breaks(*arguments, **more):
        raise ZeroDivisionError

    monkeypatch.setattr(imports, "preview_register", breaks)
    with pytest.raises(ZeroDivisionError):
        imports.check(import_id=found.pk)

    found.refresh_from_db()
    assert found.state == "REFUSED"
    assert found.refusal.startswith("Something went wrong on our side. Nothing was changed.")


@pytest.mark.django_db(transaction=True)
def test_whoever_waits_is_told_of_each_step(staff, monkeypatch):
    found, told = hand_in(staff), []

    def three_steps(files, *, at, progress):
        for step, percent in (("Reading", 1), ("Reading", 3), ("Changing", 4)):
            progress(step, percent)
            found.refresh_from_db()
            told.append((found.step, found.progress))
        raise RegisterRefused("Enough.")

    monkeypatch.setattr(imports, "preview_register", three_steps)
    imports.check(import_id=found.pk)

    assert told == [("Reading", 1), ("Reading", 1), ("Changing", 4)]
