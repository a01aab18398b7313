"""
What we keep of the published tables, and in which of their columns it stands.

Each measure is defined once, here. A column is named as the tables name it, in capitals, with an
underscore for whatever is no letter or digit; where tables name it differently, with a bar between.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mathshubs.schools.models import Group, Stage

ALL, DISADVANTAGED, OTHER = Group.ALL, Group.DISADVANTAGED, Group.OTHER
GIRLS, BOYS = Group.GIRLS, Group.BOYS
PERCENT, SCORE, POINTS, PUPILS = "%", "score", "points", "pupils"


@dataclass(frozen=True)
class Columns:
    """The columns of one group's figure: the figure, its interval, and how many pupils."""

    value: str
    low: str = ""
    high: str = ""
    pupils: str = ""


@dataclass(frozen=True)
class Measure:
    code: str
    stage: Stage
    name: str
    unit: str
    says: str  # what it counts, over what; then what to beware of
    columns: Mapping[Group, Columns]
    higher_is_better: bool | None = True  # None: it describes the school, it does not judge it
    least: float | None = None
    most: float | None = None
    is_maths: bool = True  # no: other subjects count in it as well
    since: str = ""  # the first academic year in which it means this


Interval = Callable[[str], tuple[str, str]]


def _measure(
    code: str,
    stage: Stage,
    name: str,
    unit: str,
    says: str,
    values: Mapping[Group, str],
    *,
    pupils: Mapping[Group, str],
    interval: Interval = lambda column: ("", ""),
    **more,
) -> Measure:
    columns = {
        group: Columns(column, *interval(column), pupils.get(group, ""))
        for group, column in values.items()
    }
    if unit == PERCENT:
        more = {"least": 0, "most": 100} | more
    return Measure(code, stage, name, unit, says, columns, **more)


_KS2 = {
    ALL: "TELIG|KS2_PUPILS",
    BOYS: "BELIG|KS2_BOYS",
    GIRLS: "GELIG|KS2_GIRLS",
    DISADVANTAGED: "TFSM6CLA1A",
    OTHER: "TNOTFSM6CLA1A",
}
_KS4 = {
    ALL: "TPUP|KS4_PUPILS",
    BOYS: "BPUP|KS4_BOYS",
    GIRLS: "GPUP|KS4_GIRLS",
    DISADVANTAGED: "TFSM6CLA1A",
    OTHER: "TNOTFSM6CLA1A",
}
_A_LEVEL = {
    ALL: "ALL_A_LEVELS_STUDENTS",
    GIRLS: "FEMALE_A_LEVELS_STUDENTS",
    BOYS: "MALE_A_LEVELS_STUDENTS",
}


def _by_disadvantage(column: str, other: str = "NOTFSM6CLA1A") -> dict[Group, str]:
    return {DISADVANTAGED: f"{column}_FSM6CLA1A", OTHER: f"{column}_{other}"}


def _of_ks4(column: str) -> dict[Group, str]:
    by_sex = {BOYS: f"{column}_BOYS", GIRLS: f"{column}_GIRLS"}
    return by_sex | _by_disadvantage(column, "NFSM6CLA1A")


def _english_and_maths(grade: str) -> dict[Group, str]:
    return {
        BOYS: f"PBL2BASICS_{grade}",
        GIRLS: f"PGL2BASICS_{grade}",
        DISADVANTAGED: f"PTFSM6CLA1ABASICS_{grade}",
        OTHER: f"PTNOTFSM6CLA1ABASICS_{grade}",
    }


def _maths_progress(column: str) -> tuple[str, str]:
    return f"{column.split('|')[0]}_LOWER", f"{column.split('|')[0]}_UPPER"


def _progress_8(column: str) -> tuple[str, str]:
    """P8MEA_BOYS has its interval in P8CILOW_BOYS, P8MEAMAT_BOYS in P8MEAMAT_CILOW_BOYS."""
    first = column.split("|")[0]
    if first.startswith("P8MEAMAT"):
        return first.replace("MAT", "MAT_CILOW", 1), first.replace("MAT", "MAT_CIUPP", 1)
    return first.replace("P8MEA", "P8CILOW"), first.replace("P8MEA", "P8CIUPP")


