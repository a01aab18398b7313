"""What heads agree to: the page of the link sent to them, whom to ask, and the hub's list."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mathshubs.core import exports
from mathshubs.people.actions import log_export
from mathshubs.schools.models import Employment, School
from mathshubs.schools.queries import schools_led_by

from .. import rules
from ..actions import agreements as actions
from ..actions.agreements import AgreementRefused
from ..emails.agreements import sections
from ..forms.agreements import AnswerOfHead, AskHead, OnPaper, unlike_the_school
from ..models import HeadAgreement, Place, WorkGroup
from ..queries import agreements as queries
from ..queries.agreements import OfSchool
from ..queries.groups import work_groups_run_by
from ..queries.places import LONG_TEXTS


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def agree(request: HttpRequest, signed: str) -> HttpResponse:
    """The head reads what the school commits to, and answers, without an account."""
    agreement = queries.agreement_with(signed)
    page = {"agreement": agreement, "open": False, "form": None, "today": localdate()}
    if agreement is None:
        return _answered(request, page, status=404)
    page["sections"] = sections(agreement.text)
    if agreement.answer:
        return _answered(request, page)
    late = agreement.answer_by < localdate()
    cancelled = agreement.work_group.state == WorkGroup.State.CANCELLED
    if agreement.withdrawn_at or late or cancelled:
        return _answered(request, page | {"cancelled": cancelled}, status=410)
    form = AnswerOfHead(request.POST if request.method == "POST" else None)
    if form.is_valid():
        said = form.cleaned_data
        try:
            if said["answer"] == "yes":
                actions.agree(agreement=agreement, name=said["name"], at=now())
            else:
                actions.decline(
                    agreement=agreement, name=said["name"], reason=said["reason"], at=now()
                )
        except AgreementRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("workgroups:agree", signed)
    places = queries.places_of(agreement.work_group, agreement.school)
    return _answered(request, page | {"open": True, "form": form, "places": list(places)})


def _answered(request: HttpRequest, page: dict, status: int = 200) -> HttpResponse:
    response = render(request, "workgroups/agree.html", page, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
@login_required
def agreement(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """The same page for a head who signs in, without looking for the letter."""
    heads = Employment.objects.on(localdate()).filter(
        person=request.user, role=Employment.Role.HEAD, confirmed=True
    )
    asked = HeadAgreement.objects.filter(school__in=heads.values("school"), asked_at__isnull=False)
    return redirect("workgroups:agree", queries.signed(get_object_or_404(asked, pk=agreement_id)))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def head(request: HttpRequest, place_id: int) -> HttpResponse:
    """Whose agreement a place waits for: whoever has the place, or leads the school, says."""
    found = Place.objects.select_related("work_group__hub", "school", "enrolment")
    place = get_object_or_404(found, pk=place_id)
    mine = request.user.pk in (place.person_id, place.enrolment and place.enrolment.applied_by_id)
    if not (mine or schools_led_by(request.user, localdate()).contains(place.school)):
        raise Http404
    work_group, school = place.work_group, place.school
    known = queries.agreement_of(work_group, school.pk)
    if place.state != Place.State.AGREEMENT or (known and known.answer):
        messages.info(request, f"No head needs to be asked about {work_group.title} now.")
        return redirect("workgroups:my_places")
    posted = request.POST if request.method == "POST" else None
    form = AskHead(posted, school=school, by=request.user)
    if form.is_valid():
        done = _ask(request, work_group, school, form, staff=False)
        if done:
            return redirect("workgroups:my_places")
    page = {"place": place, "work_group": work_group, "school": school, "form": form}
    return render(request, "workgroups/head.html", page | {"known": known})


def _ask(
    request: HttpRequest, work_group: WorkGroup, school: School, form: AskHead, *, staff: bool
) -> bool:
    said = form.cleaned_data
    try:
        asked = actions.ask_at(
            work_group=work_group, school=school, staff=staff, by=request.user, at=now(), **said
        )
    except AgreementRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, f"We have written to {asked.head_name} at {asked.sent_to}.")
    if unlike := unlike_the_school(asked.sent_to, school):
        messages.warning(request, unlike)
    return True


def _group(request: HttpRequest, work_group_id: int) -> WorkGroup:
    groups = work_groups_run_by(request.user).select_related("hub").defer(*LONG_TEXTS)
    return get_object_or_404(groups, pk=work_group_id)


HEADER = (
    "School", "URN", "People", "Answer", "Answered by", "Answered", "Head", "Email", "Asked",
    "Reminders", "Answer by",
)  # fmt: skip


def _cells(row: OfSchool) -> list:
    known, school = row.agreement, row.school
    first = [school.name, school.urn, row.people, row.label]
    if known is None:
        return first + [""] * 7
    answered, asked = known.answered_at, known.asked_at
    return [
        *first, known.answered_by, localdate(answered) if answered else "", known.head_name,
        known.sent_to, localdate(asked) if asked else "", known.reminders, known.answer_by or "",
    ]  # fmt: skip


@require_safe
@login_required
def of_group(request: HttpRequest, work_group_id: int) -> HttpResponse:
    """Every school with a place in the group, and what its head said: who is missing first."""
    work_group = _group(request, work_group_id)
    rows = queries.of_group(work_group)
    if exports.ending(request):
        what = f"Agreements of heads, {work_group.title}"
        log_export(what=what, rows=len(rows), by=request.user, at=now())
        name = f"agreements-{work_group.pk}-{localdate()}"
        return exports.table(request, name, HEADER, (_cells(row) for row in rows))
    page = {
        "work_group": work_group,
        "rows": rows,
        "missing": sum(row.is_missing for row in rows),
    }
    return render(request, "workgroups/agreements.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def of_school(request: HttpRequest, work_group_id: int, urn: int) -> HttpResponse:
    """One school: what its head read and said; ask, ask elsewhere, or keep an answer on paper."""
    work_group = _group(request, work_group_id)
    known = HeadAgreement.objects.filter(work_group=work_group, school__urn=urn)
    asks = Place.objects.filter(work_group=work_group, school__urn=urn)
    school = get_object_or_404(School, urn=urn)
    if not (asks.exists() or known.exists()):
        raise Http404
    may_decide = rules.may_run(request.user, work_group)
    if request.method == "POST" and not may_decide:
        raise PermissionDenied
    step = request.POST.get("step", "")
    form = AskHead(request.POST if step == "ask" else None, school=school, by=request.user)
    paper = OnPaper(request.POST if step == "paper" else None)
    back = redirect("workgroups:agreements", work_group.pk)
    if form.is_valid() and _ask(request, work_group, school, form, staff=True):
        return back
    if paper.is_valid():
        actions.agreed_on_paper(
            work_group=work_group, school=school, by=request.user, at=now(), **paper.cleaned_data
        )
        messages.success(request, f"The agreement of {school.name} is kept.")
        return back
    history = list(known.select_related("asked_by", "recorded_by").order_by("-pk"))
    stands = next((each for each in history if each.withdrawn_at is None), None)
    page = {
        "work_group": work_group,
        "school": school,
        "history": history,
        "known": stands,
        "sections": sections(stands.text) if stands and stands.text else [],
        "form": form,
        "paper": paper,
        "errors": form if step == "ask" else paper,
        "may_decide": may_decide,
    }
    return render(request, "workgroups/agreement.html", page)
