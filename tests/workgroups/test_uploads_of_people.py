"""Applications and people from a file: nobody twice, through the one door, all or none."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mathshubs.comms.models import Letter
from mathshubs.hubs.models import Post
from mathshubs.people.models import Person
from mathshubs.schools.models import Employment
from mathshubs.workgroups.actions import uploads
from mathshubs.workgroups.models import Place, Upload, WorkGroup
from tests.builders import (
    LONDON,
    SEPTEMBER,
    a_person,
    a_post,
    a_school,
    a_work_group,
    an_employment,
)
from tests.test_access import signed_in

from .builders import a_standing_place, counts

pytestmark = pytest.mark.django_db
APPLY = "Email,First name,Last name,URN,Role,Why,Agreed,Clash known,Reason"
PEOPLE = "Email,First name,Last name,URN,Role,TRN,Phone"


@pytest.fixture
def group():
    return a_work_group(places=2)


@pytest.fixture
def staff(group):
    person = a_person("Ada", "Min")
    a_post(person, group.hub, Post.Kind.ADMINISTRATOR)
    return person


@pytest.fixture
def oak():
    return a_school("Oak Primary", urn="123456")


@pytest.fixture
def elm():
    return a_school("Elm Primary", urn="234567")


def hand_in(group, by, header, *rows, kind="APPLICATIONS") -> Upload:
    file = SimpleUploadedFile("sheet.csv", "\n".join([header, *rows]).encode())
    about = group if kind == "APPLICATIONS" else None
    return uploads.hand_in(
        kind=kind, file=file, hub=group.hub, work_group=about, by=by, at=SEPTEMBER
    )


def confirm(upload, by, **answers):
    return uploads.confirm(upload=upload, answers=answers, by=by, at=SEPTEMBER)


def said(upload, what="result"):
    return [row[what] for row in upload.rows]


ANN = "ann@example.org,Ann,Ash,123456,Teacher,To learn,yes,,"
BEN = "ben@example.org,Ben,Birch,123456,maths lead,,yes,,"
CAT = "cat@example.org,Cat,Cedar,234567,,,yes,,"


def test_the_preview_says_what_each_row_comes_to_and_changes_nothing(group, staff, oak, elm):
    upload = hand_in(group, staff, APPLY, ANN, BEN, CAT)

    assert said(upload) == [
        "New here. Place held", "New here. Place held", "New here. On the waiting list",
    ]  # fmt: skip
    assert not Place.objects.exists()
    assert not Letter.objects.exists()
    assert not Person.objects.filter(email="ann@example.org").exists()
    assert counts(group) == (0, 0)


def test_confirmed_they_go_through_the_one_door_in_order(group, staff, oak, elm):
    confirm(hand_in(group, staff, APPLY, ANN, BEN, CAT), staff)

    places = Place.objects.order_by("arrival").values_list("person__email", "state", "role")
    assert list(places) == [
        ("ann@example.org", "HELD", "TEACHER"),
        ("ben@example.org", "HELD", "MATHS_LEAD"),
        ("cat@example.org", "WAITING", "TEACHER"),
    ]
    assert counts(group) == (2, 1)
    assert Letter.objects.count() == 3


def test_one_row_refused_by_the_door_stops_all(group, staff, oak):
    WorkGroup.objects.update(most_per_school=1)

    upload = hand_in(group, staff, APPLY, ANN, BEN)

    assert "most from one school" in said(upload, "problem")[1]
    with pytest.raises(uploads.UploadRefused):
        confirm(upload, staff)
    assert not Place.objects.exists()


def test_what_changed_between_preview_and_confirming_stops_all(group, staff, oak):
    upload = hand_in(group, staff, APPLY, ANN, BEN)
    WorkGroup.objects.update(most_per_school=1)

    upload = confirm(upload, staff)

    assert upload.state == "READY"
    assert "most from one school" in said(upload, "problem")[1]
    assert not Place.objects.exists()
    assert not Person.objects.filter(email="ann@example.org").exists()


def test_somebody_with_a_place_is_not_asked_for_twice(group, staff, oak):
    ann = a_standing_place(group, oak, person=a_person("Ann", "Ash", email="ann@example.org"))
    Place.objects.update(applied_at=SEPTEMBER - timedelta(days=1))

    upload = confirm(hand_in(group, staff, APPLY, ANN), staff)

    assert said(upload) == ["Has asked already: place held"]
    assert list(Place.objects.all()) == [ann]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("ann@example.org,Ann,Ash,999999,,,yes,,", "no school with the URN 999999"),
        ("ann@example.org,Ann,Ash,123456,Pirate,,yes,,", "“Pirate” is no role"),
        ("ann.example.org,Ann,Ash,123456,,,yes,,", "Enter an email address"),
        ("ann@example.org,Ann,,123456,,,yes,,", "Give both names"),
        ("ann@example.org,Ann,Ash,123456,,,no,,", "Write yes when they"),
        ("zoe@example.org,Zoë,Ash,123456,,,yes,,", "is in row 2 already"),
    ],
)
def test_a_row_that_cannot_be_used_says_what_to_put_right(row, problem, group, staff, oak):
    first = "zoe@example.org,Zoë,Ash,123456,,,yes,,"

    upload = hand_in(group, staff, APPLY, first, row)

    assert said(upload, "problem")[0] == ""
    assert problem in said(upload, "problem")[1]


def test_all_that_is_wrong_with_a_row_is_said_at_once(group, staff, oak):
    row = "ann@example.org,Ann,Ash,999999,Pirate,12,call me"

    (told,) = said(hand_in(group, staff, PEOPLE, row, kind="PEOPLE"), "problem")

    for problem in ("URN 999999", "“Pirate” is no role", "seven digits", "not a phone number"):
        assert problem in told


def test_applications_that_are_over_need_a_reason(group, staff, oak, time_machine):
    WorkGroup.objects.update(apply_by=datetime(2025, 9, 1, tzinfo=LONDON))
    late = ANN + "Asked in August"

    upload = hand_in(group, staff, APPLY, ANN, late.replace("ann@", "liz@"))

    assert "closed on 1 September 2025" in said(upload, "problem")[0]
    assert said(upload, "problem")[1] == ""


def test_somebody_we_may_know_is_put_to_a_person_and_not_doubled(group, staff, oak):
    ann = a_person("Ann", "Ash", email="a.ash@oak.example.org")
    an_employment(ann, oak)
    upload = hand_in(group, staff, APPLY, ANN)
    assert upload.rows[0]["choices"][0] == [str(ann.pk), "The same as Ann Ash"]
    with pytest.raises(uploads.UploadRefused, match="Choose who Ann Ash in row 2 is"):
        confirm(upload, staff)

    confirm(upload, staff, **{"2": str(ann.pk)})

    assert Place.objects.get().person == ann
    assert not Person.objects.filter(email="ann@example.org").exists()


@pytest.mark.parametrize(("answer", "people"), [("new", 1), ("none", 0)])
def test_somebody_else_of_that_name_is_added_or_left_out(answer, people, group, staff, oak):
    an_employment(a_person("Ann", "Ash"), oak)

    confirm(hand_in(group, staff, APPLY, ANN), staff, **{"2": answer})

    assert Person.objects.filter(email="ann@example.org").count() == people
    assert Place.objects.count() == people


def test_people_are_added_with_where_they_work_and_what_is_missing(group, staff, oak):
    known = a_person("Ben", "Birch", email="ben@example.org", phone="01952 000000")
    rows = (
        "ann@example.org,Ann,Ash,123456,Teacher,12/34567,01952 123456",
        "Ben@example.org,,,123456,,7654321,01952 123456",
    )

    confirm(hand_in(group, staff, PEOPLE, *rows, kind="PEOPLE"), staff)

    ann = Person.objects.get(email="ann@example.org")
    assert (ann.name, ann.trn, ann.phone) == ("Ann Ash", "1234567", "01952 123456")
    assert Employment.objects.get(person=ann).school == oak
    known.refresh_from_db()
    assert (known.trn, known.phone) == ("7654321", "01952 000000")


def test_bringing_the_same_people_in_twice_changes_nothing(group, staff, oak):
    row = "ann@example.org,Ann,Ash,123456,Teacher,1234567,"
    for _ in range(2):
        confirm(hand_in(group, staff, PEOPLE, row, kind="PEOPLE"), staff)

    assert Person.objects.filter(email="ann@example.org").count() == 1
    assert Employment.objects.count() == 1


def test_a_number_we_know_suggests_who_it_is_only_when_the_name_is_alike(group, staff, oak):
    ann = a_person("Ann", "Ash", trn="1234567")
    alike = "new@example.org,Anne,Ash,123456,,1234567,"
    other = "zoe@example.org,Zoë,Quill,123456,,1234567,"

    upload = hand_in(group, staff, PEOPLE, alike, other, kind="PEOPLE")

    assert [value for value, _ in upload.rows[0]["choices"]] == [str(ann.pk), "none"]
    assert said(upload, "problem") == [
        "", "This TRN is that of somebody with another name. Correct it, or leave the cell empty.",
    ]  # fmt: skip
    assert "Ann Ash" not in str(upload.rows[1])


def test_a_number_of_somebody_else_is_refused(group, staff, oak):
    a_person("Ann", "Ash", trn="1234567")
    a_person("Ben", "Birch", email="ben@example.org")
    row = "ben@example.org,Ben,Birch,123456,,1234567,"

    upload = hand_in(group, staff, PEOPLE, row, kind="PEOPLE")

    assert said(upload, "problem") == [
        "This TRN is that of somebody else here. Correct it, or leave the cell empty."
    ]


@pytest.mark.parametrize(
    ("trn", "phone", "problem"),
    [("12", "", "has seven digits"), ("", "call me", "is not a phone number")],
)
def test_a_number_that_is_none_is_refused(trn, phone, problem, group, staff, oak):
    row = f"ann@example.org,Ann,Ash,123456,,{trn},{phone}"

    (told,) = said(hand_in(group, staff, PEOPLE, row, kind="PEOPLE"), "problem")

    assert problem in told
    assert told.endswith("Correct it, or leave the cell empty.")


def test_numbers_are_not_shown_on_the_page(group, staff, oak):
    row = "ann@example.org,Ann,Ash,123456,,1234567,01952 123456"
    upload = hand_in(group, staff, PEOPLE, row, kind="PEOPLE")

    page = signed_in(staff).get(reverse("workgroups:upload", args=[upload.pk])).content.decode()

    assert "Ann Ash" in page
    assert "1234567" not in page
    assert "123456<" not in page


def test_staff_hand_a_sheet_in_on_the_page_and_put_it_right(group, staff, oak, time_machine):
    time_machine.move_to(SEPTEMBER, tick=False)
    client, address = signed_in(staff), reverse("workgroups:uploads", args=[group.hub.slug])
    bad = f"{APPLY}\n{ANN}\nnobody,=cmd(),Ash,123456,,,yes,,\n"
    typed = {"kind": "APPLICATIONS", "work_group": group.pk}

    answer = client.post(
        address, {**typed, "file": SimpleUploadedFile("a.csv", bad.encode())}, follow=True
    )
    upload = Upload.objects.get()
    back = client.get(reverse("workgroups:refused_upload_rows", args=[upload.pk])).content.decode()
    good = back.replace("nobody", "nobody@example.org")
    client.post(address, {**typed, "file": SimpleUploadedFile("b.csv", good.encode())})

    assert "1 row cannot be used" in answer.content.decode()
    assert "To correct" in answer.content.decode()
    assert "To confirm" not in answer.content.decode()
    uploaded = client.get(address).content.decode()
    assert (uploaded.count("To correct"), uploaded.count("To confirm")) == (1, 1)
    assert "nobody,'=cmd(),Ash" in back
    again = Upload.objects.order_by("-pk").first()
    assert again.rows[0]["who"] == "=cmd() Ash"
    assert again.rows[0]["problem"] == ""


@pytest.mark.parametrize("kind", ["applications", "attendance", "people"])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_template_has_the_columns_its_upload_reads(kind, ending, group, staff):
    address = reverse("workgroups:upload_template", args=[kind])
    content = signed_in(staff).get(address, {"as": ending}).content
    file = SimpleUploadedFile(f"template.{ending}", content)
    work_group = None if kind == "people" else group

    upload = uploads.hand_in(
        kind=kind.upper(), file=file, hub=group.hub, work_group=work_group, by=staff, at=SEPTEMBER
    )

    assert said(upload, "who") == ["Tess Teacher"]


def test_a_group_is_asked_for_but_not_for_people(group, staff, oak):
    client, address = signed_in(staff), reverse("workgroups:uploads", args=[group.hub.slug])
    file = SimpleUploadedFile("a.csv", f"{PEOPLE}\na@example.org,A,B,123456,,,".encode())

    assert client.post(address, {"kind": "PEOPLE", "file": file}).status_code == 302
    file.seek(0)
    answer = client.post(address, {"kind": "ATTENDANCE", "file": file})
    assert "Choose the group the file is about" in answer.content.decode()


def test_groups_of_one_title_are_told_apart_by_their_first_day(group, staff):
    page = signed_in(staff).get(reverse("workgroups:uploads", args=[group.hub.slug])).text

    assert f">{group.title} from 3 Nov 2025</option>" in page


def test_an_empty_file_is_refused_with_what_to_do(group, staff):
    address = reverse("workgroups:uploads", args=[group.hub.slug])
    typed = {"kind": "PEOPLE", "file": SimpleUploadedFile("a.csv", b"")}

    page = signed_in(staff).post(address, typed).text

    assert "There is nothing in this file. Choose another." in page


def test_somebody_is_known_by_a_further_address_of_theirs(group, staff, oak):
    ann = a_person("Ann", "Ash", email="a.ash@oak.example.org")
    EmailAddress.objects.create(user=ann, email="ann@example.org", verified=True)

    confirm(hand_in(group, staff, APPLY, ANN), staff)

    assert Place.objects.get().person == ann


def test_many_people_are_looked_up_in_as_many_queries_as_few(
    group, staff, oak, django_assert_max_num_queries
):
    def rows(number):
        return [f"a{each}@example.org,Ann,Ash{each},123456,,," for each in range(number)]

    with django_assert_max_num_queries(30) as few:
        hand_in(group, staff, PEOPLE, *rows(3), kind="PEOPLE")

    with django_assert_max_num_queries(len(few)):
        hand_in(group, staff, PEOPLE, *rows(30), kind="PEOPLE")
