"""What every template may name."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from mathshubs import __version__


def site(request: HttpRequest) -> dict:
    return {"demo": settings.DEMO, "site_url": settings.SITE_URL, "version": __version__}
