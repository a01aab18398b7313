"""What frames every page, written no more often than it changes."""

from __future__ import annotations

from functools import cache, lru_cache
from types import SimpleNamespace

from django import template
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from mathshubs import __version__

register = template.Library()


@register.simple_tag
def lasting(name: str) -> SafeString:
    """Include a template that reads only `demo` and `version`: once for the life of a process."""
    return _lasting(name, settings.DEMO)


@cache
def _lasting(name: str, demo: bool) -> SafeString:
    return render_to_string(name, {"demo": demo, "version": __version__})


@register.simple_tag(takes_context=True)
def header(context: template.Context) -> SafeString:
    """Write the header. A visitor's differs only by the part of the site that is looked at."""
    user, request = context.get("user"), context.get("request")
    if request is None or user is None or user.is_authenticated:
        return render_to_string("components/header.html", {"user": user, "request": request})
    part = f"/{request.path.split('/', 2)[1]}/"
    return _visitors_header(part if request.path == part else f"{part}-")


@lru_cache(maxsize=64)
def _visitors_header(here: str) -> SafeString:
    visit = {"user": AnonymousUser(), "request": SimpleNamespace(path=here)}
    return render_to_string("components/header.html", visit)
