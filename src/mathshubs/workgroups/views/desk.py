"""The desk of a group: who asked for a place, what they need on the day, who was written what."""

from __future__ import annotations

from collections import Counter

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime, now
from django.views.decorators.http import require_http_methods, require_safe

from mathshubs.comms.queries import letters_about
from mathshubs.core import exports
from mathshubs.people.actions import REVEALED, log_export, log_names, reveal
from mathshubs.people.rules import is_national_staff

from .. import rules
from ..actions import applying, deciding, ranking
from ..actions import letters as letter_actions
from ..actions.refusing import PlaceRefused, RuleRefused
from ..actions.seats import gives_places, has_room_for
from ..emails import joining, words
from ..forms.desk import AddSomebody, AskForNames
from ..forms.places import Withdrew, WriteJoiningDetails
from ..models import JoiningDetails, Place, WorkGroup
from ..queries import places as queries
from ..queries.groups import applications_closed, work_groups_overseen_by, work_groups_run_by

A_PAGE = 50
LETTERS = ("Name", "To", "Subject", "Written", "State", "Reason")


def _group(request: HttpRequest, work_group_id: int) -> WorkGroup:
    """Return a group the person works on, else 404: nobody else learns who is in it."""
    groups = work_groups_run_by(request.user).select_related("hub", "joining_details")
    return get_object_or_404(groups.defer(*queries.LONG_TEXTS), pk=work_group_id)


