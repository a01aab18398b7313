"""The pathway to leading: who could, whom the hub invites, what they say; cohorts that train."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_safe

from mathshubs.core import exports
from mathshubs.core.paging import paged
from mathshubs.core.phases import Phase
from mathshubs.people.actions import log_export
from mathshubs.people.models import Person

from .. import rules
from ..actions import leading_pathway as actions
from ..actions.leading import LeadingRefused
from ..forms import leading_pathway as forms
from ..models import ForLeaders, Leader, LeadInvitation, WorkGroup
from ..queries import leading_pathway as queries
from ..queries.groups import state_shown, work_groups_run_by
from .design import trail
from .leading import hub_they_run

A_PAGE = 30
HEADER = (
    "Given name", "Family name", "Email", "School", "Phases", "What they did", "Groups",
    "Next step",
)  # fmt: skip


@require_safe
@login_required
def pathway(request: HttpRequest, slug: str) -> HttpResponse:
    """Who could take the next step, by the record, and what those said who were asked."""
    hub, on = hub_they_run(request, slug), localdate()
    phase = request.GET.get("phase", "")
    phase = phase if phase in Phase.values else ""
    found = [each for each in queries.suggestions(hub, on) if not phase or phase in each.phases]
    if exports.ending(request):
        log_export(what=f"Who could lead in {hub}", rows=len(found), by=request.user, at=now())
        rows = map(_cells, found)
        return exports.table(request, f"could-lead-{hub.slug}-{on}", HEADER, rows)
    page = {
        "hub": hub,
        "phase": phase,
        "phases": Phase.choices,
        "found": found,
        "invitations": queries.invitations_of(hub)[:50],
        **paged(request, found, A_PAGE),
    }
    return render(request, "workgroups/leading/pathway.html", page)


def _cells(each: queries.Suggestion) -> list:
    person = each.person
    step = Leader.Kind(each.kind).label
    return [
        person.given_name, person.family_name, person.email, each.school, each.phases_in_words,
        each.because, len(each.groups), step,
    ]  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def invite(request: HttpRequest, slug: str, person_id: int) -> HttpResponse:
    """Invite somebody of whom the record says that they could."""
    hub = hub_they_run(request, slug)
    found = queries.suggestions(hub, localdate(), person=person_id)
    if not found:
        raise Http404
    suggested = found[0]
    form = forms.Invite(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.invite(
                hub=hub, person=Person.objects.get(pk=person_id), kind=suggested.kind,
                because=suggested.because, by=request.user, at=now(), **form.cleaned_data,
            )  # fmt: skip
        except LeadingRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"{suggested.person.name} has your invitation.")
        return redirect("workgroups:pathway", slug=hub.slug)
    page = {"hub": hub, "suggested": suggested, "form": form}
    return render(request, "workgroups/leading/invite.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def invitation(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """Somebody answers the invitation of a hub."""
    mine = LeadInvitation.objects.filter(person=request.user).select_related("hub", "sent_by")
    found = get_object_or_404(mine, pk=invitation_id)
    form = forms.AnswerInvitation(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.answer(invitation=found, at=now(), **form.cleaned_data)
        except LeadingRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"Thank you. {found.hub} has your answer.")
        return redirect("workgroups:my_leading")
    page = {"invitation": found, "form": form}
    return render(request, "workgroups/leading/invitation.html", page)


@require_safe
def leader_programmes(request: HttpRequest) -> HttpResponse:
    """The programmes that train leaders: cohorts to come, for anybody to read."""
    on = localdate()
    cohorts = [(each, state_shown(each.work_group, on)) for each in queries.cohorts_to_come(on)]
    return render(request, "workgroups/leading/programmes.html", {"cohorts": cohorts})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def for_leaders(request: HttpRequest, work_group_id: int) -> HttpResponse:
    """Say that a group trains leaders or is an event of theirs; award what a cohort awards."""
    groups = work_groups_run_by(request.user).select_related("hub")
    group = get_object_or_404(groups, pk=work_group_id)
    if not rules.may_run(request.user, group):
        raise PermissionDenied
    said = ForLeaders.objects.filter(work_group=group).first()
    do = request.POST.get("do", "")
    form = forms.SayForLeaders(request.POST if do == "say" else None, instance=said)
    if request.method == "POST" and (do != "say" or form.is_valid()):
        try:
            done = _settle(request, group, said, do, form)
        except LeadingRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, done)
        return redirect("workgroups:for_leaders", group.pk)
    completed = queries.completed_by(group, now()) if said and said.awards else None
    page = {
        "work_group": group,
        "said": said,
        "form": form,
        "completed": completed,
        "accredited": queries.accredited_people(said) if completed else set(),
        "breadcrumbs": trail(request, group, "For leaders"),
    }
    return render(request, "workgroups/leading/for_leaders.html", page)


def _settle(request: HttpRequest, group: WorkGroup, said: ForLeaders | None, do: str, form) -> str:
    """Do what was asked and return the sentence that says so."""
    if do == "say":
        said = actions.say_it_is_for_leaders(work_group=group, **form.cleaned_data)
        return (
            f"{group.title} is for leaders: {said}."
            if said.awards
            else "It is an event for leaders."
        )
    if do == "not":
        actions.say_it_is_for_all(work_group=group)
        return f"{group.title} is for all again."
    if do != "award" or said is None:
        return "Nothing was asked, and nothing changed."
    many = actions.award(for_leaders=said, by=request.user, at=now())
    if not many:
        return "Everybody who completed it has it already."
    return f"{said.get_awards_display()}: awarded to {many}. Each has a letter."
