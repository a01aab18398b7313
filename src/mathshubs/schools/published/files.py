"""A file of results, whatever its packing, encoding and shape, becomes rows of text."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from mathshubs.core.years import is_academic_year
from mathshubs.schools.models import Release, Stage
from mathshubs.schools.register.files import AT_A_TIME, RefusedRow
from mathshubs.schools.register.unpack import NOTHING_CHANGED, RegisterRefused, unpack

from .measures import measures_of

CSV_FIELD = 1_000_000  # characters
URN = ("URN", "UNIQUE_REFERENCE_NUMBER")
YEAR = ("ACADEMIC_YEAR", "YEAR", "TIME_PERIOD")
NO_RESULTS = ("2019/20", "2020/21")
# A table is known by one of these columns; one that every other table may have comes last.
MARKS_OF = {
    Stage.A_LEVEL: {"A_LEVEL_MATHS_PERCENT_ALL"},
    Stage.POST_16: {"TALLPUP_1618", "L3M_PER"},
    Stage.KS4: {"ATT8SCR", "KS4_PUPILS", "KS4TOTPUP"},
    Stage.KS2: {"MAT_AVERAGE", "MATPROG", "PTMAT_EXP", "KS2_PUPILS"},
    Stage.CENSUS: {"NOR"},
}
OF_TRUSTS = {"CHAINID", "GROUP_ID", "TRUST_UID"}
OF_SCHOOLS = {"1", "2"}  # mainstream and special; the others are authorities and the nation
CONSORTIUM = "3"  # in the tables of 16 to 18 only; elsewhere an authority


class ResultsRefused(RegisterRefused):
    """The files cannot be taken. `str(refusal)` says what happened and what to do."""


@dataclass(frozen=True)
class Told:
    """What somebody says of the files; what is left empty each file has to say."""

    year: str = ""
    stage: str = ""
    release: str = ""


@dataclass
class ResultsTable:
    """The rows of schools in one file, and the columns that we know of it."""

    name: str
    sha256: str
    stage: Stage
    year: str
    release: Release
    columns: dict[str, list[str]]
    lines: list[int] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    totals: int = 0  # rows of authorities and of the nation
    refused: list[RefusedRow] = field(default_factory=list)

    @property
    def read(self) -> int:
        return len(self.lines) + self.totals

    def refuse(self, place: int, reason: str) -> None:
        text = io.StringIO()
        csv.writer(text, lineterminator="").writerow(self.rows[place])
        self.refused.append(RefusedRow(self.name, self.lines[place], reason, text.getvalue()))


def read_results(
    path: Path,
    *,
    name: str,
    told: Told,
    advance: Callable[[int], None] = lambda rows: None,
) -> ResultsTable:
    """
    Read one file; rows shorter than the heading are rows whose last values are blank.

    Raises ResultsRefused when it is no table of results that we know, or does not say its year.
    """
    source, encoding = unpack(path, name)
    csv.field_size_limit(CSV_FIELD)
    with io.TextIOWrapper(source, encoding, errors="replace", newline="") as text:
        heading = text.readline()
        separator = max("\t;,", key=heading.count)
        header = [_plain(each) for each in next(csv.reader([heading], delimiter=separator), [])]
        stage = _stage(set(header), told.stage, name)
        where = _places(header, stage, name)
        table = ResultsTable(
            name, _sha256(path), stage, "", _release(name, told.release), {key: [] for key in where}
        )
        try:
            _rows(table, csv.reader(text, delimiter=separator), where, advance)
        except csv.Error as error:
            raise ResultsRefused(
                f"We could not read {name}: {error}. Download it again. {NOTHING_CHANGED}"
            ) from error
    table.year = _year(table, told.year)
    return table


def _rows(table: ResultsTable, reader, where: dict[str, int], advance) -> None:
    kinds = OF_SCHOOLS | ({CONSORTIUM} if table.stage == Stage.POST_16 else set())
    kind, wanted = where.get("RECTYPE"), list(where.items())
    urn = next(where[key] for key in URN if key in where)
    longest = max(where.values()) + 1
    for row in reader:
        if not any(row):
            continue
        short = longest - len(row)
        full = row + [""] * short if short > 0 else row
        if (kind is not None and full[kind].strip() not in kinds) or full[urn] == "NAT":
            table.totals += 1
            continue
        for key, place in wanted:
            table.columns[key].append(full[place])
        table.rows.append(row)
        table.lines.append(reader.line_num + 1)
        if len(table.lines) % AT_A_TIME == 0:
            advance(len(table.lines))


def _plain(name: str) -> str:
    """A column's name in capitals, with an underscore for whatever is no letter or digit."""
    return re.sub(r"[^A-Z0-9]+", "_", name.upper()).strip("_")


