"""A teacher's own places: apply, see them, answer an offer, give one back, the calendar feed."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mathshubs.comms.queries import letters_to
from mathshubs.schools.queries import schools_led_by

from .. import calendars
from ..actions import applying, booking, feeds
from ..actions.booking import PlaceRefused
from ..emails.joining import details_are_out
from ..forms.enrolling import MyDetails
from ..forms.places import Apply, Withdraw
from ..models import CalendarFeed, Place, WorkGroup, Workshop
from ..queries import places as queries
from ..queries.agreements import agreement_of
from ..queries.applying import group_to_apply_to, known_of
from ..queries.attendance import with_taken
from ..queries.diary import clashes, diary
from ..queries.groups import applications_closed
from ..queries.tasks import tasks_due


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def apply(request: HttpRequest, work_group_id: int) -> HttpResponse:
    """The form, then its answers to check, then the place: three steps at one address."""
    work_group = group_to_apply_to(work_group_id, request.user, localdate())
    if work_group is None:
        raise Http404
    if work_group.my_place:
        return redirect("workgroups:applied", work_group.my_place)
    over = work_group.ends_at is not None and work_group.ends_at <= now()
    if closed := applications_closed(work_group, localdate(), over=over):
        page = {"work_group": work_group, "closed": closed}
        return render(request, "workgroups/apply.html", page)
    if request.method != "POST":
        known = known_of(request.user, localdate())
        form = Apply(initial=known, person=request.user, work_group=work_group)
        return _ask(request, work_group, form, form.refusals(localdate()))
    form = Apply(request.POST, person=request.user, work_group=work_group)
    step = request.POST.get("step")
    if not form.is_valid() or step == "change":
        return _ask(request, work_group, form)
    for refusal in form.refusals(localdate()):
        form.add_error(None, refusal)
    if form.errors:
        return _ask(request, work_group, form)
    if step != "confirm":
        return _check(request, work_group, form)
    said = form.cleaned_data
    try:
        place = applying.apply(
            work_group=work_group, person=request.user, trn=said.get("trn", ""),
            trn_absence=said.get("trn_absence", ""), clash_known="clash_known" in request.POST,
            works_there=said["school"].pk in work_group.my_schools, at=now(), **form.application,
        )  # fmt: skip
    except PlaceRefused as refusal:
        form.add_error(None, str(refusal))
        return _check(request, work_group, form)
    return redirect("workgroups:applied", place.pk)


def _ask(
    request: HttpRequest, work_group: WorkGroup, form: Apply, refusals: list[str] | None = None
) -> HttpResponse:
    page = {"work_group": work_group, "form": form, "refusals": refusals}
    return render(request, "workgroups/apply.html", page)


def _check(request: HttpRequest, work_group: WorkGroup, form: Apply) -> HttpResponse:
    workshops = diary(request.user, work_group)
    page = {
        "work_group": work_group,
        "form": form,
        "workshops": [one for one in workshops if one.work_group_id == work_group.pk],
        "clashes": clashes(workshops, work_group.pk),
        "waits": work_group.places_left <= 0 or work_group.waiting > 0,
        "hub_decides": work_group.decides == WorkGroup.Decides.ADMINISTRATOR,
    }
    return render(request, "workgroups/apply_check.html", page)


@require_safe
@login_required
def applied(request: HttpRequest, place_id: int) -> HttpResponse:
    place = queries.place_with_group(place_id)
    if place is None or place.person_id != request.user.pk:
        raise Http404
    in_front = queries.waits_in_front(place) if place.state == Place.State.WAITING else 0
    kept = place.state == Place.State.AGREEMENT
    page = {
        "place": place,
        "work_group": place.work_group,
        "asked": agreement_of(place.work_group, place.school_id) if kept else None,
        "in_front": in_front,
        "details_due": details_are_out(place.work_group, localdate()),
    }
    return render(request, "workgroups/applied.html", page)


def _mine(request: HttpRequest):
    places = Place.objects.filter(person=request.user.pk)
    return queries.with_group(places)


def _mine_or_ours(request: HttpRequest):
    """My places, and those a school keeps for whom it names, of who applied or leads it."""
    led = schools_led_by(request.user, localdate()).order_by().values("pk")
    ours = Q(person=None) & (Q(enrolment__applied_by=request.user) | Q(school__in=led))
    places = Place.objects.filter(Q(person=request.user.pk) | ours)
    return queries.with_group(places).select_related("enrolment", "work_group__hub", "school")


def _back(place: Place) -> HttpResponse:
    if place.person_id is None:
        return redirect("workgroups:enrolment", place.enrolment_id)
    return redirect("workgroups:my_places")


@require_safe
@login_required
def my_places(request: HttpRequest) -> HttpResponse:
    today = localdate()
    mine = queries.with_those_in_front(_mine(request)).order_by("applied_at")
    workshops = with_taken(Workshop.objects.select_related("host_school"))
    workshops = Prefetch("work_group__workshops", workshops)
    places = list(mine.select_related("certificate").prefetch_related(workshops, "attendances"))
    feed = CalendarFeed.objects.filter(person=request.user).first()
    page = {
        **queries.sorted_places(places, today),
        "tasks": list(tasks_due(request.user, today).select_related("workshop__work_group")),
        "letters": letters_to(request.user).defer("text", "html", "calendar")[:20],
        "feed": request.build_absolute_uri(feed.get_absolute_url()) if feed else "",
    }
    return render(request, "workgroups/my_places.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def offer(request: HttpRequest, place_id: int) -> HttpResponse:
    place = get_object_or_404(_mine_or_ours(request), pk=place_id)
    answers = {"yes": booking.accept_offer, "no": booking.turn_down_offer}
    refusal = ""
    if answer := answers.get(request.POST.get("answer", "")):
        try:
            place = answer(place=place, by=request.user, at=now())
        except PlaceRefused as refused:
            refusal = str(refused)
        else:
            if place.person_id and place.state in Place.TAKES_A_PLACE:
                return redirect("workgroups:applied", place.pk)
            if place.state not in Place.TAKES_A_PLACE:
                messages.success(request, "Thank you. The place goes to the next who waits.")
            return _back(place)
    apart = queries.other_choices(place)
    planned = diary(place.person, place.work_group)
    planned = [one for one in planned if one.work_group_id not in apart]
    page = {
        "place": place,
        "work_group": place.work_group,
        "open": place.state == Place.State.OFFERED and place.offer_ends_on >= localdate(),
        "workshops": [one for one in planned if one.work_group_id == place.work_group_id],
        "clashes": clashes(planned, place.work_group_id),
        "refusal": refusal,
    }
    return render(request, "workgroups/offer.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def withdraw(request: HttpRequest, place_id: int) -> HttpResponse:
    place = get_object_or_404(_mine_or_ours(request), pk=place_id)
    if place.state not in Place.LIVE:
        messages.info(request, f"You have no place in {place.work_group.title} to give back.")
        return _back(place)
    form = Withdraw(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            booking.withdraw(place=place, by=request.user, at=now(), **form.cleaned_data)
        except PlaceRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Your place in {place.work_group.title} is given back.")
            return _back(place)
    page = {"place": place, "work_group": place.work_group, "form": form}
    return render(request, "workgroups/withdraw.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def details(request: HttpRequest, place_id: int) -> HttpResponse:
    """What somebody says of themselves whom their school named: needs, and the TRN."""
    place = get_object_or_404(_mine(request), pk=place_id)
    if place.state not in Place.LIVE:
        return redirect("workgroups:my_places")
    told = {"access_needs": place.access_needs, "diet_needs": place.diet_needs}
    posted = request.POST if request.method == "POST" else None
    form = MyDetails(posted, person=request.user, initial=told)
    if form.is_valid():
        applying.keep_details(place=place, **form.cleaned_data)
        messages.success(request, f"Your details for {place.work_group.title} are kept.")
        return redirect("workgroups:my_places")
    page = {"place": place, "work_group": place.work_group, "form": form}
    return render(request, "workgroups/details.html", page)


@require_POST
@login_required
def change_feed(request: HttpRequest) -> HttpResponse:
    """Make the private address of one's calendar, a new one, or none."""
    if request.POST.get("feed") == "stop":
        feeds.stop(person=request.user)
        messages.success(request, "The calendar address no longer works.")
    else:
        another = feeds.make(person=request.user, at=now())
        gone = " The earlier one no longer works." if another else ""
        messages.success(request, f"Your calendar address is ready.{gone}")
    return redirect("workgroups:my_places")


@require_safe
@never_cache
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Somebody's workshops, for their calendar. Whoever knows the address may read it."""
    found = CalendarFeed.objects.filter(token=token, person__is_active=True).first()
    if found is None:
        raise Http404
    workshops = list(queries.held_workshops(found.person_id))
    etag = f'"{calendars.fingerprint(workshops)}"'
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponse(status=304)
    else:
        text = calendars.feed_ics(workshops)
        response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["ETag"] = etag
    response["X-Robots-Tag"] = "noindex"
    return response
