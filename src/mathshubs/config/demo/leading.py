"""Those who lead: their records, their accreditations, the days they have and have used."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from mathshubs.core.years import starts_on
from mathshubs.hubs.models import Accreditation, DevelopmentNote, LeaderRecord, LeaderYear
from mathshubs.schools.models import District
from mathshubs.workgroups.models import ForLeaders, LeadersWanted, WorkGroup
from mathshubs.workgroups.models.leading import DaysUsed

from .catalogue import depth
from .copying import after_ids, copy, triggers_asleep
from .group import Group
from .scenes import COHORT, LEADERS_DAY
from .world import HubWorld, Somebody, World, moment

Kind = Accreditation.Kind
BY_PHASE = {"PRIMARY": Kind.PRIMARY_SPECIALIST, "SECONDARY": Kind.SECONDARY_SPECIALIST,
            "POST_16": Kind.FE_SPECIALIST}  # fmt: skip


def write(world: World, groups: list[Group]) -> int:
    """Write a record for everybody who leads groups, and who is still looked for. Returns many."""
    records = _records(world)
    ids = {somebody.id: number for number, (_, somebody) in enumerate(records, start=1)}
    random = world.random("leaders")
    with triggers_asleep(LeaderRecord, LeaderYear, Accreditation, DevelopmentNote, DaysUsed):
        copy(
            LeaderRecord,
            "id person hub phases themes from_on employer agreed_on agreed_until agreed_by "
            "checked_on check_again_by",
            (_record(world, random, ids, *each) for each in records),
        )
        copy(
            LeaderYear, "record year contracted available",
            (row for hub, who in records for row in _years(world, random, ids[who.id])),
        )  # fmt: skip
        copy(
            Accreditation, "record kind cohort awarded_on renewed_on expires_on",
            (row for _, who in records for row in _accreditation(world, random, ids, who)),
        )  # fmt: skip
        copy(
            DevelopmentNote, "record on text by written_at",
            (row for hub, who in records for row in _note(world, random, ids, hub, who)),
        )  # fmt: skip
        copy(
            DaysUsed, "person hub work_group on days what by written_at",
            (row for group in groups for row in _days(world, group)),
        )  # fmt: skip
    after_ids(LeaderRecord)
    _districts(records, random, ids)
    _wanted(world, groups)
    _for_leaders(groups)
    return len(records)


def _records(world: World) -> list[tuple[HubWorld, Somebody]]:
    """Return everybody who leads, once, with the hub that keeps their record."""
    found = {world.cast["group-lead"].id: (world.telford, world.cast["group-lead"])}
    for hub in world.hubs:
        for leader in hub.leaders:
            found.setdefault(leader.id, (hub, leader))
    return list(found.values())


def _record(world: World, random: Random, ids: dict, hub: HubWorld, who: Somebody) -> tuple:
    began = date(world.today.year - random.randrange(1, 5), 9, 1)
    agreed = date(world.today.year - 1, 9, 1) if random.random() < 0.85 else None
    checked = world.today - timedelta(days=random.randrange(60, 1090))
    return (
        ids[who.id], who.id, hub.hub.pk, list(who.phases),
        random.sample(depth()["themes"], random.choice([1, 2, 2, 3])), began, who.school.name,
        agreed, date(world.today.year + 1, 8, 31) if agreed else None,
        "The headteacher" if agreed else "", checked, checked + timedelta(days=1095),
    )  # fmt: skip


def _years(world: World, random: Random, record: int) -> Iterator[tuple]:
    _, this, following = world.years
    days = random.choice([6, 10, 12, 15, 20])
    yield record, this, days, days + random.choice([0, 0, 2, 5])
    if random.random() < 0.6:
        yield record, following, None, random.choice([0, 6, 10, 12])


def _accreditation(world: World, random: Random, ids: dict, who: Somebody) -> Iterator[tuple]:
    kind = next((BY_PHASE[phase] for phase in who.phases if phase in BY_PHASE), None)
    if kind is None or random.random() > 0.55:
        return
    age = random.randrange(1, 7)
    awarded = date(world.today.year - age, 7, 1)
    ends = awarded + timedelta(days=365 * (3 if age < 3 else 6))
    if random.random() < 0.12:  # soon over
        ends = world.today + timedelta(days=random.randrange(10, 80))
    renewed = awarded + timedelta(days=1095) if age >= 3 else None
    yield ids[who.id], kind.value, max(1, awarded.year - 2014), awarded, renewed, ends


def _note(world: World, random: Random, ids: dict, hub: HubWorld, who: Somebody) -> Iterator[tuple]:
    if hub.lead is None or random.random() > 0.3:
        return
    on = world.today - timedelta(days=random.randrange(5, 200))
    yield ids[who.id], on, random.choice(depth()["notes"]), hub.lead.id, moment(on, 16)


def _days(world: World, group: Group) -> Iterator[tuple]:
    """A day for each workshop that is over this year: half of it is preparation."""
    if group.year != world.years[1] or not group.hub.administrator:
        return
    for session in group.sessions:
        if session.ends_at > world.now or group.state in WorkGroup.DRAFT:
            break
        for leader in group.leaders:
            yield (
                leader.id, group.hub.hub.pk, group.id, session.starts_at.date(), 1, session.title,
                group.hub.administrator.id, session.ends_at,
            )  # fmt: skip


def _districts(records: list, random: Random, ids: dict) -> None:
    known = dict(District.objects.values_list("code", "pk"))
    through = LeaderRecord.districts.through
    rows = []
    for hub, who in records:
        codes = {who.school.district}
        codes |= {each.code for each in random.sample(hub.districts, min(2, len(hub.districts)))}
        rows += [
            through(leaderrecord_id=ids[who.id], district_id=known[code])
            for code in sorted(codes)
            if code in known
        ]
    through.objects.bulk_create(rows, batch_size=2_000)


def _for_leaders(groups: list[Group]) -> None:
    """Cohorts have their numbers, one a year; leaders' days are for those who lead."""
    cohorts = [group for group in groups if group.design.number == COHORT]
    ForLeaders.objects.bulk_create(
        ForLeaders(
            work_group_id=group.id, awards=Kind.PD_LEAD, cohort=number, lasts_years=3,
            heads_support="Eight days of release over the year, and two workshops to co-lead.",
        )
        for number, group in enumerate(cohorts, start=11)
    )  # fmt: skip
    days = [group for group in groups if group.design.number == LEADERS_DAY]
    ForLeaders.objects.bulk_create(ForLeaders(work_group_id=group.id) for group in days)


def _wanted(world: World, groups: list[Group]) -> None:
    """Two drafts of the hub the demo shows most of look for somebody to lead them."""
    asked_by = world.telford.administrator
    drafts = [group for group in groups if group.hub is world.telford and group.state == "DESIGNED"]
    ends = min(world.today + timedelta(days=24), starts_on(world.years[2]))
    LeadersWanted.objects.bulk_create(
        LeadersWanted(
            work_group_id=group.id, number=1, answer_by=ends, asked_at=world.now,
            what="Somebody who has led a group before.", asked_by_id=asked_by.id,
        )
        for group in drafts[:2] if asked_by
    )  # fmt: skip
