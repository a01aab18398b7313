"""Year plans against records: progress, half-termly returns, going over to the next year."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_safe

from mathshubs.core import exports
from mathshubs.core.years import academic_year_of, is_academic_year, next_year, year_before
from mathshubs.hubs import rules as hubs
from mathshubs.hubs.models import Hub
from mathshubs.hubs.views import hub_they_see
from mathshubs.people.rules import is_national_staff
from mathshubs.programmes.actions import returns as actions
from mathshubs.programmes.actions import roll_over as ticks
from mathshubs.programmes.actions.returns import ReturnRefused
from mathshubs.programmes.methods.half_terms import HALF_TERMS, due_on, ended_last, ends_on
from mathshubs.programmes.methods.trajectory import RULE
from mathshubs.programmes.models import HalfTerm, Plan, PlanLine
from mathshubs.programmes.queries.plans import plans_seen_by
from mathshubs.programmes.views.plans import plan_they_see

from ..queries import plans as queries
from ..queries import returns, roll_over

PROGRESS = ("Line", "Measure", "Half term", "Planned", "Actual", "Forecast")
RETURNS = ("Hub", "Plan", "Sent on", "Sent by", "Words")
LONGEST = 4000


@login_required
@require_safe
def plan_progress(request: HttpRequest, year_plan_id: int) -> HttpResponse:
    """Each line against its targets, and the returns of the six half terms."""
    plan, on = plan_they_see(request, year_plan_id), localdate()
    progress = queries.progress_of(plan, on)
    if exports.ending(request):
        rows = (
            [row.line.title, course.measure.label, label, point.planned, point.actual,
             point.forecast]
            for row in progress for course in row.courses for label, point in course.rows()
        )  # fmt: skip
        name = f"plan-{plan.hub.slug}-{plan.year.replace('/', '-')}"
        return exports.table(request, name, PROGRESS, rows)
    page = {
        "plan": plan,
        "progress": progress,
        "returns": returns.returns_of(plan, on),
        "rule": RULE,
        "runs": hubs.runs(request.user, plan.hub),
    }
    return render(request, "insight/plan_progress.html", page)


@login_required
@require_safe
def line_progress(request: HttpRequest, plan_line_id: int) -> HttpResponse:
    """One line: why it exists, the groups that carry it out, and its three measures drawn."""
    on = localdate()
    seen = PlanLine.objects.filter(plan__in=plans_seen_by(request.user, on))
    line = get_object_or_404(seen.select_related("plan__hub", "project"), pk=plan_line_id)
    page = {
        "plan": line.plan,
        "row": queries.progress_with([line], line.plan, on)[0],
        "groups": queries.groups_of(line),
        "rule": RULE,
    }
    return render(request, "insight/line_progress.html", page)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan_return(request: HttpRequest, year_plan_id: int, half_term: str) -> HttpResponse:
    """The return of a half term: figures from records, a few words, sent once."""
    plan, on = plan_they_see(request, year_plan_id), localdate()
    if half_term not in HALF_TERMS:
        raise Http404
    runs = hubs.runs(request.user, plan.hub)
    if request.method == "POST" and not runs:
        raise PermissionDenied
    figures = returns.figures_of(queries.progress_of(plan, on), half_term)
    problem = ""
    typed: dict[str, str] = {}
    if request.method == "POST":
        typed = _words(request, figures)
        try:
            return _kept(request, plan, half_term, typed, figures)
        except ReturnRefused as refusal:
            problem = str(refusal)
    row = next(each for each in returns.returns_of(plan, on) if each.half_term == half_term)
    # A board reads what was sent; what somebody is still writing is the hub's.
    kept = row.sent or (None if hubs.reads_as_board(request.user, plan.hub) else row.begun)
    words = typed or (kept.words if kept else {})
    shown = row.sent.figures if row.sent else figures
    page = {
        "plan": plan,
        "row": row,
        "lines": [(line, words.get(str(line["line"]), "")) for line in shown["lines"]],
        "for_all": words.get("0", ""),
        "may_write": runs and not row.sent,
        "problem": problem,
    }
    return render(request, "insight/plan_return.html", page)


def _words(request: HttpRequest, figures: dict) -> dict[str, str]:
    numbers = ["0", *(str(line["line"]) for line in figures["lines"])]
    said = {number: request.POST.get(f"words-{number}", "") for number in numbers}
    return {number: text.replace("\0", "").strip()[:LONGEST] for number, text in said.items()}


def _kept(
    request: HttpRequest, plan: Plan, half_term: str, words: dict[str, str], figures: dict
) -> HttpResponse:
    """Keep or send what was typed, and go where one sees that."""
    if request.POST.get("do") == "send":
        actions.send(
            plan=plan, half_term=half_term, words=words, figures=figures, by=request.user,
            at=now(), on=localdate(),
        )  # fmt: skip
        messages.success(request, "The return is sent. Its figures stay as they are now.")
    else:
        actions.keep_words(plan=plan, half_term=half_term, words=words)
        messages.success(request, "Your words are kept. The return is not sent yet.")
    return redirect("insight:plan_return", plan.pk, half_term)


@login_required
@require_safe
def national_returns(request: HttpRequest) -> HttpResponse:
    """Every hub's return of a half term; those that are missing first."""
    if not is_national_staff(request.user):
        raise PermissionDenied
    on = localdate()
    this = academic_year_of(on)
    asked = request.GET.get("year", "")
    latest = ended_last(on)
    year = asked if is_academic_year(asked) else latest[0]
    half_term = request.GET.get("half_term", "")
    if half_term not in HALF_TERMS:
        half_term = latest[1] if year == latest[0] else HALF_TERMS[-1 if year < this else 0]
    rows = returns.national_returns(year, half_term)
    if exports.ending(request):
        name = f"returns-{year.replace('/', '-')}-{half_term.lower()}"
        return exports.table(request, name, RETURNS, map(_cells, rows))
    sent, ends = sum(row.sent is not None for row in rows), ends_on(year, half_term)
    page = {
        "rows": rows,
        "sent": sent,
        "all": sent + sum(row.owed for row in rows),
        "ends": ends,
        "is_over": ends < on,
        "due": due_on(year, half_term),
        "is_late": due_on(year, half_term) < on,
        "year": year,
        "years": sorted({year_before(this), this, next_year(this), year}),
        "half_term": HalfTerm(half_term),
        "half_terms": list(HalfTerm),
    }
    return render(request, "insight/national_returns.html", page)


