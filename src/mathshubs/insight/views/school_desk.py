"""The desk of a school, for those who lead it or its maths."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_safe

from mathshubs.core import exports
from mathshubs.core.years import academic_year_of
from mathshubs.needs.queries.doors import told_by, with_keys
from mathshubs.needs.queries.support import support_of, with_support
from mathshubs.people.actions import PersonRefused, find_or_add, log_export
from mathshubs.people.models import Person
from mathshubs.schools.actions.contacts import confirm_contacts
from mathshubs.schools.models import Employment, School
from mathshubs.schools.queries import contacts_of
from mathshubs.workgroups.actions import booking, handing_over
from mathshubs.workgroups.actions.booking import PlaceRefused
from mathshubs.workgroups.models import Place

from ..forms.school_desk import Contacts, GiveBack, HandOver, Leaves
from ..queries import school_desk as queries
from ..queries.school_waits import with_what_waits
from ..queries.stages import ways_of, with_stages

MOST_TOLD = 3  # of what the school told hubs; a page of its own has all of it
_form = require_http_methods(["GET", "HEAD", "POST"])


def _school(request: HttpRequest, urn: int) -> School:
    return get_object_or_404(queries.schools_with_a_desk(request.user, localdate()), urn=urn)


@login_required
@require_safe
def school_desk(request: HttpRequest, urn: int) -> HttpResponse:
    """What the school and its people take part in, applied for and owe; who works there."""
    person, on = cast(Person, request.user), localdate()
    theirs = queries.schools_with_a_desk(person, on)
    told_of = with_support(with_stages(with_what_waits(theirs, on), on))
    school = get_object_or_404(told_of, urn=urn)
    desk = queries.desk(school, now(), on)
    if exports.ending(request):
        log_export(what=f"desk of {school.name}", rows=len(desk.rows), by=person, at=now())
        columns = ["Person", "Works here as", *(part.group.title for part in desk.groups)]
        cells = (_cells(row, desk.groups) for row in desk.rows)
        return exports.table(request, f"desk-{school.urn}-{on}", columns, cells)
    told = with_keys(school, told_by(school, person)[:MOST_TOLD])
    page = {
        "school": school, "desk": desk, "year": academic_year_of(on),
        "told": told,
        "support": support_of(school), "today": on,
        "ways": ways_of(school, academic_year_of(on)),
    }  # fmt: skip
    return render(request, "insight/school_desk.html", page)


def _cells(row: queries.Row, groups: list[queries.TakenPart]) -> list[str]:
    states = {place.work_group_id: place.get_state_display() for place in row.places}
    return [row.name, row.role, *(states.get(part.group.pk, "") for part in groups)]


@login_required
@_form
def school_place(request: HttpRequest, urn: int, place_id: int) -> HttpResponse:
    """One place of the school: hand it over, give it back; its workshops to come."""
    school, on = _school(request, urn), localdate()
    places = queries.with_workshops(queries.every_place_of(school, on), now())
    place = get_object_or_404(places, pk=place_id)
    if not place.is_open:
        page = {"school": school, "place": place}
        return render(request, "insight/school_place_over.html", page)
    wanted = request.POST.get("do", "")
    posted = {wanted: request.POST} if request.method == "POST" else {}
    colleagues = queries.colleagues(school, on, without=place.person)
    hand_over = HandOver(posted.get("hand_over"), colleagues=colleagues)
    give_back = GiveBack(posted.get("give_back"))
    form = {"hand_over": hand_over, "give_back": give_back}.get(wanted)
    if form is not None and form.is_valid():
        try:
            said = (_hand_over if wanted == "hand_over" else _give_back)(request, place, form)
        except (PlaceRefused, PersonRefused) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said)
            return redirect("insight:school_desk", school.urn)
    notices = {notice.workshop_id: notice for notice in place.absence_notices.all()}
    page = {
        "school": school, "place": place, "form": form or hand_over, "hand_over": hand_over,
        "give_back": give_back,
        "workshops": [(one, notices.get(one.pk)) for one in place.work_group.coming],
    }  # fmt: skip
    return render(request, "insight/school_place.html", page)


@transaction.atomic
def _hand_over(request: HttpRequest, place: Place, form: HandOver) -> str:
    by, at = cast(Person, request.user), now()
    to = form.person or find_or_add(**form.newcomer)
    role = handing_over.role_at(place.school, to, localdate(at))
    known = form.cleaned_data["clash_known"]
    handing_over.hand_over(place=place, to=to, role=role, clash_known=known, by=by, at=at)
    return f"{to.name} carries on in {place.work_group.title}. Both are written to."


def _give_back(request: HttpRequest, place: Place, form: GiveBack) -> str:
    by = cast(Person, request.user)
    booking.withdraw(place=place, by=by, at=now(), **form.cleaned_data)
    return f"The place of {place.who} in {place.work_group.title} is given back."


@login_required
@_form
def school_leaver(request: HttpRequest, urn: int, employment_id: int) -> HttpResponse:
    """Somebody leaves: their work here ends, and each open place is passed on or given back."""
    school, on = _school(request, urn), localdate()
    working = Employment.objects.on(on).filter(school=school).select_related("person")
    leaver = get_object_or_404(working, pk=employment_id).person
    places = list(queries.places_of(school, on).filter(person=leaver).order_by("pk"))
    form = Leaves(
        request.POST if request.method == "POST" else None,
        colleagues=queries.colleagues(school, on, without=leaver), places=places, today=on,
        initial={"last_day": on},
    )  # fmt: skip
    if form.is_valid():
        try:
            passed, given_back = _leave(request, school, leaver, form)
        except (PlaceRefused, PersonRefused) as refusal:
            form.add_error(None, str(refusal))
        else:
            said = f"{leaver.name} leaves. Places passed on: {passed}. Given back: {given_back}."
            messages.success(request, said if places else f"{leaver.name} leaves.")
            return redirect("insight:school_desk", school.urn)
    page = {"school": school, "leaver": leaver, "places": places, "form": form}
    return render(request, "insight/school_leaver.html", page)


@transaction.atomic
def _leave(request: HttpRequest, school: School, leaver: Person, form: Leaves) -> tuple[int, int]:
    newcomer = find_or_add(**form.newcomer) if form.needs_newcomer else None
    return handing_over.leave(
        person=leaver, school=school, last_day=form.cleaned_data["last_day"],
        passed_to=form.passed_to(newcomer), by=cast(Person, request.user), at=now(),
    )  # fmt: skip


@login_required
@_form
def school_contacts(request: HttpRequest, urn: int) -> HttpResponse:
    """Confirm once a year whom to write to at the school."""
    school, on = _school(request, urn), localdate()
    known = contacts_of(school)
    form = Contacts(
        request.POST if request.method == "POST" else None,
        initial=vars(known) if known else {"head_name": school.head_name},
    )
    if form.is_valid():
        confirm_contacts(
            school=school, by=cast(Person, request.user), at=now(), **form.cleaned_data
        )
        messages.success(request, f"The contacts for {academic_year_of(on)} are confirmed.")
        return redirect("insight:school_desk", school.urn)
    page = {"school": school, "form": form, "known": known, "year": academic_year_of(on)}
    return render(request, "insight/school_contacts.html", page)
