from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mathshubs.comms.models import Letter
from mathshubs.hubs.models import Post
from mathshubs.people.models import Disclosure, Person
from mathshubs.schools.models import Employment
from mathshubs.workgroups.actions import booking
from mathshubs.workgroups.models import Attendance, CalendarFeed, Place, WorkGroup, Workshop

from ..builders import (
    a_hub,
    a_person,
    a_post,
    a_school,
    a_work_group,
    a_workshop,
    an_employment,
)
from ..people.signing_in import sign_in
from .builders import a_place

pytestmark = pytest.mark.django_db
State = Place.State


def soon(**days) -> timezone.datetime:
    return timezone.localtime().replace(hour=13, minute=0, second=0, microsecond=0) + timedelta(
        **days
    )


def a_coming_group(*, workshops: int = 4, **fields) -> WorkGroup:
    first, last = soon(days=30), soon(days=30 + 28 * (workshops - 1))
    fields.setdefault("title", "Secondary maths leadership")
    work_group = a_work_group(
        workshops=0, first_on=first.date(), last_on=last.date(), modes=["ONLINE"], **fields
    )
    for number in range(workshops):
        a_workshop(
            work_group, starts_at=first + timedelta(days=28 * number),
            join_link="https://meet.example.org/abc",
        )  # fmt: skip
    return work_group


def a_teacher(**fields):
    fields.setdefault("trn", f"{7000000 + Place.objects.count() + a_person().pk:07d}")
    return a_person(**fields)


def answers(school, **more) -> dict:
    answered = {
        "school": school.urn, "role": "TEACHER", "why": "To lead fractions better.",
        "access_needs": "Step-free.", "diet_needs": "", "head_agrees": "on", "takes_part": "on",
    }  # fmt: skip
    return {**answered, **more}


def carried(page) -> dict:
    """Return the hidden fields of a page, as a browser sends them back."""
    html = page.content.decode()
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html)
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def test_apply_check_confirm_done(client):
    work_group, school, person = a_coming_group(), a_school("Oak Street"), a_teacher()
    an_employment(person, school, "MATHS_LEAD")
    sign_in(client, person)
    page = reverse("workgroups:apply", args=[work_group.pk])

    form = client.get(page)
    assert form.context["form"].initial == {"school": school, "role": "MATHS_LEAD"}
    check = client.post(page, answers(school, step="check"))
    assert "Check your answers" in check.content.decode()
    assert not Place.objects.exists()
    changed = client.post(page, {**carried(check), "step": "change"})
    assert "To lead fractions better." in changed.content.decode()
    done = client.post(page, {**carried(check), "step": "confirm"}, follow=True)

    place = Place.objects.get()
    assert (place.state, place.school, place.access_needs) == (State.HELD, school, "Step-free.")
    assert done.redirect_chain == [(reverse("workgroups:applied", args=[place.pk]), 302)]
    assert "Your place is held" in done.content.decode()
    again = client.post(page, {**carried(check), "step": "confirm"})
    assert again["Location"] == reverse("workgroups:applied", args=[place.pk])
    assert Letter.objects.get().kind == "workgroups.place_held"


def test_the_whole_way_to_a_place_asks_the_database_25_times_at_most(client):
    work_group, school, person = a_coming_group(), a_school(), a_teacher()
    an_employment(person, school)
    sign_in(client, person)
    page = reverse("workgroups:apply", args=[work_group.pk])
    client.get(page)

    with CaptureQueriesContext(connection) as asked:
        client.get(page)
        check = client.post(page, answers(school, step="check"))
        client.post(page, {**carried(check), "step": "confirm"}, follow=True)

    assert Place.objects.count() == 1
    assert len(asked) <= 25, "\n".join(query["sql"][:300] for query in asked)


def confirm(client, work_group, school, **more):
    page = reverse("workgroups:apply", args=[work_group.pk])
    return client.post(page, answers(school, step="confirm", **more))


