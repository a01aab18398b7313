"""What the pages of leaders are written with."""

from __future__ import annotations

from decimal import Decimal

from django import template

register = template.Library()


@register.filter
def in_days(value: Decimal | None) -> str:
    """Write days without noughts at their end: 10, 7.5."""
    return "" if value is None else f"{value.normalize():f}"
