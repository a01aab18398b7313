"""Two half-empty groups become one; a cancelled group sends its people on."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from mathshubs.comms.models import Letter
from mathshubs.hubs.models import Post
from mathshubs.workgroups.actions import merging, states
from mathshubs.workgroups.models import Leader, Place, WorkGroup

from ..builders import SEPTEMBER, a_hub, a_person, a_post, a_project, a_school, a_work_group
from ..people.signing_in import sign_in
from .builders import a_place, a_standing_place, counts

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    return a_hub("Salt Way", slug="salt-way")


@pytest.fixture
def old(hub):
    return a_work_group(hub=hub, title="Old", places=2)


@pytest.fixture
def new(hub):
    return a_work_group(hub=hub, title="New", places=3)


def merge(old, new, reason="Too few.") -> int:
    return merging.merge(work_group=old, into=new, reason=reason, by=a_person(), at=SEPTEMBER)


def test_everybody_moves_those_with_a_place_first_and_the_group_says_where_it_went(old, new):
    held, waits = [a_place(old), a_place(old)], a_place(old)
    a_place(new)

    assert merge(old, new) == 3
    assert merge(old, new) == 0  # twice is once

    old.refresh_from_db()
    assert (old.state, old.merged_into) == (WorkGroup.State.MERGED, new)
    went = {place.came_from_id: place.state for place in new.bookings.exclude(came_from=None)}
    assert went == {held[0].pk: "HELD", held[1].pk: "HELD", waits.pk: "WAITING"}
    assert (counts(old), counts(new)) == ((0, 0), (3, 1))


def test_workshops_to_come_are_taken_out_of_calendars_and_those_that_were_stay(hub, new):
    old = a_work_group(hub=hub, workshops=2)
    first, second = old.workshops.order_by("number")
    first.starts_at, first.ends_at = SEPTEMBER - timedelta(hours=5), SEPTEMBER - timedelta(hours=3)
    first.save()

    merge(old, new)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.cancelled_at, second.cancelled_at) == (None, SEPTEMBER)
    assert second.sequence == 1


def test_everyone_is_told_with_the_new_dates_and_so_are_those_who_lead(old, new):
    place, greta = a_place(old), a_person("Greta", "Group")
    Leader.objects.create(work_group=old, person=greta)
    Letter.objects.all().delete()

    merge(old, new)

    kinds = set(Letter.objects.filter(to_person=place.person).values_list("kind", flat=True))
    assert kinds == {"workgroups.moved", "workgroups.place_held"}
    letter = Letter.objects.get(to_person=greta)
    assert "Old is merged into New." in letter.text
    assert "Too few." in letter.text
    moved = Letter.objects.get(to_person=place.person, kind="workgroups.moved")
    assert "We have moved you from Old to New. Your place is held there." in moved.text
    assert "\n\nThe reason: Too few.\n\n" in moved.text


def test_whoever_is_in_both_keeps_the_better_of_the_two(old, new):
    ada, bo = a_person("Ada"), a_person("Bo")
    for _ in range(3):
        a_place(new)
    a_place(new, person=ada)  # waits
    a_place(old, person=ada, clash_known=True)  # held
    Place.objects.filter(work_group=new, state="HELD").first().delete()
    a_place(old, person=bo)
    WorkGroup.objects.filter(pk=new.pk).update(places=4)

    merge(old, new)

    live = new.bookings.filter(state__in=Place.LIVE)
    assert live.get(person=ada).state == "HELD"
    assert live.filter(person=bo).count() == 1
    assert not old.bookings.filter(state__in=Place.LIVE).exists()


def test_where_there_is_no_room_nobody_moves(old, new):
    for group, people in ((old, 2), (new, 2)):
        for _ in range(people):
            a_place(group)

    with pytest.raises(
        merging.MergeRefused, match="New has room for 1 more person, and 2 would come"
    ):
        merge(old, new)

    assert counts(old) == (2, 0)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"counted": "SCHOOL"}, "Merge groups that count the same"),
        ({"state": "CLOSED"}, "gives no places now"),
    ],
)
def test_what_cannot_be_merged(hub, old, fields, sentence):
    with pytest.raises(merging.MergeRefused, match=sentence):
        merge(old, a_work_group(hub=hub, **fields))


def test_groups_of_two_hubs_or_closed_ones_or_without_a_reason_are_not_merged(hub, old, new):
    with pytest.raises(merging.MergeRefused, match="of the same hub"):
        merge(old, a_work_group())
    with pytest.raises(merging.MergeRefused, match="of the same hub"):
        merge(old, old)
    with pytest.raises(merging.MergeRefused, match="cannot be merged"):
        merge(a_work_group(hub=hub, state="CLOSED"), new)
    with pytest.raises(merging.MergeRefused, match="Write why"):
        merge(old, new, reason=" ")


@pytest.mark.parametrize("people", [1, 3])
def test_the_preview_asks_as_often_for_three_as_for_one(hub, people, django_assert_num_queries):
    old, new = a_work_group(hub=hub), a_work_group(hub=hub, title="New")
    elsewhere = a_work_group()
    for _ in range(people):
        ada = a_person()
        a_place(old, person=ada)
        a_place(elsewhere, person=ada, clash_known=True)

    with django_assert_num_queries(6):
        found = merging.preview(old, new, SEPTEMBER.date())

    assert [len(move.clashes) for move in found.moves] == [1] * people
    assert (found.needed, found.free, found.has_room) == (people, 30, True)


def test_staff_look_first_then_merge(client, hub, old, new):
    ada = a_person("Ada", "Min")
    a_post(ada, hub, Post.Kind.ADMINISTRATOR)
    place = a_place(old)
    with time_machine.travel(SEPTEMBER, tick=False):
        browser, address = sign_in(client, ada), f"/work-groups/{old.pk}/merge/"
        assert "Look first" in browser.get(address).text
        page = browser.get(address, {"into": new.pk})
        assert "One person moves" in page.text or "1 person moves" in page.text
        assert place.person.name in page.text
        refused = browser.post(address, {"into": new.pk})
        assert "Write why the groups are merged. Their leaders read it." in refused.text

        answer = browser.post(address, {"into": new.pk, "reason": "Few."}, follow=True)

    assert "Old is merged into New. 1 person is told." in answer.text
    assert "This group is merged into another." in client.get(f"/work-groups/{old.pk}/").text


def test_a_group_that_is_cancelled_moves_all_and_who_finds_no_room_waits_there_first(hub, old):
    new = a_work_group(hub=hub, title="New", places=1)
    first, second = a_place(old), a_place(old)
    waits = a_place(old)

    states.change_state(
        work_group=old, to="CANCELLED", by=a_person(), at=SEPTEMBER, reason="No room.", move_to=new
    )

    for place in (first, second, waits):
        place.refresh_from_db()
    assert [first.state, second.state, waits.state] == ["WITHDRAWN"] * 3
    went = [(place.came_from, place.state) for place in new.bookings.order_by("arrival")]
    assert went == [(first, "HELD"), (second, "WAITING"), (waits, "WAITING")]
    assert (counts(old), counts(new)) == ((0, 0), (1, 2))
    letter = Letter.objects.get(to_person=second.person, kind="workgroups.moved")
    assert letter.subject == "Old is cancelled: you ask for a place in New"
    assert "All places there are taken now. You are on its waiting list." in letter.text
    assert "You then have five school days to accept it." in letter.text
    letter = Letter.objects.get(to_person=waits.person, kind="workgroups.moved")
    assert "We have moved you from Old to New. You are on its waiting list." in letter.text


def test_where_the_hub_decides_who_finds_no_room_applies_there(hub, old):
    new = a_work_group(hub=hub, title="New", places=1, decides="ADMINISTRATOR")
    a_place(old)
    second = a_place(old)

    states.change_state(
        work_group=old, to="CANCELLED", by=a_person(), at=SEPTEMBER, reason="No room.", move_to=new
    )

    applies = new.bookings.get(came_from=second)
    assert (applies.state, applies.held_at) == ("APPLIED", None)
    letter = Letter.objects.get(to_person=second.person, kind="workgroups.moved")
    assert "The hub reads your application there and writes to you." in letter.text


def test_nobody_is_moved_to_a_group_that_gives_no_places(hub, old):
    a_place(old)

    with pytest.raises(states.StateRefused, match="Nobody can be moved to"):
        states.change_state(
            work_group=old, to="CANCELLED", by=a_person(), at=SEPTEMBER, reason="No.",
            move_to=a_work_group(hub=hub, state="CLOSED"),
        )  # fmt: skip

    old.refresh_from_db()
    assert (old.state, counts(old)) == ("RECRUITING", (1, 0))


def test_the_page_that_cancels_offers_the_hubs_other_groups(client, hub, old, new):
    ada = a_person("Ada", "Min")
    a_post(ada, hub, Post.Kind.ADMINISTRATOR)
    place = a_place(old)
    with time_machine.travel(SEPTEMBER, tick=False):
        browser, address = sign_in(client, ada), f"/work-groups/{old.pk}/state/"
        assert "Move people to another group" in browser.get(address, {"to": "CANCELLED"}).text
        browser.post(address, {"to": "CANCELLED", "reason": "Few.", "move_to": new.pk})

    assert new.bookings.get().came_from == place


def whoever_is_in_both_reads(old, new, person) -> str:
    letter = Letter.objects.get(to_person=person, kind="workgroups.kept_there")
    assert not Letter.objects.filter(
        to_person=person, kind__in=["workgroups.moved", "workgroups.work_group_cancelled"]
    ).exists()
    return letter.text


def test_who_is_in_both_groups_that_merge_reads_what_they_keep(old, new):
    ada = a_person("Ada")
    a_place(old, person=ada)
    a_place(new, person=ada, clash_known=True)

    merge(old, new)

    text = whoever_is_in_both_reads(old, new, ada)
    assert "Old is merged into New. You asked for a place in both groups." in text
    assert "You keep your place in New." in text
    assert "The reason: Too few." in text


def test_who_is_in_both_groups_keeps_the_better_when_one_is_cancelled(hub, old):
    new = a_work_group(hub=hub, title="New", places=2)
    ada, bo = a_person("Ada"), a_person("Bo")
    for person in (ada, bo):
        a_place(old, person=person)
    for _ in range(2):
        a_place(new)
    a_place(new, person=ada, clash_known=True)  # waits
    a_place(new, person=bo, clash_known=True)  # waits
    WorkGroup.objects.filter(pk=new.pk).update(places=3)

    states.change_state(
        work_group=old, to="CANCELLED", by=a_person(), at=SEPTEMBER, reason="Few.", move_to=new
    )

    live = new.bookings.filter(state__in=Place.LIVE)
    assert [live.get(person=one).state for one in (ada, bo)] == ["HELD", "WAITING"]
    assert not old.bookings.filter(state__in=Place.LIVE).exists()
    text = whoever_is_in_both_reads(old, new, ada)
    assert "Old is cancelled." in text
    assert "You had a place in Old, so you have one in New now." in text
    assert "The reason: Few." in text
    waits = whoever_is_in_both_reads(old, new, bo)
    assert "All places in New are taken now. You keep your turn on the waiting list of New" in waits


@pytest.fixture
def for_heads(hub):
    return a_work_group(
        hub=hub, title="New", places=5, eligibility=[{"rule": "ROLE", "roles": ["HEAD"]}]
    )


def test_whom_the_other_group_is_not_for_is_not_merged_into_it_without_a_reason(old, for_heads):
    head = a_place(old)
    head.role = "HEAD"
    head.save()
    tess = a_place(old, person=a_person("Tess", "Teacher"))

    with pytest.raises(merging.MergeRefused, match="Tess Teacher: It is for headteachers"):
        merge(old, for_heads)
    assert counts(old) == (2, 0)

    merging.merge(
        work_group=old, into=for_heads, reason="Few.", set_aside="Acts as head.", by=a_person(),
        at=SEPTEMBER,
    )  # fmt: skip

    moved = for_heads.bookings.get(came_from=tess)
    decision = moved.decisions.get()
    assert (moved.state, decision.overrides) == ("HELD", True)
    assert "Acts as head." in decision.reason
    assert "It is for headteachers" in decision.reason
    letter = Letter.objects.get(to_person=tess.person, kind="workgroups.moved")
    assert "The reason: Few." in letter.text
    assert "Acts as head" not in letter.text
    assert not for_heads.bookings.get(came_from=head).decisions.get().overrides


def test_nobody_goes_to_a_group_that_is_not_for_them_when_theirs_is_cancelled(
    client, hub, old, for_heads
):
    ada = a_person("Ada", "Min")
    a_post(ada, hub, Post.Kind.ADMINISTRATOR)
    tess = a_place(old)
    address = f"/work-groups/{old.pk}/state/"
    sent = {"to": "CANCELLED", "reason": "Few.", "move_to": for_heads.pk}
    with time_machine.travel(SEPTEMBER, tick=False):
        browser = sign_in(client, ada)
        refused = browser.post(address, sent)
        assert "It is for headteachers" in refused.text
        old.refresh_from_db()
        assert (old.state, counts(old)) == ("RECRUITING", (1, 0))

        browser.post(address, {**sent, "set_aside": "Acts as head."})

    assert for_heads.bookings.get().came_from == tess


def test_the_page_says_who_cannot_take_part_there_and_why_before_it_is_done(
    client, hub, old, for_heads
):
    ada = a_person("Ada", "Min")
    a_post(ada, hub, Post.Kind.ADMINISTRATOR)
    place = a_place(old)
    with time_machine.travel(SEPTEMBER, tick=False):
        browser, address = sign_in(client, ada), f"/work-groups/{old.pk}/merge/"
        page = browser.get(address, {"into": for_heads.pk})
        assert "1 of them cannot take part in New by its rules." in page.text
        assert f"{place.person.name}, {place.school.name}: It is for headteachers" in page.text
        refused = browser.post(address, {"into": for_heads.pk, "reason": "Few."})
        assert "Write why they may all the same" in refused.text
        done = browser.post(
            address, {"into": for_heads.pk, "reason": "Few.", "set_aside": "Acts as head."},
            follow=True,
        )  # fmt: skip
    assert "Old is merged into New." in done.text


def test_a_place_that_moves_is_not_held_against_those_who_may_take_part_once(hub):
    project = a_project(eligibility=[{"rule": "ONCE", "who": "PERSON"}])
    old = a_work_group(hub=hub, project=project, title="Old")
    new = a_work_group(hub=hub, project=project, title="New")
    before = a_work_group(project=project, title="Before", state="CLOSED")
    first, second = a_place(old), a_place(old)
    a_standing_place(before, person=second.person, school=second.school)

    unfit = merging.preview(old, new, SEPTEMBER.date()).unfit

    assert [move.place for move in unfit] == [second]
    assert "A person takes part once" in unfit[0].unfit[0]
    assert first not in [move.place for move in unfit]


def test_those_of_one_school_are_counted_together_against_its_most(hub, old):
    oak = a_school("Oak")
    old.places = old.most_per_school = 3
    old.save()
    for _ in range(2):
        a_place(old, school=oak)
    new = a_work_group(hub=hub, title="New", most_per_school=2)
    a_place(new, school=oak)

    unfit = merging.preview(old, new, SEPTEMBER.date()).unfit

    assert [move.unfit for move in unfit] == [
        ["Oak would have 3 people there, and 2 at most come from one school."]
    ] * 2


@pytest.mark.parametrize("people", [1, 3])
def test_rules_are_asked_in_as_many_queries_for_three_as_for_one(
    hub, people, django_assert_num_queries
):
    rules = [
        {"rule": "ONCE", "who": "PERSON"},
        {"rule": "PEOPLE", "fewest": 1, "most": 5},
        {"rule": "ROLE", "roles": ["HEAD"]},
    ]
    old = a_work_group(hub=hub)
    new = a_work_group(hub=hub, title="New", project=a_project(), eligibility=rules)
    for _ in range(people):
        a_place(old)

    with django_assert_num_queries(8):
        assert len(merging.preview(old, new, SEPTEMBER.date()).unfit) == people
