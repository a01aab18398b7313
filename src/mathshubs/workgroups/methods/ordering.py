"""
Who comes first when more ask than there are places: each rule, as anyone can check it.

Every rule ends the same way: between two whom it holds equal, who asked first comes first. All take
the same list in whatever order and return everybody on it once, each with the reason in words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256

from mathshubs.schools.bands import band, band_in_words


@dataclass(frozen=True)
class Entry:
    """
    Somebody who asks for a place, with what is known of their school.

    `arrival`: 1 for the first to ask. `seat`: what takes up a place, the person or, where places
    are counted by school, the school. `fsm`: per cent, None when the register does not say.
    `priority` and `stage`: the list the school's area is on, the project it completed, or "".
    """

    id: int
    arrival: int
    seat: int
    district: str = ""
    fsm: float | None = None
    priority: str = ""
    stage: str = ""
    new: bool = False


@dataclass(frozen=True)
class Room:
    """The places of the group and who has one. `kept`: places kept for schools new to the hub."""

    places: int = 0
    seated: tuple[Entry, ...] = ()
    kept: int = 0
    drawn: tuple[int, ...] = ()  # ids in the order of the draw
    seed: str = ""


Ordered = list[tuple[Entry, str]]


def first_come(entries: Iterable[Entry], room: Room) -> Ordered:
    return [(entry, _asked(entry)) for entry in _by_arrival(entries)]


def priority_areas(entries: Iterable[Entry], room: Room) -> Ordered:
    """Schools in the areas of a list in force first."""
    ranked = sorted(_by_arrival(entries), key=lambda entry: not entry.priority)
    return [
        (entry, f"In a priority area ({entry.priority}), {_asked(entry, '')}"
         if entry.priority else f"Outside the priority areas, {_asked(entry, '')}")
        for entry in ranked
    ]  # fmt: skip


def disadvantage(entries: Iterable[Entry], room: Room) -> Ordered:
    """Schools of the band with the most pupils eligible for free school meals first."""
    ranked = sorted(_by_arrival(entries), key=lambda entry: band(entry.fsm))
    return [(entry, f"{_meals(entry.fsm)}, {_asked(entry, '')}") for entry in ranked]


def stage_done(entries: Iterable[Entry], room: Room) -> Ordered:
    """Schools that completed the earlier stage first."""
    ranked = sorted(_by_arrival(entries), key=lambda entry: not entry.stage)
    return [
        (entry, f"Completed {entry.stage}, {_asked(entry, '')}"
         if entry.stage else f"Has not completed the earlier stage, {_asked(entry, '')}")
        for entry in ranked
    ]  # fmt: skip


def new_schools(entries: Iterable[Entry], room: Room) -> Ordered:
    """
    By arrival; but the last places that are kept for new schools go to them, while any asks.

    A new school that comes by arrival counts towards the places kept.
    """
    taken = {entry.seat for entry in room.seated}
    owed = room.kept - len({entry.seat for entry in room.seated if entry.new})
    left, ordered = _by_arrival(entries), []
    while left:
        free = room.places - len(taken)
        new = [entry for entry in left if entry.new and entry.seat not in taken]
        head = left[0]
        kept_for_new = 0 < free <= min(owed, len({entry.seat for entry in new}))
        if kept_for_new and not head.new and head.seat not in taken:
            head, why = new[0], "A place kept for a school new to the hub"
        else:
            why = "New to the hub" if head.new else "Not new to the hub"
        ordered.append((head, f"{why}, {_asked(head, '')}"))
        left.remove(head)
        if head.seat not in taken:
            taken.add(head.seat)
            owed -= head.new
    return ordered


def spread(entries: Iterable[Entry], room: Room) -> Ordered:
    """One after the other from the district with the fewest places so far."""
    seats = {entry.seat: entry.district for entry in room.seated}
    has = Counter(seats.values())
    left, ordered = _by_arrival(entries), []
    while left:
        head = min(left, key=lambda entry: (has[entry.district], entry.arrival))
        there = has[head.district]
        places = "no place" if not there else f"{there} {'place' if there == 1 else 'places'}"
        where = head.district or "Its district, which the register does not say,"
        ordered.append((head, f"{where} has {places} so far, {_asked(head, '')}"))
        left.remove(head)
        if head.seat not in seats:
            seats[head.seat] = head.district
            has[head.district] += 1
    return ordered


def lottery(entries: Iterable[Entry], room: Room) -> Ordered:
    """As drawn; whoever asked after the draw comes after, by arrival."""
    at = {number: place for place, number in enumerate(room.drawn, start=1)}
    last = len(at) + 1
    ranked = sorted(_by_arrival(entries), key=lambda entry: at.get(entry.id, last))
    return [
        (entry, f"Drawn {at[entry.id]} of {len(at)} with seed {room.seed[:12]}…"
         if entry.id in at else f"Asked after the draw, {_asked(entry, '')}")
        for entry in ranked
    ]  # fmt: skip


ORDER: dict[str, Callable[[Iterable[Entry], Room], Ordered]] = {
    "FIRST_COME": first_come,
    "PRIORITY_AREAS": priority_areas,
    "DISADVANTAGE": disadvantage,
    "STAGE_DONE": stage_done,
    "NEW_SCHOOLS": new_schools,
    "SPREAD": spread,
    "LOTTERY": lottery,
}


def ticket(seed: str, number: int) -> str:
    """Return what a number draws with a seed: SHA-256 of both, written one after the other."""
    return sha256(f"{seed}{number}".encode()).hexdigest()


def draw(seed: str, numbers: Iterable[int]) -> list[int]:
    """Return the numbers in the order the seed draws them: smallest ticket first."""
    return sorted(numbers, key=lambda number: ticket(seed, number))


def kept_places(places: int, share: int) -> int:
    """Return how many places a share in per cent keeps, rounded up."""
    return -(-places * share // 100)


def _by_arrival(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: entry.arrival)


def _meals(fsm: float | None) -> str:
    if fsm is None:
        return "The register says nothing of free school meals"
    return (
        f"{fsm:g}% of pupils are eligible for free school meals (band {band_in_words(band(fsm))})"
    )


def _asked(entry: Entry, begin: str = "N") -> str:
    return f"{begin or 'n'}umber {entry.arrival} to ask"
