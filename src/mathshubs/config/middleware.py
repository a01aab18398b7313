"""What every request passes through before a page sees it, and its answer after."""

from __future__ import annotations

import re

from django.conf import settings
from django.core.exceptions import BadRequest
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
LONGEST_NUMBER = 18  # digits: what PostgreSQL's bigint always holds
_HUGE_NUMBER = re.compile(rf"[0-9]{{{LONGEST_NUMBER + 1},}}")


class OddInputMiddleware:
    """Refuses what no page can read, so that it is a sentence and not a failure."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        sent = [request.path, *request.COOKIES.values()]
        if "%00" in request.META.get("QUERY_STRING", "") or _has_nul(sent):
            raise BadRequest("A NUL character: PostgreSQL keeps none in text.")
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> None:
        if any(_HUGE_NUMBER.fullmatch(str(value)) for value in kwargs.values()):
            raise Http404("No identifier is that long.")
        if request.method == "POST" and request.content_type in FORMS:
            # Forms check their own fields; this is for what a view reads by itself.
            for key, values in request.POST.lists():
                if _has_nul([key, *values]):
                    raise BadRequest("A NUL character: PostgreSQL keeps none in text.")

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """A number too large or half a character, met only at the database's door."""
        if isinstance(exception, DataError | OverflowError | UnicodeEncodeError):
            raise BadRequest("A value that the database cannot keep.") from exception


class NoStoreMiddleware:
    """Asks browsers and proxies to keep no copy of a page that was made for somebody."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        cookie = settings.SESSION_COOKIE_NAME
        if cookie in request.COOKIES or cookie in response.cookies:
            patch_cache_control(response, no_store=True, private=True)
        return response


def _has_nul(values: list) -> bool:
    return any("\x00" in str(value) for value in values)
