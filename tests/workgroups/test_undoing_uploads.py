"""Applications and people of a file are taken back, all of them or none."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from mathshubs.comms.models import Letter
from mathshubs.hubs.models import Post
from mathshubs.people.models import Person
from mathshubs.schools.actions.employments import confirm_employment
from mathshubs.schools.models import Employment
from mathshubs.workgroups.actions import booking, uploads
from mathshubs.workgroups.models import Place, Upload
from tests.builders import SEPTEMBER, a_person, a_post, a_school, a_work_group
from tests.test_access import signed_in

from .builders import a_standing_place, counts
from .test_uploads_of_people import ANN, APPLY, BEN, CAT, PEOPLE, confirm, hand_in

pytestmark = pytest.mark.django_db
LATER = SEPTEMBER + timedelta(days=2)


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


def applied(group, staff, *rows) -> Upload:
    return confirm(hand_in(group, staff, APPLY, *rows), staff)


def people_in(group, staff, *rows) -> Upload:
    return confirm(hand_in(group, staff, PEOPLE, *rows, kind="PEOPLE"), staff)


def undo(upload, staff):
    return uploads.undo(upload=upload, by=staff, at=LATER)


def page_of(upload, staff, query="") -> str:
    address = reverse("workgroups:upload", args=[upload.pk])
    return signed_in(staff).get(f"{address}{query}").content.decode()


def test_applications_are_taken_back_with_a_letter_that_says_whose_mistake_it_was(
    group,
    staff,
    oak,
    elm,
):
    first = a_standing_place(group)
    upload = applied(group, staff, ANN, BEN, CAT)
    waiting = a_standing_place(group, elm, state="WAITING")

    assert undo(upload, staff) == (3, 0)

    assert set(Place.objects.exclude(pk__in=[first.pk, waiting.pk]).values_list("state")) == {
        ("WITHDRAWN",)
    }
    waiting.refresh_from_db()
    assert waiting.state == "OFFERED"
    assert counts(group) == (2, 0)
    mistakes = Letter.objects.filter(subject__startswith="Entered by our mistake")
    assert sorted(mistakes.values_list("to_email", flat=True)) == [
        "ann@example.org", "ben@example.org", "cat@example.org",
    ]  # fmt: skip
    assert not Letter.objects.filter(to_email="cat@example.org", subject__contains="offered")
    upload.refresh_from_db()
    assert (upload.state, upload.undone_at, upload.undone_by) == ("UNDONE", LATER, staff)


def test_what_came_of_one_application_since_stops_all_and_is_shown(group, staff, oak):
    upload = applied(group, staff, ANN, BEN)
    ann = Place.objects.get(person__email="ann@example.org")
    booking.withdraw(place=ann, reason="CAPACITY", by=ann.person, at=LATER)

    with pytest.raises(uploads.UploadRefused, match="Nothing was undone"):
        undo(upload, staff)

    assert Place.objects.get(person__email="ben@example.org").state == "HELD"
    page = page_of(upload, staff, "?undoing=1")
    assert "1 row cannot be undone, so none is." in page
    assert "Since then: withdrawn." in page
    assert "Undo all of it" not in page


def test_somebody_who_had_a_place_before_keeps_it(group, staff, oak):
    ann = a_standing_place(group, oak, person=a_person("Ann", "Ash", email="ann@example.org"))
    Place.objects.update(applied_at=SEPTEMBER - timedelta(days=1))
    upload = applied(group, staff, ANN, BEN)

    undo(upload, staff)

    ann.refresh_from_db()
    assert ann.state == "HELD"


def test_people_are_as_they_were_before(group, staff, oak):
    ben = a_person("Ben", "Birch", email="ben@example.org", phone="01952 000000")
    Person.objects.filter(pk=ben.pk).update(trn_absence=(absence := Person.TrnAbsence.values[0]))
    upload = people_in(
        group, staff, "ann@example.org,Ann,Ash,123456,Teacher,1234567,",
        "ben@example.org,,,123456,,7654321,01952 123456",
    )  # fmt: skip
    assert "Undo this upload" in page_of(upload, staff)
    page = page_of(upload, staff, "?undoing=1")
    assert "Deleted: they were new with this upload." in page
    assert "TRN taken out, no longer at the school." in page

    signed_in(staff).post(reverse("workgroups:upload", args=[upload.pk]), {"undo": "1"})

    assert not Person.objects.filter(email="ann@example.org").exists()
    ben.refresh_from_db()
    assert (ben.trn, ben.trn_absence, ben.phone) == (None, absence, "01952 000000")
    assert not Employment.objects.exists()
    assert "Undone on" in page_of(upload, staff)


@pytest.mark.parametrize(
    ("happens", "said"),
    [
        (lambda ann, group: a_standing_place(group, person=ann), "There is a place now."),
        (
            lambda ann, group: confirm_employment(employment=ann.employments.get()),
            "Where they work",
        ),
        (lambda ann, group: Person.objects.update(phone="01952 999999"), "Their phone number was"),
    ],
)
def test_what_came_of_somebody_since_stops_all(happens, said, group, staff, oak):
    row = "ann@example.org,Ann,Ash,123456,Teacher,1234567,01952 123456"
    upload = people_in(group, staff, row)
    happens(Person.objects.get(email="ann@example.org"), group)

    with pytest.raises(uploads.UploadRefused, match="Nothing was undone"):
        undo(upload, staff)

    assert said in page_of(upload, staff, "?undoing=1")
    assert Person.objects.filter(email="ann@example.org").exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_look_ahead_asks_as_often_for_one_row_as_for_three(
    rows,
    group,
    staff,
    oak,
    elm,
    django_assert_max_num_queries,
):
    upload = applied(group, staff, *[ANN, BEN, CAT][:rows])
    client = signed_in(staff)

    with django_assert_max_num_queries(10):
        client.get(reverse("workgroups:upload", args=[upload.pk]) + "?undoing=1")
