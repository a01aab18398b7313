"""What every request passes through before a page sees it."""

from __future__ import annotations

from django.http import HttpResponseBadRequest


class OddInputMiddleware:
    """Answers 400 to a NUL byte in an address: PostgreSQL refuses it in text."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return HttpResponseBadRequest("This address has a character that cannot be read.")
        return self.get_response(request)