def test_whoever_applies_has_said_where_they_work(client):
    school, person = a_school(), a_teacher()
    sign_in(client, person)
    assert "Where do you work?" in client.get("/my/").text

    for _ in range(2):
        confirm(client, a_coming_group(), school, clash_known="on")

    work = Employment.objects.get(person=person)
    assert (work.school, work.role, work.confirmed) == (school, "TEACHER", False)
    assert (work.from_on, work.to_on) == (timezone.localdate(), None)
    assert "Where do you work?" not in client.get("/my/").text


def test_work_that_is_known_stays_as_it_is(client):
    school, person = a_school(), a_teacher()
    known = an_employment(person, school, "MATHS_LEAD")
    sign_in(client, person)

    confirm(client, a_coming_group(), school)

    assert Place.objects.get().role == "TEACHER"
    assert Employment.objects.get() == known


def test_a_refused_application_notes_no_work_and_no_trn(client):
    school, person = a_school(), a_person()
    work_group = a_coming_group(most_per_school=1)
    a_place(work_group, school=school, at=timezone.now())
    sign_in(client, person)

    refused = confirm(client, work_group, school, trn="1234567")

    assert "already has one person" in refused.text
    person.refresh_from_db()
    assert person.trn is None
    assert not Employment.objects.exists()


def test_a_school_typed_without_javascript_is_found(client):
    work_group, person = a_coming_group(), a_teacher()
    oak = a_school("Oak Street Primary School", town="Telford")
    sign_in(client, person)
    page = reverse("workgroups:apply", args=[work_group.pk])

    check = client.post(page, {**answers(oak), "school": "oak street primary"})

    assert carried(check)["school-urn"] == oak.urn


def test_mistakes_are_sentences_and_store_nothing(client):
    work_group, person = a_coming_group(), a_person()
    sign_in(client, person)
    page = reverse("workgroups:apply", args=[work_group.pk])

    form = client.post(page, {"step": "confirm"}).context["form"]

    assert {name: errors[0] for name, errors in form.errors.items()} == {
        "school": "Type the school's name, town, postcode or URN, and choose it.",
        "role": "Choose the role at the school.",
        "trn": "Type your teacher reference number, or say why you have none.",
        "head_agrees": "Ask your headteacher to agree to the dates, then tick the box.",
        "takes_part": "Tick the box if you will take a full part in the group.",
    }
    assert not Place.objects.exists()


def test_a_trn_is_asked_once_and_kept_with_the_place(client):
    work_group, school, person = a_coming_group(), a_school(), a_person()
    sign_in(client, person)
    page = reverse("workgroups:apply", args=[work_group.pk])

    client.post(page, answers(school, trn="12/34567", step="check"))
    person.refresh_from_db()
    assert person.trn is None
    client.post(page, answers(school, trn="12/34567", step="confirm"))
    person.refresh_from_db()

    assert (person.trn, Place.objects.count()) == ("1234567", 1)
    assert (
        "trn" not in client.get(apply_to(a_coming_group(hub=work_group.hub))).context["form"].fields
    )


def apply_to(work_group) -> str:
    return reverse("workgroups:apply", args=[work_group.pk])


def test_a_trn_of_somebody_else_is_refused_and_so_are_both_answers(client):
    a_person(trn="1234567")
    work_group, school = a_coming_group(), a_school()
    sign_in(client, a_person())

    taken = client.post(apply_to(work_group), answers(school, trn="1234567")).context["form"]
    both = answers(school, trn="7654321", trn_absence="TRAINEE")
    both = client.post(apply_to(work_group), both).context["form"]

    assert "Somebody else has given this number" in taken.errors["trn"][0]
    assert "Give the number or the reason" in both.errors["trn_absence"][0]


def test_a_stranger_signs_in_and_comes_back_to_the_form(client):
    page = apply_to(a_coming_group())

    assert client.get(page)["Location"] == f"{reverse('account_login')}?next={page}"


