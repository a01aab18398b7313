"""The mailbox of the demo: every letter, as the person it went to would see it."""

from __future__ import annotations

from functools import wraps

from csp.constants import NONE, UNSAFE_INLINE
from csp.decorators import csp
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mathshubs.core.paging import paged

from . import queries, sending
from .models import Letter


def demo_only(view):
    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return never_cache(require_safe(guarded))


@demo_only
def mailbox(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip().replace("\x00", "")
    page = {"text": text, **paged(request, queries.search_letters(text), 30)}
    return render(request, "comms/mailbox.html", page)


@demo_only
def mailbox_letter(request: HttpRequest, letter_id: int) -> HttpResponse:
    letter = get_object_or_404(Letter.objects.select_related("to_person"), pk=letter_id)
    return render(request, "comms/mailbox_letter.html", {"letter": letter})


@demo_only
@csp({"default-src": [NONE], "style-src": [UNSAFE_INLINE], "frame-ancestors": [NONE]})
def mailbox_html(request: HttpRequest, letter_id: int) -> HttpResponse:
    """The letter as an email programme sets it: the only page here that has styles inline."""
    letter = get_object_or_404(Letter, pk=letter_id)
    return HttpResponse(sending.html_of(letter))


@demo_only
def mailbox_calendar(request: HttpRequest, letter_id: int) -> HttpResponse:
    letter = get_object_or_404(Letter.objects.exclude(calendar=""), pk=letter_id)
    response = HttpResponse(letter.calendar, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="calendar.ics"'
    return response
