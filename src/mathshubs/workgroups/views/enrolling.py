"""A school applies for several of its people, sees what became of it, and names who is missing."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_safe

from mathshubs.schools.models import School
from mathshubs.schools.queries import contacts_of, open_schools, schools_led_by

from .. import rules
from ..actions import enrolling
from ..actions.booking import PlaceRefused
from ..actions.enrolling import EnrolRefused
from ..forms.agreements import head_to_ask, unlike_the_school
from ..forms.enrolling import ChooseSchool, Enrol, NameSomebody
from ..models import Enrolment, Place, WorkGroup
from ..queries.agreements import agreement_of
from ..queries.diary import for_a_diary
from ..queries.eligibility import most_from_a_school, who_can_take_part
from ..queries.enrolling import enrolments_seen_by, room_for, staff_of
from ..queries.groups import applications_closed, public_work_groups


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def enrol(request: HttpRequest, work_group_id: int) -> HttpResponse:
    """Which school, then the form, then its answers to check, then the places: one address."""
    groups = public_work_groups().select_related("hub", "project")
    work_group, today = get_object_or_404(groups, pk=work_group_id), localdate()
    led = schools_led_by(request.user, today)
    on_behalf = rules.may_run(request.user, work_group)
    if not (on_behalf or led.exists()):
        page = {"work_group": work_group}
        return render(request, "workgroups/enrol_not_open.html", page, status=403)
    if closed := applications_closed(work_group, today):
        page = {"work_group": work_group, "closed": closed}
        return render(request, "workgroups/apply.html", page)
    school = _school(request, led, on_behalf)
    if school is None:
        return _which_school(request, work_group, led, on_behalf)
    for_others = not led.filter(pk=school.pk).exists()
    known = agreement_of(work_group, school.pk) if work_group.head_agrees else None
    contacts = contacts_of(school) if work_group.head_agrees and not known else None
    staff = staff_of(school, today)
    form = Enrol(
        request.POST if request.method == "POST" else None, work_group=work_group, school=school,
        initial=head_to_ask(contacts, school, staff), staff=staff, head_is_asked=bool(known),
        by=request.user, on_behalf=for_others,
    )  # fmt: skip
    has, room = room_for(work_group, school)
    form.say_room(has, room)
    page = {
        "work_group": work_group,
        "school": school,
        "form": form,
        "has": has,
        "room": room,
        "most": most_from_a_school(work_group),
        "who_can": who_can_take_part(work_group),
        "for_others": for_others,
        "workshops": for_a_diary(work_group.workshops.filter(cancelled_at=None)),
    }
    if request.POST.get("step") == "change" or not form.is_valid():
        return render(request, "workgroups/enrol.html", page)
    return _take(request, form, page)


def _school(request: HttpRequest, led, on_behalf: bool) -> School | None:
    """Return the school that applies: the only one they lead, or the one they have chosen."""
    urn = request.GET.get("school", "")[:6]
    if not urn:
        schools = list(led[:2])
        return schools[0] if len(schools) == 1 and not on_behalf else None
    schools = open_schools() if on_behalf else led
    return get_object_or_404(schools.select_related("authority"), urn=urn)


def _which_school(
    request: HttpRequest, work_group: WorkGroup, led, on_behalf: bool
) -> HttpResponse:  # fmt: skip
    form = None
    if on_behalf:
        form = ChooseSchool(request.POST if request.method == "POST" else None)
        if form.is_valid():
            page = reverse("workgroups:enrol", args=[work_group.pk])
            return redirect(f"{page}?school={form.cleaned_data['school'].urn}")
    page = {"work_group": work_group, "schools": led, "form": form}
    return render(request, "workgroups/enrol_school.html", page)


def _take(request: HttpRequest, form: Enrol, page: dict) -> HttpResponse:
    """Show what would come of it, or make it so."""
    said, work_group, school = form.cleaned_data, page["work_group"], page["school"]
    asked = {
        "work_group": work_group, "school": school, "why": said["why"],
        "colleagues": form.people(request.POST.getlist("clash_known")),
        "names_by": said["names_by"], "head_name": said.get("head_name", ""),
        "head_email": said.get("head_email", ""), "by": request.user, "at": now(),
        "applicant": form.contact if page["for_others"] else request.user,
    }  # fmt: skip
    try:
        if request.POST.get("step") == "confirm":
            enrolment = enrolling.enrol(**asked)
            messages.success(request, f"{school.name} has applied. We have written to everybody.")
            return redirect("workgroups:enrolment", enrolment.pk)
        page["places"] = enrolling.foresee(**asked)
    except EnrolRefused as refused:
        clashes = [each for each in refused.refusals if each.clash]
        if len(clashes) == len(refused.refusals):
            page["clashes"] = [
                (asked["colleagues"][each.number].email, each) for each in clashes
            ]  # fmt: skip
        else:
            for each in refused.refusals:
                form.add_error(None, str(each))
    if form.errors:
        return render(request, "workgroups/enrol.html", page)
    page["clash_known"] = request.POST.getlist("clash_known")
    page["colleagues"] = asked["colleagues"]
    given = {place.person.email.lower() for place in page.get("places", []) if place.person}
    page["kept"] = [
        each for each in asked["colleagues"] if each.email and each.email.lower() not in given
    ]  # fmt: skip
    page["unlike"] = unlike_the_school(asked["head_email"], school) if asked["head_email"] else ""
    return render(request, "workgroups/enrol_check.html", page)


@require_safe
@login_required
def enrolment(request: HttpRequest, enrolment_id: int) -> HttpResponse:
    """What became of a school's application."""
    found = _enrolment(request, enrolment_id)
    places = list(found.places.all())
    page = {
        "enrolment": found,
        "work_group": found.work_group,
        "places": places,
        "unnamed": [each for each in places if not each.person and each.state in Place.LIVE],
        "agreement": agreement_of(found.work_group, found.school_id),
        "ours": _is_ours(request, found),
        "may_run": rules.may_run(request.user, found.work_group),
    }
    return render(request, "workgroups/enrolment.html", page)


