"""Progress over a chain of workshops and tasks; a person's statement over the years."""

from __future__ import annotations

from itertools import groupby

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_safe

from mathshubs.core import exports
from mathshubs.core.paging import paged
from mathshubs.hubs import rules as hubs
from mathshubs.hubs.models import Hub
from mathshubs.people.actions import log_export

from ..actions.statements import StatementRefused, statement_for
from ..documents import statements as documents
from ..models import WorkGroup
from ..queries import progress as queries
from ..queries import statements
from ..queries.attendance import work_groups_recorded_by
from .design import above_it, trail


@require_safe
@login_required
def progress(request: HttpRequest, work_group_id: int) -> HttpResponse:
    """How far everyone in a group is: register, tasks, visits, plan; and who is complete."""
    work_group = get_object_or_404(work_groups_recorded_by(request.user), pk=work_group_id)
    chain = queries.progress_of(work_group, now())
    if exports.ending(request):
        return _export(request, work_group, chain)
    bars = queries.bars_of(chain.links)
    page = {
        "work_group": work_group,
        "chain": chain,
        "bars": bars,
        "width": 24 + len(bars) * queries.STEP,
        "complete": sum(row.tone == "yes" for row in chain.rows),
        "breadcrumbs": trail(request, work_group, "Progress"),
    }
    return render(request, "workgroups/progress.html", page)


def _export(request: HttpRequest, work_group: WorkGroup, chain: queries.Chain) -> HttpResponse:
    header = [
        "Person", "School", "URN", *map(str, chain.workshops), "Attended", "Expected",
        *map(str, chain.tasks), "Handed in", "Visits", "Plan", "Progress",
    ]  # fmt: skip
    rows = [
        [
            row.place.who, row.place.school.name, row.place.school.urn,
            *[mark.label for mark in row.record.rows], row.record.attended, row.record.expected,
            *[cell.label for cell in row.cells], row.handed_in, row.visits,
            row.plan["title"] if row.plan else "", row.state,
        ]
        for row in chain.rows
    ]  # fmt: skip
    log_export(what=f"Progress in {work_group.title}", rows=len(rows), by=request.user, at=now())
    return exports.table(request, f"progress-{work_group.pk}-{localdate()}", header, rows)


@require_safe
@login_required
def hub_progress(request: HttpRequest, slug: str) -> HttpResponse:
    """The groups of a hub side by side, as counts: for its staff and its board."""
    hub = get_object_or_404(Hub, slug=slug)
    runs = hubs.runs(request.user, hub)
    if not (runs or hubs.sits_on_board(request.user, hub)):
        raise Http404
    running = WorkGroup.objects.filter(hub=hub, kind=WorkGroup.Kind.WORK_GROUP).exclude(
        state__in=[*WorkGroup.DRAFT, *WorkGroup.OVER, "CANCELLED"]
    )
    groups = queries.groups_with_progress(running.order_by("first_on", "pk"))
    if exports.ending(request):
        header = [
            "Work Group", "Attended", "Expected", "Tasks handed in", "Of", "Schools",
            "Schools visited", "Schools with a plan",
        ]  # fmt: skip
        rows = [
            [
                each.title, each.came, each.expected, each.ready, each.wanted, each.schools,
                each.visited, each.planned,
            ]
            for each in groups
        ]  # fmt: skip
        return exports.table(request, f"progress-{hub.slug}-{localdate()}", header, rows)
    page = {
        **paged(request, groups, 50),
        "hub": hub,
        "runs": runs,
        "breadcrumbs": [above_it(request, hub), ("Progress", "")],
    }
    return render(request, "workgroups/hub_progress.html", page)


@require_safe
@login_required
def statement(request: HttpRequest) -> HttpResponse:
    """What I did over the years."""
    lines = statements.lines_of(request.user, now())
    page = {
        "years": [(year, list(rows)) for year, rows in groupby(lines, lambda line: line["year"])],
        "sums": statements.in_all(lines),
        "breadcrumbs": [
            ("My places", reverse("workgroups:my_places")),
            ("Statement of professional development", ""),
        ],
    }
    return render(request, "workgroups/statement.html", page)


@require_safe
@login_required
def statement_pdf(request: HttpRequest) -> HttpResponse:
    """The statement as a document with a code; with nothing to state, the page says so."""
    try:
        issued = statement_for(person=request.user, at=now())
    except StatementRefused:
        return statement(request)
    response = HttpResponse(documents.statement(issued), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="statement-{issued.code}.pdf"'
    return response


@require_safe
def verified_statement(request: HttpRequest, code: str) -> HttpResponse:
    """What a code proves: initials and what was done, no name and no school."""
    found = statements.statement_with(code[:40])
    if found is None:
        page = {"code": code[:40], "unknown": True}
        return render(request, "workgroups/verify.html", page, status=404)
    names = (found.person.given_name, found.person.family_name)
    page = {
        "statement": found,
        "initials": "".join(f"{name[:1]}." for name in names if name),
        "sums": statements.in_all(found.lines),
    }
    return render(request, "workgroups/verified_statement.html", page)