def test_a_clash_is_shown_and_needs_a_tick(client):
    fractions, algebra = a_coming_group(title="Fractions"), a_coming_group(title="Algebra")
    person, school = a_teacher(), a_school()
    a_place(fractions, person=person, at=timezone.now())
    sign_in(client, person)

    check = client.post(apply_to(algebra), answers(school))
    assert "Two things at the same time" in check.content.decode()
    refused = client.post(apply_to(algebra), answers(school, step="confirm"))
    assert "at the same time as Fractions" in refused.content.decode()
    assert "Two things at the same time" in refused.content.decode()
    assert not algebra.bookings.exists()
    client.post(apply_to(algebra), answers(school, step="confirm", clash_known="on"))

    assert algebra.bookings.get().state == State.HELD
    mine = client.get(reverse("workgroups:my_places")).content.decode()
    assert "Two things at the same time" in mine
    week_ago = timezone.now() - timedelta(days=7)
    Workshop.objects.update(starts_at=week_ago, ends_at=week_ago + timedelta(hours=1))
    mine = client.get(reverse("workgroups:my_places")).content.decode()
    assert "Two things at the same time" not in mine


def test_a_closed_group_says_so_instead_of_asking(client):
    sign_in(client, a_teacher())

    page = client.get(apply_to(a_coming_group(state="PUBLISHED"))).content.decode()

    assert "is not open for applications yet" in page
    assert "<form" not in page.split("<main")[1]


def test_the_links_to_join_are_only_for_those_with_a_place(client):
    work_group = a_coming_group(places=1)
    holder, waits = a_teacher(), a_teacher()
    a_place(work_group, person=holder, at=timezone.now())
    a_place(work_group, person=waits, at=timezone.now())
    mine = reverse("workgroups:my_places")

    assert "meet.example.org" in sign_in(client, holder).get(mine).content.decode()
    assert "meet.example.org" not in sign_in(client, waits).get(mine).content.decode()


def test_my_places_asks_as_often_for_three_as_for_one(client):
    person = a_teacher()
    sign_in(client, person)
    mine = reverse("workgroups:my_places")
    asked = []
    for _ in range(3):
        a_place(a_coming_group(hub=a_hub()), person=person, clash_known=True, at=timezone.now())
        with CaptureQueriesContext(connection) as queries:
            client.get(mine)
        asked.append(len(queries))

    assert asked[0] == asked[2], asked


def past_place(person, mark: str) -> Place:
    """A place in a group of two workshops that is over, with the same mark at each."""
    place = a_place(
        a_coming_group(hub=a_hub(), workshops=2), person=person, clash_known=True, at=timezone.now()
    )
    workshops = place.work_group.workshops.all()
    Attendance.objects.bulk_create(
        Attendance(place=place, workshop=one, mark=mark, marked_by=person, marked_at=one.ends_at)
        for one in workshops
    )
    year = timedelta(days=365)
    workshops.update(starts_at=F("starts_at") - year, ends_at=F("ends_at") - year)
    group = WorkGroup.objects.filter(pk=place.work_group_id)
    group.update(first_on=F("first_on") - year, last_on=F("last_on") - year)
    return place


def test_a_certificate_is_linked_only_where_it_is_earned_without_asking_for_each(client):
    person = a_teacher()
    earned, missed = past_place(person, "PRESENT"), past_place(person, "ABSENT")
    sign_in(client, person)
    mine = reverse("workgroups:my_places")

    with CaptureQueriesContext(connection) as before:
        page = client.get(mine).content.decode()
    past_place(person, "PRESENT")
    with CaptureQueriesContext(connection) as after:
        client.get(mine)

    assert reverse("workgroups:certificate", args=[earned.pk]) in page
    assert reverse("workgroups:certificate", args=[missed.pk]) not in page
    assert len(before) == len(after)


