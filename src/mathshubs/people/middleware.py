"""Who is asking, noted for history; what people owe before the rest opens to them."""

from __future__ import annotations

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.http import urlencode
from pghistory.middleware import HistoryMiddleware as _HistoryMiddleware

from . import staff

OPEN_PATHS = ("/account/", "/demo/")
OPEN_PAGES = {
    "healthz",
    "readyz",
    "accessibility",
    "privacy",
    "complaints",
    "people:names",
    "people:second_factor",
}


class HistoryMiddleware(_HistoryMiddleware):
    """Keeps who asked and which page with each change of a row."""

    def get_context(self, request):
        return {"person": request.user.pk, "url": request.path}


class StaffMiddleware:
    """
    Asks newcomers for their names, and staff for a second factor in this session.

    Whoever signs out leaves nothing on a shared device. A session that ends by itself does: a
    register taken without a signal still has to be sent.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if getattr(request, "signed_out", False):
            response["Clear-Site-Data"] = '"storage"'
        return response

    def process_view(self, request, view, args, kwargs):
        open_page = request.resolver_match.view_name in OPEN_PAGES
        if open_page or request.path_info.startswith(OPEN_PATHS):
            return None
        person = request.user
        if not person.is_authenticated:
            return None
        if not (person.given_name or person.family_name):
            return _first(request, "people:names")
        if not has_second_factor(request) and staff.is_staff(person):
            return _first(request, "people:second_factor")
        return None


def has_second_factor(request: HttpRequest) -> bool:
    """Return whether a passkey, app or recovery code was used in this session. Asks no database."""
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "mfa" for record in records)


def _first(request: HttpRequest, page: str):
    wanted = request.get_full_path() if request.method in ("GET", "HEAD") else ""
    response = redirect(page)
    if wanted:
        response["Location"] += "?" + urlencode({"next": wanted})
    return response
