"""Read published results and propose needs; accept a proposal as a need, or dismiss it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils.timezone import localdate

from mathshubs.comms.queue import defer
from mathshubs.core.years import academic_year_of
from mathshubs.people.models import Person
from mathshubs.schools.actions.working import refusals
from mathshubs.schools.models import School
from mathshubs.schools.register.unpack import RegisterRefused

from ..methods import proposal_words as words
from ..methods.proposal_words import ASKED, Asked
from ..models import PLACES, Need, Proposal, ProposalRun
from .needs import add_evidence, raise_need

if TYPE_CHECKING:
    from ..methods.standing import Family, Reading, Standing
    from ..queries.proposal_columns import HubOfPlace

State = Proposal.State
PROPOSE = "needs.propose"
NOTHING = (
    "There are no published results with two years that can be read together yet. "
    "Load them first. Nothing changed."
)
LATER = "The results were read again meanwhile, and that reading counts. Nothing changed."
COUNTED = ("proposed", "again", "decided", "overtaken")


class ProposalRefused(Exception):
    """The proposal stays as it is. `str(refusal)` is a sentence for whoever asked."""


@transaction.atomic
def ask(*, by: Person | None, at: datetime, years: list[str] | None = None) -> ProposalRun:
    """Have a job read the published results. One that waits and has not begun is the one."""
    _one_at_a_time()
    waiting = ProposalRun.objects.filter(done_at=None, refusal="", summary={}).first()
    if waiting:
        return waiting
    run = ProposalRun.objects.create(by=by, at=at, years=sorted(years or []))
    defer(PROPOSE, run_id=run.pk)
    return run


def propose(*, run_id: int, at: datetime) -> ProposalRun:
    """
    Read every measure, then keep all that stands out in one transaction. Run twice is once.

    A place is proposed once for a measure and its last year: what was accepted or dismissed stays
    so; what no longer stands out, or rests on older years, is overtaken. Where a later run was
    done meanwhile, what this one read is old, and nothing of it is kept.
    """
    run = ProposalRun.objects.get(pk=run_id)
    if run.done_at or run.refusal:
        return run

    def refused(sentence: str) -> None:
        ProposalRun.objects.filter(pk=run.pk).update(refusal=sentence, summary={})

    with refusals(refused):
        found, hubs = _read(run, at)
        with transaction.atomic():
            _one_at_a_time()
            run = ProposalRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
            if ProposalRun.objects.filter(pk__gt=run.pk, done_at__isnull=False).exists():
                raise RegisterRefused(LATER)
            if run.done_at is None:
                run.done_at, earlier = at, _earlier_schools(found)
                readings = [_keep(run, asked, reading, hubs, earlier) for asked, reading in found]
                totals = {name: sum(each[name] for each in readings) for name in COUNTED}
                run.summary = {**totals, "readings": readings}
                run.save(update_fields=["summary", "done_at"])
    run.refresh_from_db()
    return run


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [PROPOSE])


def _read(run: ProposalRun, at: datetime) -> tuple[list[tuple[Asked, Reading]], HubOfPlace]:
    from ..methods import standing_out
    from ..queries.proposal_columns import schools_and_hubs
    from ..queries.proposal_figures import figures_of, known_of_schools

    schools, hubs = schools_and_hubs(localdate(at))
    found, known = [], known_of_schools()
    for number, asked in enumerate(ASKED.values()):
        step = {"step": f"Reading {asked.stage}: {asked.name}", "of": 100 * number // len(ASKED)}
        ProposalRun.objects.filter(pk=run.pk).update(summary=step)
        figures = figures_of(asked, run.years, known)
        reading = standing_out.read(
            figures, schools, is_share=asked.is_share, both_ways=asked.both_ways
        )
        if reading.families:
            found.append((asked, reading))
    if not found:
        raise RegisterRefused(NOTHING)
    return found, hubs


def _year(first: int) -> str:
    return academic_year_of(date(first, 9, 1))


def _earlier_schools(found: list[tuple[Asked, Reading]]) -> dict[int, tuple[str, str]]:
    """Return the URN and name of schools under whose numbers earlier results were published."""
    wanted = {
        year.under
        for _, reading in found
        for family in reading.families
        for standing in family.out
        for year in standing.years
    }
    named = School.objects.filter(pk__in=wanted).values_list("pk", "urn", "name")
    return {school: (urn, name) for school, urn, name in named}


def _keep(
    run: ProposalRun, asked: Asked, reading: Reading, hubs: HubOfPlace,
    earlier: dict[int, tuple[str, str]],
) -> dict[str, Any]:  # fmt: skip
    """Keep the proposals of one measure, and return the counts of it."""
    last = _year(reading.years[-1])
    same = Proposal.objects.filter(measure=asked.code)
    if run.years and same.filter(last_year__gt=last).exists():  # asked for what is old
        return _counts(asked, reading)
    held = {
        tuple(getattr(each, f"{place}_id") for place in PLACES): each
        for each in same.filter(last_year=last).select_for_update(of=("self",))
    }
    new: list[Proposal] = []
    again: list[Proposal] = []
    decided = 0
    for family in reading.families:
        for standing in family.out:
            key = tuple(standing.place if place == family.kind else None for place in PLACES)
            proposal = held.get(key) or Proposal(
                measure=asked.code, last_year=last, **{f"{family.kind}_id": standing.place}
            )
            if proposal.state in (State.ACCEPTED, State.DISMISSED):
                decided += 1
                continue
            if proposal.pk is None or proposal.state == State.OVERTAKEN:
                proposal.by, proposal.at = None, run.done_at
            proposal.run, proposal.kind, proposal.state = run, asked.kind, State.PROPOSED
            proposal.hub_id = hubs.get((family.kind, standing.place))
            proposal.standing = round(standing.z, 4)
            proposal.figures = _figures(standing, family, earlier)
            (again if proposal.pk else new).append(proposal)
    Proposal.objects.bulk_update(
        again, ["run", "kind", "state", "hub", "standing", "figures", "by", "at"], batch_size=500
    )
    kept = [each.pk for each in again]
    open_ones = same.filter(state=State.PROPOSED).exclude(pk__in=kept)
    overtaken = open_ones.update(state=State.OVERTAKEN, by=None, at=run.done_at)
    Proposal.objects.bulk_create(new, batch_size=500)
    return _counts(asked, reading, len(new), len(again), decided, overtaken)


def _figures(
    standing: Standing, family: Family, earlier: dict[int, tuple[str, str]]
) -> dict[str, Any]:
    years = {}
    for each in standing.years:
        of: dict[str, Any] = {
            "value": round(each.value, 2), "expected": round(each.expected, 2),
            "low": round(each.low, 2), "high": round(each.high, 2),
            "pupils": each.pupils, "like": each.like,
        }  # fmt: skip
        if each.estimated:
            of |= {"least": each.least, "estimated": each.estimated}
        if each.basis:
            of |= {"basis": each.basis, "of_year": _year(each.of_year)}
        if each.under:
            of["urn"], of["school"] = earlier[each.under]
        years[_year(each.year)] = of
    sure = {name: round(getattr(standing, name), 3) for name in ("difference", "error", "shrunk")}
    among = {"read": family.read, "out": len(family.out), "by_chance": round(family.by_chance, 2)}
    return {"years": years} | sure | among


def _counts(
    asked: Asked, reading: Reading, proposed: int = 0, again: int = 0, decided: int = 0,
    overtaken: int = 0,
) -> dict[str, Any]:  # fmt: skip
    return {
        "measure": asked.code,
        "years": [_year(year) for year in reading.years],
        "left_out": reading.left_out,
        "proposed": proposed, "again": again, "decided": decided, "overtaken": overtaken,
        "places": [
            {"kind": family.kind, "read": family.read, "out": len(family.out),
             "by_chance": round(family.by_chance, 1)}
            for family in reading.families
        ],
    }  # fmt: skip


def _to_decide(proposal: Proposal) -> Proposal:
    locked = Proposal.objects.select_for_update(of=("self",)).select_related("hub", "run", *PLACES)
    proposal = locked.get(pk=proposal.pk)
    if proposal.state != State.PROPOSED:
        raise ProposalRefused(
            f"It is {proposal.get_state_display().lower()} now. Read the page again: somebody "
            "may have decided meanwhile."
        )
    return proposal


@transaction.atomic
def accept(
    *, proposal: Proposal, title: str, what: str, urgency: str, by: Person, at: datetime
) -> Need:
    """Make a need of it, with its place and, as evidence, its figures in words."""
    proposal = _to_decide(proposal)
    asked = ASKED[proposal.measure]
    place = next(name for name in PLACES if getattr(proposal, f"{name}_id"))
    need = raise_need(
        hub=proposal.hub, title=title, what=what, source=Need.Source.NATIONAL, at=at,
        places=[{place: proposal.place}], recorded_by=by, phases=[asked.phase],
        key_stages=[asked.key_stage], urgency=urgency,
    )  # fmt: skip
    add_evidence(
        need=need, words=words.in_words(asked, proposal.figures),
        source=words.source(asked, proposal.figures), of_on=localdate(proposal.run.at), by=by,
        at=at, proposal=proposal,
    )  # fmt: skip
    proposal.state, proposal.by, proposal.at = State.ACCEPTED, by, at
    proposal.save(update_fields=["state", "by", "at"])
    return need


@transaction.atomic
def dismiss(*, proposal: Proposal, reason: str, by: Person, at: datetime) -> None:
    """Say why it is no need. It stays readable, with the reason, and can be looked at again."""
    proposal = _to_decide(proposal)
    proposal.state, proposal.reason, proposal.by, proposal.at = State.DISMISSED, reason, by, at
    proposal.save(update_fields=["state", "reason", "by", "at"])


@transaction.atomic
def look_again(*, proposal: Proposal, by: Person, at: datetime) -> None:
    """Take a dismissal back. The reason given then is kept with it."""
    changed = Proposal.objects.filter(pk=proposal.pk, state=State.DISMISSED).update(
        state=State.PROPOSED, by=by, at=at
    )
    if not changed:
        raise ProposalRefused("Only a proposal that was dismissed can be looked at again.")
