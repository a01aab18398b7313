"""The order in which places are offered: the rule a group has declared, asked of its rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from mathshubs.programmes.methods.eligibility import EarlierStage
from mathshubs.schools.models import PriorityList, SchoolLink

from ..methods import ordering
from ..methods.ordering import Entry, Room
from ..models import Place, WorkGroup
from ..queries.completed import completed_by
from ..queries.eligibility import rules_of

Rule = WorkGroup.OfferRule


def is_by_rule(work_group: WorkGroup) -> bool:
    """Return whether places are given out together, by a rule other than who asked first."""
    return work_group.offer_rule != Rule.FIRST_COME


def in_order(
    work_group: WorkGroup, waiting: QuerySet[Place], *, on: date
) -> list[tuple[Place, str]]:
    """
    Return those who wait in the order they are offered a place, each with the reason in words.

    Where they come in order of arrival it asks nothing but `waiting`; else once or twice more.
    Before a lottery is drawn nobody has a turn.
    """
    rule = work_group.offer_rule
    if rule == Rule.FIRST_COME:
        places = list(waiting.order_by("arrival"))
        return [(place, "") for place in places]
    room = _room(work_group, on)
    if rule == Rule.LOTTERY and not room.seed:
        return []
    places = list(_with_facts(waiting.select_related("school__district"), work_group, on))
    entries = {_entry(place, work_group): place for place in places}
    return [(entries[entry], why) for entry, why in ordering.ORDER[rule](entries, room)]


def number(work_group: WorkGroup, waiting: list[Place], *, on: date) -> None:
    """Give each of those who wait, in order of arrival, the `number` of their turn."""
    if waiting and is_by_rule(work_group):
        asked = work_group.bookings.filter(state=Place.State.WAITING)
        turn = {
            place: number for number, (place, _) in enumerate(in_order(work_group, asked, on=on))
        }
        waiting = sorted(waiting, key=lambda place: turn.get(place, len(turn)))
    for number, place in enumerate(waiting, start=1):
        place.__dict__["number"] = number


def words(work_group: WorkGroup, lists: Iterable[str] = ()) -> str:
    """
    Return the rule as the page declares it; `lists` are the names of priority lists in force.

    Asks nothing when the project is there.
    """
    rule = work_group.offer_rule
    then = "Between equals, whoever asked first."
    if rule == Rule.PRIORITY_AREAS:
        names = f" ({', '.join(lists)})" if lists else ""
        return f"Schools in priority areas{names} come first. {then}"
    if rule == Rule.DISADVANTAGE:
        return (
            "Schools where more pupils are eligible for free school meals come first, by bands of "
            f"the national register: 45% and more, 30% to 45%, 15% to 30%, below 15%. {then}"
        )
    if rule == Rule.STAGE_DONE:
        codes = " or ".join(_stage_codes(work_group)) or "the earlier stage"
        return f"Schools that completed {codes} come first. {then}"
    if rule == Rule.NEW_SCHOOLS:
        kept = ordering.kept_places(work_group.places, work_group.new_schools_share)
        return (
            f"Whoever asked first comes first, but {kept} of the {work_group.places} places are "
            "kept for schools new to the hub while any of them asks."
        )
    if rule == Rule.SPREAD:
        return (
            "Places are spread over districts: the next goes to the district with the fewest so "
            f"far. {then}"
        )
    if rule == Rule.LOTTERY:
        return (
            "Places are drawn by lot after the last day to apply. The draw is published, and "
            "anyone can run it again."
        )
    return "Whoever asks first comes first."


def lists_in_force(work_group: WorkGroup, on: date) -> list[str]:
    """Return the names of the priority lists the group's rule goes by; asks nothing for others."""
    if work_group.offer_rule != Rule.PRIORITY_AREAS:
        return []
    return list(PriorityList.objects.on(on).order_by("name").values_list("name", flat=True))


def _stage_codes(work_group: WorkGroup) -> list[str]:
    """Return the projects that count as the earlier stage, as the rules of the group name them."""
    stages = [rule for rule in rules_of(work_group) if isinstance(rule, EarlierStage)]
    return list(dict.fromkeys(code for rule in stages for code in rule.codes))


def _room(work_group: WorkGroup, on: date) -> Room:
    """Return who has a place, where the rule goes by that, and the draw where there is one."""
    rule, places = work_group.offer_rule, work_group.places
    if rule == Rule.LOTTERY:
        draw = work_group.draws.exclude(read_at=None).first()
        if draw is None:
            return Room(places)
        drawn = tuple(ordering.draw(draw.seed, draw.entries))
        return Room(places, drawn=drawn, seed=draw.seed)
    if rule not in (Rule.SPREAD, Rule.NEW_SCHOOLS):
        return Room(places)
    taken = work_group.bookings.filter(state__in=Place.TAKES_A_PLACE)
    seated = _with_facts(taken.select_related("school__district"), work_group, on)
    kept = ordering.kept_places(places, work_group.new_schools_share)
    return Room(places, tuple(_entry(place, work_group) for place in seated), kept)


def _with_facts(places: QuerySet[Place], work_group: WorkGroup, on: date) -> QuerySet[Place]:
    """Return the places with what the group's rule asks of their schools."""
    rule = work_group.offer_rule
    held = Place.objects.filter(state=Place.State.HELD).order_by()
    before = SchoolLink.objects.filter(successor=OuterRef(OuterRef("school"))).values("predecessor")
    theirs = held.filter(Q(school=OuterRef("school")) | Q(school__in=before))
    if rule == Rule.PRIORITY_AREAS:
        here = Q(authorities=OuterRef("school__authority"))
        here |= Q(districts=OuterRef("school__district"))
        lists = PriorityList.objects.on(on).filter(here).order_by("name").values("name")
        return places.annotate(priority=Subquery(lists[:1]))
    if rule == Rule.STAGE_DONE:
        done = completed_by("school").filter(code__in=_stage_codes(work_group))
        return places.annotate(stage=Subquery(done.values("code")[:1]))
    if rule == Rule.NEW_SCHOOLS:
        before_this = theirs.filter(work_group__hub=work_group.hub_id)
        return places.annotate(known=Exists(before_this.exclude(work_group=work_group.pk)))
    return places


def _entry(place: Place, work_group: WorkGroup) -> Entry:
    school, by_school = place.school, work_group.counted == WorkGroup.Counted.SCHOOL
    return Entry(
        id=place.pk,
        arrival=place.arrival,
        seat=place.school_id if by_school else place.pk,
        district=school.district.name if school.district else "",
        fsm=None if school.fsm_percent is None else float(school.fsm_percent),
        priority=getattr(place, "priority", None) or "",
        stage=getattr(place, "stage", None) or "",
        new=not getattr(place, "known", True),
    )