@pytest.mark.parametrize("state", ["OFFERED", "LAPSED"])
def test_an_offer_that_is_over_says_until_when_it_was_open(client, state):
    place = a_place(a_coming_group(), person=a_teacher(), at=timezone.now())
    Place.objects.filter(pk=place.pk).update(state=state, offer_ends_on=date(2026, 3, 6))

    page = sign_in(client, place.person).get(reverse("workgroups:offer", args=[place.pk])).text

    assert "This offer was open until Fri 6 Mar 2026 and was not taken up" in page
    assert "Accept the place" not in page


def test_an_offer_is_accepted_or_left_to_the_next(client):
    work_group = a_coming_group(places=1)
    people = [a_teacher() for _ in range(3)]
    places = [a_place(work_group, person=person, at=timezone.now()) for person in people]
    booking.withdraw(place=places[0], reason="OTHER", by=people[0], at=timezone.now())

    offer = reverse("workgroups:offer", args=[places[1].pk])
    assert "it is yours if you want it" in sign_in(client, people[1]).get(offer).content.decode()
    client.post(offer, {"answer": "no"})
    offer = reverse("workgroups:offer", args=[places[2].pk])
    done = sign_in(client, people[2]).post(offer, {"answer": "yes"}, follow=True)

    assert "Your place is held" in done.content.decode()
    states = work_group.bookings.order_by("arrival").values_list("state", flat=True)
    assert list(states) == ["WITHDRAWN", "LAPSED", "HELD"]


def test_a_place_is_given_back_with_a_reason(client):
    person = a_teacher()
    place = a_place(a_coming_group(), person=person, at=timezone.now())
    sign_in(client, person)
    page = reverse("workgroups:withdraw", args=[place.pk])

    assert "Choose the reason" in client.post(page, {}).content.decode()
    client.post(page, {"reason": "INSPECTION", "note": "Next week."})

    place.refresh_from_db()
    assert (place.state, place.withdrawal, place.withdrawal_note) == (
        "WITHDRAWN", "INSPECTION", "Next week.",
    )  # fmt: skip
    assert client.get(page)["Location"] == reverse("workgroups:my_places")


def test_a_calendar_feed_is_private_cheap_and_can_be_stopped(client, django_assert_num_queries):
    person = a_teacher()
    work_group = a_coming_group(workshops=2)
    place = a_place(work_group, person=person, at=timezone.now())
    sign_in(client, person)
    client.post(reverse("workgroups:change_feed"), {"feed": "make"})
    address = CalendarFeed.objects.get().get_absolute_url()
    client.logout()

    with django_assert_num_queries(2):
        feed = client.get(address)
    assert feed["Content-Type"].startswith("text/calendar")
    assert feed.content.decode().count("BEGIN:VEVENT") == 2
    assert "https://meet.example.org/abc" in feed.content.decode()
    assert place.person.email not in feed.content.decode()
    assert client.get(address, headers={"If-None-Match": feed["ETag"]}).status_code == 304
    work_group.workshops.update(sequence=1)
    assert client.get(address, headers={"If-None-Match": feed["ETag"]}).status_code == 200

    sign_in(client, person).post(reverse("workgroups:change_feed"), {"feed": "make"})
    assert client.get(address).status_code == 404
    client.post(reverse("workgroups:change_feed"), {"feed": "stop"})
    assert not CalendarFeed.objects.exists()


def an_administrator(hub):
    person = a_person("Ada", "Min")
    a_post(person, hub, Post.Kind.ADMINISTRATOR)
    return person


def test_the_desk_asks_as_often_for_three_applications_as_for_one(client):
    work_group = a_coming_group()
    sign_in(client, an_administrator(work_group.hub))
    for name in ("applications", "letters", "applications_csv"):
        page, asked = reverse(f"workgroups:{name}", args=[work_group.pk]), []
        for _ in range(3):
            a_place(work_group, at=timezone.now())
            with CaptureQueriesContext(connection) as queries:
                client.get(page)
            asked.append(len(queries))
        assert asked[0] == asked[2], (name, asked)