_ALL_MEASURES = [
    _measure(
        "KS2_EXPECTED", Stage.KS2, "Reached the expected standard in maths", PERCENT,
        "Pupils with a scaled score of 100 or more in the key stage 2 maths test, of all who were "
        "eligible for it.",
        {ALL: "PTMAT_EXP|MATHS_MEET_STD"} | _by_disadvantage("PTMAT_EXP"), pupils=_KS2,
    ),
    _measure(
        "KS2_HIGHER", Stage.KS2, "Reached the higher standard in maths", PERCENT,
        "Pupils with a scaled score of 110 or more, of all who were eligible for the test.",
        {ALL: "PTMAT_HIGH|MATHS_EXCEED_STD"} | _by_disadvantage("PTMAT_HIGH"), pupils=_KS2,
    ),
    _measure(
        "KS2_SCORE", Stage.KS2, "Average scaled score in maths", SCORE,
        "The mean of the pupils who took the test; 100 is the expected standard. Pupils who did "
        "not take it are left out.",
        {ALL: "MAT_AVERAGE|MATHS_SCORE", BOYS: "MAT_AVERAGE_B", GIRLS: "MAT_AVERAGE_G"}
        | _by_disadvantage("MAT_AVERAGE"), pupils=_KS2, least=80, most=120,
    ),
    _measure(
        "KS2_PROGRESS", Stage.KS2, "Progress in maths, key stage 1 to 2", POINTS,
        "Points of scaled score above or below pupils elsewhere who began alike; the nation is 0. "
        "Not published for 2023/24 and 2024/25, whose pupils have no key stage 1 results.",
        {ALL: "MATPROG|MATHS_PROGRESS", BOYS: "MATPROG_B", GIRLS: "MATPROG_G"}
        | _by_disadvantage("MATPROG"), pupils=_KS2, interval=_maths_progress,
    ),
    _measure(
        "KS2_RWM_EXPECTED", Stage.KS2, "Expected standard in reading, writing and maths", PERCENT,
        "Pupils who reached it in all three. It says less of maths than the figure for maths does.",
        {ALL: "PTRWM_EXP|OVERALL_MEET_STD", BOYS: "PTRWM_EXP_B", GIRLS: "PTRWM_EXP_G"}
        | _by_disadvantage("PTRWM_EXP"), pupils=_KS2, is_maths=False,
    ),
    _measure(
        "KS2_RWM_HIGHER", Stage.KS2, "Higher standard in reading, writing and maths", PERCENT,
        "Pupils who reached it in all three.",
        {ALL: "PTRWM_HIGH|OVERALL_EXCEED_STD", BOYS: "PTRWM_HIGH_B", GIRLS: "PTRWM_HIGH_G"}
        | _by_disadvantage("PTRWM_HIGH"), pupils=_KS2, is_maths=False,
    ),
    _measure(
        "KS2_DISADVANTAGED", Stage.KS2, "Disadvantaged pupils at the end of key stage 2", PERCENT,
        "Eligible for free school meals in the last six years, or looked after, of all at the end "
        "of the key stage.",
        {ALL: "PTFSM6CLA1A"}, pupils=_KS2, higher_is_better=None,
    ),
    _measure(
        "KS2_PRIOR", Stage.KS2, "Average points at key stage 1", POINTS,
        "Of the pupils at the end of key stage 2: where they began.",
        {ALL: "TKS1AVERAGE"}, pupils=_KS2, higher_is_better=None,
    ),
    _measure(
        "KS4_ATT8_MATHS", Stage.KS4, "Attainment 8, maths element", POINTS,
        "Mean points of the GCSE in maths, counted twice: 18 is a grade 9 for every pupil.",
        {ALL: "ATT8SCRMAT"} | _of_ks4("ATT8SCRMAT"), pupils=_KS4, least=0, most=18,
    ),
    _measure(
        "KS4_P8_MATHS", Stage.KS4, "Progress 8, maths element", POINTS,
        "Grades above or below pupils elsewhere who began alike; the nation is about 0. Not "
        "published for independent schools, nor for 2024/25, whose pupils took no key stage 2 "
        "tests.",
        {ALL: "P8MEAMAT"} | _by_disadvantage("P8MEAMAT", "NFSM6CLA1A"),
        pupils=_KS4, interval=_progress_8,
    ),
    _measure(
        "KS4_MATHS_4", Stage.KS4, "GCSE maths at grade 4 or above", PERCENT,
        "Of all pupils at the end of key stage 4.",
        {ALL: "PTEBACMAT_94"}, pupils=_KS4, since="2016/17",
    ),
    _measure(
        "KS4_MATHS_5", Stage.KS4, "GCSE maths at grade 5 or above", PERCENT,
        "Of all pupils at the end of key stage 4.",
        {ALL: "PTEBACMAT_95"}, pupils=_KS4, since="2016/17",
    ),
    _measure(
        "KS4_EM_4", Stage.KS4, "GCSE English and maths at grade 4 or above", PERCENT,
        "Pupils with both, of all at the end of key stage 4.",
        {ALL: "PTL2BASICS_94"} | _english_and_maths("94"), pupils=_KS4, since="2016/17",
    ),
    _measure(
        "KS4_EM_5", Stage.KS4, "GCSE English and maths at grade 5 or above", PERCENT,
        "Pupils with both, of all at the end of key stage 4. Grades 9 to 1 began in 2016/17.",
        {ALL: "PTL2BASICS_95|ENG_MATHS_GRADE_5"} | _english_and_maths("95"),
        pupils=_KS4, since="2016/17",
    ),
    _measure(
        "KS4_ATT8", Stage.KS4, "Attainment 8", POINTS,
        "Mean points of eight GCSEs, of which English and maths count twice. The scale of points "
        "changed in 2016/17.",
        {ALL: "ATT8SCR|ATTAINMENT_8"} | {
            group: f"{column}|ATTAINMENT_8_{column.rpartition('_')[2]}"
            for group, column in _of_ks4("ATT8SCR").items()
        }, pupils=_KS4, is_maths=False, least=0, most=90,
    ),
    _measure(
        "KS4_P8", Stage.KS4, "Progress 8", POINTS,
        "Grades in eight subjects above or below pupils elsewhere who began alike; the nation is "
        "about 0.",
        {ALL: "P8MEA|PROGRESS_8"} | {
            group: f"{column}|PROGRESS_8_{column.rpartition('_')[2]}"
            for group, column in _of_ks4("P8MEA").items()
        }, pupils=_KS4, is_maths=False, interval=_progress_8,
    ),
    _measure(
        "KS4_DISADVANTAGED", Stage.KS4, "Disadvantaged pupils at the end of key stage 4", PERCENT,
        "Eligible for free school meals in the last six years, or looked after, of all at the end "
        "of the key stage.",
        {ALL: "PTFSM6CLA1A"}, pupils=_KS4, higher_is_better=None,
    ),
    _measure(
        "A_LEVEL_MATHS", Stage.A_LEVEL, "Took A level maths", PERCENT,
        "Students who took it, of all who took an A level at the school or college.",
        {
            ALL: "A_LEVEL_MATHS_PERCENT_ALL",
            GIRLS: "A_LEVEL_MATHS_PERCENT_FEMALE",
            BOYS: "A_LEVEL_MATHS_PERCENT_MALE",
        }, pupils=_A_LEVEL,
    ),
    _measure(
        "A_LEVEL_FURTHER", Stage.A_LEVEL, "Took A level further maths", PERCENT,
        "Students who took it, of all who took an A level at the school or college.",
        {
            ALL: "A_LEVEL_FURTHER_MATHS_PERCENT_ALL",
            GIRLS: "A_LEVEL_FURTHER_MATHS_PERCENT_FEMALE",
            BOYS: "A_LEVEL_FURTHER_MATHS_PERCENT_MALE",
        }, pupils=_A_LEVEL,
    ),
    _measure(
        "P16_L3_MATHS", Stage.POST_16, "Gained a level 3 qualification in maths", PERCENT,
        "Of students with at least a grade 4 (once C) in GCSE maths. Last published for 2018/19.",
        {ALL: "L3M_PER"}, pupils={ALL: "TALLPUP_SCOPE_L3M"},
    ),
    _measure(
        "P16_MATHS_PROGRESS", Stage.POST_16, "Progress in maths of students who take it again",
        POINTS,
        "Grades gained since the end of key stage 4 by students who had no grade 4 in maths. Last "
        "published for 2018/19.",
        {ALL: "PROGEX_M", DISADVANTAGED: "PROGEX_M_DIS", OTHER: "PROGEX_M_NOTDIS"},
        pupils={
            ALL: "T_SCOPEEX_M", DISADVANTAGED: "T_SCOPEEX_M_DIS", OTHER: "T_SCOPEEX_M_NOTDIS"
        },
    ),
    _measure(
        "P16_MATHS_ENTRY", Stage.POST_16, "Entered for maths again", PERCENT,
        "Of students who had no grade 4 in maths.",
        {ALL: "ENTRY_PER_M"}, pupils={ALL: "T_SCOPEEX_M"},
    ),
    _measure(
        "P16_STUDENTS", Stage.POST_16, "Students at the end of 16 to 18 study", PUPILS,
        "Whatever they studied.",
        {
            ALL: "TALLPUP_1618", DISADVANTAGED: "TALLPUP_1618_DIS", OTHER: "TALLPUP_1618_NOTDIS"
        }, pupils={}, higher_is_better=None, least=0,
    ),
    _measure(
        "P16_A_LEVEL_STUDENTS", Stage.POST_16, "Students who took an A level or AS", PUPILS,
        "At the end of 16 to 18 study.",
        {
            ALL: "TALLPUP_ALEV_1618",
            DISADVANTAGED: "TALLPUP_ALEV_1618_DIS",
            OTHER: "TALLPUP_ALEV_1618_NOTDIS",
        }, pupils={}, higher_is_better=None, least=0,
    ),
    _measure(
        "CENSUS_PUPILS", Stage.CENSUS, "Pupils on roll", PUPILS, "In the January census.",
        {ALL: "NOR", GIRLS: "NORG", BOYS: "NORB"}, pupils={}, higher_is_better=None, least=0,
    ),
    _measure(
        "CENSUS_FSM6", Stage.CENSUS, "Free school meals in the last six years", PERCENT,
        "Pupils eligible at any time in the last six years, of all on roll.",
        {ALL: "PNUMFSMEVER"}, pupils={ALL: "NOR"}, higher_is_better=None,
    ),
    _measure(
        "CENSUS_EAL", Stage.CENSUS, "First language other than English", PERCENT,
        "Of all pupils on roll.",
        {ALL: "PNUMEAL"}, pupils={ALL: "NOR"}, higher_is_better=None,
    ),
]  # fmt: skip

MEASURES: dict[str, Measure] = {measure.code: measure for measure in _ALL_MEASURES}


def measures_of(stage: Stage) -> list[Measure]:
    return [measure for measure in _ALL_MEASURES if measure.stage == stage]
