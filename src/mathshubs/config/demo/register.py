"""
A register of schools in the shape of the official files, with made-up schools at real postcodes.

The four files have the headers, the encoding (cp1252), the line ends (CRLF) and the dates
(dd-mm-yyyy) of the official ones, so that the importer has to do what it does for those.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from random import Random

import polars as pl

from . import names
from .places import District, towns

SCHOOLS_HEADER = [
    "URN", "LA (code)", "LA (name)", "EstablishmentNumber", "EstablishmentName",
    "TypeOfEstablishment (code)", "TypeOfEstablishment (name)",
    "EstablishmentTypeGroup (code)", "EstablishmentTypeGroup (name)",
    "EstablishmentStatus (code)", "EstablishmentStatus (name)", "OpenDate", "CloseDate",
    "PhaseOfEducation (code)", "PhaseOfEducation (name)", "StatutoryLowAge", "StatutoryHighAge",
    "OfficialSixthForm (name)", "Gender (name)", "ReligiousCharacter (name)",
    "AdmissionsPolicy (name)", "CensusDate", "NumberOfPupils", "PercentageFSM",
    "Trusts (code)", "Trusts (name)", "UKPRN", "Street", "Locality", "Address3", "Town",
    "County (name)", "Postcode", "SchoolWebsite", "TelephoneNum", "HeadTitle (name)",
    "HeadFirstName", "HeadLastName", "GOR (name)", "DistrictAdministrative (code)",
    "DistrictAdministrative (name)", "UrbanRural (name)", "Easting", "Northing",
]  # fmt: skip
LINKS_HEADER = ["URN", "LinkURN", "LinkName", "LinkType", "LinkEstablishedDate"]
GROUPS_HEADER = [
    "Group UID", "Group ID", "Group Name", "Companies House Number", "Group Type (code)",
    "Group Type", "Closed Date", "Open date", "Incorporated on (open date)",
    "Group Status (code)", "Group Status", "Group Street", "Group Locality", "Group Address 3",
    "Group Town", "Group County", "Group Postcode", "Head of Group Title",
    "Head of Group First Name", "Head of Group Last Name", "UKPRN",
]  # fmt: skip
GROUP_LINKS_HEADER = [
    "URN", "Linked UID", "Group Name", "Companies House Number", "Group Type",
    "Group Type (code)", "Closed Date", "Open date", "Incorporated on (open date)",
    "Group Status", "Group Status (code)", "FederationType", "Joined date",
    "EstablishmentName", "TypeOfEstablishment (code)", "TypeOfEstablishment (name)",
    "PhaseOfEducation (code)", "PhaseOfEducation (name)", "LA (code)", "LA (name)",
    "HasSharedHT",
]  # fmt: skip

ACADEMIES, MAINTAINED = ("10", "Academies"), ("4", "Local authority maintained schools")
FREE, SPECIAL, INDEPENDENT = ("11", "Free Schools"), ("5", "Special schools"), (
    "3", "Independent schools",
)  # fmt: skip
PRIMARY, SECONDARY, NONE = ("2", "Primary"), ("4", "Secondary"), ("0", "Not applicable")
NURSERY, MIDDLE = ("1", "Nursery"), ("5", "Middle deemed secondary")
SIXTEEN, THROUGH = ("6", "16 plus"), ("7", "All-through")


@dataclass(frozen=True)
class Kind:
    """How many of 24,000 schools are of this kind, and what such a school is like."""

    many: int
    code: str
    name: str
    group: tuple[str, str]
    phase: tuple[str, str]
    low: int
    high: int
    pupils: int
    fsm: int
    numbers: int  # the first establishment number of its kind


KINDS = [
    Kind(6080, "34", "Academy converter", ACADEMIES, PRIMARY, 3, 11, 240, 18, 2000),
    Kind(4820, "1", "Community school", MAINTAINED, PRIMARY, 3, 11, 275, 21, 2000),
    Kind(1930, "2", "Voluntary aided school", MAINTAINED, PRIMARY, 4, 11, 208, 16, 3300),
    Kind(1870, "28", "Academy sponsor led", ACADEMIES, PRIMARY, 3, 11, 262, 32, 2000),
    Kind(1350, "3", "Voluntary controlled school", MAINTAINED, PRIMARY, 4, 11, 168, 14, 3000),
    Kind(455, "5", "Foundation school", MAINTAINED, PRIMARY, 3, 11, 270, 20, 5200),
    Kind(295, "35", "Free schools", FREE, PRIMARY, 4, 11, 240, 17, 2000),
    Kind(1780, "34", "Academy converter", ACADEMIES, SECONDARY, 11, 18, 1140, 19, 4000),
    Kind(790, "28", "Academy sponsor led", ACADEMIES, SECONDARY, 11, 16, 960, 37, 4000),
    Kind(235, "1", "Community school", MAINTAINED, SECONDARY, 11, 16, 1085, 25, 4000),
    Kind(215, "35", "Free schools", FREE, SECONDARY, 11, 18, 660, 29, 4000),
    Kind(165, "2", "Voluntary aided school", MAINTAINED, SECONDARY, 11, 18, 1000, 24, 4600),
    Kind(120, "5", "Foundation school", MAINTAINED, SECONDARY, 11, 18, 1060, 28, 5400),
    Kind(40, "40", "University technical college", FREE, SECONDARY, 14, 19, 420, 28, 4000),
    Kind(20, "41", "Studio schools", FREE, SECONDARY, 14, 19, 250, 25, 4000),
    Kind(85, "34", "Academy converter", ACADEMIES, MIDDLE, 9, 13, 550, 17, 4000),
    Kind(380, "15", "Local authority nursery school", MAINTAINED, NURSERY, 2, 5, 92, 22, 1000),
    Kind(100, "28", "Academy sponsor led", ACADEMIES, THROUGH, 3, 18, 1480, 34, 4000),
    Kind(60, "35", "Free schools", FREE, THROUGH, 4, 18, 950, 26, 4000),
    Kind(210, "18", "Further education", ("1", "Colleges"), SIXTEEN, 16, 99, 0, 0, 8000),
    Kind(80, "45", "Academy 16-19 converter", ACADEMIES, SIXTEEN, 16, 19, 1500, 12, 8600),
    Kind(420, "7", "Community special school", SPECIAL, NONE, 2, 19, 138, 48, 7000),
    Kind(340, "44", "Academy special converter", ACADEMIES, NONE, 2, 19, 137, 49, 7000),
    Kind(130, "36", "Free schools special", FREE, NONE, 4, 19, 70, 46, 7000),
    Kind(500, "10", "Other independent special school", SPECIAL, NONE, 7, 19, 30, 0, 6000),
    Kind(145, "14", "Pupil referral unit", MAINTAINED, NONE, 5, 16, 30, 64, 1100),
    Kind(95, "42", "Academy alternative provision converter", ACADEMIES, NONE, 5, 16, 34, 65, 1100),
    Kind(1290, "11", "Other independent school", INDEPENDENT, NONE, 3, 18, 240, 0, 6000),
]
TRUST_KINDS = {"Multi-academy trust": "06", "Single-academy trust": "10"}
# What authorities were called before they were split or merged, and until when.
BEFORE = {
    "942": ("909", "Cumbria", date(2023, 3, 31)),
    "943": ("909", "Cumbria", date(2023, 3, 31)),
    "940": ("928", "Northamptonshire", date(2021, 3, 31)),
    "941": ("928", "Northamptonshire", date(2021, 3, 31)),
    "838": ("835", "Dorset", date(2019, 3, 31)),
}


@dataclass(frozen=True)
class Files:
    """Where the four files of the register are."""

    schools: Path
    links: Path
    groups: Path
    group_links: Path


@dataclass
class Register:
    """The rows of the four files. Each row is a dict by official header."""

    schools: list[dict]
    links: list[dict]
    groups: list[dict]
    group_links: list[dict]

    def write(self, folder: Path, day: date) -> Files:
        """Write the four files as the official download names them."""
        folder.mkdir(parents=True, exist_ok=True)
        stamp = f"{day:%Y%m%d}"
        files = Files(
            folder / f"edubasealldata{stamp}.csv",
            folder / f"links_edubasealldata{stamp}.csv",
            folder / f"allgroupsdata{stamp}.csv",
            folder / f"alllinksdata{stamp}.csv",
        )
        _write(files.schools, SCHOOLS_HEADER, self.schools)
        _write(files.links, LINKS_HEADER, self.links)
        _write(files.groups, GROUPS_HEADER, self.groups)
        _write(files.group_links, GROUP_LINKS_HEADER, self.group_links)
        return files


def make(
    *, seed: int, schools: int, areas: list[list[District]], postcodes: pl.DataFrame, today: date
) -> Register:
    """
    Make a register of `schools` open schools in `areas`, and about a fifth as many closed ones.

    `areas` are the districts hub by hub: a trust keeps to one of them, as most do.
    """
    random = Random(f"{seed} register")
    addresses = _addresses(random, schools, areas, postcodes)
    kinds = _kinds(random, schools)
    maker = _Maker(random, today)
    opened = [
        maker.school(kind, district, address)
        for kind, (district, address) in zip(kinds, addresses, strict=True)
    ]
    groups, group_links = _trusts(random, opened, areas, today)
    closed, links = _predecessors(maker, opened)
    every = sorted(opened + closed, key=lambda row: int(row["URN"]))
    return Register(every, links, groups, group_links)


def _kinds(random: Random, schools: int) -> list[Kind]:
    """Return a kind for each school, in the proportions of KINDS."""
    total = sum(kind.many for kind in KINDS)
    kinds = [kind for kind in KINDS for _ in range(round(kind.many * schools / total))]
    kinds = kinds[:schools] + random.choices(KINDS[:7], k=max(schools - len(kinds), 0))
    random.shuffle(kinds)
    return kinds


def _addresses(
    random: Random, schools: int, areas: list[list[District]], postcodes: pl.DataFrame
) -> list[tuple[District, tuple[str, int, int]]]:
    """Return a district, and a postcode with its place, for each school."""
    districts = [district for area in areas for district in area]
    weights = [district.schools for district in districts]
    total = sum(weights)
    wanted = Counter({place: int(schools * weight / total) for place, weight in enumerate(weights)})
    wanted.update(random.choices(range(len(districts)), weights, k=schools - wanted.total()))
    by_district = postcodes.partition_by("district", as_dict=True, include_key=False)
    found = []
    for place, district in enumerate(districts):
        frame = by_district[(district.code,)]
        picked = random.sample(range(frame.height), wanted[place])
        found += [(district, frame.row(row)) for row in picked]
    return found


class _Maker:
    """Makes schools; remembers which numbers have been given out."""

    def __init__(self, random: Random, today: date):
        self.random, self.today = random, today
        self.maintained = count(100001)
        self.academies = count(136001)
        self.ukprns = count(10070001)
        self.numbers: dict[tuple[str, int], count] = {}

    def school(
        self, kind: Kind, district: District, address: tuple[str, int, int]
    ) -> dict[str, object]:
        random = self.random
        low, high = kind.low, kind.high
        if kind.phase == PRIMARY and random.random() < 0.11:
            low, high = random.choice([(low, 7), (7, high)])
        if kind.group == INDEPENDENT:
            low, high = random.choice([(3, 11), (3, 13), (4, 18), (11, 18), (11, 16), (13, 18)])
        if kind.phase == SECONDARY and high == 18 and random.random() < 0.35:
            high = 16
        faith = self._faith(kind)
        postcode, easting, northing = address
        academy = kind.group in (ACADEMIES, FREE)
        opened = (
            date(2010, 9, 1) + timedelta(days=random.randrange(5700))
            if academy
            else random.choice([None, None, date(random.randrange(1930, 2010), 9, 1)])
        )
        if academy and opened:
            opened = min(opened.replace(day=1), self.today.replace(day=1))
        name = names.school(random, kind.phase[1], kind.name, faith, low, high)
        size = random.lognormvariate(0, 0.42) * kind.pupils * (0.55 if high - low <= 4 else 1)
        fsm = min(max(random.gauss(kind.fsm, kind.fsm * 0.55), 0.8), 92) if kind.fsm else None
        title, (given, family) = self._title(), names.person(random)
        host = (
            f"{''.join(letter for letter in name.lower() if letter.isascii() and letter.isalnum())}"
        )
        town = towns().get(postcode.split()[0], district.name)
        return {
            "URN": str(next(self.academies if academy else self.maintained)),
            "LA (code)": district.authority,
            "LA (name)": district.authority_name,
            "EstablishmentNumber": self._number(district.authority, kind),
            "EstablishmentName": name,
            "TypeOfEstablishment (code)": kind.code,
            "TypeOfEstablishment (name)": kind.name,
            "EstablishmentTypeGroup (code)": kind.group[0],
            "EstablishmentTypeGroup (name)": kind.group[1],
            "EstablishmentStatus (code)": "3" if (closing := random.random() < 0.002) else "1",
            "EstablishmentStatus (name)": "Open, but proposed to close" if closing else "Open",
            "OpenDate": opened,
            "PhaseOfEducation (code)": kind.phase[0],
            "PhaseOfEducation (name)": kind.phase[1],
            "StatutoryLowAge": low,
            "StatutoryHighAge": high,
            "OfficialSixthForm (name)": _sixth_form(kind, high),
            "Gender (name)": self._gender(kind),
            "ReligiousCharacter (name)": faith,
            "AdmissionsPolicy (name)": _admissions(random, kind, name),
            "CensusDate": date(self.today.year - (self.today.month < 9), 1, 18),
            "NumberOfPupils": max(int(size), 6) if kind.pupils else "",
            "PercentageFSM": f"{fsm:.1f}" if fsm is not None else "",
            "UKPRN": str(next(self.ukprns)),
            "Street": names.street(random),
            "Locality": names.place(random) if random.random() < 0.2 else "",
            "Town": town,
            "Postcode": postcode,
            "SchoolWebsite": f"https://www.{host[:40]}.example",
            "TelephoneNum": f"01632960{random.randrange(1000):03d}",
            "HeadTitle (name)": title,
            "HeadFirstName": given,
            "HeadLastName": family,
            "GOR (name)": district.region,
            "DistrictAdministrative (code)": district.code,
            "DistrictAdministrative (name)": district.name,
            "Easting": easting,
            "Northing": northing,
        }

    def _title(self) -> str:
        return self.random.choice(["Mr", "Mrs", "Ms", "Miss", "Dr"])

    def _faith(self, kind: Kind) -> str:
        chances = {"2": (0.5, 0.45), "3": (0.98, 0), "34": (0.24, 0.12), "28": (0.16, 0.04)}
        church, catholic = chances.get(kind.code, (0.01, 0.01))
        if kind.phase not in (PRIMARY, SECONDARY):
            return "Does not apply" if kind.phase != NONE else ""
        drawn = self.random.random()
        if drawn < church:
            return "Church of England"
        return "Roman Catholic" if drawn < church + catholic else "Does not apply"

    def _gender(self, kind: Kind) -> str:
        if kind.phase != SECONDARY:
            return "Mixed"
        return self.random.choices(["Mixed", "Girls", "Boys"], [90, 6, 4])[0]

    def _number(self, authority: str, kind: Kind) -> str:
        numbers = self.numbers.setdefault((authority, kind.numbers), count(kind.numbers + 1))
        return f"{next(numbers):04d}"


def _sixth_form(kind: Kind, high: int) -> str:
    if kind.phase not in (SECONDARY, THROUGH):
        return "Not applicable"
    return "Has a sixth form" if high >= 18 else "Does not have a sixth form"


def _admissions(random: Random, kind: Kind, name: str) -> str:
    if kind.phase == SECONDARY:
        return "Selective" if random.random() < 0.045 else "Non-selective"
    return "Not applicable"


def _trusts(
    random: Random, schools: list[dict], areas: list[list[District]], today: date
) -> tuple[list[dict], list[dict]]:
    """Put every academy into a trust of its area, and return the trusts and the links to them."""
    area_of = {district.code: number for number, area in enumerate(areas) for district in area}
    academies = defaultdict(list)
    for school in schools:
        if school["EstablishmentTypeGroup (code)"] in ("10", "11"):
            academies[area_of[school["DistrictAdministrative (code)"]]].append(school)
    uids, groups, links, taken = count(2001), [], [], set()
    for members in academies.values():
        random.shuffle(members)
        while members:
            size = min(max(int(random.lognormvariate(1.7, 0.9)), 1), 45)
            chosen, members[:] = members[:size], members[size:]
            kind = "Multi-academy trust" if len(chosen) > 1 else "Single-academy trust"
            name = names.trust(random)
            while name in taken:
                name = names.trust(random)
            taken.add(name)
            group = _group(random, next(uids), name, kind, chosen)
            groups.append(group)
            links += [_group_link(group, school) for school in chosen]
    for _ in range(len(groups) // 12):
        name = names.trust(random)
        if name not in taken:
            taken.add(name)
            group = _group(random, next(uids), name, "Multi-academy trust", [])
            closed = today - timedelta(days=random.randrange(200, 3000))
            closing = {"Closed Date": closed.strftime("%d/%m/%Y"), "Group Status": "Closed"}
            groups.append(group | closing | {"Group Status (code)": "CLOSED"})
    return groups, links


def _group(random: Random, uid: int, name: str, kind: str, schools: list[dict]) -> dict:
    opened = min((school["OpenDate"] for school in schools), default=date(2012, 9, 1))
    for school in schools:
        school["Trusts (code)"], school["Trusts (name)"] = uid, name.upper()
    incorporated = opened - timedelta(days=random.randrange(60, 400))
    return {
        "Group UID": uid,
        "Group ID": f"TR{uid:05d}",
        "Group Name": name.upper() if random.random() < 0.7 else name,
        "Companies House Number": f"{7000000 + uid:08d}",
        "Group Type (code)": TRUST_KINDS[kind],
        "Group Type": kind,
        "Open date": opened.strftime("%d/%m/%Y"),
        "Incorporated on (open date)": incorporated.strftime("%d/%m/%Y"),
        "Group Status (code)": "OPEN",
        "Group Status": "Open",
        "Group Town": schools[0]["Town"] if schools else "",
        "Group Postcode": schools[0]["Postcode"] if schools else "",
        "Group County": "Not recorded",
        "UKPRN": str(10050000 + uid),
    }


def _group_link(group: dict, school: dict) -> dict:
    same = [column for column in GROUP_LINKS_HEADER if column in group]
    return {column: group[column] for column in same} | {
        "URN": school["URN"],
        "Linked UID": group["Group UID"],
        "Joined date": school["OpenDate"].strftime("%d-%m-%Y"),
        **{column: school[column] for column in GROUP_LINKS_HEADER[13:20]},
    }


def _predecessors(maker: _Maker, schools: list[dict]) -> tuple[list[dict], list[dict]]:
    """Return the closed schools that open ones came from, and the links between them."""
    random = maker.random
    closed, links = [], []
    for school in schools:
        if school["TypeOfEstablishment (code)"] not in ("34", "28"):
            continue
        if random.random() > 0.44:
            continue
        parts = (
            2 if school["PhaseOfEducation (name)"] == "Primary" and random.random() < 0.05 else 1
        )
        ends = school["OpenDate"] - timedelta(days=1)
        for part in range(parts):
            before = _predecessor(maker, school, ends, part if parts > 1 else None)
            closed.append(before)
            kind = {1: "", 2: " - amalgamated"}[parts]
            day = school["OpenDate"].strftime("%d-%m-%Y")
            links.append(_link(before, school, f"Successor{kind}", day))
            links.append(_link(school, before, f"Predecessor{kind}", day))
    return closed, links


def _predecessor(maker: _Maker, school: dict, ends: date, part: int | None) -> dict:
    """Return the maintained school at the same address that an academy came from."""
    kind = next(kind for kind in KINDS if kind.code in ("1", "2") and _was(kind, school))
    name = str(school["EstablishmentName"]).replace("Academy", "School")
    if part is not None:
        name = name.replace("Primary", ["Infant", "Junior"][part])
    authority = {"LA (code)": school["LA (code)"], "LA (name)": school["LA (name)"]}
    was = BEFORE.get(str(school["LA (code)"]))
    if was and ends <= was[2]:
        authority = {"LA (code)": was[0], "LA (name)": was[1]}
    number = (
        {} if part is None else {"EstablishmentNumber": maker._number(school["LA (code)"], kind)}
    )
    return {
        column: school[column]
        for column in (
            "EstablishmentNumber", "PhaseOfEducation (code)", "PhaseOfEducation (name)",
            "StatutoryLowAge", "StatutoryHighAge", "Gender (name)", "ReligiousCharacter (name)",
            "Street", "Locality", "Town", "Postcode", "GOR (name)",
            "DistrictAdministrative (code)", "DistrictAdministrative (name)",
        )
    } | authority | number | {
        "URN": str(next(maker.maintained)),
        "EstablishmentName": name,
        "TypeOfEstablishment (code)": kind.code,
        "TypeOfEstablishment (name)": kind.name,
        "EstablishmentTypeGroup (code)": kind.group[0],
        "EstablishmentTypeGroup (name)": kind.group[1],
        "EstablishmentStatus (code)": "2",
        "EstablishmentStatus (name)": "Closed",
        "CloseDate": ends,
    }  # fmt: skip


def _was(kind: Kind, school: dict) -> bool:
    faith = school["ReligiousCharacter (name)"] in ("Church of England", "Roman Catholic")
    return kind.code == ("2" if faith else "1")


def _link(one: dict, other: dict, kind: str, day: str) -> dict:
    name = other["EstablishmentName"]
    return dict(zip(LINKS_HEADER, [one["URN"], other["URN"], name, kind, day], strict=True))


def _write(file: Path, header: list[str], rows: list[dict]) -> None:
    """Write the rows as the official files are: cp1252, CRLF, days as dd-mm-yyyy."""
    with file.open("w", encoding="cp1252", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(header)
        for row in rows:
            values = (row.get(column, "") for column in header)
            writer.writerow([v.strftime("%d-%m-%Y") if isinstance(v, date) else v for v in values])
