"""Reads about themes: a hub's own and the nation's."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from mathshubs.hubs.models import Hub

from ..models import Theme


def themes_for(hub: Hub | None) -> QuerySet[Theme]:
    """Return the themes that a need of `hub` may have: its own, and the nation's."""
    return Theme.objects.filter(Q(hub=hub) | Q(hub=None)).order_by("name", "pk")
