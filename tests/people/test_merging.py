"""Two records of one person are joined: nothing is lost, and it can be undone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from mathshubs.hubs.models import Post
from mathshubs.people import actions, jobs, merging, merging_undone, queries
from mathshubs.people.models import Disclosure, Person, PersonMerge, PersonPair, PreviousName
from mathshubs.schools.models import Employment
from mathshubs.workgroups.models import CalendarFeed, Leader, Place, PlaceDecision

from ..builders import SEPTEMBER, a_hub, a_person, a_post, a_school, a_work_group, an_employment
from ..workgroups.builders import a_place, a_standing_place
from .builders import sign_in_by_code
from .signing_in import sign_in

pytestmark = pytest.mark.django_db


def joined(kept: Person, merged: Person, **when) -> PersonMerge:
    return merging.merge(kept=kept, merged=merged, by=a_person("Ada"), **{"at": SEPTEMBER} | when)


def an_address(person: Person, *, verified: bool = True, primary: bool = True) -> EmailAddress:
    return EmailAddress.objects.create(
        user=person, email=person.email, verified=verified, primary=primary
    )


def everything_of(*people: Person) -> dict:
    """Return every row of every room that names one of them, and their own rows."""
    pks = [person.pk for person in people]
    found: dict = {"people": list(Person.objects.filter(pk__in=pks).order_by("pk").values())}
    tables = [*merging.references(), (EmailAddress, EmailAddress._meta.get_field("user"))]
    for model, key in tables:
        rows = model._base_manager.filter(**{f"{key.attname}__in": pks})
        found[f"{model._meta.label}.{key.name}"] = list(rows.order_by("pk").values())
    return found


@pytest.fixture
def two() -> tuple[Person, Person]:
    """One person who has two records, each with a life of its own."""
    kept = a_person("Sam", "Okafor", email="sam@oak.example")
    other = a_person("Sam", "Okafor-Reid", email="s.okafor@elm.example", trn="0012345")
    other.phone = "01952 555123"
    other.save()
    an_address(kept)
    an_address(other)
    for number, person in enumerate((kept, other)):
        school = a_school(f"School {number}")
        an_employment(person, school)
        a_place(a_work_group(title=f"Group {number}"), person=person, school=school)
        a_post(person, a_hub(), Post.Kind.WORK_GROUP_LEAD)
        Leader.objects.create(work_group=a_work_group(), person=person)
        CalendarFeed.objects.create(person=person, created_at=SEPTEMBER)
    return kept, other


def test_all_that_points_at_one_record_points_at_the_other(two):
    kept, other = two
    joined(kept, other)

    left = {
        f"{model._meta.label}.{key.name}"
        for model, key in merging.references()
        if model._base_manager.filter(**{key.attname: other.pk}).exists()
    }
    assert left == {"workgroups.CalendarFeed.person"}  # each has one: the kept one stands
    assert Place.objects.filter(person=kept).count() == 2
    assert Employment.objects.filter(person=kept).count() == 2
    assert Post.objects.filter(person=kept).count() == 2
    assert Leader.objects.filter(person=kept).count() == 2


def test_nothing_is_lost(two):
    def rows() -> dict:
        return {model: model._base_manager.count() for model, _ in merging.references()}

    before, ada = rows(), a_person("Ada")
    merging.merge(kept=two[0], merged=two[1], by=ada, at=SEPTEMBER)

    assert rows() == before | {PreviousName: 1, Person: before[Person] + 1}


def test_the_kept_record_gets_what_it_lacks(two):
    kept, other = two
    joined(kept, other)

    kept.refresh_from_db()
    other.refresh_from_db()
    assert (kept.phone, kept.trn, kept.name) == ("01952 555123", "0012345", "Sam Okafor")
    assert (other.trn, other.is_active, other.merged_into) == (None, False, kept)
    assert [str(one.family_name) for one in kept.previous_names.all()] == ["Okafor-Reid"]


def test_undo_restores_exactly(two):
    before = everything_of(*two)
    done = joined(*two)
    assert everything_of(*two) != before

    merging_undone.undo(done=done, by=a_person(), at=SEPTEMBER + timedelta(days=30))

    assert everything_of(*two) == before


def test_what_the_kept_record_did_since_stays_with_it(two):
    kept, other = two
    done = joined(kept, other)
    since = a_place(a_work_group(title="Since", workshops=0), person=kept)
    Person.objects.filter(pk=kept.pk).update(phone="01952 555999")

    merging_undone.undo(done=done, by=a_person(), at=SEPTEMBER)

    since.refresh_from_db()
    kept.refresh_from_db()
    assert (since.person, kept.phone) == (kept, "01952 555999")


def test_joining_and_undoing_twice_is_harmless(two):
    kept, other = two
    assert joined(kept, other) == joined(kept, other)
    done = PersonMerge.objects.get()
    for _ in range(2):
        merging_undone.undo(done=done, by=a_person(), at=SEPTEMBER)

    assert Place.objects.filter(person=other).count() == 1
    assert joined(kept, other) != done  # and it can be joined again


def test_after_thirty_days_what_moved_is_forgotten(two):
    done = joined(*two)
    late = SEPTEMBER + timedelta(days=31)

    assert merging_undone.forget_journals(at=late) == 1
    assert merging_undone.forget_journals(at=late) == 0
    done.refresh_from_db()
    assert done.journal == {}
    with pytest.raises(merging.MergeRefused, match="more than 30 days ago"):
        merging_undone.undo(done=done, by=a_person(), at=late)


def test_the_nightly_job_forgets_old_journals(two):
    joined(*two)
    jobs.tidy(timestamp=0)
    jobs.tidy(timestamp=0)

    assert PersonMerge.objects.get().journal == {}  # September 2025 is long ago


def test_a_dry_run_changes_nothing_and_says_what_would_move(two):
    kept, other = two
    before = everything_of(kept, other)

    plan = merging.plan(kept=kept, merged=other, by=a_person(), at=SEPTEMBER)

    assert everything_of(kept, other) == before
    assert not PersonMerge.objects.exists()
    assert plan.moves == {
        "employment": 1, "post": 1, "place": 1, "place (applied by)": 1, "leader": 1, "letter": 1,
    }  # fmt: skip
    assert plan.stays == {"calendar feed": 1}
    assert plan.fills == ["TRN", "phone"]


def test_two_live_places_in_one_group_are_refused_in_a_sentence(two):
    kept, other = two
    group = a_work_group(title="Mastering number", workshops=0)
    for person in two:
        a_place(group, person=person)
    before = everything_of(*two)

    with pytest.raises(
        merging.MergeRefused, match=r"Both records have a place in Mastering number"
    ):
        joined(kept, other)

    assert everything_of(*two) == before


def test_a_live_place_and_one_given_back_stand_side_by_side(two):
    kept, other = two
    group = a_work_group(title="Mastering number", workshops=0)
    a_standing_place(group, person=kept, state="DECLINED")
    a_place(group, person=other)

    joined(kept, other)

    assert group.bookings.filter(person=kept).count() == 2


def test_one_post_held_twice_at_once_is_refused(two):
    hub = a_hub("Salt Way")
    for person in two:
        a_post(person, hub, Post.Kind.ADMINISTRATOR)

    with pytest.raises(merging.MergeRefused, match="Both records have a post in Salt Way"):
        joined(*two)


def test_leading_one_group_twice_stays_once(two):
    group = a_work_group()
    for person in two:
        Leader.objects.create(work_group=group, person=person)

    plan = merging.plan(kept=two[0], merged=two[1], by=a_person(), at=SEPTEMBER)

    assert plan.stays["leader"] == 1


def test_two_teacher_reference_numbers_are_two_people(two):
    kept, other = two
    Person.objects.filter(pk=kept.pk).update(trn="7654321")

    with pytest.raises(merging.MergeRefused, match="different teacher reference numbers"):
        joined(kept, other)


def test_a_record_that_was_joined_is_joined_no_further_but_its_heir_is(two):
    kept, other = two
    third = a_person("Sam", "Okafor")
    joined(kept, other)
    with pytest.raises(merging.MergeRefused, match="was joined with Sam Okafor before"):
        joined(third, other)
    later = joined(third, kept)

    other.refresh_from_db()
    assert other.merged_into == third
    with pytest.raises(merging.MergeRefused, match="undo that one"):
        merging_undone.undo(done=PersonMerge.objects.get(merged=other), by=a_person(), at=SEPTEMBER)
    merging_undone.undo(done=later, by=a_person(), at=SEPTEMBER)
    merging_undone.undo(done=PersonMerge.objects.get(merged=other), by=a_person(), at=SEPTEMBER)


def test_who_looked_at_the_joined_record_is_told_to_the_kept_one(two):
    kept, other = two
    actions.reveal(about=other, what="TRN", by=a_person("Ada"), at=SEPTEMBER)
    joined(kept, other)

    assert [look.about for look in queries.disclosures_about(kept)] == [other]
    assert Disclosure.objects.get().about == other  # written once


def test_the_history_of_a_place_says_who_had_it(two):
    kept, other = two
    place = Place.objects.get(person=other)
    joined(kept, other)

    had = dict.fromkeys(event.person_id for event in place.events.order_by("pgh_id"))
    assert list(had) == [other.pk, kept.pk]


def test_nobody_signs_in_as_the_joined_record_but_its_address_signs_in_the_kept_one(two):
    kept, other = two
    for role in (Post, Leader):  # staff would be asked for a second factor
        role.objects.all().delete()
    open_browser, client = sign_in(Client(), other), Client()
    joined(kept, other)

    assert open_browser.get("/my/profile/").status_code == 302
    sign_in_by_code(client, "s.okafor@elm.example")
    assert client.get("/my/profile/").context["person"] == kept


def test_an_address_nobody_confirmed_signs_in_nobody(two):
    kept, other = two
    EmailAddress.objects.filter(user=other).update(verified=False)
    joined(kept, other)

    assert not EmailAddress.objects.filter(user=kept, email="s.okafor@elm.example").exists()
    assert queries.person_with("S.Okafor@elm.example") == kept  # who is written in means them
    assert actions.find_or_add(email="s.okafor@elm.example") == kept


def test_an_address_that_somebody_else_took_meanwhile_refuses_the_undoing(two):
    EmailAddress.objects.all().delete()
    done = joined(*two)
    a_person("New", "Comer", email="s.okafor@elm.example")

    with pytest.raises(merging.MergeRefused, match="Something that came since"):
        merging_undone.undo(done=done, by=a_person(), at=SEPTEMBER)


def test_a_number_typed_twice_is_noted_for_those_who_join_records(two):
    kept, other = two
    client = sign_in(Client(), kept)

    for _ in range(2):
        client.post(reverse("people:trn"), {"trn": "0012345", "trn_absence": ""})

    pair = PersonPair.objects.get()
    assert (pair.first, pair.second, pair.kind) == (kept, other, "SAME_TRN")


def test_every_decision_of_the_merged_record_is_still_somebodys(two):
    kept, other = two
    place = a_standing_place(a_work_group())
    PlaceDecision.objects.create(
        place=place, from_state="APPLIED", to_state="HELD", by=other, at=SEPTEMBER
    )
    joined(kept, other)

    assert place.decisions.get().by == kept


def test_a_school_year_later_the_employment_is_as_it_was(two):
    kept, other = two
    Employment.objects.filter(person=other).update(to_on=date(2024, 7, 31))
    joined(kept, other)

    assert kept.employments.filter(to_on=date(2024, 7, 31)).count() == 1
