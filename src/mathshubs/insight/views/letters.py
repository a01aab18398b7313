"""Letters to many: who is written to, the words, a look before sending, and what became of it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime, now
from django.views.decorators.http import require_http_methods, require_safe

from mathshubs.core import exports
from mathshubs.core.paging import paged
from mathshubs.hubs import rules
from mathshubs.hubs.models import Hub
from mathshubs.people.actions import log_export
from mathshubs.workgroups.actions import bulk_letters as actions
from mathshubs.workgroups.emails import bulk as words
from mathshubs.workgroups.forms.bulk import ToWhom, WriteLetter
from mathshubs.workgroups.models import BulkLetter, WorkGroup
from mathshubs.workgroups.queries import recipients as queries
from mathshubs.workgroups.queries.groups import work_groups_run_by

SHOWN = 100  # names on the page; a file has all
PEOPLE = ("Family name", "Given name", "Email", "School", "URN", "Role", "Group", "This week")
LETTERS = ("Written", "By", "Subject", "To", "Letters")


def _may_write(request: HttpRequest, slug: str) -> tuple[Hub, list[WorkGroup], bool]:
    """Return the hub, its groups they may write to, and whether they run it; else 404."""
    hub = get_object_or_404(Hub, slug=slug)
    runs = rules.runs(request.user, hub)
    groups = queries.groups_written_to(request.user, hub, localdate())
    if not (runs or groups or work_groups_run_by(request.user).filter(hub=hub).exists()):
        raise Http404
    return hub, groups, runs


@login_required
@require_safe
def letters(request: HttpRequest, slug: str) -> HttpResponse:
    hub, _, runs = _may_write(request, slug)
    written = queries.bulk_letters_of(request.user, hub, runs=runs)
    if exports.ending(request):
        rows = (
            [f"{localtime(one.written_at):%Y-%m-%d %H:%M}", one.by.name, one.subject,
             f"{'Addresses' if one.addresses else 'People'} {one.to_whom}", one.many]
            for one in written
        )  # fmt: skip
        return exports.table(request, f"letters-{hub.slug}-{localdate()}", LETTERS, rows)
    page = {"hub": hub, "runs": runs, **paged(request, written, 30)}
    return render(request, "insight/bulk_letters.html", page)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, slug: str) -> HttpResponse:
    """Filters stand in the address; the letter is sent with them, and shown before it goes."""
    hub, groups, runs = _may_write(request, slug)
    to_whom = ToWhom(request.GET, groups=groups)
    wanted = to_whom.wanted
    found = queries.recipients(groups, wanted, now())
    if exports.ending(request):
        what = f"People {queries.in_words(groups, wanted)}, {hub}"
        log_export(what=what, rows=len(found), by=request.user, at=now())
        return exports.table(request, f"people-{hub.slug}-{localdate()}", PEOPLE, map(_row, found))
    often = [place for place in found if place.this_week >= queries.BUDGET]
    form = WriteLetter(request.POST if request.method == "POST" else None)
    leave_out = form["leave_out"].value() and bool(often)
    places = [place for place in found if not (leave_out and place in often)]
    preview, do = None, request.POST.get("do", "")
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("subject", "text")}
        if do == "send":
            try:
                letter = actions.write_to_many(
                    hub=hub, places=places, expected=form.cleaned_data["expected"], **said,
                    to_whom=queries.in_words(groups, wanted), token=form.cleaned_data["token"],
                    by=request.user, at=now(),
                )  # fmt: skip
            except actions.BulkLetterRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                return redirect("insight:bulk_letter", hub.slug, letter.pk)
        elif do == "test" and groups:
            actions.send_test(
                hub=hub, work_group=_one_of(groups, places), **said, by=request.user, at=now()
            )
            messages.success(request, f"A test is on its way to {request.user.email}.")
        if do != "change" and groups:
            letter = BulkLetter(hub=hub, by=request.user, **said)
            preview = words.test(letter, _one_of(groups, places), number="")
    page = {
        "hub": hub,
        "runs": runs,
        "to_whom": to_whom,
        "sentence": queries.in_words(groups, wanted),
        "places": places,
        "many": len(found),
        "left_out": len(found) - len(places),
        "shown": found[:SHOWN],
        "more": len(found) - SHOWN,
        "often": often,
        "budget": queries.BUDGET,
        "form": form,
        "preview": preview,
    }
    return render(request, "insight/write_letter.html", page)


def _one_of(groups: list[WorkGroup], places: list) -> WorkGroup:
    """Return the group that a test names: that of the first who is written to."""
    return places[0].work_group if places else groups[0]


def _row(place) -> list:
    person, school = place.person, place.school
    return [
        person.family_name, person.given_name, person.email, school.name, school.urn,
        place.get_role_display(), place.work_group.title, place.this_week,
    ]  # fmt: skip


@login_required
@require_safe
def letter(request: HttpRequest, slug: str, bulk_letter_id: int) -> HttpResponse:
    """What was written, by whom, and how far its sending is."""
    hub, _, runs = _may_write(request, slug)
    found = queries.bulk_letters_of(request.user, hub, runs=runs)
    letter = get_object_or_404(found, pk=bulk_letter_id)
    page = {"hub": hub, "letter": letter, "progress": queries.progress(letter)}
    return render(request, "insight/bulk_letter.html", page)
