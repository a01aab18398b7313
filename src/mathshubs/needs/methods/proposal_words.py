"""What is read of published results to propose needs, and what a proposal says in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from mathshubs.schools.models import Group, Stage
from mathshubs.schools.published.measures import MEASURES, PERCENT, Measure

ALL = (Group.ALL,)
DISADVANTAGE = (Group.DISADVANTAGED, Group.OTHER)
SEX = (Group.GIRLS, Group.BOYS)
_PHASES = {Stage.KS2: ("PRIMARY", "KS2"), Stage.KS4: ("SECONDARY", "KS4")}
_KINDS: dict[tuple[Group, ...], str] = {
    ALL: "ATTAINMENT",
    DISADVANTAGE: "DISADVANTAGE_GAP",
    SEX: "SEX_GAP",
}
_ENDINGS: dict[tuple[Group, ...], str] = {ALL: "", DISADVANTAGE: ".DISADVANTAGE", SEX: ".SEX"}
_GAPS: dict[tuple[Group, ...], str] = {
    DISADVANTAGE: "disadvantaged pupils beside others",
    SEX: "girls beside boys",
}
_FINE = ("KS4_P8_MATHS",)  # grades, of which a tenth is much


@dataclass(frozen=True)
class Asked:
    """One question to published results: a measure of all pupils, or its gap between two groups."""

    measure: Measure
    groups: tuple[Group, ...]

    @property
    def code(self) -> str:
        """Return what a proposal keeps as its measure."""
        return self.measure.code + _ENDINGS[self.groups]

    @property
    def kind(self) -> str:
        of_all = self.groups == ALL
        return "POST_16" if of_all and self.phase == "POST_16" else _KINDS[self.groups]

    @property
    def phase(self) -> str:
        return _PHASES.get(self.measure.stage, ("POST_16", "KS5"))[0]

    @property
    def key_stage(self) -> str:
        return _PHASES.get(self.measure.stage, ("POST_16", "KS5"))[1]

    @property
    def is_share(self) -> bool:
        return self.measure.unit == PERCENT

    @property
    def both_ways(self) -> bool:
        """A gap between girls and boys is a question whoever is behind."""
        return self.groups == SEX

    @property
    def name(self) -> str:
        if self.groups == ALL:
            return self.measure.name
        return f"{self.measure.name}: {_GAPS[self.groups]}"

    @property
    def stage(self) -> str:
        return str(Stage(self.measure.stage).label)


_READ: list[tuple[str, tuple[Group, ...]]] = [
    ("KS2_EXPECTED", ALL), ("KS2_SCORE", ALL), ("KS2_PROGRESS", ALL),
    ("KS2_EXPECTED", DISADVANTAGE), ("KS2_SCORE", SEX), ("KS4_ATT8_MATHS", ALL),
    ("KS4_P8_MATHS", ALL), ("KS4_EM_5", ALL), ("KS4_ATT8_MATHS", DISADVANTAGE),
    ("KS4_ATT8_MATHS", SEX), ("A_LEVEL_MATHS", ALL), ("A_LEVEL_FURTHER", ALL),
    ("A_LEVEL_MATHS", SEX),
]  # fmt: skip
ASKED: dict[str, Asked] = {
    asked.code: asked for asked in (Asked(MEASURES[code], groups) for code, groups in _READ)
}

Figures = Mapping[str, Any]


def size(asked: Asked, number: float) -> str:
    """Return a difference of the measure's unit, without its sign: 12 percentage points."""
    text = _number(asked, abs(number))
    if asked.is_share:
        return f"{text} percentage point{'' if text == '1' else 's'}"
    return f"{text} point{'' if text in ('1', '1.0') else 's'}"


def _number(asked: Asked, number: float) -> str:
    if asked.is_share:
        return f"{number:.0f}"
    return f"{number:.2f}" if asked.measure.code in _FINE else f"{number:.1f}"


def said(asked: Asked, number: float) -> str:
    """Return one figure as it is read: 62%, 104.2, or a gap in points: −12."""
    text = _number(asked, number)
    text = _number(asked, 0) if float(text) == 0 else text.replace("-", "−")
    return f"{text}%" if asked.is_share and asked.groups == ALL else text


def headline(asked: Asked, figures: Figures) -> str:
    """Return the one sentence of a proposal."""
    difference = figures["difference"]
    by, over = size(asked, difference), f"over {len(figures['years'])} years"
    if asked.groups == ALL:
        return f"About {by} below what similar schools reach, {over}."
    if asked.groups == DISADVANTAGE:
        return (
            f"Disadvantaged pupils are about {by} further behind the others than in similar "
            f"schools, {over}."
        )
    behind, ahead = ("Girls", "boys") if difference < 0 else ("Boys", "girls")
    return f"{behind} do less well beside {ahead} than in similar schools, by about {by}, {over}."


