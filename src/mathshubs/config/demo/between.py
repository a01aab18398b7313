"""What happens in schools between workshops: tasks, agreements of heads, visits, plans, charges."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random

from mathshubs.schools.models import School
from mathshubs.workgroups.emails.agreements import VERSION, commitment
from mathshubs.workgroups.models import (
    ActionPlan,
    Attendance,
    Charge,
    HeadAgreement,
    HeadTold,
    PlanStep,
    Task,
    TaskAnswer,
    Visit,
    WorkGroup,
)

from . import names, terms
from .bookings import Claim
from .catalogue import depth
from .copying import after_ids, copy, triggers_asleep
from .group import Group, Session
from .world import SchoolRow, World, moment

DAYS_TO_ANSWER = 14
ASLEEP = (HeadAgreement, Task, TaskAnswer, Visit, ActionPlan, PlanStep, Charge)


def write(world: World, groups: list[Group], claims: list[Claim]) -> dict[str, int]:
    """Write it for the groups of the present and the coming year; returns how many of each."""
    random = world.random("between")
    mine = [group for group in groups if group.year != world.years[0] or group.is_scene]
    ids = {group.id for group in mine}
    taking = [claim for claim in claims if claim.group.id in ids and claim.state == "HELD"]
    with triggers_asleep(*ASLEEP):
        tasks = _write_tasks(world, random, groups, taking)
        agreements = copy(
            HeadAgreement,
            "work_group school head_name sent_to text version asked_by asked_at answer_by answer "
            "answered_at answered_by reason",
            list(_agreements(world, random, mine, claims)),  # read before the copy begins
        )
        visits = copy(
            Visit, "school work_group leader on purpose seen agreed head_met recorded_at",
            _visits(world, random, taking),
        )  # fmt: skip
        _write_plans(world, random, taking)
        _write_charges(world)
    return {"tasks": tasks, "agreements": agreements, "visits": visits}


def _write_tasks(world: World, random: Random, groups: list[Group], taking: list[Claim]) -> int:
    """Every design says what to try between workshops; what is over was handed in by most."""
    tasks = [
        (number, *each) for number, each in enumerate(_tasks(world, groups), start=1)
    ]  # id, group, session, next session
    copy(
        Task, "id workshop title brief answer_kind choices due_on set_at set_by",
        (_task(world, *each) for each in tasks),
    )  # fmt: skip
    of_group: dict[int, list] = {}
    for number, group, session, following in tasks:
        if session.ends_at < world.now and group.leaders:
            of_group.setdefault(group.id, []).append((number, session, following))
    copy(
        TaskAnswer,
        "task place state text no_pupils changed_at submitted_at read_at read_by reply",
        (
            _answer(world, random, claim, *each)
            for claim in taking
            for each in of_group.get(claim.group.id, [])
            if random.random() < 0.72 and not _is_left_to_do(world, claim, each[2])
        ),
    )
    after_ids(Task)
    return len(tasks)


def _tasks(world: World, groups: list[Group]) -> Iterator[tuple[Group, Session, Session]]:
    for group in groups:
        for session, following in pairwise(group.sessions):
            if session.task:
                yield group, session, following


def _task(world: World, number: int, group: Group, session: Session, following: Session) -> tuple:
    over = session.ends_at < world.now and bool(group.leaders)
    due = following.starts_at.date() - timedelta(days=1)
    leader = group.leaders[0].id if over else None
    title = f"After “{session.title}”: try it in school"
    return (
        number, session.id, title[:150], session.task, "TEXT", [], due,
        session.ends_at if over else None, leader,
    )  # fmt: skip


def _is_left_to_do(world: World, claim: Claim, following: Session) -> bool:
    """The teacher of the cast has a task to hand in."""
    return claim.who is world.cast["teacher"] and following.starts_at > world.now


def _answer(
    world: World, random: Random, claim: Claim, task: int, session: Session, following: Session
) -> tuple:
    words, leader = depth(), claim.group.leaders[0].id
    end = min(following.starts_at, world.now)
    handed_in = session.ends_at + random.uniform(0.3, 0.98) * (end - session.ends_at)
    over = following.starts_at < world.now
    draft = not over and random.random() < 0.3
    state = "STARTED" if draft else random.choice(["READ", "DISCUSSED"]) if over else "SUBMITTED"
    read = min(handed_in + timedelta(days=2), world.now) if state in ("READ", "DISCUSSED") else None
    reply = random.choice(words["replies"]) if read and random.random() < 0.5 else ""
    return (
        task, claim.id, state, random.choice(words["answers"]), False, handed_in,
        None if draft else handed_in, read, leader if read else None, reply,
    )  # fmt: skip


def _agreements(
    world: World, random: Random, groups: list[Group], claims: list[Claim]
) -> Iterator[tuple]:
    """One for each school that holds a place in a group whose heads must agree."""
    asking = {group.id: group for group in groups if group.head_agrees}
    written = WorkGroup.objects.select_related("hub").in_bulk(asking)
    texts = {pk: commitment(group, School(name="{school}")) for pk, group in written.items()}
    asked: dict[tuple[int, int], Claim] = {}
    for claim in claims:
        if claim.group.id in asking and claim.state in ("HELD", "AGREEMENT"):
            asked.setdefault((claim.group.id, claim.who.school.id), claim)
    for (group, _), claim in asked.items():
        school, at = claim.who.school, claim.applied_at
        head, address = " ".join(names.person(random)), f"head@{_host(school)}"
        if school == world.cast["head"].school:
            head, address = world.cast["head"].name, world.cast["head"].email
        agreed = claim.state == "HELD"
        answered = at + timedelta(hours=random.randrange(3, 70)) if agreed else None
        yield (
            group, school.id, head, address, texts[group].replace("{school}", school.name),
            VERSION, claim.who.id, at, at.date() + timedelta(days=DAYS_TO_ANSWER),
            "AGREED" if agreed else "", answered, head if agreed else "", "",
        )  # fmt: skip


def _host(school: SchoolRow) -> str:
    return school.website.removeprefix("https://www.") or f"school{school.urn}.example"


def _visits(world: World, random: Random, taking: list[Claim]) -> Iterator[tuple]:
    """Leaders visit some schools of groups that count schools, and now and then another."""
    words = depth()
    for claim in _one_a_school(taking):
        group, begun = claim.group, claim.group.sessions[0].starts_at
        chance = 0.6 if group.counted == "SCHOOL" else 0.3 if group.is_scene else 0.08
        of_cast = claim.who is world.cast["teacher"] and group.state == WorkGroup.State.RUNNING
        if begun > world.now or not group.leaders or (random.random() > chance and not of_cast):
            continue
        first = begun.date() + timedelta(days=random.randrange(10, 100))
        days = [begun.date() + timedelta(days=20), world.today + timedelta(days=11)]
        for day in days if of_cast else [first]:
            on = terms.term_day(day)
            over = on < world.today
            yield (
                claim.who.school.id, group.id, group.leaders[0].id, on,
                random.choice(words["purposes"]), random.choice(words["seen"]) if over else "",
                random.choice(words["agreed"]) if over else "",
                random.random() < 0.6 if over else None, moment(on, 17) if over else None,
            )  # fmt: skip


def _one_a_school(taking: list[Claim]) -> list[Claim]:
    found: dict[tuple[int, int], Claim] = {}
    for claim in taking:
        found.setdefault((claim.group.id, claim.who.school.id), claim)
    return list(found.values())


def _write_plans(world: World, random: Random, taking: list[Claim]) -> None:
    """Some departments wrote down what they set out to change."""
    plans, steps = [], []
    for claim in _one_a_school(taking):
        begun = claim.group.sessions[0].ends_at
        if begun > world.now or random.random() > (0.35 if claim.group.is_scene else 0.1):
            continue
        number, written = len(plans) + 1, min(begun + timedelta(days=12), world.now)
        title, aims = random.choice(depth()["plans"])
        agreed = random.random() < 0.7
        head = " ".join(names.person(random)) if agreed else ""
        plans.append(
            (number, claim.who.school.id, claim.group.id, title, aims, claim.who.id, written,
             min(written + timedelta(days=6), world.now) if agreed else None, head)
        )  # fmt: skip
        steps += _steps(random, number, written.date(), world.today)
    copy(
        ActionPlan,
        "id school work_group title aims written_by written_at agreed_at agreed_by",
        plans,
    )
    copy(PlanStep, "plan order what who by_on shown_by state", steps)
    after_ids(ActionPlan)


def _steps(random: Random, plan: int, written: date, today: date) -> Iterator[tuple]:
    for order, (what, who, shown) in enumerate(random.sample(depth()["steps"], 3)):
        by = terms.term_day(written + timedelta(days=40 * (order + 1)))
        state = "DONE" if by < today else random.choice(["TO_DO", "UNDER_WAY"])
        yield plan, order, what, who, by, shown, state


def _write_charges(world: World) -> None:
    """Heads were told of absences; where the group charges for them, some charges were raised."""
    absent = Attendance.objects.filter(mark="ABSENT").values_list(
        "pk", "workshop__ends_at", "workshop__work_group__absence_charge", "marked_by",
        "workshop__work_group__year", "place__school__website", "place__school__urn",
        "workshop__work_group__hub",
    ).order_by("workshop", "place")  # fmt: skip
    offices = {hub.hub.pk: hub.administrator.id for hub in world.hubs if hub.administrator}
    many: Counter[int] = Counter()  # absences of a hub
    told: list[tuple] = []
    charges: list[tuple] = []
    for pk, ended, pounds, leader, year, website, urn, hub in absent:
        at: datetime = min(ended + timedelta(days=1), world.now)
        host = website.removeprefix("https://www.") or f"school{urn}.example"
        told.append((pk, f"head@{host}", at))
        if pounds and year == world.years[1]:
            many[hub] += 1
            charges += _charge(world, many[hub], pk, pounds, offices.get(hub, leader), at)
    copy(HeadTold, "attendance sent_to at", told)
    copy(
        Charge,
        "attendance pounds raised_by raised_at waived_by waived_at waived_because paid_on",
        charges,
    )


def _charge(
    world: World, number: int, absence: int, pounds: int, by: int, at: datetime
) -> Iterator[tuple]:
    """Of four absences one is to decide, one charged for, one waived, and one is paid."""
    paid = min(at.date() + timedelta(days=9), world.today) if number % 4 == 0 else None
    if number % 4 == 3:
        yield absence, pounds, by, at, by, at, "The school had a burst pipe that day.", None
    elif number % 4 != 1:
        yield absence, pounds, by, at, None, None, "", paid
