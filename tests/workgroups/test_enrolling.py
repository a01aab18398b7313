"""A school applies for several of its people: all or none, some named later."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mathshubs.comms.models import Letter
from mathshubs.hubs.models import Post
from mathshubs.people.models import Person
from mathshubs.schools.models import Employment
from mathshubs.workgroups.actions import agreements, booking, enrolling, letters, upkeep
from mathshubs.workgroups.actions.booking import PlaceRefused
from mathshubs.workgroups.actions.enrolling import Colleague, EnrolRefused
from mathshubs.workgroups.models import Enrolment, Place
from mathshubs.workgroups.queries.agreements import agreement_of
from mathshubs.workgroups.queries.attendance import register_of

from ..builders import SEPTEMBER, a_hub, a_person, a_post, a_school, a_work_group, an_employment
from ..people.signing_in import sign_in
from .builders import a_place, counts
from .test_places_pages import a_coming_group

pytestmark = pytest.mark.django_db
State = Place.State
DAY = timedelta(days=1)
OCTOBER = date(2025, 10, 20)
ANN = Colleague("ann@oak.example.org", "TEACHER", "Ann", "New")


def a_school_with_a_lead(name="Oak Street"):
    school, lee = a_school(name), a_person("Lee", "Lead")
    an_employment(lee, school, "MATHS_LEAD")
    return school, lee


def of(person: Person, role="TEACHER", **more) -> Colleague:
    return Colleague(person.email, role, person.given_name, person.family_name, **more)


def enrol(work_group, school, lee, *colleagues, **more) -> Enrolment:
    more = {"names_by": OCTOBER, "at": SEPTEMBER, "applicant": lee, "by": lee, **more}
    return enrolling.enrol(work_group=work_group, school=school, colleagues=colleagues, **more)


def kinds(person) -> list[str]:
    written = Letter.objects.filter(to_email=person if isinstance(person, str) else person.email)
    written = written.order_by("pk").values_list("kind", flat=True)
    return [kind.removeprefix("workgroups.") for kind in written]


def test_everybody_gets_a_place_in_the_order_given_and_a_letter_of_their_own():
    work_group = a_work_group(places=2, most_per_school=3)
    oak, lee = a_school_with_a_lead()
    zed = a_person("Zed", "Last")

    enrolment = enrol(work_group, oak, lee, ANN, of(zed), of(lee, "MATHS_LEAD"), why="Fractions.")

    places = list(enrolment.places.order_by("arrival"))
    assert [(place.person.given_name, place.state) for place in places] == [
        ("Ann", State.HELD), ("Zed", State.HELD), ("Lee", State.WAITING),
    ]  # fmt: skip
    assert {place.why for place in places} == {"Fractions."}
    assert counts(work_group) == (2, 1)
    assert kinds("ann@oak.example.org") == ["place_held"]
    assert kinds(lee) == ["waiting", "school_applied"]
    summary = Letter.objects.get(kind="workgroups.school_applied").text
    assert (
        "- Ann New: place held\n- Zed Last: place held\n- Lee Lead: on the waiting list" in summary
    )
    letter = Letter.objects.get(to_email="ann@oak.example.org").text
    assert "Lee Lead applied for you." in letter
    assert f"/my/places/{places[0].pk}/details/" in letter
    assert "applied for you" not in Letter.objects.get(kind="workgroups.waiting").text


def test_whom_the_lead_of_a_school_names_works_there():
    oak, lee = a_school_with_a_lead()
    enrol(a_work_group(), oak, lee, ANN)

    work = Employment.objects.get(person__email="ann@oak.example.org")
    assert (work.school, work.role, work.confirmed) == (oak, "TEACHER", True)


def test_when_one_is_refused_nobody_gets_a_place_and_each_reason_is_told():
    work_group = a_work_group(places=9, most_per_school=5)
    other = a_work_group(title="Fractions")
    oak, lee = a_school_with_a_lead()
    busy, elsewhere = a_person("Bea", "Busy"), a_person("Eve", "Elsewhere")
    a_place(other, person=busy, school=oak)
    a_place(other, person=elsewhere)
    before = Person.objects.count()

    with pytest.raises(EnrolRefused) as refused:
        enrol(work_group, oak, lee, ANN, of(busy), of(elsewhere), Colleague())

    assert [(each.who, each.clash) for each in refused.value.refusals] == [
        ("Bea Busy", True), ("Eve Elsewhere", True),
    ]  # fmt: skip
    told = str(refused.value)
    assert "Bea Busy: Workshop 1 on Mon 3 Nov 2025, 1pm to 3:30pm is at the same time as Fractions."
    assert (
        "Eve Elsewhere: Workshop 1 on Mon 3 Nov 2025, 1pm to 3:30pm is at the same time as " in told
    )
    assert "something else they have booked" in told  # a school does not learn of another's
    assert counts(work_group) == (0, 0)
    assert not Enrolment.objects.exists()
    assert Person.objects.count() == before
    known = [of(busy, clash_known=True), of(elsewhere, clash_known=True)]
    assert enrol(work_group, oak, lee, *known).places.count() == 2


@pytest.mark.parametrize(
    ("colleagues", "sentence"),
    [
        ([], "Choose who takes part"),
        ([ANN, ANN], "stands twice"),
        ([ANN, Colleague(), Colleague()], "Choose 2 at most"),
        ([Colleague("new@oak.example.org", "TEACHER")], "Give both names"),
    ],
)
def test_what_is_wrong_with_all_of_them_is_one_sentence(colleagues, sentence):
    oak, lee = a_school_with_a_lead()
    with pytest.raises(EnrolRefused, match=sentence):
        enrol(a_work_group(most_per_school=2), oak, lee, *colleagues)


def test_names_come_by_a_day_before_the_first_workshop_and_once_at_a_time():
    work_group = a_work_group(most_per_school=4)
    oak, lee = a_school_with_a_lead()
    for wrong in (None, SEPTEMBER.date(), date(2025, 11, 3)):
        with pytest.raises(EnrolRefused, match="after today and before Mon 3 Nov 2025"):
            enrol(work_group, oak, lee, Colleague(), names_by=wrong)
    enrol(work_group, oak, lee, Colleague())
    with pytest.raises(EnrolRefused, match="people to be named already"):
        enrol(work_group, oak, lee, Colleague())  # sending the form twice keeps one


def test_a_place_to_be_named_takes_a_seat_and_keeps_its_turn_without_letters_or_registers():
    work_group = a_work_group(places=2, most_per_school=3)
    oak, lee = a_school_with_a_lead()

    enrolment = enrol(work_group, oak, lee, Colleague(), Colleague(), Colleague())
    places = list(enrolment.places.order_by("arrival"))

    assert [place.state for place in places] == [State.HELD, State.HELD, State.WAITING]
    assert places[0].who == "Somebody from Oak Street, to be named by 20 October 2025"
    assert counts(work_group) == (2, 1)
    assert kinds(lee) == ["school_applied"]
    assert register_of(work_group.workshops.get()) == []
    assert letters.remind(at=SEPTEMBER + 50 * DAY) == 0
    booking.withdraw(place=places[0], reason="CAPACITY", by=lee, at=SEPTEMBER)
    places[2].refresh_from_db()
    assert places[2].state == State.OFFERED
    offer = Letter.objects.get(kind="workgroups.place_offered")
    assert offer.to_person == lee
    assert "This is about Somebody from Oak Street, to be named by 20 October 2025" in offer.text


def test_whoever_is_named_later_has_the_place_and_what_the_others_were_written():
    work_group = a_work_group(most_per_school=3)
    oak, lee = a_school_with_a_lead()
    enrolment = enrol(work_group, oak, lee, ANN, Colleague())
    place = enrolment.places.get(person=None)
    bea = Colleague("bea@oak.example.org", "MATHS_LEAD", "Bea", "Later")

    with pytest.raises(PlaceRefused, match="Ann New has a place"):
        enrolling.name_somebody(place=place, colleague=ANN, by=lee, at=SEPTEMBER + DAY)
    named = enrolling.name_somebody(place=place, colleague=bea, by=lee, at=SEPTEMBER + DAY)

    assert (named.person.name, named.role, named.state) == ("Bea Later", "MATHS_LEAD", State.HELD)
    assert named.arrival == place.arrival
    assert kinds("bea@oak.example.org") == ["place_held"]
    assert named.decisions.get().reason == "The school named Bea Later"
    with pytest.raises(PlaceRefused, match="not waiting for a name any more: Bea Later"):
        enrolling.name_somebody(place=place, colleague=bea, by=lee, at=SEPTEMBER + DAY)


def test_somebody_with_something_else_then_is_named_only_if_it_is_known():
    work_group, other = a_work_group(), a_work_group(title="Fractions")
    oak, lee = a_school_with_a_lead()
    busy = a_person("Bea", "Busy")
    a_place(other, person=busy, school=oak)
    place = enrol(work_group, oak, lee, Colleague()).places.get()

    with pytest.raises(PlaceRefused, match="same time as Fractions"):
        enrolling.name_somebody(place=place, colleague=of(busy), by=lee, at=SEPTEMBER)
    known = of(busy, clash_known=True)
    assert (
        enrolling.name_somebody(place=place, colleague=known, by=lee, at=SEPTEMBER).person == busy
    )


def test_schools_are_reminded_of_names_and_what_is_not_named_is_given_on():
    work_group = a_work_group(places=1)
    oak, lee = a_school_with_a_lead()
    place = enrol(work_group, oak, lee, Colleague()).places.get()
    waiting = a_place(work_group)
    due = date(2025, 10, 20) - SEPTEMBER.date()

    done = [upkeep.chase_names(at=SEPTEMBER + due + days * DAY) for days in
            (-20, -8, -7, -7, -5, -2, -2, -1, 0, 1, 1)]  # fmt: skip

    assert done == [0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0]
    assert kinds(lee) == ["school_applied", "names_due_7", "names_due_2", "names_over"]
    place.refresh_from_db()
    waiting.refresh_from_db()
    assert (place.state, waiting.state) == (State.LAPSED, State.OFFERED)


def test_a_school_whose_head_must_agree_says_whom_to_ask_and_the_head_is_asked_once():
    work_group = a_work_group(places=3, head_agrees=True)
    oak, lee = a_school_with_a_lead()

    enrolment = enrol(
        work_group, oak, lee, ANN, Colleague(), head_name="Hetty", head_email="h@oak.example.org"
    )

    assert {place.state for place in enrolment.places.all()} == {State.AGREEMENT}
    assert kinds("h@oak.example.org") == ["head_asked"]
    assert kinds("ann@oak.example.org") == ["kept"]
    agreements.agree(agreement=agreement_of(work_group, oak.pk), name="Hetty", at=SEPTEMBER)
    assert {place.state for place in enrolment.places.all()} == {State.HELD}
    assert kinds(lee) == ["school_applied", "head_agreed", "place_held"]


def test_what_would_come_of_it_is_told_without_doing_it():
    work_group = a_work_group(places=1)
    oak, lee = a_school_with_a_lead()
    asked = {
        "work_group": work_group, "school": oak, "colleagues": [ANN, Colleague()],
        "applicant": lee, "names_by": OCTOBER, "by": lee, "at": SEPTEMBER,
    }  # fmt: skip

    assert [place.state for place in enrolling.foresee(**asked)] == [State.HELD, State.WAITING]

    assert not Place.objects.exists()
    assert not Letter.objects.exists()
    assert not Person.objects.filter(email=ANN.email).exists()


# The pages


def answers(**more) -> dict:
    return {"dates_checked": "on", "takes_part": "on", "why": "To lead better.", **more}


def new(number=0, **more) -> dict:
    row = {
        "given_name": "Ann", "family_name": "New", "email": ANN.email, "role": "TEACHER", **more
    }  # fmt: skip
    return {f"{name}_{number}": value for name, value in row.items()}


def later(number=1) -> dict:
    day = timezone.localdate() + 20 * DAY
    return {
        "later": number, "names_by_day": day.day, "names_by_month": day.month,
        "names_by_year": day.year,
    }  # fmt: skip


def test_apply_for_the_school_check_and_see_it(client):
    work_group, (oak, lee) = a_coming_group(most_per_school=3), a_school_with_a_lead()
    tess = a_person("Tess", "Known")
    an_employment(tess, oak)
    sign_in(client, lee)
    page = reverse("workgroups:enrol", args=[work_group.pk])

    form = client.get(page)
    assert "Apply for Oak Street" in form.text
    assert "Tess Known, teacher" in form.text
    typed = {"colleagues": [tess.pk], **answers(), **new(), **later()}
    check = client.post(page, {**typed, "step": "check"})
    assert "Check the application" in check.text
    assert check.text.count("A place") == 3
    assert not Place.objects.exists()
    done = client.post(page, {**typed, "step": "confirm"}, follow=True)

    enrolment = Enrolment.objects.get()
    assert done.redirect_chain[0][0] == reverse("workgroups:enrolment", args=[enrolment.pk])
    assert "1 place has no name yet" in done.text
    assert enrolment.places.count() == 3


def test_whoever_asked_before_is_named_on_the_check(client):
    work_group, (oak, lee) = a_coming_group(most_per_school=3), a_school_with_a_lead()
    tess, una = a_person("Tess", "Known"), a_person("Una", "Other")
    an_employment(tess, oak)
    an_employment(una, oak)
    enrol(work_group, oak, lee, of(tess))
    sign_in(client, lee)

    check = client.post(
        reverse("workgroups:enrol", args=[work_group.pk]),
        {"colleagues": [tess.pk, una.pk], **answers(), "step": "check"},
    )

    assert check.text.count("A place") == 1
    assert "Asked for a place before, and keeps what came of it: Tess Known." in check.text


def test_the_lead_names_whoever_is_missing_and_gives_back_what_is_too_many(client):
    work_group, (oak, lee) = a_coming_group(most_per_school=3), a_school_with_a_lead()
    tess = a_person("Tess", "Known")
    an_employment(tess, oak)
    sign_in(client, lee)
    enrolment = enrol(
        work_group, oak, lee, Colleague(), Colleague(), at=timezone.now(),
        names_by=timezone.localdate() + 20 * DAY,
    )  # fmt: skip
    page = reverse("workgroups:name_somebody", args=[enrolment.pk])

    missing = client.post(page, {"colleague": "new", "email": "x@oak.example.org"})
    assert missing.context["form"].errors == {
        "given_name": ["Type their first name."], "family_name": ["Type their last name."],
        "role": ["Choose what they do at the school."],
    }  # fmt: skip
    done = client.post(page, {"colleague": tess.pk}, follow=True)
    assert "Tess Known takes part. We have written to them." in done.text
    place = enrolment.places.get(person=None)
    back = client.post(reverse("workgroups:withdraw", args=[place.pk]), {"reason": "CAPACITY"})
    assert back["Location"] == reverse("workgroups:enrolment", args=[enrolment.pk])
    place.refresh_from_db()
    assert place.state == State.WITHDRAWN
    assert client.get(page)["Location"] == reverse("workgroups:enrolment", args=[enrolment.pk])


def test_whoever_applied_answers_the_offer_of_a_place_to_be_named(client):
    work_group, (oak, lee) = a_coming_group(places=1), a_school_with_a_lead()
    holder = a_place(work_group, at=timezone.now())
    place = enrol(
        work_group, oak, lee, Colleague(), at=timezone.now(),
        names_by=timezone.localdate() + 20 * DAY,
    ).places.get()  # fmt: skip
    booking.withdraw(place=holder, reason="OTHER", by=holder.person, at=timezone.now())
    page = reverse("workgroups:offer", args=[place.pk])
    sign_in(client, lee)

    assert "Accept the place" in client.get(page).text
    client.post(page, {"answer": "yes"})

    place.refresh_from_db()
    assert place.state == State.HELD
    assert sign_in(client, a_person()).get(page).status_code == 404


def test_clashes_are_shown_per_person_and_ticked(client):
    work_group, (oak, lee) = a_coming_group(), a_school_with_a_lead()
    other = a_coming_group(title="Fractions")
    busy = a_person("Bea", "Busy")
    an_employment(busy, oak)
    a_place(other, person=busy, school=oak, at=timezone.now())
    sign_in(client, lee)
    page, typed = reverse("workgroups:enrol", args=[work_group.pk]), answers(colleagues=[busy.pk])

    asked = client.post(page, {**typed, "step": "confirm"})
    assert "Bea Busy knows it" in asked.text
    assert not Enrolment.objects.exists()
    check = client.post(page, {**typed, "clash_known": busy.email, "step": "check"})
    assert "Check the application" in check.text
    client.post(page, {**typed, "clash_known": busy.email, "step": "confirm"})
    assert Enrolment.objects.get().places.get().person == busy


def test_refusals_stand_on_the_form_in_sentences(client):
    work_group, (_, lee) = a_coming_group(most_per_school=1), a_school_with_a_lead()
    sign_in(client, lee)
    page = reverse("workgroups:enrol", args=[work_group.pk])

    refused = client.post(page, {**answers(), **new(), **later(), "step": "check"})
    assert "takes one person from one school. Choose 1 at most." in refused.text
    half = client.post(page, {**answers(), "email_0": "a@oak.example.org", "later": "1"})
    errors = half.context["form"].errors
    assert errors["given_name_0"] == ["Type their first name."]
    assert errors["names_by"] == ["Type the day by which you name them."]
    nobody = client.post(page, {"later": ""})
    assert nobody.context["form"].errors["colleagues"] == [
        "Choose who takes part, or say how many you name later."
    ]
    for wrong in ("-3", "some", "1000"):
        form = client.post(page, {**answers(), "later": wrong}).context["form"]
        assert list(form.errors) == ["later"]
        assert form.errors["later"][0].startswith("Type how many you name later as a whole number")


def test_the_hub_applies_for_a_school_and_the_school_hears_of_it(client):
    hub, ada = a_hub(), a_person("Ada", "Min")
    a_post(ada, hub, Post.Kind.ADMINISTRATOR)
    work_group, (oak, _) = a_coming_group(hub=hub), a_school_with_a_lead()
    sign_in(client, ada)
    page = reverse("workgroups:enrol", args=[work_group.pk])

    chosen = client.post(page, {"school": oak.urn})
    assert chosen["Location"] == f"{page}?school={oak.urn}"
    contact = {
        "contact_email": "office@oak.example.org", "contact_given_name": "Olu",
        "contact_family_name": "Office",
    }  # fmt: skip
    form = client.post(chosen["Location"], {**answers(), **new(), "step": "check"})
    assert form.context["form"].errors == {"contact_email": ["Type who at the school asked."]}
    sent = {**answers(), **new(), **contact, "step": "confirm"}
    client.post(chosen["Location"], sent)

    enrolment = Enrolment.objects.get()
    assert enrolment.applied_by.name == "Olu Office"
    assert enrolment.places.get().applied_by == ada
    assert kinds("office@oak.example.org") == ["school_applied"]


def test_only_those_who_lead_the_school_or_run_the_group_apply_for_it(client):
    work_group, (oak, _) = a_coming_group(), a_school_with_a_lead()
    teacher, unconfirmed = a_person(), a_person()
    an_employment(teacher, oak)
    an_employment(unconfirmed, oak, "HEAD")
    Employment.objects.filter(person=unconfirmed).update(confirmed=False)
    page = reverse("workgroups:enrol", args=[work_group.pk])
    for person in (teacher, unconfirmed):
        assert sign_in(client, person).get(page).status_code == 403
    _, lea = a_school_with_a_lead("Elm")
    assert sign_in(client, lea).get(f"{page}?school={oak.urn}").status_code == 404


def test_a_named_colleague_completes_their_own_details(client):
    work_group, (oak, lee) = a_coming_group(), a_school_with_a_lead()
    enrolment = enrol(work_group, oak, lee, ANN, at=timezone.now())
    place = enrolment.places.get()
    sign_in(client, place.person)
    page = reverse("workgroups:details", args=[place.pk])

    assert client.post(page, {}).context["form"].errors["trn"]
    client.post(page, {"access_needs": "Step-free.", "diet_needs": "", "trn": "1234567"})

    place.refresh_from_db()
    assert (place.access_needs, Person.objects.get(pk=place.person_id).trn) == (
        "Step-free.", "1234567",
    )  # fmt: skip


def test_the_page_of_an_application_asks_as_often_for_one_as_for_three(client):
    oak, lee = a_school_with_a_lead()
    sign_in(client, lee)
    asked = []
    for number in (1, 3):
        work_group = a_work_group(most_per_school=5)
        people = [of(a_person()) for _ in range(number)] + [Colleague()] * (number > 1)
        enrolment = enrol(work_group, oak, lee, *people)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("workgroups:enrolment", args=[enrolment.pk]))
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 10


def test_a_lead_who_holds_a_place_finds_the_way_to_apply_for_colleagues(client):
    work_group = a_coming_group()
    oak, lee = a_school_with_a_lead()
    teacher = a_person()
    for person in (lee, teacher):
        a_place(work_group, school=oak, person=person, at=timezone.now())
    words = "Apply for colleagues of your school"
    public = work_group.get_absolute_url()

    assert words in sign_in(client, lee).get(public).text
    assert words not in sign_in(client, teacher).get(public).text


TWO_OR_THREE = [{"rule": "PEOPLE", "fewest": 2, "most": 3}]


def test_a_rule_about_how_many_come_counts_each_of_them_once():
    work_group = a_work_group(places=9, most_per_school=5, eligibility=TWO_OR_THREE)
    oak, lee = a_school_with_a_lead()

    enrolment = enrol(work_group, oak, lee, of(a_person()), Colleague(), Colleague())
    for place in enrolment.places.filter(person=None):
        enrolling.name_somebody(
            place=place, colleague=of(a_person()), by=lee, at=SEPTEMBER
        )  # fmt: skip

    assert enrolment.places.exclude(person=None).count() == 3
    with pytest.raises(EnrolRefused, match="Oak Street would send 4"):
        enrol(work_group, oak, lee, of(a_person()))
    elm, lea = a_school_with_a_lead("Elm")
    with pytest.raises(EnrolRefused, match="an application for one person"):
        enrol(work_group, elm, lea, of(a_person()))


def test_how_many_can_come_from_the_school_is_said_where_people_are_named(client):
    work_group = a_coming_group(places=9, most_per_school=3)
    oak, lee = a_school_with_a_lead()
    page = reverse("workgroups:enrol", args=[work_group.pk])
    browser = sign_in(client, lee)
    assert "Up to 3 people from one school." in browser.get(page).text
    assert "Choose up to 3 people, with those you add below" in browser.get(page).text

    a_place(work_group, school=oak, at=timezone.now())
    text = browser.get(page).text
    assert "Oak Street has 1 already, so 2 more can come." in text
    assert "Oak Street has 1 there already. Choose up to 2 people" in text

    for _ in range(2):
        a_place(work_group, school=oak, at=timezone.now())
    full = browser.get(page).text
    assert "nobody more can come" in full
    assert "Who takes part?" not in full


def test_the_smaller_of_two_limits_is_the_one_that_is_said(client):
    work_group = a_coming_group(places=9, most_per_school=5, eligibility=TWO_OR_THREE)
    _, lee = a_school_with_a_lead()
    text = sign_in(client, lee).get(reverse("workgroups:enrol", args=[work_group.pk])).text
    assert "Up to 3 people from one school." in text
    assert "2 to 3 people from each school." in text