def _cells(row: returns.NationalRow) -> list:
    sent = row.sent
    return [
        str(row.hub), row.plan.get_state_display() if row.plan else "No plan",
        localdate(sent.sent_at) if sent and sent.sent_at else "Missing" if row.owed else "",
        sent.by.name if sent and sent.by else "", row.words,
    ]  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hub_roll_over(request: HttpRequest, slug: str) -> HttpResponse:
    """The tasks of going over to the next year, for a hub."""
    hub = hub_they_see(request, slug)
    runs = hubs.runs(request.user, hub)
    return _roll_over(request, hub, reverse("insight:hub_roll_over", args=[slug]), runs)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def national_roll_over(request: HttpRequest) -> HttpResponse:
    """The same for the national team."""
    if not is_national_staff(request.user):
        raise PermissionDenied
    return _roll_over(request, None, reverse("insight:national_roll_over"), True)


def _roll_over(request: HttpRequest, hub: Hub | None, here: str, may_tick: bool) -> HttpResponse:
    on = localdate()
    year = roll_over.year_begun(on)
    tasks = roll_over.tasks_of(hub, year, on) if hub else roll_over.national_tasks(year)
    if request.method == "POST":
        if not may_tick:
            raise PermissionDenied
        way, _, key = request.POST.get("do", "").partition("-")
        if key in {task.key for task in tasks}:
            if way == "tick":
                ticks.tick(hub=hub, year=year, task=key, by=request.user, at=now())
            elif way == "untick":
                ticks.untick(hub=hub, year=year, task=key)
        return redirect(f"{here}#{key}")
    page = {
        "hub": hub,
        "year": year,
        "tasks": tasks,
        "done": sum(task.is_done for task in tasks),
        "may_tick": may_tick,
    }
    return render(request, "insight/roll_over.html", page)
