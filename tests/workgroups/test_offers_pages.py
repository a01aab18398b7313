"""The pages about who gets a place: the rules of a group, giving places out, the draw."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

import pytest
import time_machine
from django.urls import reverse

from mathshubs.hubs.models import Post
from mathshubs.schools.models import PriorityList
from mathshubs.workgroups.actions import drawing
from mathshubs.workgroups.models import WorkGroup

from ..builders import SEPTEMBER, a_hub, a_person, a_post, a_project, a_school, a_work_group
from ..people.signing_in import sign_in
from .builders import a_place

pytestmark = pytest.mark.django_db
AFTER = SEPTEMBER + timedelta(days=10)
Rule = WorkGroup.OfferRule


@pytest.fixture
def hub():
    return a_hub("Salt Way", slug="salt-way")


@pytest.fixture
def staff(client, hub):
    """A browser of the hub's administrator, ten days on."""
    ada = a_person("Ada", "Min")
    a_post(ada, hub, Post.Kind.ADMINISTRATOR)
    with time_machine.travel(AFTER, tick=False):
        yield sign_in(client, ada)


def a_group(hub, rule: str = Rule.DISADVANTAGE, **fields) -> WorkGroup:
    return a_work_group(
        hub=hub, decides="ADMINISTRATOR", offer_rule=rule, title="Fractions",
        apply_by=(SEPTEMBER + timedelta(days=5)).date(), **fields,
    )  # fmt: skip


def ask(group: WorkGroup, *meals: int):
    return [a_place(group, school=a_school(f"School {each}", fsm_percent=each)) for each in meals]


def test_the_page_of_a_group_says_who_can_take_part_and_who_comes_first(client, hub):
    project = a_project(eligibility=[{"rule": "STATE_FUNDED"}])
    group = a_group(hub, project=project, eligibility=[{"rule": "AREA", "of": "HUB"}])

    page = client.get(f"/work-groups/{group.pk}/").text

    assert "State-funded schools and colleges." in page
    assert "Schools that work with Salt Way Maths Hub." in page
    assert "Schools where more pupils are eligible for free school meals come first" in page


def test_a_group_without_rules_says_nothing_of_them(client, hub):
    page = client.get(f"/work-groups/{a_work_group(hub=hub).pk}/").text

    assert "Who can take part" not in page
    assert "Who comes first" not in page


def test_the_lists_in_force_are_named_where_they_decide(client, hub):
    PriorityList.objects.create(name="Investment Areas", from_on="2022-09-01")
    group = a_group(hub, Rule.PRIORITY_AREAS)

    page = client.get(f"/work-groups/{group.pk}/").text

    assert "Schools in priority areas (Investment Areas) come first." in page


def test_staff_add_a_rule_beside_those_of_the_project(staff, hub):
    group = a_group(hub, project=a_project(eligibility=[{"rule": "STATE_FUNDED"}]))
    address = f"/work-groups/{group.pk}/edit/eligibility/"

    page = staff.post(f"{address}?rule=ROLE", {"roles": ["MATHS_LEAD"]}, follow=True)

    assert "People who are maths leads or heads of department when they apply." in page.text
    assert "State-funded schools and colleges." in page.text
    group.refresh_from_db()
    assert group.eligibility == [{"rule": "ROLE", "roles": ["MATHS_LEAD"]}]
    staff.post(address, {"remove": page.context["rules"][0][1]})
    group.refresh_from_db()
    assert group.eligibility == []


PLACES = {
    "counted": "PERSON", "places": "30", "fewest": "1", "most_per_school": "2",
    "decides": "ADMINISTRATOR", "offer_rule": "FIRST_COME", "new_schools_share": "0",
    "attendance_needed": "75", "tasks_needed": "0",
}  # fmt: skip
LAST_DAY = {"apply_by_day": "20", "apply_by_month": "9", "apply_by_year": "2025"}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"offer_rule": "SPREAD", "decides": "AT_ONCE"}, "Choose that the hub decides"),
        ({"offer_rule": "NEW_SCHOOLS"}, "Give the share of places kept for new schools"),
        ({"offer_rule": "LOTTERY"}, "the lottery is drawn after it"),
        ({"offer_rule": "STAGE_DONE"}, "First name the earlier stage"),
        ({"new_schools_share": "101"}, "Give a whole number from 0 to 100."),
    ],
)
def test_what_a_rule_still_needs_is_said(staff, hub, typed, sentence):
    group = a_work_group(hub=hub, state="IDEA")

    page = staff.post(f"/work-groups/{group.pk}/edit/places/", PLACES | typed)

    assert sentence in page.text
    group.refresh_from_db()
    assert group.offer_rule == "FIRST_COME"


def test_a_rule_is_declared_before_anybody_applies_and_then_it_stays(staff, hub):
    group = a_work_group(hub=hub, decides="ADMINISTRATOR")
    address = f"/work-groups/{group.pk}/edit/places/"
    staff.post(address, PLACES | LAST_DAY | {"offer_rule": "LOTTERY"})
    group.refresh_from_db()
    assert group.offer_rule == "LOTTERY"
    a_place(group)

    page = staff.post(address, PLACES | LAST_DAY | {"offer_rule": "SPREAD"})

    assert "People have applied already, by the rule its page declares" in page.text
    group.refresh_from_db()
    assert group.offer_rule == "LOTTERY"


