"""A register of made-up schools at real postcodes, with trusts and the schools that closed."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import count
from random import Random

import polars as pl

from . import names
from .places import TELFORD, District
from .register_files import GROUP_LINKS_HEADER, LINKS_HEADER, Register
from .schools import KINDS, Kind, Maker

TRUST_KINDS = {"Multi-academy trust": "06", "Single-academy trust": "10"}
# What authorities were called before they were split or merged, and until when.
BEFORE = {
    "942": ("909", "Cumbria", date(2023, 3, 31)),
    "943": ("909", "Cumbria", date(2023, 3, 31)),
    "940": ("928", "Northamptonshire", date(2021, 3, 31)),
    "941": ("928", "Northamptonshire", date(2021, 3, 31)),
    "838": ("835", "Dorset", date(2019, 3, 31)),
}


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
    maker = Maker(random, today)
    opened = [
        maker.school(kind, district, address)
        for kind, (district, address) in zip(kinds, addresses, strict=True)
    ]
    gone, gone_links = _of_this_month(maker, opened, areas)
    groups, group_links = _trusts(random, opened, areas, today)
    closed, links = _predecessors(maker, opened, {link["URN"] for link in gone_links})
    closed, links = gone + closed, gone_links + links
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


def _of_this_month(
    maker: Maker, schools: list[dict], areas: list[list[District]]
) -> tuple[list[dict], list[dict]]:
    """Near Telford a school became an academy on the first, and a primary was split into two."""
    near = next((area for area in areas if any(each.code == TELFORD for each in area)), [])
    codes = {each.code for each in near} - {TELFORD}
    able: dict[object, list[dict]] = defaultdict(list)
    for school in schools:
        converted = school["TypeOfEstablishment (code)"] in ("34", "28")
        if converted and school["DistrictAdministrative (code)"] in codes:
            able[school["PhaseOfEducation (name)"]].append(school)
    closed: list[dict] = []
    links: list[dict] = []
    day = maker.today.replace(day=1)
    both = (able["Secondary"][:1], ""), (able["Primary"][:2], " - Split School")
    for parts, kind in both:
        if not parts:
            continue
        before = _predecessor(maker, parts[0], day - timedelta(days=1), None)
        closed.append(before)
        for school in parts:
            school["OpenDate"] = day
            links.append(_link(before, school, f"Successor{kind}", day.strftime("%d-%m-%Y")))
            links.append(_link(school, before, f"Predecessor{kind}", day.strftime("%d-%m-%Y")))
    return closed, links


def _predecessors(
    maker: Maker, schools: list[dict], linked: set[str]
) -> tuple[list[dict], list[dict]]:
    """Return the closed schools that others but `linked` came from, and the links between them."""
    random = maker.random
    closed, links = [], []
    for school in schools:
        if school["TypeOfEstablishment (code)"] not in ("34", "28"):
            continue
        if random.random() > 0.44 or school["URN"] in linked:
            continue
        primary = school["PhaseOfEducation (name)"] == "Primary"
        parts = 2 if primary and random.random() < 0.05 else 1
        ends = school["OpenDate"] - timedelta(days=1)
        for part in range(parts):
            before = _predecessor(maker, school, ends, part if parts > 1 else None)
            closed.append(before)
            kind = " - amalgamated" if parts > 1 else ""
            day = school["OpenDate"].strftime("%d-%m-%Y")
            links.append(_link(before, school, f"Successor{kind}", day))
            links.append(_link(school, before, f"Predecessor{kind}", day))
    return closed, links


def _predecessor(maker: Maker, school: dict, ends: date, part: int | None) -> dict:
    """Return the maintained school at the same address that an academy came from."""
    kind = next(kind for kind in KINDS if kind.code in ("1", "2") and _was(kind, school))
    name = str(school["EstablishmentName"]).replace("Academy", "School")
    if part is not None:
        name = name.replace("Primary", ["Infant", "Junior"][part])
    authority = {"LA (code)": school["LA (code)"], "LA (name)": school["LA (name)"]}
    was = BEFORE.get(str(school["LA (code)"]))
    if was and ends <= was[2]:
        authority = {"LA (code)": was[0], "LA (name)": was[1]}
    number = {}
    if part is not None:  # one school keeps its number, two cannot
        number = {"EstablishmentNumber": maker.number(school["LA (code)"], kind)}
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
