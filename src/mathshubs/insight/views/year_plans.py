"""The year plan of a hub with the priorities it serves: its page, its versions, its document."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_safe

from mathshubs.core.identifiers import row_number
from mathshubs.hubs import rules as hubs
from mathshubs.hubs.queries.board import advice_on, told
from mathshubs.programmes import documents, rules
from mathshubs.programmes.actions import plans as actions
from mathshubs.programmes.actions.plans import PlanRefused
from mathshubs.programmes.forms.plans import TakeStep
from mathshubs.programmes.methods import plan_steps
from mathshubs.programmes.methods.comparing import difference
from mathshubs.programmes.models import Plan, PlanVersion
from mathshubs.programmes.queries import plans as queries
from mathshubs.programmes.views.plans import plan_they_see

from ..queries.plans import priorities_in, priorities_of, serves

TOLD = {
    Plan.State.SUBMITTED: " The national team has a letter.",
    Plan.State.AMENDED: " The national team has your words in a letter.",
    Plan.State.RETURNED: " The hub has your words in a letter.",
    Plan.State.APPROVED: " The hub has a letter, and so has each person who leads a line.",
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, year_plan_id: int) -> HttpResponse:
    """A plan with its lines, the priorities they serve, what is asked, and what comes next."""
    plan = plan_they_see(request, year_plan_id, said=advice_on("PLAN"))
    steps = [to for to in plan_steps.STEPS[plan.state] if rules.may_take(request.user, plan, to)]
    runs = hubs.runs(request.user, plan.hub)
    if request.method == "POST" and not (runs or steps):
        raise PermissionDenied
    do = request.POST.get("do", "")
    sent = request.POST if do == "step" else None
    form = TakeStep(sent, plan=plan, steps=steps, on=localdate())
    if request.method == "POST" and (sent is None or form.is_valid()):
        try:
            messages.success(request, _do(request, plan, do, form, runs))
        except PlanRefused as refusal:
            if sent is None:
                messages.error(request, str(refusal))
            else:
                form.add_error(None, str(refusal))
        if not form.errors:  # a browser keeps the place it was at, unless it is told another
            line = do.partition("-")[2]
            return redirect(f"{plan.get_absolute_url()}#{f'line-{line}' if line else 'main'}")
    page = _page(plan, form, steps, runs)
    page["may_advise"] = hubs.may_advise(request.user, plan.hub)
    return render(request, "insight/plan.html", page)


def _page(plan: Plan, form: TakeStep, steps: list[str], runs: bool) -> dict:
    lines = queries.lines_of(plan)
    asked = queries.asked_of(plan, lines)
    versions = list(plan.versions.select_related("by"))
    priorities, unserved = priorities_in(plan)
    return {
        "plan": plan,
        "lines": [(line, priorities.get(line.pk, [])) for line in lines],
        "unserved": unserved,
        "asked": asked,
        "missing": [each for each in asked if not each.lines],
        "groups": sum(line.groups for line in lines),
        "cost": sum(line.cost for line in lines),
        "history": list(plan.steps.select_related("by")),
        "versions": versions,
        "changed": bool(
            versions
            and plan.is_changeable
            and difference(versions[0].content, queries.content_of(plan, lines, serves(priorities)))
        ),
        "holds": next((each for each in versions if each.state == Plan.State.APPROVED), None),
        "said": told("PLAN", plan.year, plan.__dict__["said"]),
        "form": form,
        "steps": steps,
        "runs": runs,
        "may_change": runs and plan.is_changeable,
    }


def _do(request: HttpRequest, plan: Plan, do: str, form: TakeStep, runs: bool) -> str:
    """Do what was asked and return the sentence that says so."""
    if do == "step":
        typed = form.cleaned_data
        if not rules.may_take(request.user, plan, typed["to"]):
            raise PermissionDenied
        words = serves(priorities_of(queries.lines_of(plan)))
        done = actions.take_step(plan=plan, by=request.user, at=now(), serves=words, **typed)
        return f"The plan is {done.get_state_display().lower()} now.{TOLD.get(typed['to'], '')}"
    if not runs:
        raise PermissionDenied
    if do == "asked":
        added = actions.add_what_is_asked(plan=plan)
        return f"{added} line{'' if added == 1 else 's'} added. Write what each is for."
    way, _, number = do.partition("-")
    if way not in ("up", "down"):
        return "Nothing was asked, and nothing changed."
    line = get_object_or_404(plan.lines.select_related("plan"), pk=row_number(number))
    actions.move_line(line=line, up=way == "up")
    return f"{line.title} is moved {way}."


def _as_it_stands(plan: Plan) -> dict:
    lines = queries.lines_of(plan)
    return queries.content_of(plan, lines, serves(priorities_of(lines)))


def _before(plan: Plan, versions: list[PlanVersion]) -> PlanVersion:
    """Return what to compare with: while it may change, the latest; else what was answered last."""
    if plan.is_changeable:
        return versions[0]
    answered = (Plan.State.APPROVED, Plan.State.RETURNED)
    last = next((each for each in versions[1:] if each.state in answered), None)
    return last or versions[:2][-1]


@login_required
@require_safe
def compare(request: HttpRequest, year_plan_id: int) -> HttpResponse:
    """Two versions side by side; 0 is the plan as it stands now."""
    plan = plan_they_see(request, year_plan_id)
    versions = list(plan.versions.select_related("by"))
    if not versions:
        raise Http404
    first = row_number(request.GET.get("from", "")) or _before(plan, versions).number
    last = request.GET.get("to", "")
    second = row_number(last) if last else (0 if plan.is_changeable else versions[0].number)
    known = {each.number: each for each in versions}
    if first not in known or second not in {0, *known}:
        raise Http404
    after = known[second].content if second else _as_it_stands(plan)
    page = {
        "plan": plan,
        "versions": versions,
        "first": known[first],
        "second": known.get(second),
        "difference": difference(known[first].content, after),
    }
    return render(request, "insight/plan_versions.html", page)


@login_required
@require_safe
def document(request: HttpRequest, year_plan_id: int) -> HttpResponse:
    """The plan as PDF: as it stands, or one of its versions."""
    plan = plan_they_see(request, year_plan_id)
    version: PlanVersion | None = None
    if number := row_number(request.GET.get("version", "")):
        version = queries.version_of(plan, number)
        if version is None:
            raise Http404
    content = version.content if version else _as_it_stands(plan)
    response = HttpResponse(
        documents.year_plan(plan, content, version, localdate()), content_type="application/pdf"
    )
    name = f"plan-{plan.hub.slug}-{plan.year.replace('/', '-')}"
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response