def test_the_hub_decides_on_its_page(client):
    work_group = a_coming_group(decides="ADMINISTRATOR", places=1)
    first, second, third = (a_place(work_group, at=timezone.now()) for _ in range(3))
    sign_in(client, an_administrator(work_group.hub))

    def decide(place, decision, **more):
        page = reverse("workgroups:application", args=[place.pk])
        answer = client.post(page, {"decision": decision, **more}, follow=True)
        place.refresh_from_db()
        return answer.content.decode()

    assert "has a place." in decide(first, "accept")
    assert "The only place in" in decide(second, "accept")
    assert "is on the waiting list." in decide(second, "wait")
    assert "Write the reason." in decide(third, "decline")
    decide(third, "decline", reason="Primary only.")
    decide(second, "override", reason="Hosts.")
    assert [place.state for place in (first, second, third)] == ["HELD", "HELD", "DECLINED"]
    decide(first, "withdraw", reason="ILLNESS")
    assert first.state == "WITHDRAWN"
    assert "Choose what to decide." in decide(second, "")


def test_an_administrator_adds_somebody_who_telephoned(client):
    work_group = a_coming_group(places=1)
    sign_in(client, an_administrator(work_group.hub))
    add = reverse("workgroups:add_application", args=[work_group.pk])
    school = a_school()
    said = {"email": "Mo@Example.org", "school": school.urn, "role": "TEACHER", "agreed": "on"}

    assert client.post(add, said).context["form"].errors == {
        "given_name": ["Nobody here has this address. Enter their first name."],
        "family_name": ["Nobody here has this address. Enter their last name."],
    }
    assert not Person.objects.filter(email="mo@example.org").exists()
    client.post(add, {**said, "given_name": "Mo", "family_name": "Ali"})
    client.post(add, {**said, "email": a_teacher(email="zoe@example.org").email})

    first, second = work_group.bookings.order_by("arrival")
    assert (first.state, first.person.name, first.school) == (State.HELD, "Mo Ali", school)
    assert (second.state, second.applied_by.name) == (State.WAITING, "Ada Min")
    assert Letter.objects.filter(kind="workgroups.place_held", to_email="mo@example.org").exists()


def test_somebody_who_asked_already_is_shown_and_not_added_again(client):
    work_group = a_coming_group(decides="ADMINISTRATOR")
    place = a_place(work_group, person=a_person(email="tess@example.org"), at=timezone.now())
    declined = a_place(work_group, person=a_person(email="mo@example.org"), at=timezone.now())
    booking.decline(place=declined, reason="Primary only.", by=a_person(), at=timezone.now())
    sign_in(client, an_administrator(work_group.hub))
    letters = Letter.objects.count()

    for email, theirs in (("Tess@example.org ", place), ("mo@example.org", declined)):
        answer = client.post(
            reverse("workgroups:add_application", args=[work_group.pk]), {"email": email}
        )
        assert answer["Location"] == reverse("workgroups:application", args=[theirs.pk])

    assert (work_group.bookings.count(), Letter.objects.count()) == (2, letters)


def test_a_clash_is_asked_about_only_where_there_is_one(client):
    work_group = a_coming_group()
    other = a_coming_group(title="Fractions", hub=work_group.hub)
    zoe = a_place(other, person=a_teacher(email="zoe@example.org"), at=timezone.now()).person
    sign_in(client, an_administrator(work_group.hub))
    add = reverse("workgroups:add_application", args=[work_group.pk])
    said = {"school": a_school().urn, "role": "TEACHER", "agreed": "on"}
    mo = {**said, "email": "mo@example.org", "given_name": "Mo"}

    unasked = [client.get(add), client.post(add, mo)]
    asked = client.post(add, {**said, "email": zoe.email})
    known = client.post(add, {**said, "email": zoe.email, "clash_known": "on"})

    assert ["clash_known" in page.context["form"].fields for page in unasked] == [False, False]
    assert "is at the same time as Fractions" in asked.context["form"].errors["clash_known"][0]
    assert known.status_code == 302
    assert work_group.bookings.get().person == zoe


