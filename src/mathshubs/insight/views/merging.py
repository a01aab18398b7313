"""Two records of one person: found, compared, joined, taken apart again."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mathshubs.core import exports
from mathshubs.people import merging
from mathshubs.people.actions import log_export
from mathshubs.people.merging_undone import UNDONE_WITHIN, may_be_undone, undo
from mathshubs.people.models import Person

from .. import rules
from ..actions.merging import join
from ..forms.merging import TwoRecords
from ..queries import merging as queries

MOST_DONE = 50
COLUMNS = ("One record", "Its address", "The other", "Its address", "Why")


@login_required
@require_safe
def duplicates(request: HttpRequest) -> HttpResponse:
    """Records that may be of one person; those joined of late; a way to compare any two."""
    person, on, at = cast(Person, request.user), localdate(), now()
    if not rules.may_tidy_people(person, on):
        raise PermissionDenied
    asked = request.GET if "one" in request.GET else None
    form = TwoRecords(asked, people=queries.people_seen_by(person, on))
    if form.is_valid():
        both = (form.cleaned_data["one"].pk, form.cleaned_data["other"].pk)
        return redirect("insight:join_records", *both)
    pairs = queries.suggestions(person, on)
    if exports.ending(request):
        log_export(what="records that may be of one person", rows=2 * len(pairs), by=person, at=at)
        rows = ([p.one.name, p.one.email, p.other.name, p.other.email, p.why] for p in pairs)
        return exports.table(request, f"records-of-one-person-{on}", COLUMNS, rows)
    lately = queries.merges_seen_by(person, on).filter(at__gte=at - UNDONE_WITHIN)[:MOST_DONE]
    page = {
        "form": form,
        "suggestions": pairs,
        "most": queries.MOST_SUGGESTED,
        "done": [(each, may_be_undone(each, at)) for each in lately],
    }
    return render(request, "insight/duplicates.html", page)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def join_records(request: HttpRequest, person_id: int, other_id: int) -> HttpResponse:
    """Compare two records, see what would move, and join them: the first is kept."""
    by, at = cast(Person, request.user), now()
    seen = queries.people_seen_by(by, localdate())
    kept = get_object_or_404(seen, pk=person_id)
    merged = get_object_or_404(seen.exclude(pk=person_id), pk=other_id)
    may = rules.may_join(by, kept, merged)
    plan, refusal = None, ""
    if request.method == "POST":
        if not may:
            raise PermissionDenied
        if "different" in request.POST:
            merging.note_different(one=kept, other=merged, by=by, at=at)
            messages.success(request, "Noted. The two are not suggested again.")
            return redirect("insight:duplicates")
        try:
            join(kept=kept, merged=merged, by=by, at=at)
        except merging.MergeRefused as refused:
            refusal = str(refused)
        else:
            said = f"The two records of {kept.name} are one. You can undo it for 30 days."
            messages.success(request, said)
            return redirect("insight:duplicates")
    elif may:
        try:
            plan = merging.plan(kept=kept, merged=merged, by=by, at=at)
        except merging.MergeRefused as refused:
            refusal = str(refused)
    page = {
        "records": queries.records([kept, merged]),
        "kept": kept, "merged": merged, "may": may, "plan": plan, "refusal": refusal,
    }  # fmt: skip
    return render(request, "insight/join_records.html", page)


@login_required
@require_POST
def undo_join(request: HttpRequest, merge_id: int) -> HttpResponse:
    """Take two joined records apart again."""
    by = cast(Person, request.user)
    done = get_object_or_404(queries.merges_seen_by(by, localdate()), pk=merge_id)
    if not rules.may_join(by, done.kept, done.merged):
        raise PermissionDenied
    try:
        undo(done=done, by=by, at=now())
    except merging.MergeRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"{done.merged.name} has a record of their own again.")
    return redirect("insight:duplicates")
