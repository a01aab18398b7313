"""What is read to see which places stand out, and what is found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Schools:
    """What is known of schools, a place for each; `ids` ascending."""

    ids: np.ndarray
    sort: np.ndarray  # whole numbers; below 0: like no others
    meals: np.ndarray  # per cent eligible for free school meals; nan: unknown
    places: Mapping[str, np.ndarray]  # by kind of place the id of the one each is in; 0: in none


@dataclass(frozen=True)
class Figures:
    """Published figures, a row for a school and year; a column for each group of pupils."""

    schools: np.ndarray
    years: np.ndarray  # in which they began
    values: np.ndarray  # nan: not published
    pupils: np.ndarray
    errors: np.ndarray  # half of the published interval over 1.96; nan where none was published
    counted: Counted | None = None  # none: as published, under the school's own number


@dataclass(frozen=True)
class Counted:
    """How the pupils of figures were counted, a row for each; `least` as `Figures.pupils`."""

    least: np.ndarray  # how few they may well be
    basis: np.ndarray  # of `cohorts`
    of_year: np.ndarray  # that an estimate is from; 0: published
    under: np.ndarray  # the school under whose number the figure was published


@dataclass(frozen=True)
class Year:
    year: int
    value: float
    expected: float
    low: float
    high: float
    pupils: int
    like: int  # of a school: schools alike; of a place: its schools
    least: int = 0  # how few pupils it may be about, where their number is an estimate
    estimated: int = 0  # schools whose number of pupils is an estimate
    basis: int = 0  # of a school: from what it was estimated, and of which year that is
    of_year: int = 0
    under: int = 0  # the earlier school under whose number it was published


@dataclass(frozen=True)
class Standing:
    """A place that stands out: how far, by how much, and the years it rests on."""

    kind: str
    place: int
    z: float  # standard errors below where the lowest sixth of similar ones begins; below 0
    difference: float
    error: float
    shrunk: float
    years: list[Year]


@dataclass(frozen=True)
class Family:
    """The places of one kind read for one measure: how many, and those that stand out."""

    kind: str
    read: int
    by_chance: float  # as many, at most, would stand as low by chance alone
    out: list[Standing]  # the lowest first


@dataclass(frozen=True)
class Reading:
    years: list[int]
    families: list[Family]
    left_out: int  # schools with figures of the last year of which nothing could be said