def test_a_clash_does_not_tell_one_hub_what_somebody_does_with_another(client):
    work_group, theirs = a_coming_group(), a_coming_group(title="Fractions")
    zoe = a_place(theirs, person=a_teacher(email="zoe@example.org"), at=timezone.now()).person
    sign_in(client, an_administrator(work_group.hub))

    page = client.post(
        reverse("workgroups:add_application", args=[work_group.pk]), {"email": zoe.email}
    )

    assert "is at the same time as a workshop of another hub" in page.text
    assert ("Fractions" in page.text, zoe.name in page.text) == (False, False)


@pytest.mark.parametrize(
    ("group", "said"),
    [
        ({"places": 3}, "3 places are left, so they get one at once."),
        ({"places": 3, "places_taken": 3}, "so they join the waiting list."),
        ({"places": 3, "waiting": 1}, "so they join the waiting list."),
        ({"decides": "ADMINISTRATOR"}, "so they will be among those to decide."),
        ({"state": "RUNNING"}, "You can still let somebody in, with a reason"),
        ({"state": "CANCELLED"}, "takes no applications now, so nobody can be added to it."),
    ],
)
def test_the_page_to_add_somebody_says_what_they_will_get(client, group, said):
    work_group = a_coming_group(**group)
    sign_in(client, an_administrator(work_group.hub))

    page = client.get(reverse("workgroups:add_application", args=[work_group.pk]))
    desk = client.get(reverse("workgroups:applications", args=[work_group.pk]))

    assert said in page.text
    assert ("Add somebody" in desk.text) == (group.get("state") != "CANCELLED")


def test_a_hub_lets_somebody_in_after_the_last_day_to_apply_with_a_reason(client):
    work_group = a_coming_group(apply_by=soon(days=-1).date())
    sign_in(client, an_administrator(work_group.hub))
    add = reverse("workgroups:add_application", args=[work_group.pk])
    said = {"email": a_teacher().email, "school": a_school().urn, "role": "TEACHER", "agreed": "on"}

    without = client.post(add, said)
    assert without.context["form"].errors["reason"] == [
        "Write why they are let in. The reason is kept."
    ]
    assert not work_group.bookings.exists()
    client.post(add, {**said, "reason": "Takes the place of a colleague who left."})

    place = work_group.bookings.get()
    page = client.get(reverse("workgroups:application", args=[place.pk])).text
    assert place.state == State.HELD
    assert "Place held, against the rule: Takes the place of a colleague who left." in page


def test_nobody_is_added_to_a_group_that_is_cancelled_whatever_the_reason(client):
    work_group = a_coming_group(state="CANCELLED")
    sign_in(client, an_administrator(work_group.hub))
    said = {"email": a_teacher().email, "school": a_school().urn, "role": "TEACHER"}

    client.post(
        reverse("workgroups:add_application", args=[work_group.pk]),
        {**said, "agreed": "on", "reason": "Please."},
    )

    assert not work_group.bookings.exists()


def test_a_hub_reopens_what_it_declined_on_its_page(client):
    work_group = a_coming_group(decides="ADMINISTRATOR")
    place = a_place(work_group, at=timezone.now())
    booking.decline(place=place, reason="Primary only.", by=a_person(), at=timezone.now())
    sign_in(client, an_administrator(work_group.hub))
    page = reverse("workgroups:application", args=[place.pk])

    assert (
        "Write why the application is reopened."
        in client.post(page, {"decision": "reopen", "reason": " "}).text
    )
    told = client.post(page, {"decision": "reopen", "reason": "Our mistake."}, follow=True).text

    assert "is open again: applied. We have written to them." in told
    again = work_group.bookings.get(state=State.APPLIED)
    after = client.get(reverse("workgroups:application", args=[again.pk])).text
    assert "Reopened. Applied: Our mistake." in after
    assert "Why the application is reopened" not in client.get(page).text


