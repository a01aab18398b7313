"""The choices of the filters of a list, and the chips of those in force."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from urllib.parse import urlencode

from django.db.models import QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.timezone import localdate

from mathshubs.core.prepared import Prepared
from mathshubs.hubs.models import Hub
from mathshubs.needs.models import SupportKind
from mathshubs.needs.queries.offers import public_themes
from mathshubs.programmes.models import Project
from mathshubs.schools.models import District

from ..forms import filters as asking
from ..queries import search

_HUB, _PROJECT, _DISTRICT, _THEME = range(4)


def _all_known(today: date) -> QuerySet:
    """Return everything a list may be asked for in one query: which it is, its key, its name."""

    def rows(of: int, found: QuerySet, key: str, said: str, year: str = "") -> QuerySet:
        text = [Cast(each, TextField()) for each in (key, said, year or Value(""))]
        return found.order_by().values_list(Value(of), *text)

    return rows(_HUB, Hub.objects.all(), "slug", "name").union(
        rows(_PROJECT, Project.objects.filter(hub=None), "code", "title", "year"),
        rows(_DISTRICT, District.objects.all(), "pk", "name"),
        rows(_THEME, public_themes(today), "name", "name"),
        all=True,
    )


_KNOWN = Prepared(_all_known, date)


def everything_known(today: date) -> asking.Known:
    """Return what a list may be asked for, by name; projects by code, the newest year first."""
    found: list[dict[str, str]] = [{}, {}, {}, {}]
    rows = sorted(_KNOWN(today), key=lambda row: row[1] if row[0] == _PROJECT else row[2])
    for of, key, said, _ in sorted(rows, key=lambda row: row[3], reverse=True):
        found[of][key] = said
    districts = {int(pk): name for pk, name in found[_DISTRICT].items()}
    return asking.Known(found[_HUB], found[_PROJECT], districts, tuple(found[_THEME]))


def filter_chips(
    filters: search.Filters, known: asking.Known, said: dict[str, list[str]]
) -> list[tuple[str, str]]:
    return [
        (words, f"?{urlencode({k: v for k, v in said.items() if k not in names}, doseq=True)}")
        for words, names in asking.in_force(filters, known)
    ]


def filter_options(asked: asking.Asked, known: asking.Known) -> dict[str, SafeString]:
    """Return the choices of each list to pick from, as HTML: written here, for speed."""
    filters, any_of = asked.filters, ("", "Any")
    modes = [(mode.value, words.capitalize()) for mode, words in asking.MODES.items()]
    named = [(code, f"{code} {title}") for code, title in known.projects.items()]
    years = [("", "Now and to come"), *((y, y) for y in asking.years_offered(localdate()))]
    far = [(km, f"{km} km") for km in asking.DISTANCES]
    if (within := str(filters.within_km)) not in asking.DISTANCES:
        far.append((within, f"{within} km"))
    kinds = [(kind, words[0].upper() + words[1:]) for kind, words in asking.KINDS.items()]
    return {
        "hub": _choices([any_of, *known.hubs.items()], filters.hub),
        "project": _choices([any_of, *named], filters.project),
        "mode": _choices([any_of, *modes], filters.mode),
        "kind": _choices([("", "Both"), *kinds], filters.kind),
        "year": _choices(years, filters.year),
        "within": _choices(far, within),
        "support": _choices([any_of, *SupportKind.choices], filters.support),
        "theme": _choices([any_of, *((name, name) for name in known.themes)], filters.theme),
        "district": _choices([any_of, *_as_text(known.districts)], str(filters.district or "")),
        "sort": _choices(list(search.SORTS.items()), filters.sort),
    }


def _as_text(districts: dict[int, str]) -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name in districts.items()]


def _choices(pairs: list[tuple[str, str]], chosen: str) -> SafeString:
    return _written(tuple(pairs), chosen)


@lru_cache(maxsize=256)
def _written(pairs: tuple[tuple[str, str], ...], chosen: str) -> SafeString:
    return SafeString(
        "".join(
            f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>'
            f"{escape(label)}</option>"
            for value, label in pairs
        )
    )