def at_most(figures: Figures) -> int:
    """Return how many places of the kind would stand out by chance alone, never said to be none."""
    return max(ceil(figures["by_chance"]), 1)


def span(years: Sequence[str]) -> str:
    return f"{years[0]} to {years[-1]}"


def source(asked: Asked, figures: Figures) -> str:
    """Return where the figures are from, as evidence says it."""
    return f"{asked.stage} results, {span(sorted(figures['years']))}, Department for Education"


def pupils(of_year: Figures) -> str:
    """Return how many pupils a figure is about: 58, or about 58 where that is an estimate."""
    number = f"{of_year['pupils']:,}"
    return f"about {number}" if of_year.get("estimated") else number


def how_counted(figures: Figures) -> list[str]:
    """Return what to know of numbers of pupils that are estimates; years told alike together."""
    told: dict[str, list[tuple[str, int]]] = {}
    for year, each in sorted(figures["years"].items()):
        if each.get("estimated"):
            told.setdefault(_estimate(each), []).append((year, each["least"]))
    sentences = []
    for words, years in told.items():
        fewest = [f"{least:,}" for least in sorted({least for _, least in years})]
        sentences.append(
            f"{listed([year for year, _ in years])}: {words} To be safe, intervals are as wide as "
            f"with {listed(fewest)} pupils, as few as there may well have been."
        )
    return sentences


def _estimate(of_year: Figures) -> str:
    pupils, basis = of_year["pupils"], of_year.get("basis")
    if basis:
        return (
            f"the number of pupils was not published. About {pupils:,} is an estimate, from "
            f"{_BASES[basis].format(of_year['of_year'])}."
        )
    schools, all_of_them = of_year["estimated"], of_year["estimated"] == of_year["like"]
    of = f"all its {schools:,}" if all_of_them else f"{schools:,} of its {of_year['like']:,}"
    return (
        f"the number of pupils of {of} schools was not published. Of all together about "
        f"{pupils:,} is an estimate, from year groups or rolls of a near year."
    )


_BASES = {
    1: "the school's year group in {}",
    2: "its roll in the census of {}, of which a year group is a usual part in schools of its ages",
}


def earlier_numbers(figures: Figures) -> list[str]:
    """Return which years' results were published under an earlier number of the school."""
    years: dict[tuple[str, str], list[str]] = {}
    for year, each in sorted(figures["years"].items()):
        if urn := each.get("urn"):
            years.setdefault((each["school"], urn), []).append(year)
    return [
        f"{listed(of)}: published of {name}, URN {urn}, which this school was before. The register "
        f"says so, and its years count as one run."
        for (name, urn), of in years.items()
    ]


def read_from(readings: Sequence[Mapping[str, Any]]) -> str:
    """Return the years that a run read: key stage 2 of 2023/24 and 2024/25; 16 to 18 of ..."""
    years: dict[str, set[str]] = {}
    for each in readings:
        if asked := ASKED.get(each["measure"]):
            years.setdefault(asked.stage, set()).update(each["years"])
    return "; ".join(
        f"{stage if stage.startswith('A level') else stage.lower()} of {listed(sorted(of))}"
        for stage, of in years.items()
    )


def withdrawn(proposal_year: str, read: Sequence[str], *, closed: bool) -> str:
    """Return why it is no longer suggested; `read`: the years that its measure was last read of."""
    if closed:
        return "The school has closed."
    if read and read[-1] > proposal_year:
        return f"Results of {read[-1]} were read then, and this rests on older ones."
    return "Read again, these results no longer show it by more than chance explains."


def earlier_schools(figures: Figures) -> list[tuple[str, str]]:
    """Return the URN and name of each earlier school that years were published of."""
    years = sorted(figures["years"].items())
    return list(dict.fromkeys((of["urn"], of["school"]) for _, of in years if "urn" in of))


def listed(words: Sequence[str]) -> str:
    """Return them as one reads them: 2016/17, 2017/18 and 2018/19."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def in_words(asked: Asked, figures: Figures) -> str:
    """Return all figures of a proposal as sentences, a line for each year."""
    lines = [f"{asked.name}. {headline(asked, figures)}"]
    for year, each in sorted(figures["years"].items()):
        lines.append(
            f"{year}: {said(asked, each['value'])} ({said(asked, each['low'])} to "
            f"{said(asked, each['high'])}; {pupils(each)} pupils). "
            f"Expected from similar schools: {said(asked, each['expected'])}."
        )
    lines += [*how_counted(figures), *earlier_numbers(figures)]
    lines.append(
        f"Shrunk towards similar schools, as part of any difference is chance: "
        f"{size(asked, figures['shrunk'])}. {figures['out']:,} of {figures['read']:,} stand out; "
        f"by chance alone at most {at_most(figures)} would."
    )
    lines.append("A question, not a verdict: one measure, few pupils, and who goes there differs.")
    return "\n".join(lines)
