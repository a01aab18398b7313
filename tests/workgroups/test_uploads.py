"""Spreadsheets handed in: nothing changes before it was looked over; then all of it, or nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from mathshubs.hubs.models import Post
from mathshubs.workgroups import jobs_attendance
from mathshubs.workgroups.actions import attendance, uploads
from mathshubs.workgroups.models import AbsenceNotice, Attendance, Upload
from tests.builders import LONDON, a_hub, a_person, a_post, a_work_group
from tests.test_access import signed_in

from .builders import a_standing_place
from .test_meetings import MEET, TEAMS

AFTER = datetime(2025, 11, 3, 16, 0, tzinfo=LONDON)  # the workshop ended at 3:30pm
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def after_the_workshop(time_machine):
    time_machine.move_to(AFTER, tick=False)


def a_place(group, name, email=""):
    more = {"email": email} if email else {}
    return a_standing_place(group, person=a_person(*name.split(" ", 1), **more))


def csv_of(text, name="report.csv", encoding="utf-8"):
    return SimpleUploadedFile(name, text.encode(encoding))


def hand_in(workshop, by, text=MEET, kind="MEETING", **more) -> Upload:
    group = workshop.work_group
    return uploads.hand_in(
        kind=kind, file=csv_of(text, **more), hub=group.hub, work_group=group,
        workshop=workshop if kind == "MEETING" else None, by=by, at=AFTER,
    )  # fmt: skip


def confirm(upload, by, at=AFTER, **answers):
    return uploads.confirm(upload=upload, answers=answers, by=by, at=at)


def marks() -> dict[str, str]:
    told = Attendance.objects.values_list("place__person__given_name", "mark")
    return dict(told.order_by("pk"))


def xlsx_of(*rows) -> SimpleUploadedFile:
    from openpyxl import Workbook

    book, file = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return SimpleUploadedFile("sheet.xlsx", file.getvalue())


def test_people_in_a_meeting_are_found_by_address_and_by_name(group, workshop, leader):
    a_place(group, "Theresa Teacher", "tess@example.org")
    a_place(group, "Ben Ade")
    upload = hand_in(workshop, leader)
    assert marks() == {}

    confirm(upload, leader)

    assert marks() == {"Theresa": "PRESENT", "Ben": "PART"}


def test_a_report_in_utf_16_is_read(group, workshop, leader):
    a_place(group, "Tess Teacher")

    confirm(hand_in(workshop, leader, TEAMS, encoding="utf-16"), leader)

    assert marks() == {"Tess": "PRESENT"}


def test_a_near_name_is_put_to_a_person(group, workshop, leader):
    place = a_place(group, "Benjamin Ade")
    upload = hand_in(workshop, leader)
    read = upload.rows[1]
    assert read["doubt"] == "Is this one of these people?"
    assert read["choices"][0][0] == str(place.pk)

    with pytest.raises(uploads.UploadRefused, match="Choose who Ben Ade in row 2 is"):
        confirm(upload, leader)
    assert marks() == {}
    confirm(upload, leader, **{"2": str(place.pk)})

    assert marks() == {"Benjamin": "PART"}


def test_two_of_the_same_name_are_in_doubt(group, workshop, leader):
    a_place(group, "Ben Ade")
    a_place(group, "Ben Ade")

    upload = hand_in(workshop, leader)

    assert upload.rows[1]["doubt"]
    assert len(upload.rows[1]["choices"]) == 3


def test_somebody_nobody_knows_is_left_out_unless_somebody_says_who_it_is(group, workshop, leader):
    place = a_place(group, "Zoë Quill")
    upload = hand_in(workshop, leader)
    assert [read["doubt"] for read in upload.rows] == ["", ""]

    confirm(upload, leader, **{"1": str(place.pk)})

    assert marks() == {"Zoë": "PRESENT"}


def test_an_answer_that_was_not_offered_is_refused(group, workshop, leader):
    stranger = a_place(a_work_group(title="Another"), "Otto Other")

    with pytest.raises(uploads.UploadRefused):
        confirm(hand_in(workshop, leader), leader, **{"1": str(stranger.pk)})


def test_a_mark_made_by_hand_stays_and_an_absence_gives_way(group, workshop, leader):
    tess, ben = a_place(group, "Tess Teacher", "tess@example.org"), a_place(group, "Ben Ade")
    for place, mark in ((tess, "LATE"), (ben, "ABSENT")):
        attendance.mark(
            workshop=workshop, place=place, mark=mark, by=leader,
            tapped_at=AFTER - timedelta(hours=2), at=AFTER - timedelta(hours=2),
        )  # fmt: skip

    confirm(hand_in(workshop, leader), leader)

    assert marks() == {"Tess": "LATE", "Ben": "PART"}


def test_with_the_tick_the_others_are_absent_but_for_those_who_told(group, workshop, leader):
    a_place(group, "Tess Teacher", "tess@example.org")
    a_place(group, "Ada Away")
    told, sends = a_place(group, "Cy Told"), a_place(group, "Di Sends")
    for place, name in ((told, ""), (sends, "Jo Bell")):
        AbsenceNotice.objects.create(
            place=place, workshop=workshop, told_by=leader, told_at=AFTER, substitute_name=name
        )

    confirm(hand_in(workshop, leader), leader, others="absent")

    assert marks() == {
        "Tess": "PRESENT", "Ada": "ABSENT", "Cy": "APOLOGIES", "Di": "SUBSTITUTE",
    }  # fmt: skip


def test_what_was_done_names_whom_somebody_chose(group, workshop, leader):
    place = a_place(group, "Benjamin Ade")
    upload = hand_in(workshop, leader)
    confirm(upload, leader, **{"2": str(place.pk)}, others="absent")

    page = signed_in(leader).get(reverse("workgroups:upload", args=[upload.pk]))

    done = {row["who"]: row["result"] for row in page.context["sure"]}
    assert done["Ben Ade"].startswith("Benjamin Ade")
    assert "Everybody else was marked as absent" in page.text


def test_confirming_twice_is_once(group, workshop, leader):
    a_place(group, "Tess Teacher")
    upload = hand_in(workshop, leader)
    confirm(upload, leader)
    Attendance.objects.all().delete()

    confirm(upload, leader)

    assert marks() == {}


def test_an_upload_is_undone_but_for_what_changed_since(group, workshop, leader):
    tess, ben = a_place(group, "Tess Teacher"), a_place(group, "Ben Ade")
    attendance.mark(
        workshop=workshop, place=ben, mark="ABSENT", by=leader,
        tapped_at=AFTER - timedelta(hours=2), at=AFTER - timedelta(hours=2),
    )  # fmt: skip
    zoe = a_place(group, "Zoë Quill")
    upload = confirm(hand_in(workshop, leader), leader, others="absent")
    assert marks() == {"Tess": "PRESENT", "Ben": "PART", "Zoë": "ABSENT"}
    later = AFTER + timedelta(hours=1)
    attendance.mark(workshop=workshop, place=zoe, mark="LATE", by=leader, tapped_at=later, at=later)

    assert uploads.undo(upload=upload, by=leader, at=later) == (2, 1)

    assert marks() == {"Ben": "ABSENT", "Zoë": "LATE"}
    assert not tess.attendances.exists()
    with pytest.raises(uploads.UploadRefused, match="cannot be undone"):
        uploads.undo(upload=upload, by=leader, at=later)


SHEET = """Email,First name,Last name,Workshop number,Mark,Who came instead
tess@example.org,,,1,Present,
,Ben,Ade,1,Substitute came,Jo Bell
"""


def test_a_sheet_of_attendance_is_brought_in(group, workshop, leader):
    a_place(group, "Tess Teacher", "tess@example.org")
    a_place(group, "Ben Ade")

    confirm(hand_in(workshop, leader, SHEET, "ATTENDANCE"), leader)

    assert marks() == {"Tess": "PRESENT", "Ben": "SUBSTITUTE"}
    assert Attendance.objects.get(mark="SUBSTITUTE").substitute_name == "Jo Bell"


def test_a_spreadsheet_says_the_same_as_a_csv(group, workshop, leader):
    a_place(group, "Tess Teacher", "tess@example.org")
    file = xlsx_of(["E-mail", "Workshop", "Mark"], ["Tess@Example.org", 1, "late"])

    upload = uploads.hand_in(
        kind="ATTENDANCE", file=file, hub=group.hub, work_group=group, by=leader, at=AFTER
    )
    confirm(upload, leader)

    assert marks() == {"Tess": "LATE"}


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("tess@example.org,,,9,Present,", "There is no workshop 9. This group has: 1, 2."),
        ("tess@example.org,,,1,Asleep,", "“Asleep” is no mark"),
        ("tess@example.org,,,1,Substitute came,", "Write the name of the person who came instead"),
        ("tess@example.org,,,2,Present,", "is still to come"),
        ("nobody@example.org,,,1,Present,", "Nobody with this address or name"),
        ("tess@example.org,,,1,Late,", "are in row 2 already"),
    ],
)
def test_one_row_that_cannot_be_used_stops_all_and_comes_back_in_a_file(
    row, problem, group, workshop, leader
):
    a_place(group, "Tess Teacher", "tess@example.org")
    good = "tess@example.org,,,1,Present,"
    header = SHEET.splitlines()[0]
    upload = hand_in(workshop, leader, "\n".join([header, good, row]), "ATTENDANCE")
    assert [problem in read["problem"] for read in upload.rows] == [False, True]

    with pytest.raises(uploads.UploadRefused, match="Put right the rows"):
        confirm(upload, leader)

    assert marks() == {}
    back = uploads.refused_rows(upload)
    assert back[0][:2] == ["What to put right", "Email"]
    assert [each[1:] for each in back[1]] == [row.removesuffix(",").split(",")]


def test_a_missing_column_and_an_empty_sheet_are_refused(workshop, leader):
    with pytest.raises(uploads.UploadRefused, match="Missing: Workshop number"):
        hand_in(workshop, leader, "Email,Mark\na@example.org,Present", "ATTENDANCE")
    with pytest.raises(uploads.UploadRefused, match="no row under the titles"):
        hand_in(workshop, leader, "Email,Mark,Workshop\n", "ATTENDANCE")

    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("photo.png", b"\x89PNG\r\n\x1a\n", "Choose a spreadsheet"),
        ("sheet.xlsx", b"not a zip", "does not hold what its name says"),
        ("sheet.csv", b"", "is empty"),
        ("sheet.csv", b"a" * (5 * 1024 * 1024 + 1), "larger than 5 MB"),
        ("sheet.csv", b"\xff\xd8\xff\x00\x81\x00\x10\x11", "is not a text file"),
    ],
)
def test_what_is_no_sheet_is_refused(name, content, sentence, workshop, leader):
    file = SimpleUploadedFile(name, content)

    with pytest.raises(uploads.UploadRefused, match=sentence):
        uploads.hand_in(
            kind="MEETING", file=file, hub=workshop.work_group.hub, workshop=workshop,
            work_group=workshop.work_group, by=leader, at=AFTER,
        )  # fmt: skip


def test_a_long_sheet_is_read_and_carried_out_by_a_job(group, workshop, leader, monkeypatch):
    monkeypatch.setattr(uploads, "AT_ONCE", 1)
    a_place(group, "Tess Teacher", "tess@example.org")
    a_place(group, "Ben Ade")
    upload = hand_in(workshop, leader, SHEET, "ATTENDANCE")
    assert upload.state == "CHECKING"
    assert ProcrastinateJob.objects.get(task_name=uploads.CHECK).args == {"upload_id": upload.pk}

    for _ in range(2):
        jobs_attendance.check_upload(upload_id=upload.pk)
    upload.refresh_from_db()
    assert (upload.state, len(upload.rows)) == ("READY", 2)
    assert confirm(upload, leader).state == "APPLYING"
    assert marks() == {}
    for _ in range(2):
        jobs_attendance.carry_out_upload(upload_id=upload.pk)

    upload.refresh_from_db()
    assert upload.state == "DONE"
    assert marks() == {"Tess": "PRESENT", "Ben": "SUBSTITUTE"}


def test_a_long_sheet_that_cannot_be_read_says_why(group, workshop, leader, monkeypatch):
    monkeypatch.setattr(uploads, "AT_ONCE", 1)
    upload = hand_in(workshop, leader, "a,b\n1,2\n3,4", "ATTENDANCE")

    uploads.check(upload_id=upload.pk, at=AFTER)

    upload.refresh_from_db()
    assert upload.state == "REFUSED"
    assert "Missing: Email" in upload.refusal


def test_uploads_vanish_after_30_days(workshop, leader, time_machine):
    hand_in(workshop, leader)

    assert uploads.forget_old(at=AFTER + timedelta(days=30)) == 0
    time_machine.move_to(AFTER + timedelta(days=30, seconds=1), tick=False)
    for _ in range(2):
        jobs_attendance.forget_uploads()

    assert not Upload.objects.exists()


def test_a_report_is_handed_in_looked_over_and_confirmed_on_its_pages(group, workshop, leader):
    a_place(group, "Tess Teacher")
    client, address = signed_in(leader), reverse("workgroups:meeting", args=[workshop.pk])

    answer = client.post(address, {"file": csv_of(TEAMS, encoding="utf-16")}, follow=True)
    page = answer.content.decode()
    assert "Tess Teacher: <strong>Present</strong>" in page
    assert marks() == {}
    answer = client.post(answer.request["PATH_INFO"], {"confirm": "1"}, follow=True)

    assert marks() == {"Tess": "PRESENT"}
    assert "Undo it" in answer.content.decode()
    undone = client.post(answer.request["PATH_INFO"], {"undo": "1"}, follow=True)
    assert marks() == {}
    assert "1 mark is as it was before." in undone.text


def test_the_page_asks_again_when_a_doubt_has_no_answer(group, workshop, leader):
    a_place(group, "Benjamin Ade")
    upload = hand_in(workshop, leader)
    address = reverse("workgroups:upload", args=[upload.pk])

    answer = signed_in(leader).post(address, {"confirm": "1", "2": ""})

    assert "Choose who Ben Ade in row 2 is" in answer.content.decode()


def test_a_leader_sees_attendance_of_their_group_and_no_other_upload_of_the_hub(
    group, workshop, leader
):
    admin = a_person()
    a_post(admin, group.hub, Post.Kind.ADMINISTRATOR)
    people = Upload.objects.create(
        name="a.csv", media_type="text/csv", size=1, sha256="", content=b"a", kind="PEOPLE",
        hub=group.hub, by=admin, at=AFTER,
    )  # fmt: skip
    address = reverse("workgroups:upload", args=[people.pk])

    assert signed_in(leader).get(address).status_code == 404
    assert signed_in(admin).get(address).status_code == 200


def test_an_upload_of_another_hub_is_not_found(workshop, leader):
    other = a_person()
    a_post(other, a_hub(), Post.Kind.ADMINISTRATOR)
    upload = hand_in(workshop, leader)

    for name in ("upload", "refused_upload_rows"):
        assert (
            signed_in(other).get(reverse(f"workgroups:{name}", args=[upload.pk])).status_code == 404
        )


def test_the_list_of_uploads_asks_the_database_as_often_for_three_as_for_one(
    group, workshop, leader, django_assert_max_num_queries
):
    admin = a_person()
    a_post(admin, group.hub, Post.Kind.ADMINISTRATOR)
    client = signed_in(admin)
    address = reverse("workgroups:uploads", args=[group.hub.slug])
    hand_in(workshop, leader)
    with django_assert_max_num_queries(10) as one:
        client.get(address)
    for _ in range(2):
        hand_in(workshop, leader)

    with django_assert_max_num_queries(len(one)):
        assert client.get(address).content.decode().count("report.csv") == 3
