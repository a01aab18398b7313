"""The desk of a school: what it takes part in and owes; its people take over from each other."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now

from mathshubs.comms.models import Letter
from mathshubs.core.years import academic_year_of
from mathshubs.people.models import Disclosure, Person
from mathshubs.schools.models import ContactsConfirmation, Employment, School
from mathshubs.schools.queries import contacts_to_confirm
from mathshubs.workgroups.actions import handing_over
from mathshubs.workgroups.actions.absences import tell_before
from mathshubs.workgroups.actions.booking import PlaceRefused
from mathshubs.workgroups.models import (
    ActionPlan,
    Attendance,
    Enrolment,
    HeadAgreement,
    Place,
    Task,
    TaskAnswer,
    Visit,
    WorkGroup,
)
from mathshubs.workgroups.queries.attendance import attendance_of, workshops_over
from mathshubs.workgroups.queries.tasks import tasks_due, tasks_owed_by
from tests.builders import a_hub, a_person, a_school, a_work_group, a_workshop, an_employment
from tests.needs.builders import a_need
from tests.needs.survey_builders import an_asked_school, an_open_survey
from tests.people.signing_in import sign_in
from tests.tables import table_of
from tests.workgroups.builders import a_standing_place, counts

pytestmark = pytest.mark.django_db
Role = Employment.Role
TODAY = localdate()
DAY = timedelta(days=1)


def a_coming_group(title: str = "Mastering number", **fields) -> WorkGroup:
    """A group whose first workshop was three weeks ago, and whose second is in a week."""
    fields = {"first_on": TODAY - timedelta(days=21), "last_on": TODAY + timedelta(days=7)} | fields
    group = a_work_group(title=title, workshops=0, **fields)
    for days in (-21, 7):
        a_workshop(group, starts_at=now() + timedelta(days=days))
    return group


@pytest.fixture
def school() -> School:
    return a_school("Oak", head_name="Ms Hed")


@pytest.fixture
def lead(school) -> Person:
    lead = a_person("Lee", "Lead", email="lee@oak.example")
    an_employment(lead, school, Role.MATHS_LEAD)
    return lead


@pytest.fixture
def group() -> WorkGroup:
    return a_coming_group()


@pytest.fixture
def place(group, school) -> Place:
    """Tess of Oak holds a place."""
    tess = a_person("Tess", "Teacher", email="tess@oak.example")
    an_employment(tess, school)
    place = a_standing_place(group, school, person=tess)
    group.places_taken = 1
    group.save()
    return place


@pytest.fixture
def sam(school) -> Person:
    sam = a_person("Sam", "Okafor", email="sam@oak.example")
    an_employment(sam, school)
    return sam


@pytest.fixture
def desk(client, lead, school) -> Client:
    return sign_in(client, lead)


def address(name: str, school: School, *args) -> str:
    return reverse(f"insight:{name}", args=[school.urn, *args])


def page(client: Client, school: School) -> str:
    return client.get(address("school_desk", school)).content.decode()


def over(place: Place, sam: Person, lead: Person, **more) -> Place:
    return handing_over.hand_over(place=place, to=sam, role="TEACHER", by=lead, at=now(), **more)


# The page.


def test_the_desk_shows_who_takes_part_in_what_and_who_works_there(desk, school, place, sam):
    text = page(desk, school)

    for words in ("Tess Teacher", "Sam Okafor", "Lee Lead", "Mastering number", "Place held"):
        assert words in text


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_grid_is_a_file_and_taking_it_away_is_noted(desk, school, lead, place, ending):
    table = table_of(desk.get(address("school_desk", school), {"as": ending}))

    assert table == [
        ["Person", "Works here as", "Mastering number"],
        ["Tess Teacher", "Teacher", "Place held"],
        ["Lee Lead", "Maths lead or head of department", ""],
    ]
    assert Disclosure.objects.get().by == lead


def test_it_is_for_those_who_lead_the_school_and_are_confirmed(client, school, place):
    claims = a_person("Hed")
    Employment.objects.create(
        person=claims, school=school, role=Role.HEAD, from_on=TODAY, confirmed=False
    )
    elsewhere = a_person("Elsa")
    an_employment(elsewhere, a_school("Elm"), Role.HEAD)
    for person in (claims, elsewhere, place.person):
        sign_in(client, person)
        for name, args in (
            ("school_desk", []),
            ("school_place", [place.pk]),
            ("school_leaver", [place.person.employments.get().pk]),
            ("school_contacts", []),
        ):
            assert client.get(address(name, school, *args)).status_code == 404


def test_the_page_of_the_school_leads_those_who_have_a_desk_to_it(client, desk, school, place):
    link, there = address("school_desk", school), address("school", school)
    assert link in desk.get(there).content.decode()
    sign_in(client, place.person)

    assert link not in client.get(there).content.decode()


def test_another_schools_place_is_not_found_at_this_desk(desk, school, group):
    other = a_standing_place(group, a_school("Elm"))

    assert desk.get(address("school_place", school, other.pk)).status_code == 404


def test_what_the_school_owes_is_told_first(desk, school, lead, group, place):
    workshop = group.workshops.order_by("starts_at").first()
    Task.objects.create(
        workshop=workshop, title="Try a lesson", brief="b", due_on=TODAY - timedelta(days=1),
        set_at=now(),
    )  # fmt: skip
    agrees = a_coming_group("Reasoning", head_agrees=True)
    a_standing_place(agrees, school, state="AGREEMENT")
    HeadAgreement.objects.create(
        work_group=agrees, school=school, head_name="Ms Hed", sent_to="head@oak.example",
        text="t", version="1", asked_by=lead, asked_at=now(), answer_by=TODAY,
    )  # fmt: skip
    later = a_coming_group("Fluency")
    enrolment = Enrolment.objects.create(
        work_group=later, school=school, applied_by=lead, applied_at=now(),
        dates_checked_at=now(), names_by=TODAY,
    )  # fmt: skip
    Place.objects.create(
        work_group=later, school=school, enrolment=enrolment, role="TEACHER", state="HELD",
        arrival=1, agreed_at=now(), applied_at=now(), applied_by=lead, held_at=now(),
    )  # fmt: skip
    offered = a_coming_group("Geometry")
    a_standing_place(offered, school, state="OFFERED", offer_ends_on=TODAY)
    text = page(desk, school)

    for words in (
        "A task is late: Try a lesson",
        "Ms Hed is asked to agree: Reasoning",
        "Somebody is not named yet: Fluency",
        "is offered a place: Geometry",
        "Confirm the school&#x27;s contacts",
    ):
        assert words in text


def test_colleagues_are_booked_and_named_on_the_pages_made_for_it(desk, school, lead):
    group = a_work_group(first_on=TODAY + timedelta(days=7), workshops=0)
    enrolment = Enrolment.objects.create(
        work_group=group, school=school, applied_by=lead, applied_at=now(), dates_checked_at=now()
    )
    unnamed = a_standing_place(group, school, person=lead, enrolment=enrolment)
    Place.objects.update(person=None)
    naming = reverse("workgroups:name_somebody", args=[enrolment.pk])

    text = page(desk, school)
    assert f"{reverse('workgroups:enrol', args=[group.pk])}?school={school.urn}" in text
    assert naming in text
    assert naming in desk.get(address("school_place", school, unnamed.pk)).content.decode()


def test_nobody_is_sent_to_book_where_applications_have_closed(desk, school):
    week, day = timedelta(days=7), timedelta(days=1)
    closed = a_work_group(first_on=TODAY + week, apply_by=TODAY - day, workshops=0)
    a_standing_place(closed, school)

    assert reverse("workgroups:enrol", args=[closed.pk]) not in page(desk, school)


def test_plans_and_visits_of_the_school_stand_on_its_desk(desk, school, lead, group):
    ActionPlan.objects.create(
        school=school, title="Talk in lessons", aims="a", written_by=lead, written_at=now()
    )
    Visit.objects.create(
        school=school, work_group=group, leader=lead, on=TODAY, purpose="See a lesson"
    )
    text = page(desk, school)

    assert "Talk in lessons" in text
    assert "See a lesson" in text


def test_a_task_is_owed_by_those_who_have_not_handed_it_in(desk, school, place, sam, group):
    done = a_standing_place(group, school, person=sam)
    workshop = group.workshops.order_by("starts_at").first()
    task = Task.objects.create(
        workshop=workshop, title="Try a lesson", brief="b", due_on=TODAY, set_at=now()
    )
    TaskAnswer.objects.create(
        task=task, place=done, state="SUBMITTED", changed_at=now(), submitted_at=now()
    )
    assert "Not handed in yet: Tess Teacher." in page(desk, school)
    TaskAnswer.objects.create(
        task=task, place=place, state="READ", changed_at=now(), submitted_at=now()
    )
    assert "Try a lesson" not in page(desk, school)


def test_a_task_that_was_due_before_they_came_is_owed_by_nobody(place, sam, lead, group):
    workshop = group.workshops.order_by("starts_at").first()
    yesterday = TODAY - timedelta(days=1)
    Task.objects.create(
        workshop=workshop, title="Too early", brief="b", due_on=yesterday, set_at=now()
    )
    Task.objects.create(workshop=workshop, title="Mine", brief="b", due_on=TODAY, set_at=now())
    handing_over.hand_over(place=place, to=sam, role="TEACHER", by=lead, at=now())

    owed = tasks_owed_by(place.school, TODAY)
    assert list(owed.values_list("task_title", flat=True)) == ["Mine"]
    assert [task.title for task in tasks_due(sam, TODAY)] == ["Mine"]


def test_an_open_survey_waits_on_the_desk_and_on_today_with_the_days_left(desk, school):
    survey = an_open_survey(a_hub("Salt Way"), close_on=TODAY + timedelta(days=3))
    row = an_asked_school(survey, school, state="STARTED", name="Sam Sub")
    an_asked_school(an_open_survey(None, title="Over", close_on=TODAY - DAY), school)
    done = {"state": "ANSWERED", "answered_at": now()}
    an_asked_school(an_open_survey(None, title="Done", close_on=TODAY), school, **done)

    its_desk, today = page(desk, school), desk.get("/my/").content.decode()

    assert "A survey to answer: What you need" in its_desk
    assert "3 days left. Sam Sub began the school’s answer." in its_desk
    assert "A survey waits for your school’s answer: What you need" in today
    assert "3 days left." in today
    for shown in (its_desk, today):
        assert f"/surveys/of-my-school/{row.pk}/" in shown
        assert "Over" not in shown
        assert "Done" not in shown
    answer = desk.get(f"/surveys/of-my-school/{row.pk}/", follow=True).content.decode()
    assert "Send our answer" in answer


def test_a_survey_of_another_school_is_not_found(desk):
    row = an_asked_school(an_open_survey(None, close_on=TODAY), a_school("Elm"))

    assert desk.get(f"/surveys/of-my-school/{row.pk}/").status_code == 404


def test_what_the_school_told_hubs_stands_on_its_desk(desk, school):
    hub = a_hub("Salt Way")
    for title in ("First", "Second", "Third", "Fourth"):
        a_need(hub, title, school=school, state="DECLINED", answer=f"No to the {title.lower()}.")

    shown = page(desk, school)

    assert "You told us, we did" in shown
    assert "No to the fourth." in shown
    assert "No to the first." not in shown  # the three latest; the others on a page of their own
    assert f"/schools/{school.urn}/you-told-us/" in shown


def test_what_is_over_is_not_on_the_desk_and_nothing_is_done_with_it(desk, school):
    past = a_standing_place(a_coming_group("Old one", last_on=TODAY - timedelta(days=1)), school)
    there = address("school_place", school, past.pk)

    assert "Old one" not in page(desk, school)
    for answer in (
        desk.get(there),
        desk.post(there, {"do": "give_back", "reason": "CAPACITY"}),
    ):
        assert "This place is over" in answer.content.decode()
    past.refresh_from_db()
    assert past.state == "HELD"


def test_the_desk_asks_as_often_for_one_as_for_thirty(desk, school, django_assert_max_num_queries):
    asked = []
    for number in (1, 29):
        groups = [a_coming_group(f"Group {number}.{each}") for each in range(2)]
        for _ in range(number):
            an_asked_school(an_open_survey(None, close_on=TODAY), school)
            a_need(a_hub(), school=school)
            person = a_person()
            an_employment(person, school)
            for each in groups:
                a_standing_place(each, school, person=person)
        with django_assert_max_num_queries(10) as queries:
            desk.get(address("school_desk", school))
        asked.append(len(queries))

    assert asked[0] == asked[1]


# A colleague takes over.


def test_handing_over_keeps_the_school_in(desk, school, place, sam, group):
    desk.post(address("school_place", school, place.pk), {"do": "hand_over", "who": str(sam.pk)})

    before, after = Place.objects.order_by("pk")
    assert (before.person, before.state, before.withdrawal) == (
        place.person, "WITHDRAWN", "REPLACED",
    )  # fmt: skip
    assert (after.person, after.state, after.school, after.came_from) == (
        sam, "HELD", school, before,
    )  # fmt: skip
    assert counts(group) == (1, 0)
    assert set(Letter.objects.values_list("to_email", "kind")) == {
        ("tess@oak.example", "workgroups.handed_over"),
        ("sam@oak.example", "workgroups.taken_over"),
    }


def test_the_next_person_keeps_the_turn_in_the_waiting_list(school, sam, lead, group):
    first = a_standing_place(group, school, state="WAITING")
    second = a_standing_place(group, state="WAITING")

    after = over(first, sam, lead)

    waiting = group.bookings.filter(state="WAITING").order_by("arrival")
    assert list(waiting) == [after, second]


def test_handing_over_offers_the_place_to_nobody_else(place, sam, lead, group):
    group.places = 1
    group.save()
    waits = a_standing_place(group, state="WAITING")
    over(place, sam, lead)

    waits.refresh_from_db()
    assert waits.state == "WAITING"


def test_handing_over_twice_is_harmless(place, sam, lead):
    assert over(place, sam, lead) == over(place, sam, lead)
    assert Place.objects.count() == 2
    assert Letter.objects.count() == 2


def test_what_is_over_is_not_expected_of_the_next_person(place, sam, lead, group):
    first = group.workshops.order_by("starts_at").first()
    Attendance.objects.create(
        workshop=first, place=place, mark="PRESENT", marked_by=lead, marked_at=now()
    )
    after = over(place, sam, lead)

    records = {each.place.pk: each for each in attendance_of(group, workshops_over(group, now()))}
    assert records[after.pk].expected == 0
    assert place.attendances.get().mark == "PRESENT"  # history stays with who had it


def test_a_register_not_taken_yet_is_left_to_its_leader(place, sam, lead):
    after = over(place, sam, lead)

    assert not after.attendances.exists()


def test_somebody_in_the_group_already_is_refused(place, sam, lead, group):
    a_standing_place(group, person=sam)

    with pytest.raises(PlaceRefused, match="Sam Okafor already has a place in Mastering number"):
        over(place, sam, lead)
    place.refresh_from_db()
    assert place.state == "HELD"


def test_a_clash_is_said_and_can_be_known(place, sam, lead):
    other = a_coming_group("Reasoning")
    a_standing_place(other, person=sam)
    with pytest.raises(PlaceRefused, match="is at the same time as Reasoning"):
        over(place, sam, lead)

    assert over(place, sam, lead, clash_known=True).person == sam


def test_somebody_new_is_added_by_name(desk, school, place):
    answer = desk.post(
        address("school_place", school, place.pk),
        {"do": "hand_over", "who": "else", "email": "new@oak.example", "given_name": "Nia",
         "family_name": "New"},
    )  # fmt: skip

    nia = Person.objects.get(email="new@oak.example")
    assert answer.status_code == 302
    assert nia.places.get().state == "HELD"
    held = nia.employments.get()
    assert (held.school, held.confirmed) == (school, True)  # the lead says so


def test_a_new_name_that_is_missing_is_asked_for(desk, school, place):
    answer = desk.post(
        address("school_place", school, place.pk),
        {"do": "hand_over", "who": "else", "email": "new@oak.example"},
    )

    assert "Nobody here has this address. Enter their first name." in answer.content.decode()
    assert not Person.objects.filter(email="new@oak.example").exists()


def test_giving_back_offers_the_place_to_the_next(desk, school, place, group):
    group.places = 1
    group.save()
    waits = a_standing_place(group, state="WAITING")

    desk.post(address("school_place", school, place.pk), {"do": "give_back", "reason": "CAPACITY"})

    place.refresh_from_db()
    waits.refresh_from_db()
    assert (place.state, waits.state) == ("WITHDRAWN", "OFFERED")


# Somebody comes once instead.


def test_who_comes_instead_is_told_from_the_place_and_stands_there(desk, school, lead, place):
    workshop = place.work_group.workshops.order_by("-starts_at").first()
    there = address("school_place", school, place.pk)
    assert reverse("workgroups:cannot_come", args=[place.pk]) in desk.get(there).content.decode()

    tell_before(place=place, workshop=workshop, substitute_name="Kim Ray", by=lead, at=now())

    assert "Kim Ray comes instead" in desk.get(there).content.decode()


# Somebody leaves.


def leaver(school: School, place: Place) -> str:
    return address("school_leaver", school, place.person.employments.get(school=school).pk)


def last_day(day=TODAY) -> dict[str, int]:
    return {"last_day_day": day.day, "last_day_month": day.month, "last_day_year": day.year}


def test_who_leaves_passes_places_on_or_gives_them_back(desk, school, place, sam):
    second = a_standing_place(a_coming_group("Reasoning"), school, person=place.person)
    elsewhere = a_standing_place(a_coming_group("Elsewhere"), person=place.person)
    desk.post(
        leaver(school, place),
        last_day() | {f"place_{place.pk}": str(sam.pk), f"place_{second.pk}": "back"},
    )

    for each in (place, second, elsewhere):
        each.refresh_from_db()
    assert (place.withdrawal, second.withdrawal, elsewhere.state) == (
        "REPLACED", "STAFF_LEFT", "HELD",
    )  # fmt: skip
    assert sam.places.get().work_group == place.work_group
    assert place.person.employments.get(school=school).to_on == TODAY
    assert place.school == school  # history stays with the person and the old school


def test_leaving_is_all_or_none(desk, school, place, sam, group):
    second = a_standing_place(a_coming_group("Reasoning"), school, person=place.person)
    a_standing_place(second.work_group, person=sam)  # has one already: refused

    answer = desk.post(
        leaver(school, place),
        last_day() | {f"place_{place.pk}": str(sam.pk), f"place_{second.pk}": str(sam.pk)},
    )

    place.refresh_from_db()
    assert f"Reasoning, {sam.name}: {sam.name} already has a place in Reasoning" in (
        answer.content.decode()
    )
    assert place.state == "HELD"
    assert place.person.employments.get().to_on is None


def test_each_open_place_must_be_answered(desk, school, place):
    answer = desk.post(leaver(school, place), last_day())

    assert "Say who carries on in Mastering number" in answer.content.decode()


def test_somebody_new_may_carry_on_for_who_leaves(desk, school, place):
    desk.post(
        leaver(school, place),
        last_day() | {f"place_{place.pk}": "else", "email": "new@oak.example",
                      "given_name": "Nia", "family_name": "New"},
    )  # fmt: skip

    assert Place.objects.get(person__email="new@oak.example").came_from == place


# Contacts.

SAID = {
    "head_name": "Ms Hed", "head_email": "Head@oak.example", "lead_name": "Lee Lead",
    "lead_email": "lee@oak.example",
}  # fmt: skip


def test_contacts_are_confirmed_once_a_year_with_a_date(desk, school, lead):
    assert "Confirm the school&#x27;s contacts" in page(desk, school)
    for _ in range(2):
        desk.post(address("school_contacts", school), SAID)

    said = ContactsConfirmation.objects.get()
    assert (said.year, said.by, said.at.date(), said.head_email) == (
        academic_year_of(TODAY), lead, TODAY, "head@oak.example",
    )  # fmt: skip
    assert "Confirm the school&#x27;s contacts" not in page(desk, school)


def test_last_years_contacts_are_filled_in_and_asked_again(desk, school, lead):
    ContactsConfirmation.objects.create(
        **SAID, school=school, year="2020/21", by=lead, at=now() - timedelta(days=500)
    )

    assert "Head@oak.example" in desk.get(address("school_contacts", school)).content.decode()
    assert list(contacts_to_confirm(School.objects.all(), TODAY)) == [school]


def test_a_contact_without_a_right_address_is_asked_for_in_our_words(desk, school):
    answer = desk.post(address("school_contacts", school), SAID | {"lead_email": "lee@"})

    assert "Type an email address, such as maths@school.org.uk." in answer.content.decode()
