"""The rows of made Work Groups: workshops, leaders, partners, joining details, states."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from random import Random

from mathshubs.workgroups.models import (
    ExpertPartner,
    JoiningDetails,
    Leader,
    StateChange,
    WorkGroup,
    Workshop,
)

from . import names
from .catalogue import phrases
from .copying import after_ids, copy, triggers_asleep
from .group import Group
from .world import Somebody, World, moment

State = WorkGroup.State


def write(world: World, groups: list[Group]) -> int:
    """
    Write the groups with their workshops, leaders, partners and joining details.

    The triggers stay awake for the groups themselves: one keeps the words they are found by.
    """
    copy(WorkGroup, " ".join(_row(world, groups[0])), (_values(world, each) for each in groups))
    with triggers_asleep(Workshop, Leader, ExpertPartner, JoiningDetails, StateChange):
        copy(
            Workshop,
            "id work_group number title starts_at ends_at mode venue address town postcode "
            "host_school join_link uid sequence",
            (row for group in groups for row in _workshop_rows(group)),
        )
        copy(
            Leader,
            "work_group person biography order kind",
            (row for group in groups for row in _leader_rows(group)),
        )
        copy(
            ExpertPartner,
            "work_group name organisation about",
            (row for group in groups for row in _partner_rows(group)),
        )
        copy(
            JoiningDetails,
            "work_group arrival access bring notes written_by written_at",
            (row for group in groups for row in _joining_rows(world, group)),
        )
        copy(
            StateChange,
            "work_group from_state to_state by at reason",
            (row for group in groups for row in _state_rows(world, group)),
        )
    after_ids(WorkGroup, Workshop)
    return len(groups)


def _values(world: World, group: Group) -> tuple:
    return tuple(_row(world, group).values())


def _row(world: World, group: Group) -> dict[str, object]:
    design, venue, hub = group.design, group.venue, group.hub
    random = world.random(f"words {group.id}")
    draft = group.state in WorkGroup.DRAFT
    unfinished = group.state == State.IDEA
    asked = random.choice(phrases()["asked_for"]).format(
        place=hub.place, many=random.randrange(30, 70), some=random.randrange(8, 29)
    )
    office = hub.administrator
    return {
        "id": group.id,
        "hub": hub.hub.pk,
        "project": group.project.pk,
        "template_version": 1 if design.has_template else None,
        "kind": "EVENT" if design.event else "WORK_GROUP",
        "state": group.state,
        "code": None if draft else f"WRK{group.year[2:4]}{group.id:06d}",
        "title": group.title,
        "summary": design.summary,
        "year": group.year,
        "phases": design.phases,
        "rationale": f"{random.choice(design.rationale)}\n\n{asked}".strip(),
        "pupil_outcomes": design.pupils,
        "policy_outcomes": design.policies,
        "practice_outcomes": design.practice,
        "learning_outcomes": design.learning,
        "audience": design.audience,
        "involved": design.involved,
        "value_for_money": "" if unfinished else design.value,
        "evidence_plan": "" if unfinished else design.evidence,
        "cost": 0,
        "counted": group.counted,
        "places": group.places,
        "fewest": group.fewest,
        "most_per_school": group.most_per_school,
        "decides": group.decides,
        "apply_by": group.apply_by,
        "head_agrees": group.head_agrees,
        "offer_rule": group.offer_rule,
        "new_schools_share": 30 if group.offer_rule == "NEW_SCHOOLS" else 0,
        "absence_charge": 75 if hub.hub.pk % 3 == 1 and not design.event else 0,
        "attendance_needed": 75,
        "tasks_needed": 0,
        "contact_name": office.name if office else "",
        "contact_email": hub.hub.email,
        "contact_phone": hub.hub.phone,
        "copied_from": group.copied_from,
        "places_taken": group.places_taken,
        "waiting": group.waiting,
        "first_on": group.first_on,
        "last_on": group.last_on,
        "modes": list(dict.fromkeys(each.mode for each in group.sessions)),
        "town": venue.town if venue else "",
        "easting": venue.easting if venue else None,
        "northing": venue.northing if venue else None,
        "created_at": group.published_at - timedelta(days=60),
        "changed_at": group.published_at,
    }


def _workshop_rows(group: Group) -> Iterator[tuple]:
    for each in group.sessions:
        host = each.host
        place = (host.name, host.street, host.town, host.postcode) if host else ("", "", "", "")
        yield (
            each.id, group.id, each.number, each.title, each.starts_at, each.ends_at,
            each.mode, *place, host.id if host else None, each.join_link, each.uid, 0,
        )  # fmt: skip


def _leader_rows(group: Group) -> Iterator[tuple]:
    for order, leader in enumerate(group.leaders):
        yield group.id, leader.id, biography(leader), order, "CO_LEAD" if order else "LEAD"


def biography(somebody: Somebody) -> str:
    """Return what is said about a leader: the same words wherever they lead."""
    dice = Random(f"{somebody.id} {somebody.name}")
    return dice.choice(phrases()["biographies"]).format(
        given=somebody.name.split()[0],
        school=somebody.school.name,
        years=dice.randrange(6, 25),
    )


def _partner_rows(group: Group) -> Iterator[tuple]:
    partners = phrases()["partners"]
    for organisation, about in group.random.sample(partners, group.random.choice([1, 1, 2])):
        title = group.random.choice(["Dr", "Professor", "", ""])
        name = " ".join([title, *names.person(group.random)]).strip()
        yield group.id, name, organisation, about


def _joining_rows(world: World, group: Group) -> Iterator[tuple]:
    """Joining details: there for what has begun, and for most of what begins within a month."""
    days = (group.first_on - world.today).days
    if group.state in (*WorkGroup.DRAFT, State.PUBLISHED, State.CANCELLED, State.POSTPONED):
        return
    random, words = world.random(f"joining {group.id}"), phrases()
    missing = 0.3 if days >= 0 else 0
    if not group.is_scene and (days > 30 or random.random() < missing):
        return
    if not group.joining_details or group.hub.administrator is None:
        return
    host = group.venue
    arrival = (
        random.choice(words["arrival"]).format(street=host.street, venue=host.name)
        if host
        else words["online"]
    )
    written = moment(group.first_on - timedelta(days=random.randrange(16, 30)), 10)
    bring, notes = random.choice(words["bring"]), random.choice(words["notes"])
    group.joining = arrival, words["step_free"] if host else "", bring, notes
    at = min(written, world.now - timedelta(hours=20))
    yield group.id, *group.joining, group.hub.administrator.id, at


# The states a group went through on the way to where it is.
PATH = [State.IDEA, State.DESIGNED, State.APPROVED, State.PUBLISHED, State.RECRUITING,
        State.CONFIRMED, State.RUNNING, State.EVIDENCE, State.REPORTED, State.CLOSED]  # fmt: skip


def _state_rows(world: World, group: Group) -> Iterator[tuple]:
    if group.year == world.years[0] or group.hub.lead is None or group.state not in PATH:
        return
    end = group.sessions[-1].ends_at
    before = group.published_at
    when = {
        State.DESIGNED: before - timedelta(days=21), State.APPROVED: before - timedelta(days=9),
        State.PUBLISHED: before, State.RECRUITING: before + timedelta(hours=1),
        State.CONFIRMED: group.sessions[0].starts_at - timedelta(days=12),
        State.RUNNING: group.sessions[0].starts_at, State.EVIDENCE: end,
        State.REPORTED: end + timedelta(days=30), State.CLOSED: end + timedelta(days=60),
    }  # fmt: skip
    reached = PATH.index(group.state)
    for one, other in pairwise(PATH[: reached + 1]):
        at = min(when[other], world.now - timedelta(minutes=30 * (reached - PATH.index(other)) + 5))
        designs_it = other == State.DESIGNED and group.leaders
        by = group.leaders[0] if designs_it else group.hub.lead
        yield group.id, one, other, by.id, at, ""