@require_safe
@login_required
def applications(request: HttpRequest, work_group_id: int) -> HttpResponse:
    work_group = _group(request, work_group_id)
    places = list(queries.in_the_order_of_the_desk(work_group))
    numbers = Counter(place.state for place in places)
    waiting = [place for place in places if place.state == Place.State.WAITING]
    ranking.number(work_group, waiting, on=localdate())
    state = request.GET.get("state", "")
    if state in Place.State.values:
        shown = [place for place in places if place.state == state]
    else:
        state, shown = "", [place for place in places if place.state in Place.LIVE]
    live = sum(numbers[one] for one in Place.LIVE)
    page = {
        "work_group": work_group,
        "places": shown,
        "state": state,
        "live": live,
        "states": [(one.value, one.label, numbers[one]) for one in Place.State if numbers[one]],
        "may_decide": rules.may_run(request.user, work_group),
        "may_add": not applications_closed(work_group, localdate())
        or gives_places(work_group, localdate()),
        "may_accept": work_group.places_left > 0 and not ranking.is_by_rule(work_group),
    }
    return render(request, "workgroups/applications.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def add_application(request: HttpRequest, work_group_id: int) -> HttpResponse:
    """Add somebody who asked by telephone or letter; with a reason, after applications closed."""
    work_group, today = _group(request, work_group_id), localdate()
    if not rules.may_run(request.user, work_group):
        raise PermissionDenied
    closed = applications_closed(work_group, today)
    late = bool(closed) and gives_places(work_group, today)
    posted = request.POST if request.method == "POST" else None
    form = AddSomebody(posted, work_group=work_group, late=late)
    if place := queries.place_asked_for(work_group, request.POST.get("email", "")):
        messages.info(request, f"{place.who} has asked already. Nothing was changed.")
        return redirect("workgroups:application", place.pk)
    if form.is_valid():
        said = {name: value for name, value in form.cleaned_data.items() if name != "agreed"}
        try:
            place = applying.add_somebody(work_group=work_group, by=request.user, at=now(), **said)
        except PlaceRefused as refusal:
            form.add_error(None, str(refusal))
            if isinstance(refusal, RuleRefused):
                form.ask_reason()
        else:
            state = place.get_state_display().lower()
            messages.success(request, f"{place.who}: {state}. We have written to them.")
            return redirect("workgroups:applications", work_group.pk)
    page = {
        "work_group": work_group,
        "form": form,
        "late": late,
        "closed": bool(closed) and not late,
    }
    return render(request, "workgroups/add_application.html", page)


HEADER = (
    "Number", "State", "Given name", "Family name", "Email", "School", "URN", "Town", "Role", "Why",
    "Access needs", "Diet", "Applied", "Place held", "Reason given",
)  # fmt: skip


@require_safe
@login_required
def applications_csv(request: HttpRequest, work_group_id: int) -> HttpResponse:
    return _export(request, work_group_id, exports.csv_file)


@require_safe
@login_required
def applications_xlsx(request: HttpRequest, work_group_id: int) -> HttpResponse:
    return _export(request, work_group_id, exports.xlsx_file)


def _export(request: HttpRequest, work_group_id: int, write) -> HttpResponse:
    work_group = _group(request, work_group_id)
    places = queries.in_the_order_of_the_desk(work_group)
    if (state := request.GET.get("state", "")) in Place.State.values:
        places = places.filter(state=state)
    rows = [_row(place) for place in places]
    what = f"Applications of {work_group.title}"
    log_export(what=what, rows=len(rows), by=request.user, at=now())
    return write(f"applications-{work_group.pk}-{localdate()}", HEADER, rows)


def _row(place: Place) -> list:
    def when(moment) -> str:
        return f"{localtime(moment):%Y-%m-%d %H:%M}" if moment else ""

    person, school = place.person, place.school
    return [
        place.arrival, place.get_state_display(), person.given_name if person else "",
        person.family_name if person else place.who, person.email if person else "",
        school.name, school.urn, school.town, place.get_role_display(), place.why,
        place.access_needs, place.diet_needs, when(place.applied_at), when(place.held_at),
        place.get_withdrawal_display(),
    ]  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def names(request: HttpRequest, work_group_id: int) -> HttpResponse:
    """Who is in a group, for national staff, who else see counts: once, with a reason, logged."""
    if not is_national_staff(request.user):
        raise Http404
    work_group = get_object_or_404(work_groups_overseen_by(request.user), pk=work_group_id)
    live = queries.in_the_order_of_the_desk(work_group).filter(state__in=Place.LIVE)
    form = AskForNames(request.POST if request.method == "POST" else None)
    places = list(live) if form.is_valid() else []
    if places:
        log_names(
            what=work_group.title, rows=len(places),
            reason=form.cleaned_data["reason"], by=request.user, at=now(),
        )  # fmt: skip
    page = {
        "work_group": work_group,
        "form": form,
        "places": places,
        "many": len(places) or live.count(),
    }
    return render(request, "workgroups/names.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def application(request: HttpRequest, place_id: int) -> HttpResponse:
    """
    One application: what was said, what was decided, and what the hub can decide now.

    TRN and phone are masked; the hub's own staff may have one shown once, and that is logged.
    """
    found = Place.objects.filter(work_group__in=work_groups_run_by(request.user))
    place = get_object_or_404(
        found.select_related(
            "work_group__hub", "person", "school__authority", "enrolment__applied_by"
        ),
        pk=place_id,
    )
    may_decide = rules.may_run(request.user, place.work_group)
    refusal, withdrawal, shown = "", Withdrew(), request.POST.get("what", "")
    if request.method == "POST" and not may_decide:
        raise PermissionDenied
    if shown in REVEALED and place.person:
        reason = f"Application to {place.work_group.title}, {place.work_group.hub}"
        reveal(about=place.person, what=shown, reason=reason, by=request.user, at=now())
    elif request.method == "POST":
        try:
            told = deciding.decide(
                place=place, decision=request.POST.get("decision", ""),
                reason=request.POST.get("reason", "")[:300],
                note=request.POST.get("note", "")[:300],
                by=request.user, at=now(),
            )  # fmt: skip
        except PlaceRefused as refused:
            refusal = str(refused)
        else:
            messages.success(request, told)
            return redirect("workgroups:applications", place.work_group_id)
    page = {
        "place": place,
        "work_group": place.work_group,
        "may_decide": may_decide,
        "shown": shown,
        "decisions": deciding.open_to(place, localdate()) if may_decide else (),
        "has_room": place.state == Place.State.APPLIED and has_room_for(place),
        "history": place.decisions.select_related("by"),
        "in_front": queries.waits_in_front(place) if place.state == Place.State.WAITING else 0,
        "withdrawal": withdrawal,
        "refusal": refusal,
        "typed": request.POST,
    }
    return render(request, "workgroups/application.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def joining_details(request: HttpRequest, work_group_id: int) -> HttpResponse:
    work_group = _group(request, work_group_id)
    written = joining.details_of(work_group)
    begun = None if written else joining.first_words(work_group)
    posted = request.POST if request.method == "POST" else None
    form = WriteJoiningDetails(posted, instance=written, initial=begun)
    draft = None
    if form.is_valid():
        if request.POST.get("step") == "preview":
            details = JoiningDetails(work_group=work_group, written_at=now(), **form.texts)
            draft = joining.preview(work_group, details, request.user)
        else:
            letter_actions.write_joining_details(
                work_group=work_group, texts=form.texts, by=request.user, at=now(),
                tell_again=form.cleaned_data["tell_again"],
            )  # fmt: skip
            messages.success(request, "The joining details are kept.")
            return redirect("workgroups:joining_details", work_group.pk)
    elif written and not posted:
        draft = joining.preview(work_group, written, request.user)
    holders, sent = queries.joining_details_sent(work_group)
    if not sent:
        del form.fields["tell_again"]
    page = {
        "work_group": work_group,
        "written": written,
        "form": form,
        "draft": draft,
        "holders": holders,
        "sent": sent,
        "goes_out_on": work_group.first_on - queries.JOINING_DETAILS_SENT
        if work_group.first_on
        else None,
        "today": localdate(),
    }
    return render(request, "workgroups/joining_details.html", page)


@require_safe
@login_required
def letters(request: HttpRequest, work_group_id: int) -> HttpResponse:
    """The ledger of the group: who was written what, when, and what became of it."""
    work_group = _group(request, work_group_id)
    ledger = letters_about(words.topic(work_group)).defer("text", "html", "calendar")
    shown = request.GET.get("state", "")
    states = [(state.value, state.label) for state in ledger.model.State]
    if shown in ledger.model.State.values:
        ledger = ledger.filter(state=shown)
    if exports.ending(request):
        rows = [
            [one.to_person.name if one.to_person else "", one.to_email, one.subject,
             f"{localtime(one.written_at):%Y-%m-%d %H:%M}", one.get_state_display(), one.reason]
            for one in ledger
        ]  # fmt: skip
        log_export(what=f"Letters: {work_group}", rows=len(rows), by=request.user, at=now())
        return exports.table(request, f"letters-{work_group.pk}-{localdate()}", LETTERS, rows)
    page = {
        "work_group": work_group,
        "page": Paginator(ledger, A_PAGE).get_page(request.GET.get("page")),
        "state": shown,
        "states": states,
        "query": f"state={shown}" if shown else "",
    }
    return render(request, "workgroups/letters.html", page)


@require_safe
@login_required
def letter(request: HttpRequest, work_group_id: int, letter_id: int) -> HttpResponse:
    """One letter about the group, as it was written."""
    work_group = _group(request, work_group_id)
    written = get_object_or_404(letters_about(words.topic(work_group)), pk=letter_id)
    page = {"work_group": work_group, "letter": written}
    return render(request, "workgroups/letter.html", page)
