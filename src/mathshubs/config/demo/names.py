"""Made-up names: people, schools, trusts, streets, hubs."""

from __future__ import annotations

import tomllib
from collections import Counter
from functools import cache
from random import Random

from .places import HERE

CATHOLIC = {
    "St Joseph's", "St Patrick's", "St Teresa's", "Our Lady of Lourdes", "Sacred Heart",
    "St Bernadette's", "Holy Family", "Corpus Christi", "English Martyrs", "St Edmund's",
    "St Thomas à Becket", "St Chad's", "St Gregory's", "St Francis", "St Cuthbert's", "St Mary's",
    "St Wilfrid's", "St Clare's", "St Agnes", "St Augustine's", "St Bede's", "Holy Cross",
}  # fmt: skip
ONLY_CATHOLIC = CATHOLIC - {"St Mary's", "St Chad's", "St Edmund's", "St Bede's", "St Augustine's"}


@cache
def words() -> dict:
    """Return the word lists; a list written as a block of words comes as a tuple."""
    with (HERE / "words" / "names.toml").open("rb") as file:
        read = tomllib.load(file)
    return {
        name: tuple(value.split()) if isinstance(value, str) else value
        for name, value in read.items()
    }


def person(random: Random) -> tuple[str, str]:
    """Return a given name and a family name."""
    return random.choice(words()["given"]), random.choice(words()["family"])


def place(random: Random) -> str:
    """Return the name of a lane or a village that is on no map: "Hollin Lane", "Thornwick"."""
    first = random.choice(words()["first"])
    if random.random() < 0.42:
        ending = random.choice(words()["endings"])
        if first[-1] != ending[0]:
            return first + ending
    second = random.choice([word for word in words()["second"] if word != first])
    return f"{first} {second}"


def street(random: Random) -> str:
    return f"{random.choice(words()['first'])} {random.choice(words()['streets'])}"


def school(random: Random, phase: str, kind: str, faith: str, low: int, high: int) -> str:
    """Return a school's name as such schools are called, given the register's words for it."""
    saint = random.choice([name for name in words()["saints"] if name not in ONLY_CATHOLIC])
    catholic = random.choice(sorted(CATHOLIC))
    somewhere = place(random)
    if phase == "Primary":
        size = "Primary"
        if high == 7:
            size = "Infant"
        elif low == 7:
            size = "Junior"
        tail = (
            f"{size} {'Academy' if kind.startswith('Academy') and _one_in(random, 3) else 'School'}"
        )
        if faith == "Roman Catholic":
            if kind.startswith("Academy") and _one_in(random, 3):
                return f"{catholic} Catholic {size} Voluntary Academy"
            return f"{catholic} Catholic {tail}"
        if faith == "Church of England":
            owner = saint if _one_in(random, 2) else somewhere
            words_for_it = random.choice(["Church of England", "CofE", "CofE", "C of E"])
            return f"{owner} {words_for_it} {tail}"
        return f"{somewhere} {tail}"
    if phase == "Nursery":
        return f"{somewhere} Nursery School"
    if phase in ("Secondary", "Middle deemed secondary", "All-through"):
        if faith == "Roman Catholic":
            return f"{catholic} Catholic {random.choice(['High School', 'School', 'Academy'])}"
        if faith == "Church of England":
            return f"{saint} Church of England {random.choice(['High School', 'Academy'])}"
        if phase == "Middle deemed secondary":
            return f"{somewhere} Middle School"
        if kind == "University technical college":
            return f"{somewhere} UTC"
        if kind == "Studio schools":
            return f"{somewhere} Studio School"
        academy = ["Academy", "Academy", "School", "High School", "Community College"]
        maintained = ["School", "High School", "Community School", "Community College", "School"]
        return f"{somewhere} {random.choice(maintained if 'school' in kind else academy)}"
    if phase == "16 plus":
        return f"{somewhere} {random.choice(['College', 'Sixth Form College', 'Sixth Form'])}"
    if "special" in kind.lower():
        return f"{somewhere} {random.choice(['School', 'Special School', 'Academy'])}"
    if kind == "Pupil referral unit" or "alternative" in kind:
        return f"{somewhere} {random.choice(['Centre', 'Academy', 'Short Stay School'])}"
    prep = "Preparatory School" if high <= 13 else random.choice(["School", "College"])
    return f"{somewhere if _one_in(random, 2) else saint} {prep}"


def trust(random: Random) -> str:
    first = random.choice(words()["first"])
    if _one_in(random, 3):
        first = place(random)
    return f"{first} {random.choice(words()['trusts'])}"


def hubs(regions: list[str], telford: int | None) -> list[str]:
    """Return a hub's name for each region in the list; the one at `telford` has its own."""
    spare = {region: list(names) for region, names in words()["hubs"].items()}
    named = []
    for number, region in enumerate(regions):
        names = spare["Telford"] if number == telford else spare[region]
        if not names:
            names = next(names for names in spare.values() if names)
        named.append(names.pop(0))
    return named


def email(given: str, family: str, host: str, taken: Counter) -> str:
    """Return an address no one else has; `taken` remembers those given out."""
    name = f"{given}.{family}".lower()
    taken[f"{name}@{host}"] += 1
    again = taken[f"{name}@{host}"]
    return f"{name}{again if again > 1 else ''}@{host}"


def _one_in(random: Random, count: int) -> bool:
    return random.randrange(count) == 0