def test_staff_see_the_order_and_the_reasons_before_they_give_the_places_out(staff, hub):
    group = a_group(hub, places=1)
    ask(group, 5, 60)
    address = f"/work-groups/{group.pk}/give-out/"
    page = staff.get(address)
    assert page.text.index("School 60") < page.text.index("School 5</td>")
    assert "60% of pupils are eligible for free school meals (band 45% and more)" in page.text

    answer = staff.post(address, {"seen": page.context["preview"].stamp}, follow=True)

    assert "Offered a place: 1. On the waiting list: 1. All are written to." in answer.text
    kept = staff.get(f"/places/{group.bookings.get(state='OFFERED').pk}/").text
    assert "(band 45% and more), number 2 to ask" in kept


def test_whoever_waits_is_numbered_in_the_order_of_the_rule(staff, hub):
    group = a_group(hub, places=1)
    ask(group, 60, 5, 40)
    address = f"/work-groups/{group.pk}/give-out/"
    staff.post(address, {"seen": staff.get(address).context["preview"].stamp})

    page = staff.get(f"/work-groups/{group.pk}/applications/")

    waits = [place for place in page.context["places"] if place.state == "WAITING"]
    assert {place.school.name: place.number for place in waits} == {"School 5": 2, "School 40": 1}


@pytest.mark.parametrize(("rule", "accepts"), [(Rule.DISADVANTAGE, False), (Rule.FIRST_COME, True)])
def test_where_a_rule_says_who_comes_first_nobody_is_accepted_one_by_one(staff, hub, rule, accepts):
    group = a_group(hub, rule, places=2)
    (place,) = ask(group, 5)

    of_all = staff.get(f"/work-groups/{group.pk}/applications/").text
    of_one = staff.get(reverse("workgroups:application", args=[place.pk])).text

    assert ('value="accept"' in of_all, 'value="accept"' in of_one) == (accepts, accepts)
    give_out = reverse("workgroups:give_out", args=[group.pk])
    assert give_out in of_all
    assert (give_out in of_one) is not accepts
    assert "Give a place above the number or out of turn" in of_one


def test_a_preview_that_is_stale_gives_nothing_out(staff, hub):
    group = a_group(hub)
    ask(group, 5)

    answer = staff.post(f"/work-groups/{group.pk}/give-out/", {"seen": "stale"}, follow=True)

    assert "Meanwhile the list has changed." in answer.text
    assert group.bookings.get().state == "APPLIED"


def test_where_nobody_asks_the_page_says_what_would_be_here(staff, hub):
    assert "Nobody asks for a place now" in staff.get(
        f"/work-groups/{a_group(hub).pk}/give-out/"
    ).text  # fmt: skip


@pytest.mark.parametrize("many", [1, 3])
def test_the_preview_asks_as_often_for_three_as_for_one(
    staff, hub, many, django_assert_max_num_queries
):
    group = a_group(hub, Rule.SPREAD)
    ask(group, *range(many))

    with django_assert_max_num_queries(10):
        staff.get(f"/work-groups/{group.pk}/give-out/")


def test_a_lottery_is_drawn_on_the_page_and_shown_to_anyone(staff, hub):
    group = a_group(hub, Rule.LOTTERY)
    mine, *_ = ask(group, 1, 2, 3)
    draw = f"/work-groups/{group.pk}/draw/"
    assert "It is not drawn yet." in staff.get(draw).text
    assert staff.get(f"/work-groups/{group.pk}/draw.txt").status_code == 404
    assert "Draw the lottery first" in staff.get(f"/work-groups/{group.pk}/give-out/").text

    staff.post(f"/work-groups/{group.pk}/give-out/", {"do": "draw"})

    drawn = group.draws.get()
    page = sign_in(staff, mine.person).get(draw)
    assert drawn.seed in page.text
    turn = page.context["order"].index(mine.pk) + 1
    assert f"Your application has number {mine.pk}. It was drawn {turn} of 3." in page.text
    assert mine.person.name not in page.context["order"]


def test_the_file_of_a_draw_is_enough_to_run_it_again(client, hub):
    group = a_group(hub, Rule.LOTTERY)
    ask(group, 1, 2, 3, 4)
    drawing.draw(work_group=group, by=a_person(), at=AFTER)

    file = client.get(f"/work-groups/{group.pk}/draw.txt")
    seed, *numbers = file.text.split()

    assert file["Content-Disposition"].startswith("attachment")
    again = sorted(numbers, key=lambda number: sha256(f"{seed}{number}".encode()).hexdigest())
    shown = client.get(f"/work-groups/{group.pk}/draw/").context["order"]
    assert [int(number) for number in again] == shown


def test_a_lottery_of_a_draft_is_not_there_for_strangers(client, hub):
    group = a_group(hub, Rule.LOTTERY, state="IDEA")

    assert client.get(f"/work-groups/{group.pk}/draw/").status_code == 404


def test_whoever_only_leads_the_group_gives_no_places_out(client, hub):
    greta = a_person()
    group = a_group(hub)
    group.leaders.create(person=greta)

    assert sign_in(client, greta).get(f"/work-groups/{group.pk}/give-out/").status_code == 403
