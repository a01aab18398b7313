"""Places of closed schools, where a person says which school they go on with."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_safe

from mathshubs.core import exports
from mathshubs.core.paging import paged
from mathshubs.hubs.models import Hub
from mathshubs.hubs.queries import hubs_run_by
from mathshubs.people.actions import log_export
from mathshubs.schools.fields import SchoolField
from mathshubs.schools.queries import successors as schools_after

from ..actions import successors
from ..actions.booking import PlaceRefused
from ..models import WorkGroup
from ..queries.places import with_group
from ..queries.successors import places_to_decide

A_PAGE = 30
COLUMNS = ("Person", "Closed school", "URN", "Work Group", "State")


class WhichSchool(forms.Form):
    school = SchoolField(
        label="School it goes on with",
        help_text="Type its name, town, postcode or URN.",
        open_only=True,
    )


def _hub(request: HttpRequest, slug: str) -> Hub:
    return get_object_or_404(hubs_run_by(request.user, localdate()), slug=slug)


@login_required
@require_safe
def closed_schools(request: HttpRequest, slug: str) -> HttpResponse:
    """The places that wait for somebody to say which school they go on with."""
    hub = _hub(request, slug)
    waiting = places_to_decide(WorkGroup.objects.filter(hub=hub), localdate())
    rows = with_group(waiting).select_related("person", "enrolment", "work_group__hub", "school")
    if exports.ending(request):
        what = f"places of closed schools, {hub}"
        log_export(what=what, rows=rows.count(), by=request.user, at=now())
        return exports.table(
            request,
            f"closed-schools-{hub.slug}-{localdate()}",
            COLUMNS,
            (
                [place.who, place.school.name, place.school.urn, place.work_group.title,
                 place.get_state_display()]
                for place in rows
            ),
        )  # fmt: skip
    page = {"hub": hub, **paged(request, rows, A_PAGE)}
    return render(request, "workgroups/closed_schools.html", page)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def which_school(request: HttpRequest, slug: str, place_id: int) -> HttpResponse:
    """Say which school one place goes on with; those that followed in the register stand first."""
    hub = _hub(request, slug)
    waiting = places_to_decide(WorkGroup.objects.filter(hub=hub), localdate())
    place = get_object_or_404(
        with_group(waiting).select_related("person", "enrolment"), pk=place_id
    )
    after = schools_after(place.school)
    others = waiting.filter(school=place.school).exclude(pk=place.pk)
    posted = request.POST if request.method == "POST" else None
    form = WhichSchool(None if posted is None or "followed_by" in posted else posted)
    chosen = None
    if posted is not None and "followed_by" in posted:
        chosen = next((one for one in after if one.urn == posted["followed_by"]), None)
    elif form.is_valid():
        chosen = form.cleaned_data["school"]
    if chosen:
        going = [place, *(others if "others" in posted else [])]
        try:
            with transaction.atomic():
                for each in going:
                    successors.decide_school(place=each, school=chosen, by=request.user, at=now())
        except PlaceRefused as refusal:
            messages.error(request, str(refusal))
        else:
            went = (
                f"The place of {place.who} goes" if len(going) == 1 else f"{len(going)} places go"
            )
            messages.success(request, f"{went} on at {chosen.name}.")
        return redirect("workgroups:closed_schools", hub.slug)
    page = {
        "hub": hub, "place": place, "after": after, "form": form, "others": others.count(),
    }  # fmt: skip
    return render(request, "workgroups/which_school.html", page)