def _enrolment(request: HttpRequest, enrolment_id: int) -> Enrolment:
    return get_object_or_404(enrolments_seen_by(request.user, localdate()), pk=enrolment_id)


def _is_ours(request: HttpRequest, enrolment: Enrolment) -> bool:
    """Whether they applied, or lead the school."""
    led = schools_led_by(request.user, localdate())
    mine = enrolment.applied_by_id == request.user.pk
    return mine or led.filter(pk=enrolment.school_id).exists()


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def name_somebody(request: HttpRequest, enrolment_id: int) -> HttpResponse:
    """Name somebody for the first place that has no name yet."""
    found = _enrolment(request, enrolment_id)
    if not (_is_ours(request, found) or rules.may_run(request.user, found.work_group)):
        raise PermissionDenied
    live = (each for each in found.places.all() if each.state in Place.LIVE)
    place = next((each for each in live if each.person is None), None)
    if place is None:
        messages.info(request, "Everybody is named.")
        return redirect("workgroups:enrolment", found.pk)
    taken = {each.person_id for each in found.places.all() if each.state in Place.LIVE}
    staff = [each for each in staff_of(found.school, localdate()) if each.person_id not in taken]
    form = NameSomebody(request.POST if request.method == "POST" else None, staff=staff)
    if form.is_valid():
        try:
            place = enrolling.name_somebody(
                place=place, colleague=form.named, by=request.user, at=now()
            )
        except PlaceRefused as refusal:
            form.add_error(None, str(refusal))
            form.ask_of_clash()
        else:
            messages.success(request, f"{place.who} takes part. We have written to them.")
            return redirect("workgroups:enrolment", found.pk)
    page = {"enrolment": found, "work_group": found.work_group, "form": form}
    return render(request, "workgroups/name_somebody.html", page)
