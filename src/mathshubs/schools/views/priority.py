"""Lists of areas that come first: kept by national staff, used by rules and reports."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_safe

from mathshubs.people.rules import is_national_staff

from ..areas import schools_in
from ..forms_priority import PriorityListForm
from ..models import PriorityList


@login_required
@require_safe
def priority_lists(request: HttpRequest) -> HttpResponse:
    if not is_national_staff(request.user):
        raise PermissionDenied
    lists = PriorityList.objects.annotate(
        of_authorities=Count("authorities", distinct=True),
        of_districts=Count("districts", distinct=True),
    )
    page = {"lists": lists, "today": localdate()}
    return render(request, "schools/priority_lists.html", page)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_priority_list(request: HttpRequest) -> HttpResponse:
    return _edit(request, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def priority_list(request: HttpRequest, priority_list_id: int) -> HttpResponse:
    return _edit(request, priority_list_id)


def _edit(request: HttpRequest, pk: int | None) -> HttpResponse:
    if not is_national_staff(request.user):
        raise PermissionDenied
    kept = get_object_or_404(PriorityList, pk=pk) if pk else None
    name = str(kept or "")  # the form writes into what is kept
    form = PriorityListForm(request.POST if request.method == "POST" else None, instance=kept)
    if form.is_valid():
        with transaction.atomic():
            saved = form.save()
        schools = schools_in(saved).count()
        messages.success(request, f"{saved.name} is saved: {schools} open schools are in it.")
        return redirect("schools:priority_lists")
    page = {"form": form, "kept": kept, "name": name}
    return render(request, "schools/priority_list.html", page)
