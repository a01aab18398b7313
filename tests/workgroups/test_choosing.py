"""First, second, third choice over groups of one project."""

from __future__ import annotations

import pytest
import time_machine
from django.urls import reverse

from mathshubs.comms.models import Letter
from mathshubs.workgroups.actions import booking, choosing
from mathshubs.workgroups.actions.booking import PlaceRefused
from mathshubs.workgroups.models import HeadAgreement, Place

from ..builders import SEPTEMBER, a_person, a_project, a_school, a_work_group, an_employment
from ..people.signing_in import sign_in
from .builders import a_place, counts

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return a_project(title="Core maths")


def a_choice(project, title: str, *, taken: int = 0, **fields):
    group = a_work_group(project=project, title=title, places=1, **fields)
    for _ in range(taken):
        a_place(group)
    return group


def choose(*groups, person=None, **more) -> list[Place]:
    return choosing.apply_for_choices(
        choices=groups, person=person or a_person(), school=a_school(), role="TEACHER",
        works_there=False, at=SEPTEMBER, **more,
    )  # fmt: skip


def states(person) -> dict[str, str]:
    places = Place.objects.filter(person=person).order_by("pk")
    return {place.work_group.title: place.state for place in places}


def test_when_the_first_choice_has_a_place_no_other_is_asked_for(project):
    first, second = a_choice(project, "First"), a_choice(project, "Second")
    ada = a_person()

    choose(first, second, person=ada)

    assert states(ada) == {"First": "HELD"}


def test_the_lesser_is_held_while_the_better_waits_even_at_the_same_time(project):
    groups = [a_choice(project, "A", taken=1), a_choice(project, "B"), a_choice(project, "C")]
    ada = a_person()

    places = choose(*groups, person=ada)

    assert states(ada) == {"A": "WAITING", "B": "HELD"}
    assert places[1].instead_of == places[0]


def test_when_the_better_is_held_the_lesser_is_given_back_and_goes_to_the_next(project):
    better, lesser = a_choice(project, "Better", taken=1), a_choice(project, "Lesser")
    ada, next_one = a_person(), a_person()
    choose(better, lesser, person=ada)
    waits = a_place(lesser, person=next_one)
    booking.withdraw(
        place=better.bookings.get(state="HELD"), reason="OTHER", by=a_person(), at=SEPTEMBER
    )
    booking.accept_offer(place=ada.places.get(state="OFFERED"), by=ada, at=SEPTEMBER)
    Letter.objects.all().delete()

    freed = [choosing.free_lesser_choices(at=SEPTEMBER) for _ in range(2)]

    assert freed == [1, 0]
    assert states(ada) == {"Better": "HELD", "Lesser": "WITHDRAWN"}
    assert ada.places.get(state="WITHDRAWN").withdrawal == "BETTER_CHOICE"
    waits.refresh_from_db()
    assert waits.state == "OFFERED"
    assert counts(lesser) == (1, 0)
    letter = Letter.objects.get(to_person=ada)
    assert "which you preferred to Lesser" in letter.text
    assert "METHOD:CANCEL" in letter.calendar


def test_a_third_choice_goes_too_when_the_first_is_held_though_the_second_went_before(project):
    a, b, c = (a_choice(project, title, taken=1) for title in "ABC")
    ada = a_person()
    first, second, third = choose(a, b, c, person=ada)
    booking.withdraw(place=second, reason="OTHER", by=ada, at=SEPTEMBER)
    booking.override_into_place(place=first, reason="Hosts.", by=a_person(), at=SEPTEMBER)

    choosing.free_lesser_choices(at=SEPTEMBER)

    third.refresh_from_db()
    assert third.state == "WITHDRAWN"


def test_a_place_that_is_there_already_becomes_the_choice_it_is_named_as(project):
    better, held = a_choice(project, "Better", taken=1), a_choice(project, "Held")
    ada = a_person()
    mine = a_place(held, person=ada)

    choose(better, held, person=ada)
    choose(held, better, person=ada)  # and turned round: no ring of choices
    mine.refresh_from_db()

    assert states(ada) == {"Held": "HELD", "Better": "WAITING"}
    assert mine.instead_of is None


