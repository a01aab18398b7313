"""Who cannot come, who did not, and what follows: for the school, and for the hub."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, localtime, now
from django.views.decorators.http import require_http_methods

from mathshubs.core import exports
from mathshubs.core.identifiers import row_number
from mathshubs.core.paging import paged
from mathshubs.hubs.models import Hub
from mathshubs.hubs.queries import hubs_run_by
from mathshubs.people.actions import log_export

from ..actions import absences as actions
from ..actions import charges
from ..forms.absences import CannotCome
from ..models import WorkGroup
from ..queries import absences as queries

A_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def cannot_come(request: HttpRequest, place_id: int) -> HttpResponse:
    """Tell before that nobody comes, or who comes instead; or that they come after all."""
    place = get_object_or_404(queries.places_told_of_by(request.user), pk=place_id)
    workshops = list(queries.workshops_to_come(place, now()))
    notices = {one.workshop_id: one for one in place.absence_notices.all()}
    untold = [one for one in workshops if one.pk not in notices]
    form = CannotCome(request.POST if request.method == "POST" else None, workshops=workshops)
    back = redirect("workgroups:cannot_come", place.pk)
    by_pk = {one.pk: one for one in workshops}
    try:
        if after_all := by_pk.get(row_number(request.POST.get("comes"))):
            actions.take_back(place=place, workshop=after_all, at=now())
            messages.success(request, f"Noted: {place.who} comes to {after_all}.")
            return back
        if form.is_valid():
            workshop, name = (
                by_pk[form.cleaned_data["workshop"]],
                form.cleaned_data["substitute_name"],
            )
            actions.tell_before(
                place=place, workshop=workshop, substitute_name=name, by=request.user, at=now()
            )
            who = f"{name} comes instead of {place.who}" if name else f"{place.who} cannot come"
            messages.success(request, f"Noted for {workshop}: {who}. It is on the register.")
            return back
    except actions.AbsenceRefused as refusal:
        form.add_error(None, str(refusal))
    page = {
        "place": place,
        "group": place.work_group,
        "mine": place.person_id == request.user.pk,
        "form": form if form.is_bound else CannotCome(workshops=untold),
        "workshops": workshops,
        "told": [(one, notices[one.pk]) for one in workshops if one.pk in notices],
        "untold": untold,
    }
    return render(request, "workgroups/cannot_come.html", page)


SHOWN = {
    "charge": "To charge",
    "charges": "Charges",
    "heads": "Heads not reached",
    "runs": "Not there twice in a row",
    "told": "Told before",
}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def absences(request: HttpRequest, slug: str) -> HttpResponse:
    """What a hub has to do about absences, a list at a time."""
    hub = get_object_or_404(hubs_run_by(request.user, localdate()), slug=slug)
    groups = WorkGroup.objects.filter(hub=hub)
    shown = request.GET.get("show", "")
    shown = shown if shown in SHOWN else "charge"
    if request.method == "POST":
        try:
            messages.success(request, _act(request, groups))
        except charges.ChargeRefused as refusal:
            messages.error(request, str(refusal))
        return redirect(f"{reverse('workgroups:absences', args=[hub.slug])}?show={shown}")
    state = request.GET.get("state", "")
    rows = _rows(groups, shown, state)
    if exports.ending(request):
        return _export(request, hub, shown, rows)
    page = {
        "hub": hub,
        "shown": shown,
        "state": state,
        "title": SHOWN[shown],
        "kinds": SHOWN.items(),
        "template": f"workgroups/_absences_{shown}.html",
        **paged(request, rows, A_PAGE),
    }
    return render(request, "workgroups/absences.html", page)


def _rows(groups, shown: str, state: str):
    if shown == "charges":
        rows = queries.charges(groups)
        if state == "waived":
            return rows.exclude(waived_at=None)
        if state == "paid":
            return rows.exclude(paid_on=None)
        return rows.filter(waived_at=None, paid_on=None) if state == "open" else rows
    return {
        "charge": lambda: queries.charges_to_raise(groups),
        "heads": lambda: queries.absences_without_a_head(groups, localdate()),
        "runs": lambda: queries.runs_of_absence(groups, now()),
        "told": lambda: queries.notices_to_come(groups, now()),
    }[shown]()


def _act(request: HttpRequest, groups) -> str:
    """Do what was asked; return it in words."""
    said, by, at = request.POST, request.user, now()
    chosen = [row_number(pk) for pk in said.getlist("absence")]
    reason = said.get("reason", "")
    if "raise" in said:
        raised = charges.raise_charges(attendances=chosen, work_groups=groups, by=by, at=at)
        return f"{_many(len(raised))} raised. We have written to the schools."
    if "let_off" in said:
        number = charges.let_off(
            attendances=chosen, work_groups=groups, reason=reason, by=by, at=at
        )
        return f"{_many(number)} waived, with your reason."
    if "charge" not in said:
        raise charges.ChargeRefused("Choose what to do. Load the page again.")
    charge = get_object_or_404(queries.charges(groups), pk=row_number(said["charge"]))
    if "paid" in said:
        charges.mark_paid(charge=charge, at=at)
        return "Noted as paid."
    charges.waive(charge=charge, reason=reason, by=by, at=at)
    return "The charge is waived. We have written to the school."


def _many(number: int) -> str:
    return "1 charge is" if number == 1 else f"{number} charges are"


def _export(request: HttpRequest, hub: Hub, shown: str, rows) -> HttpResponse:
    header, line = _FILES[shown]
    lines = [line(row) for row in rows]
    what = f"absences of {hub}: {SHOWN[shown].lower()}"
    log_export(what=what, rows=len(lines), by=request.user, at=now())
    return exports.table(request, f"absences-{shown}-{hub.slug}-{localdate()}", header, lines)


def _of(place, workshop) -> list:
    """The first cells of each line: which workshop, whose place."""
    return [
        workshop.work_group.title, str(workshop), f"{localtime(workshop.starts_at):%Y-%m-%d}",
        place.who, place.school.name, place.school.urn,
    ]  # fmt: skip


_OF = ("Group", "Workshop", "Date", "Person", "School", "URN")


def _absence(row) -> list:
    told = f"{localtime(row.told_before_at):%Y-%m-%d}" if row.told_before_at else ""
    pounds = row.workshop.work_group.absence_charge
    return [*_of(row.place, row.workshop), row.get_mark_display(), told, pounds]


def _charge(row) -> list:
    return [
        *_of(row.attendance.place, row.attendance.workshop), row.pounds,
        f"{localtime(row.raised_at):%Y-%m-%d}", row.raised_by.name,
        f"{localtime(row.waived_at):%Y-%m-%d}" if row.waived_at else "", row.waived_because,
        row.paid_on,
    ]  # fmt: skip


_FILES = {
    "charge": ((*_OF, "Mark", "Told", "Pounds"), _absence),
    "heads": ((*_OF, "Mark", "Told", "Pounds"), _absence),
    "charges": ((*_OF, "Pounds", "Raised", "By", "Waived", "Why", "Paid"), _charge),
    "runs": (
        ("Group", "Person", "School", "URN"),
        lambda row: [row.work_group.title, row.who, row.school.name, row.school.urn],
    ),
    "told": (
        (*_OF, "Told", "Instead"),
        lambda row: [
            *_of(row.place, row.workshop), f"{localtime(row.told_at):%Y-%m-%d}",
            row.substitute_name,
        ],
    ),
}  # fmt: skip