@pytest.mark.parametrize(("state", "offered"), [("RUNNING", True), ("CLOSED", False)])
def test_to_reopen_is_offered_while_the_group_gives_places(client, state, offered):
    work_group = a_coming_group(decides="ADMINISTRATOR")
    place = a_place(work_group, at=timezone.now())
    booking.decline(place=place, reason="Primary only.", by=a_person(), at=timezone.now())
    WorkGroup.objects.update(state=state)
    sign_in(client, an_administrator(work_group.hub))

    page = client.get(reverse("workgroups:application", args=[place.pk])).text

    assert ("Why the application is reopened" in page) == offered


def test_needs_are_on_the_desk_and_gone_with_the_group(client):
    work_group = a_coming_group()
    place = a_place(work_group, at=timezone.now(), diet_needs="No nuts.")
    sign_in(client, an_administrator(work_group.hub))
    page = reverse("workgroups:applications", args=[work_group.pk])
    assert "No nuts." in client.get(page).content.decode()

    booking.withdraw(place=place, reason="OTHER", by=place.person, at=timezone.now())

    assert "No nuts." not in client.get(f"{page}?state=WITHDRAWN").content.decode()


def test_an_export_is_inert_and_logged(client):
    work_group = a_coming_group()
    a_place(work_group, person=a_person("=1+1", "Okafor"), at=timezone.now())
    administrator = an_administrator(work_group.hub)
    sign_in(client, administrator)

    csv = client.get(reverse("workgroups:applications_csv", args=[work_group.pk]))
    xlsx = client.get(reverse("workgroups:applications_xlsx", args=[work_group.pk]))

    assert ",'=1+1,Okafor," in csv.content.decode()
    assert xlsx.content.startswith(b"PK")
    logged = Disclosure.objects.values_list("kind", "by", "what", "rows")
    assert (
        list(logged) == [("EXPORT", administrator.pk, f"Applications of {work_group.title}", 1)] * 2
    )


def test_the_staff_of_a_group_read_its_letters_and_no_other(client):
    work_group, other = a_coming_group(title="Algebra"), a_coming_group(title="Fractions")
    a_place(work_group, at=timezone.now())
    a_place(other, at=timezone.now())
    ours, theirs = Letter.objects.order_by("pk")
    sign_in(client, an_administrator(work_group.hub))

    listed = client.get(reverse("workgroups:letters", args=[work_group.pk])).text
    address = reverse("workgroups:letter", args=[work_group.pk, ours.pk])
    page = client.get(address).text

    assert f'href="{address}"' in listed
    assert "Your place in Algebra is held" in page
    missing = client.get(reverse("workgroups:letter", args=[work_group.pk, theirs.pk]))
    assert missing.status_code == 404


def test_a_full_group_is_offered_the_waiting_list_and_not_what_can_only_be_refused(client):
    work_group = a_coming_group(decides="ADMINISTRATOR", places=1)
    first, second = (a_place(work_group, at=timezone.now()) for _ in range(2))
    sign_in(client, an_administrator(work_group.hub))
    pages = [reverse("workgroups:application", args=[place.pk]) for place in (first, second)]

    before = client.get(pages[1]).text
    client.post(pages[0], {"decision": "accept"})
    after = client.get(pages[1]).text

    accept, wait = 'value="accept"', 'value="wait"'
    assert [(accept in page, wait in page) for page in (before, after)] == [
        (True, True),
        (False, True),
    ]


def test_joining_details_are_begun_shown_and_kept(client):
    work_group = a_coming_group()
    sign_in(client, an_administrator(work_group.hub))
    page = reverse("workgroups:joining_details", args=[work_group.pk])
    words = {"arrival": "", "access": "", "bring": "A ruler.", "notes": ""}

    begun = client.get(page).content.decode()
    assert "A laptop or tablet" in begun
    shown = client.post(page, {**words, "step": "preview"}).content.decode()
    assert "Bring, or do before:" in shown
    assert not hasattr(WorkGroup.objects.get(), "joining_details")
    client.post(page, {**words, "step": "keep"})
    assert WorkGroup.objects.get().joining_details.bring == "A ruler."
    assert "Write something" in client.post(page, {"step": "keep"}).content.decode()