def test_choices_are_of_one_project_and_each_is_named_once(project):
    one, other = a_choice(project, "One"), a_choice(a_project(), "Other")

    for choices in ([one, other], [one, one], [], [a_work_group()]):
        with pytest.raises(PlaceRefused, match="Choose"):
            choose(*choices)


def test_when_one_choice_is_refused_nothing_is_kept(project):
    full, postponed = a_choice(project, "A", taken=1), a_choice(project, "B", state="POSTPONED")
    ada = a_person()

    with pytest.raises(PlaceRefused, match="B is postponed"):
        choose(full, postponed, person=ada)

    assert states(ada) == {}


@pytest.fixture
def in_september():
    with time_machine.travel(SEPTEMBER, tick=False):
        yield


def said(school, *groups, **more) -> dict:
    names = ("first", "second", "third")
    return {name: group.pk for name, group in zip(names, groups, strict=False)} | {
        "school": school.urn, "role": "TEACHER", "head_agrees": "on", "takes_part": "on",
        "trn_absence": "NOT_A_TEACHER", **more,
    }  # fmt: skip


def test_a_teacher_applies_for_two_on_one_page(client, project, in_september):
    full, free, school = a_choice(project, "Full", taken=1), a_choice(project, "Free"), a_school()
    ada = a_person()
    browser = sign_in(client, ada)
    page = browser.get(f"/work-groups/{full.pk}/choices/")
    assert page.context["form"]["first"].value() == full.pk

    answer = browser.post(page.wsgi_request.path, said(school, full, free), follow=True)

    first_days = "Full from 3 Nov 2025: on the waiting list. Free from 3 Nov 2025: place held."
    assert first_days in answer.text
    assert states(ada) == {"Full": "WAITING", "Free": "HELD"}


def test_what_else_they_have_booked_at_that_time_is_said_first(project):
    one, two, ada = a_choice(project, "One", taken=1), a_choice(project, "Two"), a_person()
    a_place(a_work_group(title="Elsewhere"), person=ada)

    with pytest.raises(PlaceRefused, match="at the same time as Elsewhere"):
        choose(one, two, person=ada)
    choose(one, two, person=ada, clash_known=True)

    assert states(ada) == {"Elsewhere": "HELD", "One": "WAITING", "Two": "HELD"}


def test_a_choice_named_twice_is_answered_beside_the_second(client, project, in_september):
    group, school = a_choice(project, "One"), a_school()
    browser = sign_in(client, a_person())

    answer = browser.post(f"/work-groups/{group.pk}/choices/", said(school, group, group))

    assert "Choose another group here, or none" in answer.text
    assert not Place.objects.exists()


def test_where_there_is_one_group_only_they_apply_for_that(client, project, in_september):
    group = a_choice(project, "One")
    browser = sign_in(client, a_person())

    answer = browser.get(f"/work-groups/{group.pk}/choices/", follow=True)

    assert answer.redirect_chain[-1][0] == f"/work-groups/{group.pk}/apply/"
    assert "No other group of this project takes applications now." in answer.text


def test_a_group_of_no_project_has_no_choices(client):
    browser = sign_in(client, a_person())

    assert browser.get(f"/work-groups/{a_work_group().pk}/choices/").status_code == 404


@pytest.mark.parametrize("many", [2, 4])
def test_the_page_asks_as_often_for_four_groups_as_for_two(
    client, project, many, in_september, django_assert_num_queries
):
    groups = [a_choice(project, f"Group {number}") for number in range(many)]
    browser = sign_in(client, a_person())

    with django_assert_num_queries(6):
        browser.get(f"/work-groups/{groups[0].pk}/choices/")


HEADS = [{"rule": "ROLE", "roles": ["HEAD"]}]
NEW_TEACHERS = [{"rule": "CAREER_YEARS", "first": 1, "last": 5}]


