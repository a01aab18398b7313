"""Results of the demo's schools, made up and published, and what they suggest of some of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from mathshubs.core.years import academic_year_of, starts_on
from mathshubs.needs.actions import proposals
from mathshubs.needs.models import Proposal, ProposalRun
from mathshubs.people.models import Person
from mathshubs.schools.models import (
    Publication,
    Result,
    ResultsFile,
    ResultsImport,
    School,
    SchoolLink,
    Stage,
)

from .copying import copy
from .world import World

YEARS = 3
LOW = 5  # primary schools of the hub around Telford that lie much lower than others like them
WIDE = 2  # secondary schools there whose gaps are much wider
COLUMNS = "publication file school measure group value pupils mark"
FEWEST = 6  # pupils; the tables withhold figures about fewer
Figure = tuple[str, str, float, int]  # measure, group, value, pupils


def write(world: World) -> int:
    """
    Publish three years of results, have them read, decide two. Returns how many stand out.

    As in the real tables, the last year of key stage 2 does not say how many pupils there were, and
    what a school reached before it became an academy stands under its earlier number.
    """
    taken = world.now - timedelta(days=20)
    first = starts_on(academic_year_of(world.today)).year - YEARS
    years = [academic_year_of(date(first + number, 9, 1)) for number in range(YEARS)]
    imported = ResultsImport.objects.create(state="DONE", at=taken, done_at=taken)
    files: dict[Stage, list[ResultsFile]] = {
        stage: [_file(imported, stage, year) for year in years]
        for stage in (Stage.KS2, Stage.KS4, Stage.A_LEVEL)
    }
    copy(Result, COLUMNS, list(_rows(world, files)))  # it asks for schools: not while copying
    run = ProposalRun.objects.create(at=taken)
    proposals.propose(run_id=run.pk, at=taken)
    _decide(world)
    return Proposal.objects.count()


def _file(imported: ResultsImport, stage: Stage, year: str) -> ResultsFile:
    publication = Publication.objects.create(stage=stage, year=year, release="FINAL")
    name = f"{year.replace('/', '-')}_made_up_{stage.lower()}.csv"
    return ResultsFile.objects.create(results_import=imported, name=name, publication=publication)


def _rows(world: World, files: dict[Stage, list[ResultsFile]]) -> Iterator[tuple]:
    dice, before = world.random("published"), _before()
    low = _some(dice, world, "PRIMARY", LOW, before)
    wide = _some(dice, world, "SECONDARY", WIDE, before)
    schools = School.objects.filter(
        status=School.Status.OPEN, pupils__gt=0, fsm_percent__isnull=False
    )
    facts = schools.order_by("urn").values_list("pk", "phase", "pupils", "fsm_percent", "high_age")
    for school, phase, pupils, fsm, high_age in facts:
        meals, better = float(fsm), dice.gauss(0, 1) - 5 * (school in low)
        stages = []
        if phase == School.Phase.PRIMARY:
            stages = [(Stage.KS2, _ks2, pupils // 7)]
        elif phase == School.Phase.SECONDARY:
            stages = [(Stage.KS4, _ks4, pupils // 6)]
            if (high_age or 0) >= 18:
                stages.append((Stage.A_LEVEL, _a_level, pupils // 12))
        for stage, figures, cohort in stages:
            wider = dice.gauss(0, 1) + 9 * (school in wide)
            for file in files[stage]:
                past, until = before.get(school, (school, date.min))
                under = past if starts_on(file.publication.year) < until else school
                now = round(cohort * dice.uniform(0.85, 1.15))
                for measure, group, value, number in figures(dice, now, meals, better, wider):
                    shown, mark = (round(value, 1), "") if number >= FEWEST else (None, "SUPP")
                    untold = file == files[Stage.KS2][-1] and group == "ALL"
                    yield (
                        file.publication_id, file.pk, under, measure, group, shown,
                        None if untold else number, mark,
                    )  # fmt: skip


def _before() -> dict[int, tuple[int, date]]:
    """Return of schools that were one other school before: which, and until when."""
    links = SchoolLink.objects.filter(kind="CONVERSION", established_on__isnull=False)
    told = links.order_by("pk").values_list("successor", "predecessor", "established_on")
    return {school: (past, until) for school, past, until in told}


def _some(
    dice: Random, world: World, phase: str, many: int, before: dict[int, tuple[int, date]]
) -> set[int]:
    """Return schools of the hub around Telford, first of them one that changed last."""
    own = [row.id for row in world.telford.schools if row.phase == phase and row.pupils]
    changed = sorted(set(own) & before.keys(), key=lambda school: before[school][1])
    others = [school for school in own if school not in changed[-1:]]
    return {*changed[-1:], *dice.sample(others, min(many - len(changed[-1:]), len(others)))}


def _share(dice: Random, percent: float, number: int) -> float:
    chance = min(max(percent, 2), 98) / 100
    return 100 * sum(dice.random() < chance for _ in range(number)) / max(number, 1)


def _parts(cohort: int, meals: float) -> tuple[int, int]:
    """Return how many are disadvantaged, and how many are not."""
    poor = round(cohort * min(meals * 1.2, 90) / 100)
    return poor, cohort - poor


def _ks2(dice: Random, cohort: int, meals: float, better: float, wider: float) -> list[Figure]:
    usual = 84 - 0.3 * meals + 7 * better + dice.gauss(0, 3)
    poor, rest = _parts(cohort, meals)
    behind = _share(dice, usual - 10 - 2 * wider, poor)
    others = _share(dice, usual + 4, rest)
    every = (behind * poor + others * rest) / max(cohort, 1)
    girls = cohort // 2
    score = 104 - 0.06 * meals + 1.3 * better + dice.gauss(0, 0.4)
    return [
        ("KS2_EXPECTED", "ALL", every, cohort),
        ("KS2_EXPECTED", "DISADVANTAGED", behind, poor),
        ("KS2_EXPECTED", "OTHER", others, rest),
        ("KS2_SCORE", "GIRLS", _mean(dice, score - 0.4, 7, girls), girls),
        ("KS2_SCORE", "BOYS", _mean(dice, score + 0.4, 7, cohort - girls), cohort - girls),
    ]


def _mean(dice: Random, usual: float, spread: float, number: int) -> float:
    return usual + dice.gauss(0, spread / max(number, 1) ** 0.5)


def _ks4(dice: Random, cohort: int, meals: float, better: float, wider: float) -> list[Figure]:
    usual = 10.4 - 0.05 * meals + 0.7 * better + dice.gauss(0, 0.2)
    poor, rest = _parts(cohort, meals)
    behind = _mean(dice, usual - 1.5 - 0.5 * wider, 3.5, poor)
    others = _mean(dice, usual + 0.6, 3.5, rest)
    every = (behind * poor + others * rest) / max(cohort, 1)
    return [
        ("KS4_ATT8_MATHS", "ALL", every, cohort),
        ("KS4_ATT8_MATHS", "DISADVANTAGED", behind, poor),
        ("KS4_ATT8_MATHS", "OTHER", others, rest),
    ]


def _a_level(dice: Random, cohort: int, meals: float, better: float, wider: float) -> list[Figure]:
    usual, girls = 30 - 0.2 * meals + 5 * better, cohort // 2
    fewer = _share(dice, usual - 9 - 3 * wider, girls)
    more = _share(dice, usual + 9 + 3 * wider, cohort - girls)
    every = (fewer * girls + more * (cohort - girls)) / max(cohort, 1)
    return [
        ("A_LEVEL_MATHS", "ALL", every, cohort),
        ("A_LEVEL_MATHS", "GIRLS", fewer, girls),
        ("A_LEVEL_MATHS", "BOYS", more, cohort - girls),
    ]


def _decide(world: World) -> None:
    """The hub around Telford took up one school's results, and knew the cause of another's."""
    by = Person.objects.get(pk=world.cast["hub-lead"].id)
    waiting = Proposal.objects.filter(
        hub=world.telford.hub, kind="ATTAINMENT", school__phase="PRIMARY"
    ).exclude(school__links_to_predecessors__kind="CONVERSION")
    at = world.now - timedelta(days=12)
    for number, proposal in enumerate(waiting.order_by("standing", "pk")[:2]):
        if number:
            proposals.dismiss(
                proposal=proposal, by=by, at=at,
                reason="Known: two year groups were taught by supply teachers. There is a new "
                "maths lead, who is in a Work Group of ours.",
            )  # fmt: skip
        else:
            proposals.accept(
                proposal=proposal, title="Number facts and fluency from year 2 on", by=by, at=at,
                urgency="YEAR", what="The school says the same: children count on fingers in year "
                "5. The head would like to begin with teaching for mastery.",
            )  # fmt: skip
