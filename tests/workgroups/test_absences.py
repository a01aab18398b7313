"""Told before, missed without a word, charged by the terms, missing twice in a row."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.timezone import now

from mathshubs.comms.models import Letter
from mathshubs.hubs.models import Post
from mathshubs.schools.models import Employment
from mathshubs.workgroups import jobs_attendance
from mathshubs.workgroups.actions import absences, charges
from mathshubs.workgroups.models import (
    AbsenceNotice,
    Attendance,
    Charge,
    HeadAgreement,
    HeadTold,
    Leader,
    WorkGroup,
)
from mathshubs.workgroups.queries import absences as queries
from tests.builders import (
    LONDON,
    SEPTEMBER,
    a_hub,
    a_person,
    a_post,
    a_school,
    a_work_group,
    an_employment,
)
from tests.test_access import signed_in

from .builders import a_standing_place

FIRST = datetime(2025, 11, 3, 13, 0, tzinfo=LONDON)  # workshops are four weeks apart
NEXT_DAY = FIRST + timedelta(hours=20)
pytestmark = pytest.mark.django_db


@pytest.fixture
def group():
    return a_work_group(workshops=3, absence_charge=Decimal("75"), title="Leading maths")


@pytest.fixture
def workshops(group):
    return list(group.workshops.order_by("number"))


@pytest.fixture
def oak():
    return a_school("Oak Primary")


@pytest.fixture
def tess(group, oak):
    return a_standing_place(group, oak, person=a_person("Tess", "Teacher"))


@pytest.fixture
def staff(group):
    person = a_person("Ada", "Min")
    a_post(person, group.hub, Post.Kind.ADMINISTRATOR)
    return person


def a_mark(place, workshop, mark="ABSENT"):
    return Attendance.objects.create(
        place=place, workshop=workshop, mark=mark, marked_by=place.person,
        marked_at=workshop.starts_at,
    )  # fmt: skip


def told(place, workshop, *, days_before, name="", by=None):
    return absences.tell_before(
        place=place, workshop=workshop, substitute_name=name, by=by or place.person,
        at=workshop.starts_at - timedelta(days=days_before),
    )  # fmt: skip


def a_head_of(school, email="head@oak.example.org"):
    head = a_person("Helen", "Head", email=email)
    an_employment(head, school, Employment.Role.HEAD)
    return head


def an_agreement(group, school, sent_to, **fields):
    return HeadAgreement.objects.create(
        work_group=group, school=school, head_name="Helen Head", sent_to=sent_to, text="Dates",
        version="2026-11", asked_by=a_person(), answer_by=FIRST.date(),
        **{"asked_at": SEPTEMBER, **fields},
    )  # fmt: skip


def all_groups():
    return WorkGroup.objects.all()


def letters(kind):
    return list(Letter.objects.filter(kind=f"workgroups.{kind}").order_by("pk"))


# Told before


def test_somebody_tells_before_that_they_cannot_come(tess, workshops):
    notice = told(tess, workshops[0], days_before=9)

    assert (notice.told_by, notice.substitute_name) == (tess.person, "")
    assert letters("absence_told") == []


def test_telling_again_names_who_comes_instead_and_the_first_time_stays(tess, workshops):
    told(tess, workshops[0], days_before=9)

    told(tess, workshops[0], days_before=1, name="  Jo   Bell ")

    notice = AbsenceNotice.objects.get()
    assert notice.substitute_name == "Jo Bell"
    assert notice.told_at == workshops[0].starts_at - timedelta(days=9)


def test_whoever_has_the_place_hears_when_somebody_else_tells_for_them(tess, workshops, oak):
    lead = a_person("Lena", "Lead")

    told(tess, workshops[0], days_before=9, by=lead)

    letter = letters("absence_told")[0]
    assert letter.to_person == tess.person
    assert "Lena Lead told us that you cannot come to Workshop 1 of Leading maths" in letter.text


def test_nothing_is_told_of_a_workshop_that_began_or_of_a_place_given_back(tess, workshops):
    with pytest.raises(absences.AbsenceRefused, match="has begun"):
        told(tess, workshops[0], days_before=0)
    tess.state = "LAPSED"

    with pytest.raises(absences.AbsenceRefused, match="not held any more"):
        told(tess, workshops[0], days_before=9)

    assert not AbsenceNotice.objects.exists()


def test_a_notice_can_be_taken_back_before_the_workshop(tess, workshops):
    told(tess, workshops[0], days_before=9)

    for _ in range(2):
        absences.take_back(place=tess, workshop=workshops[0], at=FIRST - timedelta(hours=1))

    assert not AbsenceNotice.objects.exists()


def test_the_page_tells_and_takes_back(tess, workshops, time_machine):
    time_machine.move_to(SEPTEMBER, tick=False)
    client, address = signed_in(tess.person), reverse("workgroups:cannot_come", args=[tess.pk])
    assert "£75.00" in client.get(address).content.decode()

    typed = {"workshop": workshops[0].pk, "substitute_name": "Jo Bell"}
    answer = client.post(address, typed, follow=True)

    assert "Jo Bell comes instead" in answer.content.decode()
    client.post(address, {"comes": workshops[0].pk})
    assert not AbsenceNotice.objects.exists()


def test_a_workshop_of_another_group_is_refused_on_the_page(tess, time_machine):
    time_machine.move_to(SEPTEMBER, tick=False)
    other = a_work_group().workshops.get()
    address = reverse("workgroups:cannot_come", args=[tess.pk])

    answer = signed_in(tess.person).post(address, {"workshop": other.pk})

    assert answer.status_code == 200
    assert not AbsenceNotice.objects.exists()


def test_what_was_told_before_is_on_the_register(group, tess, workshops, time_machine):
    told(tess, workshops[0], days_before=9, name="Jo Bell")
    leader = a_person()
    Leader.objects.create(work_group=group, person=leader)
    time_machine.move_to(FIRST, tick=False)

    page = signed_in(leader).get(reverse("workgroups:register", args=[workshops[0].pk]))

    html = page.content.decode()
    assert "Jo Bell comes instead" in html
    assert 'data-told="SUBSTITUTE"' in html
    assert 'value="Jo Bell"' in html


# The head is told


def test_the_head_hears_the_day_after_and_once(tess, workshops, oak):
    a_head_of(oak)
    a_mark(tess, workshops[0])
    assert absences.tell_heads(at=FIRST + timedelta(hours=8)) == 0

    assert [absences.tell_heads(at=NEXT_DAY) for _ in range(2)] == [1, 0]

    letter = letters("head_told")[0]
    assert letter.to_email == "head@oak.example.org"
    assert letter.subject == "Tess Teacher did not come to Workshop 1 of Leading maths"
    assert "Nobody told us before" in letter.text
    assert "£75.00" in letter.text
    assert "The next workshop is Workshop 2: Mon 1 Dec 2025" in letter.text
    assert HeadTold.objects.get().sent_to == "head@oak.example.org"


def test_the_job_of_the_morning_tells_heads(tess, workshops, oak, time_machine):
    a_head_of(oak)
    a_mark(tess, workshops[0])
    time_machine.move_to(NEXT_DAY, tick=False)

    for _ in range(2):
        jobs_attendance.tell_heads()

    assert len(letters("head_told")) == 1


def test_one_letter_names_everybody_of_the_school(group, tess, workshops, oak):
    a_head_of(oak)
    ben = a_standing_place(group, oak, person=a_person("Ben", "Ade"))
    a_mark(tess, workshops[0])
    a_mark(ben, workshops[0])

    assert absences.tell_heads(at=NEXT_DAY) == 2

    assert [letter.subject for letter in letters("head_told")] == [
        "Ben Ade and Tess Teacher did not come to Workshop 1 of Leading maths"
    ]


def test_the_address_the_head_was_last_asked_at_comes_first(group, tess, workshops, oak):
    a_head_of(oak)
    an_agreement(group, oak, "old@oak.example.org", withdrawn_at=SEPTEMBER)
    an_agreement(group, oak, "asked@oak.example.org")
    an_agreement(a_work_group(), oak, "later@oak.example.org", asked_at=FIRST)
    a_mark(tess, workshops[0])

    absences.tell_heads(at=NEXT_DAY)

    assert [letter.to_email for letter in letters("head_told")] == ["asked@oak.example.org"]


@pytest.mark.parametrize("mark", ["PRESENT", "LATE", "APOLOGIES", "SUBSTITUTE", "NOT_EXPECTED"])
def test_a_head_hears_of_nothing_but_an_absence(mark, tess, workshops, oak):
    a_head_of(oak)
    one = a_mark(tess, workshops[0], "PRESENT")
    Attendance.objects.filter(pk=one.pk).update(mark=mark, substitute_name="Jo Bell")

    assert absences.tell_heads(at=NEXT_DAY) == 0


def test_a_head_does_not_hear_of_what_was_told_before_nor_of_themselves(
    group, tess, workshops, oak
):
    head = a_head_of(oak)
    own = a_standing_place(group, oak, person=head)
    told(tess, workshops[0], days_before=1)
    a_mark(tess, workshops[0])
    a_mark(own, workshops[0])

    assert absences.tell_heads(at=NEXT_DAY) == 0
    assert not queries.absences_without_a_head(all_groups(), NEXT_DAY.date()).exists()


def test_after_two_weeks_nobody_is_told_of_an_old_absence(tess, workshops, oak):
    a_head_of(oak)
    a_mark(tess, workshops[0])

    assert absences.tell_heads(at=FIRST + timedelta(days=15)) == 0


def test_without_the_address_of_a_head_staff_have_a_line(tess, workshops, oak):
    unconfirmed = a_head_of(oak)
    unconfirmed.employments.update(confirmed=False)
    absent = a_mark(tess, workshops[0])

    assert absences.tell_heads(at=NEXT_DAY) == 0

    assert list(queries.absences_without_a_head(all_groups(), NEXT_DAY.date())) == [absent]
    unconfirmed.employments.update(confirmed=True)
    assert absences.tell_heads(at=NEXT_DAY) == 1
    assert not queries.absences_without_a_head(all_groups(), NEXT_DAY.date()).exists()


# Charges


@pytest.mark.parametrize(
    ("mark", "days_before", "name", "charged"),
    [
        ("ABSENT", None, "", True),
        ("ABSENT", 3, "", True),
        ("ABSENT", 7, "", False),
        ("APOLOGIES", 6, "", True),
        ("APOLOGIES", 8, "", False),
        ("APOLOGIES", None, "", False),
        ("SUBSTITUTE", 1, "Jo Bell", False),
        ("PRESENT", 1, "", False),
    ],
)
def test_an_absence_without_a_weeks_notice_can_be_charged_for(
    mark, days_before, name, charged, tess, workshops
):
    if days_before is not None:
        told(tess, workshops[0], days_before=days_before, name=name)
    Attendance.objects.create(
        place=tess, workshop=workshops[0], mark=mark, substitute_name=name,
        marked_by=tess.person, marked_at=FIRST,
    )  # fmt: skip

    assert queries.charges_to_raise(all_groups(), NEXT_DAY.date()).exists() is charged


def test_after_120_days_nobody_is_charged_any_more(tess, workshops):
    absent = a_mark(tess, workshops[0])
    last = FIRST.date() + timedelta(days=120)

    assert list(queries.charges_to_raise(all_groups(), last)) == [absent]
    assert not queries.charges_to_raise(all_groups(), last + timedelta(days=1)).exists()


def test_a_group_without_a_charge_charges_nobody(group, tess, workshops):
    WorkGroup.objects.update(absence_charge=0)
    a_mark(tess, workshops[0])

    assert not queries.charges_to_raise(all_groups(), NEXT_DAY.date()).exists()


def raised(absent, staff):
    return charges.raise_charges(
        attendances=[absent.pk], work_groups=all_groups(), by=staff, at=NEXT_DAY
    )[0]


def test_a_charge_is_raised_by_the_terms_once_and_the_head_is_written_to(
    tess, workshops, oak, staff
):
    a_head_of(oak)
    absent = a_mark(tess, workshops[0])
    absences.tell_heads(at=NEXT_DAY)

    charge = raised(absent, staff)

    assert (charge.pounds, charge.raised_by) == (Decimal("75"), staff)
    assert letters("charged")[0].to_email == "head@oak.example.org"
    with pytest.raises(charges.ChargeRefused, match="Choose at least one"):
        raised(absent, staff)
    assert Charge.objects.count() == 1


def test_a_charge_is_waived_with_a_reason(tess, workshops, staff):
    charge = raised(a_mark(tess, workshops[0]), staff)
    with pytest.raises(charges.ChargeRefused, match="Write why"):
        charges.waive(charge=charge, reason=" ", by=staff, at=NEXT_DAY)

    for _ in range(2):
        charges.waive(charge=charge, reason="Inspection", by=staff, at=NEXT_DAY)

    charge.refresh_from_db()
    assert (charge.waived_by, charge.waived_because) == (staff, "Inspection")
    assert "there is nothing to pay" in letters("charge_waived")[0].text
    with pytest.raises(charges.ChargeRefused, match="waived"):
        charges.mark_paid(charge=charge, at=NEXT_DAY)


def test_a_paid_charge_is_not_waived(tess, workshops, staff):
    charge = raised(a_mark(tess, workshops[0]), staff)

    paid = charges.mark_paid(charge=charge, at=NEXT_DAY)

    assert paid.paid_on == NEXT_DAY.date()
    with pytest.raises(charges.ChargeRefused, match="is paid"):
        charges.waive(charge=charge, reason="Too late", by=staff, at=NEXT_DAY)


def test_an_absence_is_let_off_without_a_letter(tess, workshops, staff):
    absent = a_mark(tess, workshops[0])

    let_off = charges.let_off(
        attendances=[absent.pk], work_groups=all_groups(), reason="Ill", by=staff, at=NEXT_DAY
    )

    assert let_off == 1
    assert Charge.objects.get().waived_because == "Ill"
    assert letters("charged") == []
    assert not queries.charges_to_raise(all_groups(), NEXT_DAY.date()).exists()


def test_staff_raise_waive_and_take_charges_away_as_a_file(
    group, tess, workshops, staff, time_machine
):
    time_machine.move_to(NEXT_DAY, tick=False)
    absent = a_mark(tess, workshops[0])
    client, address = signed_in(staff), reverse("workgroups:absences", args=[group.hub.slug])
    assert "Tess Teacher" in client.get(address).content.decode()

    client.post(address, {"raise": "1", "absence": [absent.pk]})
    charge = Charge.objects.get()
    file = client.get(address, {"show": "charges", "state": "open", "as": "csv"}).content.decode()
    client.post(f"{address}?show=charges", {"charge": charge.pk, "waive": "1", "reason": "Snow"})

    assert "Leading maths,Workshop 1,2025-11-03,Tess Teacher,Oak Primary" in file
    assert "75.00" in file
    shown = client.get(address, {"show": "charges", "state": "waived"}).content.decode()
    assert "Ada Min: Snow" in shown
    assert staff.disclosures_made.get().rows == 1


def test_a_charge_of_another_hub_is_not_found(group, tess, workshops, staff, time_machine):
    time_machine.move_to(NEXT_DAY, tick=False)
    charge = raised(a_mark(tess, workshops[0]), staff)
    other, hub = a_person(), a_hub()
    a_post(other, hub, Post.Kind.ADMINISTRATOR)
    address = reverse("workgroups:absences", args=[hub.slug])

    answer = signed_in(other).post(address, {"charge": charge.pk, "paid": "1"})

    assert answer.status_code == 404


# Runs


@pytest.mark.parametrize(
    ("marks", "noticed"),
    [
        (["ABSENT", "ABSENT"], True),
        (["ABSENT", "APOLOGIES"], True),
        (["PRESENT", "ABSENT"], False),
        (["ABSENT", "LATE"], False),
        (["ABSENT"], False),
        (["ABSENT", "NOT_EXPECTED"], False),
        ([], False),
    ],
)
def test_two_in_a_row_are_noticed(marks, noticed, tess, workshops):
    for workshop, mark in zip(workshops, marks, strict=False):
        a_mark(tess, workshop, mark)

    at = workshops[1].ends_at + timedelta(hours=1)
    assert queries.runs_of_absence(all_groups(), at).exists() is noticed


def test_a_run_ends_with_the_group(tess, workshops):
    for workshop in workshops:
        a_mark(tess, workshop)

    assert not queries.runs_of_absence(all_groups(), workshops[2].ends_at).exists()


def test_a_leader_sees_a_run_with_the_attendance(group, tess, workshops, time_machine):
    leader = a_person()
    Leader.objects.create(work_group=group, person=leader)
    for workshop in workshops[:2]:
        a_mark(tess, workshop)
    time_machine.move_to(workshops[1].ends_at, tick=False)

    page = signed_in(leader).get(reverse("workgroups:attendance", args=[group.pk]))

    assert "Not here twice in a row" in page.content.decode()


@pytest.mark.parametrize("shown", ["charge", "charges", "heads", "runs", "told"])
def test_each_list_asks_the_database_as_often_for_three_as_for_one(
    shown, group, workshops, oak, staff, time_machine, django_assert_max_num_queries
):
    time_machine.move_to(workshops[1].ends_at + timedelta(days=1), tick=False)
    client, address = signed_in(staff), reverse("workgroups:absences", args=[group.hub.slug])

    def one_more(name):
        place = a_standing_place(group, oak, person=a_person(name, "Ade"))
        absent = a_mark(place, workshops[0])
        a_mark(place, workshops[1])
        if shown == "charges":
            raised(absent, staff)
        told(place, workshops[2], days_before=20)

    one_more("Ann")
    with django_assert_max_num_queries(10) as one:
        client.get(address, {"show": shown})
    one_more("Ben")
    one_more("Cy")

    with django_assert_max_num_queries(len(one)):
        assert "Cy Ade" in client.get(address, {"show": shown}).content.decode()


def test_whoever_names_a_substitute_is_told_that_they_pass_the_details_on(tess, workshops):
    first = workshops[0]
    first.join_link = "https://meet.example.org/first"
    first.starts_at, first.ends_at = now() + timedelta(days=5), now() + timedelta(days=5, hours=2)
    first.save()
    page = reverse("workgroups:cannot_come", args=[tess.pk])
    browser = signed_in(tess.person)
    assert "We do not write to them: whoever has the place passes on" in browser.get(page).text

    browser.post(page, {"workshop": first.pk, "substitute_name": "Jo Bell"})

    told_so_far = browser.get(page).text
    assert "We do not write to Jo Bell. Pass on to them when and where it is (Online)" in (
        told_so_far
    )
    assert 'href="https://meet.example.org/first"' in told_so_far


def test_a_substitute_named_by_somebody_else_comes_with_what_to_pass_on(tess, workshops, staff):
    told(tess, workshops[0], days_before=9, name="Jo Bell", by=staff)

    letter = Letter.objects.get(kind="workgroups.absence_told").text

    assert "We do not write to Jo Bell. Please pass on to them what they need:" in letter
    assert "Mon 3 Nov 2025, 1pm to 3:30pm, Online" in letter
