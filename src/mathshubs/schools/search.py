"""Finding a school by what people type: name, old name, town, postcode, URN or LAESTAB."""

from __future__ import annotations

import re

from django.db.models import Q

from .models import School


def search_schools(text: str, *, limit: int = 20, open_only: bool = False) -> list[School]:
    """Return the schools that match `text`, the likeliest first, each with its authority."""
    words = re.findall(r"[\w']+", text.replace("\x00", ""))[:10]
    found = School.objects.select_related("authority")
    for word in words:
        found = found.filter(
            Q(name__icontains=word) | Q(town__icontains=word) | Q(urn=word) | Q(postcode=text)
        )
    return list(found.order_by("name", "pk")[:limit]) if words else []


def label(school: School) -> str:
    """Tell namesakes apart: "Oak Street School, Telford, Telford and Wrekin, URN 123456"."""
    authority = school.authority.name if school.authority else ""
    parts = [school.name, school.town, authority if authority != school.town else ""]
    closed = "" if school.is_open else " (closed)"
    return ", ".join(part for part in [*parts, f"URN {school.urn}"] if part) + closed


def suggestions(text: str) -> list[dict]:
    return [
        {"urn": school.urn, "label": label(school)} for school in search_schools(text, limit=10)
    ]