def test_each_chosen_group_says_at_once_whether_it_is_for_them(client, project, in_september):
    one, two = a_choice(project, "One"), a_choice(project, "Two", eligibility=HEADS)
    full, school = a_choice(project, "Full", most_per_school=1), a_school("Oak")
    a_place(full, school=school)
    browser, page = sign_in(client, a_person()), f"/work-groups/{one.pk}/choices/"

    look = browser.post(
        page, {"step": "look", "first": one.pk, "second": two.pk, "third": full.pk,
               "school": school.urn, "role": "TEACHER"},
    ).text  # fmt: skip

    assert "There is a problem" not in look
    assert "One, from Mon 3 Nov 2025: nothing is against it." in look
    assert "Two, from Mon 3 Nov 2025: It is for headteachers" in look
    assert "Full, from Mon 3 Nov 2025: Oak already has one person in Full" in look
    assert not Place.objects.filter(work_group__in=[one, two]).exists()

    refused = browser.post(page, said(school, one, two)).text
    assert "There is a problem" in refused
    assert "Two from 3 Nov 2025: It is for headteachers" in refused
    assert not Place.objects.filter(work_group__in=[one, two]).exists()


def test_what_is_known_of_them_is_said_before_they_send_anything(client, project, in_september):
    one, ada = a_choice(project, "One", eligibility=HEADS), a_person()
    a_choice(project, "Two")
    an_employment(ada, a_school("Oak"))

    text = sign_in(client, ada).get(f"/work-groups/{one.pk}/choices/").text

    assert "One, from Mon 3 Nov 2025: It is for headteachers" in text


def test_the_year_of_the_career_is_asked_if_any_of_the_groups_needs_it(
    client, project, in_september
):
    one, two = a_choice(project, "One", taken=1), a_choice(project, "Two", eligibility=NEW_TEACHERS)
    other, ada, school = a_choice(project, "Other"), a_person(), a_school()
    browser, page = sign_in(client, ada), f"/work-groups/{one.pk}/choices/"
    assert "1 for the first. Years before you were qualified do not count. (For Two.)" in (
        browser.get(page).text
    )

    assert "Type the year of your career" in browser.post(page, said(school, one, two)).text
    late = browser.post(page, said(school, one, two, career_year=9)).text
    assert "Two from 3 Nov 2025: It is for people in years 1 to 5 of teaching" in late
    browser.post(page, said(school, one, two, career_year=2))
    assert states(ada) == {"One": "WAITING", "Two": "HELD"}
    bo = a_person()
    sign_in(client, bo).post(page, said(school, one, other))
    assert states(bo) == {"One": "WAITING", "Other": "HELD"}


def test_the_head_is_asked_of_where_any_of_the_groups_needs_them(client, project, in_september):
    one, two = a_choice(project, "One", taken=1), a_choice(project, "Two", head_agrees=True)
    ada, school = a_person(), a_school()
    browser, page = sign_in(client, ada), f"/work-groups/{one.pk}/choices/"

    assert "Type the name of your headteacher." in browser.post(page, said(school, one, two)).text
    browser.post(page, said(school, one, two, head_name="Hetty", head_email="head@oak.example.org"))

    assert states(ada) == {"One": "WAITING", "Two": "AGREEMENT"}
    assert HeadAgreement.objects.get().work_group == two


def test_a_refusal_says_of_which_of_the_choices_it_speaks(project):
    one, two = a_choice(project, "One", taken=1), a_choice(project, "Two", eligibility=HEADS)

    with pytest.raises(PlaceRefused, match=r"^Two from 3 Nov 2025: It is for headteachers"):
        choose(one, two)


def test_an_offer_does_not_clash_with_the_lesser_choice_that_goes_when_it_is_taken(
    client, project, in_september
):
    better, lesser, ada = a_choice(project, "Better"), a_choice(project, "Lesser"), a_person()
    other = a_work_group(title="Elsewhere")
    holder = a_place(better)
    better_place, _ = choose(better, lesser, person=ada)
    booking.withdraw(place=holder, reason="ILLNESS", by=holder.person, at=SEPTEMBER)
    offer, browser = reverse("workgroups:offer", args=[better_place.pk]), sign_in(client, ada)

    assert not browser.get(offer).context["clashes"]

    a_place(other, person=ada, clash_known=True)
    clashes = browser.get(offer).context["clashes"]
    assert [clash.other.work_group.title for clash in clashes] == ["Elsewhere"]
