"""My letters, and what became of every letter."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from mathshubs.core import exports
from mathshubs.core.paging import paged
from mathshubs.people.rules import is_national_staff

from . import actions, queries
from .models import Letter

LETTERS = ("To", "Subject", "Written", "State", "Reason")
MOST_IN_A_FILE = 10_000


@login_required
@never_cache
@require_safe
def my_letters(request: HttpRequest) -> HttpResponse:
    letters = queries.letters_to(request.user)
    if exports.ending(request):
        return _file(request, letters)
    return render(request, "comms/my_letters.html", paged(request, letters, 30))


@login_required
@never_cache
@require_safe
def my_letter(request: HttpRequest, letter_id: int) -> HttpResponse:
    letter = get_object_or_404(queries.letters_to(request.user), pk=letter_id)
    return render(request, "comms/my_letter.html", {"letter": letter})


@login_required
@never_cache
@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """
    What became of every letter, for national staff.

    Who has a place is the hub's to know, so an address is masked unless it was asked for whole.
    """
    if not is_national_staff(request.user):
        raise PermissionDenied
    text = request.GET.get("q", "").strip().replace("\x00", "")
    state = request.GET.get("state", "")
    state = state if state in Letter.State.values else ""
    if exports.ending(request):
        return _file(request, queries.search_letters(text, state), masked_but=text.lower())
    page = {
        "text": text,
        "state": state,
        "state_in_words": dict(Letter.State.choices).get(state, ""),
        "states": Letter.State.choices,
        **paged(request, queries.search_letters(text, state), 50),
    }
    for letter in page["page"]:
        if letter.to_email != text.lower():
            letter.hide_who()
    return render(request, "comms/ledger_page.html", page)


def _file(
    request: HttpRequest, letters: QuerySet[Letter], *, masked_but: str | None = None
) -> HttpResponse:
    """The letters as a file; where the page masks addresses, so does the file."""
    letters = letters.defer("text", "html", "calendar")[:MOST_IN_A_FILE]
    for letter in letters:
        if masked_but is not None and letter.to_email != masked_but:
            letter.hide_who()
    rows = (
        [letter.to_email, letter.subject, f"{localtime(letter.written_at):%Y-%m-%d %H:%M}",
         letter.get_state_display(), letter.reason]
        for letter in letters
    )  # fmt: skip
    return exports.table(request, f"letters-{localdate()}", LETTERS, rows)


@login_required
@require_POST
def send_again(request: HttpRequest, letter_id: int) -> HttpResponse:
    if not is_national_staff(request.user):
        raise PermissionDenied
    letter = get_object_or_404(Letter, pk=letter_id)
    if actions.send_again(letter=letter):
        messages.success(request, "The letter is on its way again.")
    else:
        messages.info(request, "That letter was sent, is waiting to be sent, or was a code.")
    return redirect("comms:ledger")
