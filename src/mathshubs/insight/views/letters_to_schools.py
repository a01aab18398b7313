"""A letter to schools that do not take part: those of the list of schools to reach."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods

from mathshubs.core import exports
from mathshubs.hubs import rules
from mathshubs.hubs.views import hub_they_see
from mathshubs.people.actions import log_export
from mathshubs.workgroups.actions import bulk_letters as actions
from mathshubs.workgroups.emails import bulk as words
from mathshubs.workgroups.forms.bulk import WriteLetter
from mathshubs.workgroups.models import BulkLetter
from mathshubs.workgroups.queries.recipients import BUDGET

from ..queries import reach
from ..queries.letters_to_schools import ToSchools, to_schools
from .reach import asked_in_words, filters_of

SHOWN = 100  # addresses on the page; a file has all
TO = {
    "heads": "Headteachers",
    "leads": "Those who lead maths",
    "both": "Headteachers and those who lead maths",
}
ADDRESSES = ("School", "URN", "Town", "District", "Address", "Letters this week")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write_to_schools(request: HttpRequest, slug: str) -> HttpResponse:
    """Filters stand in the address, as those of the list do; shown before it is sent."""
    hub, on = hub_they_see(request, slug), localdate()
    if not rules.runs(request.user, hub):
        raise PermissionDenied
    filters = filters_of(request)
    to = request.GET.get("to") if request.GET.get("to") in TO else "heads"
    schools = reach.asked_for(hub, filters, on)
    found = to_schools(schools, heads=to != "leads", leads=to != "heads", at=now())
    if exports.ending(request):
        what = f"addresses of schools to reach, {hub}"
        log_export(what=what, rows=len(found.addresses), by=request.user, at=now())
        rows = ([each.school.name, each.school.urn, each.school.town, each.school.district_name,
                 each.email, each.this_week] for each in found.addresses)  # fmt: skip
        return exports.table(request, f"schools-to-write-to-{hub.slug}-{on}", ADDRESSES, rows)
    form = WriteLetter(request.POST if request.method == "POST" else None)
    hint = str(form.fields["text"].help_text)
    form.fields["text"].help_text = hint.replace("“Dear …”", "“Hello”")  # no name is known
    spared = found.often if form["leave_out"].value() else []
    addresses = [each for each in found.addresses if each not in spared]
    district = schools[0].district_name if schools else "one district"
    sentence = f"of {TO[to].lower()}, {asked_in_words(filters, district)}"
    preview, do = None, request.POST.get("do", "")
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("subject", "text")}
        if do == "send":
            try:
                letter = actions.write_to_schools(
                    hub=hub, addresses=[(each.school.pk, each.email) for each in addresses], **said,
                    expected=form.cleaned_data["expected"], to_whom=sentence,
                    token=form.cleaned_data["token"], by=request.user, at=now(),
                )  # fmt: skip
            except actions.BulkLetterRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                return redirect("insight:bulk_letter", hub.slug, letter.pk)
        elif do == "test":
            actions.send_test_to_schools(hub=hub, **said, by=request.user, at=now())
            messages.success(request, f"A test is on its way to {request.user.email}.")
        if do != "change":
            letter = BulkLetter(hub=hub, by=request.user, **said)
            preview = words.test_to_school(letter, number="")
    page = {
        "hub": hub,
        "form": form,
        "preview": preview,
        "found": found,
        "schools": len(schools),
        "addresses": addresses,
        "shown": found.addresses[:SHOWN],
        "more": len(found.addresses) - SHOWN,
        "left_out": len(spared),
        "missing": _missing(found),
        "budget": BUDGET,
        "sentence": sentence,
        "to": to,
        "tos": TO.items(),
        "hidden": _filters_said(request),
        "back": urlencode(_filters_said(request)),
    }
    return render(request, "insight/write_to_schools.html", page)


def _filters_said(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the filters of the list as the address has them."""
    names = ("show", "district", "phase", "way", "km")
    return [(name, request.GET[name]) for name in names if request.GET.get(name)]


def _missing(found: ToSchools) -> list[tuple[str, list]]:
    return [
        (words, schools[:SHOWN])
        for words, schools in (
            ("Without an address that anybody confirmed", found.without),
            ("Whose last letter came back", found.came_back),
        )
        if schools
    ]
