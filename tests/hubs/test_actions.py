"""What changes a hub, and what it refuses."""

from __future__ import annotations

import threading
import time
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from mathshubs.comms.models import Letter
from mathshubs.hubs import actions, drawing, queries
from mathshubs.hubs.models import HubChoice, HubShape, Post
from mathshubs.people.models import Person
from mathshubs.schools.models import Postcode
from tests.builders import (
    LONG_AGO,
    SEPTEMBER,
    a_district,
    a_hub,
    a_person,
    a_post,
    a_school,
    an_authority,
)

from .builders import a_shape, an_area

pytestmark = pytest.mark.django_db
TODAY = SEPTEMBER.date()
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def drawings_queued() -> int:
    return ProcrastinateJob.objects.filter(task_name=drawing.DRAW).count()


def test_a_district_moves_to_another_hub_from_a_day():
    before, after, wrekin = a_hub(), a_hub(), a_district()
    an_area(before, district=wrekin)

    actions.add_to_area(hub=after, place=wrekin, from_on=TOMORROW)
    actions.add_to_area(hub=after, place=wrekin, from_on=TOMORROW)

    school = a_school(district=wrekin)
    assert queries.hub_of(school, TODAY) == before
    assert queries.hub_of(school, TOMORROW) == after
    assert drawings_queued() == 1


def test_a_district_given_by_mistake_can_be_given_again_the_same_day():
    mistaken, right, wrekin = a_hub(), a_hub(), a_district()
    actions.add_to_area(hub=mistaken, place=wrekin, from_on=TODAY)

    actions.add_to_area(hub=right, place=wrekin, from_on=TODAY)

    assert [area.hub for area in wrekin.hub_areas.all()] == [right]


def test_a_district_with_a_later_change_is_refused():
    hub, later, wrekin = a_hub(), a_hub("Three Rivers"), a_district()
    an_area(later, district=wrekin, from_on=date(2026, 1, 1))

    with pytest.raises(actions.HubRefused, match="joins Three Rivers Maths Hub on 1 January 2026"):
        actions.add_to_area(hub=hub, place=wrekin, from_on=TODAY)

    assert not hub.areas.exists()


def test_an_authority_is_put_into_an_area_whole():
    hub, county = a_hub(), an_authority()

    actions.add_to_area(hub=hub, place=county, from_on=TODAY)

    assert queries.hub_of(a_school(authority=county), TODAY) == hub


def test_a_part_of_an_area_ends_with_its_last_day():
    hub, wrekin = a_hub(), a_district()
    area = an_area(hub, district=wrekin)

    actions.end_area(area=area, to_on=TODAY)

    assert list(queries.districts_of(hub, TODAY)) == [wrekin]
    assert list(queries.districts_of(hub, TOMORROW)) == []
    assert drawings_queued() == 1


def test_a_school_changes_its_choice_and_goes_back():
    home, one, two, wrekin = a_hub(), a_hub(), a_hub(), a_district()
    an_area(home, district=wrekin)
    school = a_school(district=wrekin)

    actions.choose_hub(school=school, hub=one, from_on=LONG_AGO)
    actions.choose_hub(school=school, hub=two, from_on=TODAY)
    back = actions.choose_hub(school=school, hub=home, from_on=TOMORROW)

    assert back is None
    days = (YESTERDAY, TODAY, TOMORROW)
    assert [queries.hub_of(school, day) for day in days] == [one, two, home]


def test_a_school_that_already_chose_a_later_hub_is_refused():
    school = a_school()
    HubChoice.objects.create(school=school, hub=a_hub("Salt Way"), from_on=TOMORROW)

    with pytest.raises(actions.HubRefused, match="already chose Salt Way Maths Hub"):
        actions.choose_hub(school=school, hub=a_hub(), from_on=TODAY)


def test_a_post_is_given_once_to_somebody_new():
    hub, hugo = a_hub(), a_person()
    sam = Person(email="sam@example.org", given_name="Sam", family_name="Okafor")

    post = actions.give_post(
        hub=hub,
        person=sam,
        kind=Post.Kind.ADMINISTRATOR,
        public=True,
        from_on=TODAY,
        by=hugo,
        at=SEPTEMBER,
    )
    again = actions.give_post(
        hub=hub,
        person=sam,
        kind=Post.Kind.ADMINISTRATOR,
        public=False,
        from_on=TODAY,
        by=hugo,
        at=SEPTEMBER,
    )

    assert again == post
    assert [(held.person, held.public) for held in queries.current_posts(hub, TODAY)] == [
        (sam, False)
    ]


def test_a_post_ends_and_its_rights_with_it():
    hub, sam = a_hub(), a_person()
    post = a_post(sam, hub, Post.Kind.ADMINISTRATOR)

    actions.end_post(post=post, to_on=YESTERDAY, by=a_person(), at=SEPTEMBER)

    assert list(queries.hubs_run_by(Person.objects.get(pk=sam.pk), TODAY)) == []


