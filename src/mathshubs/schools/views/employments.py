"""Where I work, and confirming where others do."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods

from mathshubs.core import exports
from mathshubs.core.identifiers import row_number
from mathshubs.people.actions import log_export
from mathshubs.people.rules import is_national_staff

from .. import queries, rules
from ..actions import employments
from ..forms import AddEmployment, EndEmployment
from ..models import Employment

TO_CONFIRM = ("Name", "Email", "Role", "School", "URN", "Since")
LONGEST_LIST = 200  # those confirmed make room for the next


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_schools(request: HttpRequest) -> HttpResponse:
    today = localdate()
    form = AddEmployment(request.POST if request.method == "POST" else None, today=today)
    if form.is_valid():
        added = employments.add_employment(person=request.user, **form.cleaned_data)
        then = " Somebody who leads the school, or national staff, will confirm it."
        said = f"{added.school.name} is added.{'' if added.confirmed else then}"
        messages.success(request, said)
        return redirect("schools:my_schools")
    held = Employment.objects.filter(person=request.user).select_related("school__authority")
    all_of_them = list(held.order_by("-from_on", "-pk"))
    page = {
        "form": form,
        "now": [each for each in all_of_them if each.to_on is None or each.to_on >= today],
        "before": [each for each in all_of_them if each.to_on and each.to_on < today],
        "to_confirm": rules.may_confirm(request.user, today)
        and queries.employments_to_confirm(request.user, today).count(),
    }
    return render(request, "schools/my_schools.html", page)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end_employment(request: HttpRequest, employment_id: int) -> HttpResponse:
    mine = Employment.objects.filter(person=request.user).select_related("school")
    employment = get_object_or_404(mine, pk=employment_id)
    posted = request.POST if request.method == "POST" else None
    form = EndEmployment(posted, initial={"last_day": localdate()})
    if form.is_valid():
        try:
            employments.end_employment(employment=employment, **form.cleaned_data)
        except employments.EmploymentRefused as refusal:
            form.add_error("last_day", str(refusal))
        else:
            messages.success(request, f"Your last day at {employment.school.name} is noted.")
            return redirect("schools:my_schools")
    page = {"form": form, "employment": employment}
    return render(request, "schools/end_employment.html", page)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirmations(request: HttpRequest) -> HttpResponse:
    today = localdate()
    if not rules.may_confirm(request.user, today):
        raise PermissionDenied
    waiting = queries.employments_to_confirm(request.user, today)
    if request.method == "POST":
        asked = request.POST.get("confirm") or request.POST.get("deny")
        employment = waiting.filter(pk=row_number(asked)).first()
        if employment and "confirm" in request.POST:
            employments.confirm_employment(employment=employment)
            role = employment.get_role_display().lower()
            said = f"{employment.person.name} is confirmed at {employment.school} as {role}."
            messages.success(request, said)
        elif employment:
            employments.deny_employment(employment=employment, last_day=today)
            said = f"{employment.person.name} is taken off {employment.school}."
            messages.success(request, said)
        return redirect("schools:confirmations")
    if exports.ending(request):
        return _waiting_file(request, waiting)
    page = {"waiting": waiting[:LONGEST_LIST], "is_national": is_national_staff(request.user)}
    return render(request, "schools/confirmations.html", page)


def _waiting_file(request: HttpRequest, waiting: QuerySet[Employment]) -> HttpResponse:
    rows = [
        [each.person.name, each.person.email, each.get_role_display(), each.school.name,
         each.school.urn, each.from_on.isoformat()]
        for each in waiting
    ]  # fmt: skip
    what = "Who says they work where, to be confirmed"
    log_export(what=what, rows=len(rows), by=request.user, at=now())
    return exports.table(request, f"to-confirm-{localdate()}", TO_CONFIRM, rows)
