"""What frames every page, written no more often than it changes."""

from __future__ import annotations

from functools import cache, lru_cache
from types import SimpleNamespace

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import escape
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
    """Write the header. It differs by the part of the site that is looked at, and by the name."""
    user, request = context.get("user"), context.get("request")
    name = user.name if user is not None and user.is_authenticated else None
    written = _header(_part(request.path if request else ""), signed_in=name is not None)
    return written if name is None else SafeString(written.replace(_NAME, escape(name)))


_NAME = "\ue000"  # stands where the name of whoever is signed in goes


def _part(path: str) -> str:
    """Return what of a path the menu is shown by: one part, or two beneath /my/; "-" for more."""
    parts = [part for part in path.split("/") if part]
    here = "".join(f"/{part}" for part in parts[: 2 if parts[:1] == ["my"] else 1]) + "/"
    return here if here == path else f"{here}-"


@lru_cache(maxsize=64)
def _header(here: str, *, signed_in: bool) -> SafeString:
    user = SimpleNamespace(is_authenticated=signed_in, name=_NAME)
    visit = {"user": user, "request": SimpleNamespace(path=here)}
    return render_to_string("components/header.html", visit)
