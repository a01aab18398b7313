"""What the lists of Work Groups are written with."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString

from ..queries.lines import Row

register = template.Library()


@register.filter
def as_html(rows: Iterable[Row]) -> SafeString:
    """Write the lines of a list as the rows of a table. Each escapes its own words."""
    return SafeString("".join([row.as_html() for row in rows]))
