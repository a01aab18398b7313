"""Made-up schools, one row of the register each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from random import Random

from . import names
from .places import District, towns

# Groups of types, and phases, by the register's codes and words.
ACADEMIES = ("10", "Academies")
FREE = ("11", "Free Schools")
INDEPENDENT = ("3", "Independent schools")
MAINTAINED = ("4", "Local authority maintained schools")
SPECIAL = ("5", "Special schools")
NONE = ("0", "Not applicable")
NURSERY = ("1", "Nursery")
PRIMARY = ("2", "Primary")
SECONDARY = ("4", "Secondary")
MIDDLE = ("5", "Middle deemed secondary")
SIXTEEN = ("6", "16 plus")
THROUGH = ("7", "All-through")


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
TITLES = ["Mr", "Mrs", "Ms", "Miss", "Dr"]
INDEPENDENT_AGES = [(3, 11), (3, 13), (4, 18), (11, 18), (11, 16), (13, 18)]


class Maker:
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
        """Make an open school at the address: postcode, easting, northing."""
        random = self.random
        low, high = self._ages(kind)
        faith = self._faith(kind)
        postcode, easting, northing = address
        academy = kind.group in (ACADEMIES, FREE)
        opened = self._opened(academy)
        name = names.school(random, kind.phase[1], kind.name, faith, low, high)
        size = random.lognormvariate(0, 0.42) * kind.pupils * (0.55 if high - low <= 4 else 1)
        fsm = min(max(random.gauss(kind.fsm, kind.fsm * 0.55), 0.8), 92) if kind.fsm else None
        title, (given, family) = random.choice(TITLES), names.person(random)
        host = "".join(letter for letter in name.lower() if letter.isascii() and letter.isalnum())
        return {
            "URN": str(next(self.academies if academy else self.maintained)),
            "LA (code)": district.authority,
            "LA (name)": district.authority_name,
            "EstablishmentNumber": self.number(district.authority, kind),
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
            "AdmissionsPolicy (name)": _admissions(random, kind),
            "CensusDate": date(self.today.year - (self.today.month < 9), 1, 18),
            "NumberOfPupils": max(int(size), 6) if kind.pupils else "",
            "PercentageFSM": f"{fsm:.1f}" if fsm is not None else "",
            "UKPRN": str(next(self.ukprns)),
            "Street": names.street(random),
            "Locality": names.place(random) if random.random() < 0.2 else "",
            "Town": towns().get(postcode.split()[0], district.name),
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

    def _ages(self, kind: Kind) -> tuple[int, int]:
        low, high = kind.low, kind.high
        if kind.phase == PRIMARY and self.random.random() < 0.11:
            low, high = self.random.choice([(low, 7), (7, high)])
        if kind.group == INDEPENDENT:
            low, high = self.random.choice(INDEPENDENT_AGES)
        if kind.phase == SECONDARY and high == 18 and self.random.random() < 0.35:
            high = 16
        return low, high

    def _opened(self, academy: bool) -> date | None:
        """Return the day it opened; the register does not know it of most old schools."""
        if academy:
            day = date(2010, 9, 1) + timedelta(days=self.random.randrange(5700))
            return min(day.replace(day=1), self.today.replace(day=1))
        old = date(self.random.randrange(1930, 2010), 9, 1)
        return self.random.choice([None, None, old])

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

    def number(self, authority: str, kind: Kind) -> str:
        """Return the next establishment number of such schools in the authority."""
        numbers = self.numbers.setdefault((authority, kind.numbers), count(kind.numbers + 1))
        return f"{next(numbers):04d}"


def _sixth_form(kind: Kind, high: int) -> str:
    if kind.phase not in (SECONDARY, THROUGH):
        return "Not applicable"
    return "Has a sixth form" if high >= 18 else "Does not have a sixth form"


def _admissions(random: Random, kind: Kind) -> str:
    if kind.phase == SECONDARY:
        return "Selective" if random.random() < 0.045 else "Non-selective"
    return "Not applicable"