@pytest.mark.parametrize(
    "name", ["applications", "applications_csv", "applications_xlsx", "joining_details", "letters"]
)
def test_another_hub_is_told_there_is_no_such_page(client, name):
    work_group = a_coming_group()
    sign_in(client, an_administrator(a_hub()))

    assert client.get(reverse(f"workgroups:{name}", args=[work_group.pk])).status_code == 404


def test_another_hub_finds_no_application(client):
    place = a_place(a_coming_group(), at=timezone.now())
    sign_in(client, an_administrator(a_hub()))
    page = reverse("workgroups:application", args=[place.pk])

    assert client.get(page).status_code == 404
    assert client.post(page, {"decision": "withdraw", "reason": "OTHER"}).status_code == 404


def test_whoever_applies_sees_at_once_which_rule_keeps_them_out(client):
    school = a_school("Oak", phase="SECONDARY")
    person = a_teacher()
    an_employment(person, school)
    phase = [{"rule": "PHASE", "phases": ["PRIMARY"]}]
    work_group = a_coming_group(eligibility=phase)
    sign_in(client, person)
    page = reverse("workgroups:apply", args=[work_group.pk])

    assert "you cannot take part in this group" in client.get(page).text
    refused = client.post(page, answers(school, step="check"))

    assert refused.context["form"].errors["__all__"]
    assert not Place.objects.exists()


def test_an_event_asks_for_nothing_between_its_sessions(client):
    event, person = a_coming_group(kind="EVENT", workshops=1), a_teacher()
    school = a_school("Oak")
    an_employment(person, school, "MATHS_LEAD")
    sign_in(client, person)
    page = reverse("workgroups:apply", args=[event.pk])

    form = client.get(page).text
    for_school = client.get(reverse("workgroups:enrol", args=[event.pk])).text
    missing = client.post(page, answers(school, step="check", takes_part=""))

    assert "I will come to every part of the event" in form
    assert "They come to every part of the event" in for_school
    for page in (form, for_school):
        assert "in school between" not in page
    assert "Tick the box if you will come to all of it." in missing.text


def test_whoever_applies_sees_at_once_that_their_school_has_the_most_people(client):
    school, person = a_school("Oak"), a_teacher()
    an_employment(person, school)
    work_group = a_coming_group(most_per_school=1)
    page = reverse("workgroups:apply", args=[work_group.pk])
    sign_in(client, person)
    assert "the most from one school" not in client.get(page).text
    a_place(work_group, school=school, at=timezone.now())

    most = "Oak already has one person in Secondary maths leadership"
    assert most in client.get(page).text
    refused = client.post(page, answers(school, step="check"))

    assert most in refused.context["form"].errors["__all__"][0]
    assert "Check your answers" not in refused.text


def test_the_hub_sets_a_rule_aside_with_a_reason_that_is_kept(client):
    hub, ada = a_hub(), a_person("Ada", "Min")
    a_post(ada, hub, Post.Kind.ADMINISTRATOR)
    group = a_coming_group(hub=hub, eligibility=[{"rule": "PHASE", "phases": ["PRIMARY"]}])
    page = reverse("workgroups:add_application", args=[group.pk])
    sign_in(client, ada)
    typed = {
        "email": "sam@example.org", "given_name": "Sam", "family_name": "Okafor",
        "school": a_school(phase="SECONDARY").urn, "role": "TEACHER", "agreed": "on",
    }  # fmt: skip

    refused = client.post(page, typed)
    assert "Why are they let in all the same?" in refused.text
    assert not Place.objects.exists()
    client.post(page, {**typed, "reason": "They teach Year 6."})

    decision = Place.objects.get().decisions.get()
    assert decision.overrides
    assert decision.reason.startswith("They teach Year 6. Set aside: ")
