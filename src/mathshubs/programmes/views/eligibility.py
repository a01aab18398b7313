"""Who can take part: the rules of a project, and the page that rules of any kind share."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from .. import actions, queries, rules
from ..forms import FORMS, ChooseRule
from ..methods.eligibility import KINDS, read, stamp
from .designing import trail


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def eligibility(request: HttpRequest, project_id: int) -> HttpResponse:
    """Who can take part in every group of the project."""
    seen = queries.projects_seen_by(request.user, localdate())
    project = get_object_or_404(seen.select_related("hub"), pk=project_id)
    if not rules.may_edit(request.user, project):
        raise PermissionDenied
    page = {
        "of": str(project),
        "breadcrumbs": trail(project, "Who can take part"),
        "back": reverse("workgroups:project", args=[project.pk]),
    }
    return rules_page(
        request, project.eligibility, lambda **how: actions.change_rules(project=project, **how),
        page,
    )  # fmt: skip


def rules_page(
    request: HttpRequest, kept: list[dict], change: Callable[..., object], page: dict
) -> HttpResponse:
    """
    Show the rules of who can take part, and add or remove one by `change`.

    Which to add is chosen first; its form comes at the same address with ?rule=.
    """
    kind, posted = request.GET.get("rule", ""), request.method == "POST"
    if posted and (gone := request.POST.get("remove", "")):
        change(without=gone)
        messages.success(request, "The rule is removed.")
        return redirect(request.path)
    if kind in FORMS:
        form = FORMS[kind](request.POST if posted else None, on=localdate())
        if posted and form.is_valid():
            change(add=form.rule)
            messages.success(request, f"Added: {form.rule.words()}")
            return redirect(request.path)
        page |= {"form": form, "form_label": KINDS[kind].label}
    else:
        page["choose"] = ChooseRule(request.GET if request.GET.keys() & {"rule", "do"} else None)
        page["rules"] = [(rule.words(page.get("hub", "")), stamp(rule)) for rule in read(kept)]
    return render(request, "programmes/rules.html", page)