def test_the_only_hub_lead_cannot_leave_before_who_follows_is_known():
    hub, sam = a_hub(), a_person("Sam", "Okafor")
    post = a_post(sam, hub, Post.Kind.HUB_LEAD)

    with pytest.raises(actions.HubRefused, match="Sam Okafor is the only Maths Hub Lead"):
        actions.end_post(post=post, to_on=TODAY, by=sam, at=SEPTEMBER)

    Post.objects.create(
        hub=hub, person=a_person(), kind=Post.Kind.HUB_LEAD, from_on=TODAY + timedelta(days=1)
    )
    actions.end_post(post=post, to_on=TODAY, by=sam, at=SEPTEMBER)
    post.refresh_from_db()
    assert post.to_on == TODAY


def test_a_post_that_is_over_is_not_lengthened():
    hub, sam = a_hub(), a_person()
    post = Post.objects.create(
        hub=hub, person=sam, kind="ADMINISTRATOR", from_on=LONG_AGO, to_on=date(2021, 1, 1)
    )

    with pytest.raises(actions.HubRefused, match="last day is 1 January 2021 already"):
        actions.end_post(post=post, to_on=TODAY, by=sam, at=SEPTEMBER)

    post.refresh_from_db()
    assert post.to_on == date(2021, 1, 1)
    assert not Letter.objects.exists()


def test_somebody_new_whom_another_has_just_made_known_is_the_same_person():
    hub, hugo = a_hub(), a_person()
    new = [Person(email="ada@example.org", given_name="Ada", family_name="Min") for _ in range(2)]

    posts = [
        actions.give_post(
            hub=hub, person=each, kind=kind, public=True, from_on=TODAY, by=hugo, at=SEPTEMBER
        )
        for each, kind in zip(new, ("ADMINISTRATOR", "SENIOR_LEAD"), strict=True)
    ]

    assert len({post.person_id for post in posts}) == 1


def at_once(act) -> list:
    """Do it in two threads that both begin before either ends; return what they raised."""
    ready, raised = threading.Barrier(2), []

    def one() -> None:
        try:
            with transaction.atomic():
                connection.ensure_connection()
                ready.wait(timeout=10)
                act()
                time.sleep(0.3)
        except Exception as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", ["post", "choice", "district", "drawing"])
def test_two_at_once_do_it_once(what):
    hub, hugo, wrekin = a_hub(), a_person(), a_district()
    sam, school = a_person(), a_school()
    an_area(hub, authority=an_authority())
    Postcode.objects.create(
        postcode="TF1 1AA", district_code=wrekin.code, easting=365000, northing=311000
    )
    given = {"kind": "ADMINISTRATOR", "public": True, "from_on": TODAY, "by": hugo}
    acts = {
        "post": lambda: actions.give_post(hub=hub, person=sam, **given, at=SEPTEMBER),
        "choice": lambda: actions.choose_hub(school=school, hub=hub, from_on=TODAY),
        "district": lambda: actions.add_to_area(hub=hub, place=wrekin, from_on=TODAY),
        "drawing": lambda: drawing.draw_hubs(at=SEPTEMBER),
    }
    if what == "drawing":
        an_area(hub, district=wrekin)

    try:
        assert at_once(acts[what]) == []
    finally:
        with connection.cursor() as cursor:  # the flush after the test leaves what is not ours
            cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name = %s", [drawing.DRAW])


def test_hubs_are_drawn_from_postcodes_and_drawn_again():
    hub, gone, wrekin = a_hub(), a_hub(), a_district()
    an_area(hub, district=wrekin)
    a_shape(gone)
    Postcode.objects.bulk_create(
        Postcode(postcode=f"TF{e} {n}AA", easting=360_000 + 1000 * e, northing=300_000 + 1000 * n,
                 district_code=wrekin.code)
        for e in range(8) for n in range(8)
    )  # fmt: skip

    assert drawing.draw_hubs(at=SEPTEMBER) == 1

    shape = HubShape.objects.get()
    assert shape.hub == hub
    assert 360_000 <= shape.easting <= 368_000
    assert shape.sketch.startswith("M")


def test_without_postcodes_hubs_are_drawn_from_their_schools():
    hub, wrekin = a_hub(), a_district()
    an_area(hub, district=wrekin)
    for step in range(6):
        a_school(district=wrekin, easting=360_000 + 3000 * step, northing=300_000)

    assert drawing.draw_hubs(at=SEPTEMBER) == 1


def test_nothing_is_drawn_where_no_hub_has_an_area():
    a_hub()

    assert drawing.draw_hubs(at=SEPTEMBER) == 0
