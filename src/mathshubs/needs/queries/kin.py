"""Which needs may be the same, or belong together, and why we think so."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.contrib.postgres.search import (
    SearchHeadline,
    SearchQuery,
    SearchRank,
    TrigramSimilarity,
)
from django.db.models import Case, F, FloatField, Q, TextField, Value, When
from django.db.models.functions import Concat, Greatest

from ..models import Need
from .needs import needs_of

ALIKE = 0.3  # similarity of titles from which two needs may be one
OF_ONE_THEME = 0.2  # how near a need stands by its theme alone
MOST_KIN = 8
MOST_WORDS = 5
# Words that tell nothing about a need of maths in schools.
_IN_EVERY_NEED = {
    "also", "could", "ever", "give", "have", "help", "know", "learn", "like", "make", "many",
    "maths", "more", "most", "need", "nobody", "pupils", "school", "schools", "shown", "some",
    "support", "take", "teach", "teachers", "teaching", "they", "want", "well", "whatever", "what",
    "when", "with", "work", "would", "year", "years",
}  # fmt: skip
_MARKED = re.compile("⟦(.*?)⟧")


@dataclass(frozen=True)
class Kin:
    """A need that may be the same as another, or belong with it. `why`, for who decides."""

    need: Need
    why: str


def kin(need: Need) -> list[Kin]:
    """Return open needs of the same hub that may be the same, or of one theme: likest first."""
    said = (word.strip(".,:;?!()’'\"") for word in need.title.split())
    telling = [word for word in said if word.lower() not in _IN_EVERY_NEED]
    words = " OR ".join(word for word in telling if len(word) > 3) or " ".join(telling)
    query = SearchQuery(words, config="english", search_type="websearch")
    near = Q(like__gte=ALIKE) | Q(search=query)
    themed = Case(When(theme=need.theme_id or 0, then=Value(OF_ONE_THEME)), default=Value(0.0))
    if need.theme_id:
        near |= Q(theme=need.theme_id)
    found = (
        needs_of(need.hub)
        .exclude(pk=need.pk)
        .exclude(state__in=Need.ENDED)
        .annotate(like=TrigramSimilarity("title", need.title), rank=SearchRank(F("search"), query))
        .filter(near)
        .annotate(near=Greatest("like", "rank", themed, output_field=FloatField()))
        .annotate(
            marked=SearchHeadline(
                Concat("title", Value(". "), "what", output_field=TextField()), query,
                config="english", start_sel="⟦", stop_sel="⟧", highlight_all=True,
            )
        )
        .select_related("theme", "school")
    )  # fmt: skip
    return [Kin(one, _why(one, need)) for one in found.order_by("-near", "-pk")[:MOST_KIN]]


def _why(one: Need, need: Need) -> str:
    """Return why the two may belong together: "Titles alike; both say: fractions"."""
    facts = one.__dict__
    words = dict.fromkeys(word.lower() for word in _MARKED.findall(facts["marked"]))
    said = [
        "titles alike" if facts["like"] >= ALIKE else "",
        f"both say: {', '.join(list(words)[:MOST_WORDS])}" if words else "",
        "same theme" if need.theme_id and one.theme_id == need.theme_id else "",
    ]
    why = "; ".join(part for part in said if part)
    return why[:1].upper() + why[1:]