def _stage(header: set[str], told: str, name: str) -> Stage:
    if header & OF_TRUSTS:
        raise ResultsRefused(
            f"{name} is a table of trusts. We keep results of schools: give the table of schools, "
            f"and trusts are worked out from it. {NOTHING_CHANGED}"
        )
    found = next((stage for stage, marks in MARKS_OF.items() if header & marks), None)
    if found is None:
        raise ResultsRefused(
            f"{name} is no table of results that we know: it has none of the columns that we read. "
            f"Give a table of key stage 2, key stage 4, 16 to 18, A level maths or the school "
            f"census, as it was downloaded. {NOTHING_CHANGED}"
        )
    if told and told != found:
        raise ResultsRefused(
            f"You say that {name} is {Stage(told).label}, but its columns are those of "
            f"{found.label}. Leave it to the file, or give the other file. {NOTHING_CHANGED}"
        )
    return found


def _places(header: list[str], stage: Stage, name: str) -> dict[str, int]:
    """Where in a row each column stands that we want."""
    wanted = {"RECTYPE", *URN, *YEAR}
    for measure in measures_of(stage):
        for columns in measure.columns.values():
            for named in (columns.value, columns.low, columns.high, columns.pupils):
                wanted.update(named.split("|"))
    where = {each: place for place, each in enumerate(header) if each in wanted and each}
    if not any(key in where for key in URN):
        raise ResultsRefused(
            f"{name} does not say the URN of each school: it has no column URN. Give a table that "
            f"has one; those since 2010/11 do. {NOTHING_CHANGED}"
        )
    twice = sorted(each for each in where if header.count(each) > 1)
    if twice:
        raise ResultsRefused(f"Two columns of {name} are called {twice[0]}. {NOTHING_CHANGED}")
    return where


def _year(table: ResultsTable, told: str) -> str:
    """The academic year that the file's rows say, else its name, else whoever gives it."""
    said = {
        _academic_year(text)
        for key in YEAR
        for text in set(table.columns.pop(key, []))
        if text.strip()
    }
    if len(said) > 1 or "" in said:
        raise ResultsRefused(
            f"{table.name} has rows of several years. Give one file for each. {NOTHING_CHANGED}"
        )
    in_name = {_academic_year(text) for text in re.findall(r"20\d\d\D?(?:20)?\d\d", table.name)}
    in_name -= {""}
    year = next(iter(said), "") or told or (in_name.pop() if len(in_name) == 1 else "")
    if told and told != year:
        raise ResultsRefused(
            f"You say that {table.name} is of {told}, but its rows say {year}. Leave it to the "
            f"file, or give the other file. {NOTHING_CHANGED}"
        )
    if not year:
        raise ResultsRefused(
            f"We cannot tell which year {table.name} is of. Say the academic year, such as "
            f"2018/19, or put 2018-19 in its name. {NOTHING_CHANGED}"
        )
    if year in NO_RESULTS and table.stage != Stage.CENSUS:
        raise ResultsRefused(
            f"{table.name} is said to be of {year}. No results of schools were published for "
            f"2019/20 and 2020/21, because of the pandemic. Check the year. {NOTHING_CHANGED}"
        )
    return year


def _academic_year(text: str) -> str:
    """Return "2018/19" for 2018-19, 201819, 2018-2019, or 2019 alone, the year it ended in."""
    digits = re.sub(r"\D", "", text)
    if len(digits) == 4:
        digits = f"{int(digits) - 1}{digits[2:]}"
    year = f"{digits[:4]}/{digits[-2:]}"
    return year if len(digits) in (6, 8) and is_academic_year(year) else ""


def _release(name: str, told: str) -> Release:
    found = next((each for each in Release if each.value.lower() in name.lower()), Release.FINAL)
    return Release(told) if told else found


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
