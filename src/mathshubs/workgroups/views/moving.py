"""Moving one place, or a whole group, to another group of the hub."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods

from .. import rules
from ..actions import merging, moving
from ..actions.booking import PlaceRefused
from ..forms.moving import ChooseGroup, Merge, MovePlace
from ..models import Place
from ..queries.groups import work_groups_run_by
from ..queries.offers import groups_to_move_to
from .offers import fetch


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def move_place(request: HttpRequest, place_id: int) -> HttpResponse:
    found = Place.objects.filter(work_group__in=work_groups_run_by(request.user))
    place = get_object_or_404(
        found.select_related("work_group__hub", "person", "school", "enrolment__applied_by"),
        pk=place_id,
    )
    group = place.work_group
    if not rules.may_run(request.user, group):
        raise PermissionDenied
    posted = request.POST if request.method == "POST" else None
    form = MovePlace(posted, groups=groups_to_move_to(group, localdate()))
    if form.is_valid():
        try:
            moved = moving.transfer(place=place, by=request.user, at=now(), **form.cleaned_data)
        except PlaceRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            state = moved.get_state_display().lower()
            messages.success(
                request, f"{place.who} is in {moved.work_group.title}: {state}. They are told."
            )
            return redirect("workgroups:application", moved.pk)
    page = {"place": place, "work_group": group, "form": form}
    return render(request, "workgroups/offers/move_place.html", page)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, work_group_id: int) -> HttpResponse:
    """Choose the other group, look at who would move, then merge."""
    group = fetch(request, work_group_id)
    groups = groups_to_move_to(group, localdate()).filter(counted=group.counted)
    chosen = ChooseGroup(request.GET if "into" in request.GET else None, groups=groups)
    into = chosen.cleaned_data["into"] if chosen.is_valid() else None
    posted = request.POST if request.method == "POST" else None
    form = Merge(posted, groups=groups) if into or posted is not None else None
    if form and form.is_valid():
        said = form.cleaned_data
        try:
            moved = merging.merge(work_group=group, by=request.user, at=now(), **said)
        except merging.MergeRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            people = f"{moved} {'person is' if moved == 1 else 'people are'}"
            messages.success(
                request, f"{group.title} is merged into {said['into'].title}. {people} told."
            )
            return redirect("workgroups:manage", said["into"].pk)
        into = said["into"]
    preview = merging.preview(group, into, localdate()) if into else None
    if form and not (preview and preview.unfit):
        del form.fields["set_aside"]
    page = {
        "work_group": group,
        "can_be_merged": group.state in merging.CAN_BE_MERGED,
        "chosen": chosen,
        "groups": groups,
        "into": into,
        "form": form,
        "preview": preview,
    }
    return render(request, "workgroups/offers/merge.html", page)
