"""Resources are proposed, and changed."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods

from mathshubs.core.identifiers import row_number
from mathshubs.people.rules import is_national_staff
from mathshubs.workgroups.models import TaskAnswer
from mathshubs.workgroups.queries.tasks import answers_read_by

from .. import rules
from ..actions import library as actions
from ..forms.library import NextVersion, Proposal
from ..queries import library as queries
from .library import fetch, trail


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """Propose a resource; with ?answer= one that is made from the answer to a task."""
    if not rules.may_propose(request.user):
        raise PermissionDenied
    answer, posted = _answer(request), request.method == "POST"
    if answer and queries.is_proposed(answer):
        messages.info(request, "This answer is proposed for the library already.")
        return redirect("workgroups:answer", answer.pk)
    form = Proposal(
        request.POST if posted else None,
        request.FILES if posted else None,
        initial=_from(answer) if answer else {"author": request.user.name},
        hubs=queries.hubs_for(request.user, localdate()),
        is_national=is_national_staff(request.user),
        of_an_answer=bool(answer and answer.files.exists()),
    )
    if form.is_valid():
        typed = form.cleaned_data
        origin = answer.task.workshop.work_group if answer else None
        try:
            resource = actions.propose(
                fields=form.said() | {"hub": typed["hub"], "origin": origin},
                files=typed["files"], answer=answer, no_pupils=typed.get("no_pupils", False),
                by=request.user, at=now(),
            )  # fmt: skip
        except actions.LibraryRefused as refusal:
            form.add_error("no_pupils" if "no_pupils" in form.fields else None, str(refusal))
        else:
            messages.success(request, _what_next(resource))
            return redirect(resource)
    page = {"form": form, "answer": answer, "breadcrumbs": trail(None, "Propose a resource")}
    return render(request, "community/propose.html", page)


def _answer(request: HttpRequest) -> TaskAnswer | None:
    if not (asked := request.GET.get("answer")):
        return None
    return get_object_or_404(answers_read_by(request.user), pk=row_number(asked))


def _from(answer: TaskAnswer) -> dict:
    group, person = answer.task.workshop.work_group, answer.place.person
    return {
        "kind": "TASK", "title": answer.task.title, "text": answer.text, "phases": group.phases,
        "author": person.name if person else "", "hub": group.hub_id,
    }  # fmt: skip


def _what_next(resource) -> str:
    if resource.waits_for_its_writer:
        return "It is proposed. Whoever wrote the answer is asked by letter; then the hub decides."
    return "It is proposed. Those who run the hub decide whether it stands in the library."


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, resource_id: int) -> HttpResponse:
    resource = fetch(request, resource_id)
    if not rules.may_change_resource(request.user, resource):
        raise PermissionDenied
    posted = request.method == "POST"
    versions = queries.versions_of(resource)
    form = NextVersion(
        request.POST if posted else None,
        request.FILES if posted else None,
        instance=resource,
        files=list(versions[0].files.all()) if versions else [],
    )
    if form.is_valid():
        typed = form.cleaned_data
        actions.change(
            resource=fetch(request, resource_id), fields=form.said(), files=typed["files"],
            keep=typed.get("keep", ()), note=typed["note"], by=request.user, at=now(),
        )  # fmt: skip
        messages.success(request, "It is saved. Older versions are kept.")
        return redirect("community:resource", resource_id)
    page = {"form": form, "breadcrumbs": trail(fetch(request, resource_id), "Change it")}
    return render(request, "community/propose.html", page | {"resource": resource})
