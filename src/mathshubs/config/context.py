"""What every template may name."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.timezone import localdate

from mathshubs import __version__
from mathshubs.hubs.models import Hub
from mathshubs.hubs.queries import RUNS_A_HUB, hubs_advised_by, posts_of
from mathshubs.people import staff
from mathshubs.people.rules import is_national_staff


def site(request: HttpRequest) -> dict:
    """Name what the frame of a page shows; what needs the database is asked only where shown."""
    return {
        "demo": settings.DEMO,
        "site_url": settings.SITE_URL,
        "version": __version__,
        "desk_hubs": SimpleLazyObject(partial(_desk_hubs, request)),
        "board_hubs": SimpleLazyObject(partial(_board_hubs, request)),
        "is_national": SimpleLazyObject(partial(_is_national, request)),
    }


def _desk_hubs(request: HttpRequest) -> list[Hub]:
    """Return the hubs the person runs, the one this address names first."""
    if not _is_staff(request):
        return []
    posts = posts_of(request.user, localdate())
    hubs = list({post.hub_id: post.hub for post in posts if post.kind in RUNS_A_HUB}.values())
    named = request.resolver_match.kwargs.get("slug") if request.resolver_match else None
    return sorted(hubs, key=lambda hub: hub.slug != named)


def _board_hubs(request: HttpRequest) -> list[Hub]:
    """Return the hubs on whose Strategic Board the person sits."""
    return hubs_advised_by(request.user, localdate()) if _is_staff(request) else []


def _is_national(request: HttpRequest) -> bool:
    return _is_staff(request) and is_national_staff(request.user)


def _is_staff(request: HttpRequest) -> bool:
    person = getattr(request, "user", None)  # nobody yet, where an odd address is refused
    return person is not None and person.is_authenticated and staff.is_staff(person)
