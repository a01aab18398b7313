"""Each rule of who comes first, whatever list it is given."""

from __future__ import annotations

import subprocess
from collections import Counter
from hashlib import sha256
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathshubs.workgroups.methods.ordering import (
    ORDER,
    Entry,
    Room,
    draw,
    kept_places,
    new_schools,
    spread,
)

DISTRICTS = ("Telford", "Shropshire", "Stoke", "")


@st.composite
def asking(draw_from, most: int = 25):
    """Some who ask, in no order; those who have a place, and the room there is."""
    number = draw_from(st.integers(0, most))
    by_school = draw_from(st.booleans())
    everyone = [
        Entry(
            id=arrival * 7,
            arrival=arrival,
            seat=draw_from(st.integers(1, 8)) if by_school else arrival * 7,
            district=draw_from(st.sampled_from(DISTRICTS)),
            fsm=draw_from(st.none() | st.integers(0, 100)),
            priority=draw_from(st.sampled_from(["", "Investment Areas"])),
            stage=draw_from(st.sampled_from(["", "NCP24-11"])),
            new=draw_from(st.booleans()),
        )
        for arrival in range(1, number + 1)
    ]
    if by_school:  # one school is in one district, and new or not
        first = {entry.seat: entry for entry in reversed(everyone)}
        everyone = [
            Entry(
                entry.id, entry.arrival, entry.seat, first[entry.seat].district,
                new=first[entry.seat].new,
            )
            for entry in everyone
        ]  # fmt: skip
    in_ = draw_from(st.integers(0, number))
    seated, entries = everyone[:in_], draw_from(st.permutations(everyone[in_:]))
    room = Room(
        places=draw_from(st.integers(0, 30)),
        seated=tuple(seated),
        kept=draw_from(st.integers(0, 10)),
        drawn=tuple(draw("abc", [entry.id for entry in entries if entry.arrival % 5])),
        seed="abc",
    )
    return entries, room


@pytest.mark.parametrize("rule", ORDER)
@given(asked=asking())
def test_everybody_is_on_the_list_once_with_a_reason(rule, asked):
    entries, room = asked
    ordered = ORDER[rule](entries, room)

    assert sorted(entry.id for entry, _ in ordered) == sorted(entry.id for entry in entries)
    assert all(why for _, why in ordered)
    assert all(len(why) <= 300 for _, why in ordered)


@pytest.mark.parametrize("rule", ORDER)
@given(asked=asking())
def test_the_order_of_the_list_it_is_given_makes_no_difference(rule, asked):
    entries, room = asked

    assert ORDER[rule](entries, room) == ORDER[rule](list(reversed(entries)), room)


@pytest.mark.parametrize(
    ("rule", "better"),
    [
        ("FIRST_COME", lambda one, two: False),
        ("PRIORITY_AREAS", lambda one, two: bool(one.priority) and not two.priority),
        ("STAGE_DONE", lambda one, two: bool(one.stage) and not two.stage),
        ("DISADVANTAGE", lambda one, two: _band(one) < _band(two)),
    ],
)
@given(asked=asking())
def test_nobody_stands_before_one_who_is_better_by_the_rule_nor_an_equal_who_asked_first(
    rule, better, asked
):
    entries, room = asked
    ordered = [entry for entry, _ in ORDER[rule](entries, room)]

    for one, two in pairwise(ordered):
        assert not better(two, one)
        assert better(one, two) or one.arrival < two.arrival


def _band(entry: Entry) -> int:
    fsm = entry.fsm
    return 9 if fsm is None else 0 if fsm >= 45 else 1 if fsm >= 30 else 2 if fsm >= 15 else 3


@given(asked=asking())
def test_new_schools_get_what_is_kept_for_them_while_they_ask_and_nobody_waits_for_more(asked):
    entries, room = asked
    taken = {entry.seat for entry in room.seated}
    already = len({entry.seat for entry in room.seated if entry.new})
    asking_new = {entry.seat for entry in entries if entry.new} - taken
    free = max(room.places - len(taken), 0)
    given_, passed = set(), []
    for entry, why in new_schools(entries, room):
        if entry.seat in taken or entry.seat in given_:
            continue
        if len(given_) < free:
            given_.add(entry.seat)
            if why.startswith("A place kept"):
                passed.append(entry)
    new = {entry.seat for entry in entries if entry.new} & given_

    assert len(new) >= min(room.kept - already, len(asking_new), free)
    if passed:  # then no more new schools got a place than were owed one
        assert len(new) <= room.kept - already


def test_the_last_places_are_kept_for_new_schools_and_no_more_than_the_last():
    asked = [Entry(number, number, number, new=number in (5, 6)) for number in range(1, 7)]
    room = Room(places=4, kept=2)

    assert [entry.id for entry, _ in new_schools(asked, room)] == [1, 2, 5, 6, 3, 4]


@given(asked=asking())
def test_each_place_goes_to_a_district_that_has_no_more_than_any_other_that_still_asks(asked):
    entries, room = asked
    seats = {entry.seat: entry.district for entry in room.seated}
    ordered = [entry for entry, _ in spread(entries, room)]
    for at, entry in enumerate(ordered):
        has = Counter(seats.values())
        assert has[entry.district] == min(has[other.district] for other in ordered[at:])
        seats.setdefault(entry.seat, entry.district)


@given(st.text("0123456789abcdef", min_size=64, max_size=64), st.sets(st.integers(1, 10**9)))
def test_a_draw_is_run_again_with_nothing_but_sha256(seed, numbers):
    again = sorted((sha256(f"{seed}{number}".encode()).hexdigest(), number) for number in numbers)

    assert draw(seed, numbers) == [number for _, number in again]


def test_a_draw_is_run_again_on_a_command_line():
    """The line that docs/explanation/who-gets-a-place.md gives."""
    seed, numbers = "0f" * 32, [12, 7, 130]
    line = (
        f"for n in {' '.join(map(str, numbers))}; do "
        f'echo "$(printf %s%s {seed} $n | sha256sum | cut -c1-64) $n"; done | sort | cut -d" " -f2'
    )

    said = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=True).stdout

    assert [int(number) for number in said.split()] == draw(seed, numbers)


def test_every_number_is_drawn_first_about_as_often_as_another():
    firsts = Counter(draw(f"{seed:064x}", range(1, 6))[0] for seed in range(2000))

    assert all(330 < firsts[number] < 470 for number in range(1, 6))  # 400, within 4 deviations


@pytest.mark.parametrize(
    ("places", "share", "kept"), [(30, 0, 0), (30, 20, 6), (7, 20, 2), (5, 100, 5)]
)
def test_a_share_is_rounded_up(places, share, kept):
    assert kept_places(places, share) == kept
