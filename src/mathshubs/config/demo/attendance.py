"""Who came to the workshops that are over, and who earned a certificate."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from mathshubs.workgroups.models import Attendance, Certificate

from . import names
from .bookings import Claim
from .copying import copy, triggers_asleep
from .group import Group, Session
from .world import World

CODE = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ATTENDED = ("PRESENT", "LATE", "PART")


def write(world: World, claims: list[Claim]) -> tuple[int, int]:
    """Mark who came to every workshop that is over; returns marks and certificates written."""
    random = world.random("attendance")
    cast = {each.id for each in world.cast.values()}
    kept: dict[int, bool] = {}
    marks: list[tuple] = []
    certificates: list[tuple] = []
    for claim in claims:
        if claim.state not in ("HELD", "WITHDRAWN") or not claim.group.leaders:
            continue
        keen = random.betavariate(9, 1) if claim.who.id not in cast else 1.0
        mine = list(_marks(world, random, claim, keen, kept))
        marks += mine
        certificates += _certificate(world, random, claim, [mark for _, _, mark, *_ in mine])
    with triggers_asleep(Attendance, Certificate):
        copy(Attendance, "workshop place mark substitute_name marked_by marked_at", marks)
        copy(Certificate, "place code workshops_attended workshops_held issued_at", certificates)
    return len(marks), len(certificates)


def _marks(
    world: World, random: Random, claim: Claim, keen: float, kept: dict[int, bool]
) -> Iterator[tuple]:
    """`kept` remembers of which workshops there is a register."""
    leader = claim.group.leaders[0].id
    for session in claim.group.sessions:
        if session.ends_at > world.now:
            break
        if claim.withdrawn_at and claim.withdrawn_at < session.starts_at:
            break
        if session.id not in kept:
            kept[session.id] = _is_kept(world, random, claim.group, session)
        if kept[session.id]:
            mark = _mark(random, keen)
            name = "" if mark != "SUBSTITUTE" else " ".join(names.person(random))
            at = session.starts_at + timedelta(seconds=random.randrange(120, 1500))
            yield session.id, claim.id, mark, name, leader, at


def _is_kept(world: World, random: Random, group: Group, session: Session) -> bool:
    """Whether there is a register: of some recent workshops it is not taken yet."""
    days = (world.now - session.ends_at).days
    missed = 0.35 if days < 4 else 0.08 if days < 14 else 0.004 if days < 90 else 0
    kept = random.random() >= missed or group.is_scene
    return kept and not (days < 14 and group.register_missing)


def _certificate(world: World, random: Random, claim: Claim, marks: list[str]) -> list[tuple]:
    """Return the certificate, if there is one: one group in five has not issued any."""
    group, attended = claim.group, sum(mark in ATTENDED for mark in marks)
    over = group.sessions[-1].ends_at < world.now and claim.state == "HELD"
    earned = len(marks) == len(group.sessions) and attended * 100 >= 75 * len(marks)
    if not (over and earned and (group.id % 5 or group.is_scene)):
        return []
    code = "".join(random.choices(CODE, k=12))
    issued = group.sessions[-1].ends_at + timedelta(hours=18)
    return [(claim.id, code, attended, len(marks), min(issued, world.now))]


def _mark(random: Random, keen: float) -> str:
    if random.random() < keen:
        drawn = random.random()
        return "PRESENT" if drawn < 0.93 else "LATE" if drawn < 0.98 else "PART"
    drawn = random.random()
    return "APOLOGIES" if drawn < 0.62 else "ABSENT" if drawn < 0.9 else "SUBSTITUTE"
