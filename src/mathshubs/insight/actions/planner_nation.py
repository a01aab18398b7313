"""The planner for all hubs at once: asked, read hub by hub, worked out, each hub's answer kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from mathshubs.comms.queue import defer
from mathshubs.hubs.models import Hub
from mathshubs.people.models import Person
from mathshubs.programmes.actions.planner import GAP, PlannerRefused
from mathshubs.programmes.methods.planning import Answer, Question, QuestionProblem
from mathshubs.programmes.methods.planning.written import write
from mathshubs.programmes.models import PlannerRun

from ..queries.planner import facts
from ..queries.planner_question import as_typed, question_of
from ..queries.planner_usual import of_hub

SOLVE_NATION = "insight.solve_nation"
State = PlannerRun.State


@transaction.atomic
def ask_for_all(
    *, year: str, asked: dict[str, Any], seconds: int, by: Person, at: datetime,
    follows: PlannerRun | None = None,
) -> PlannerRun:  # fmt: skip
    """Keep what was asked for all hubs and have a job read their records and answer it."""
    if not Hub.objects.exists():
        raise PlannerRefused("There is no hub to plan for.")
    run = PlannerRun.objects.create(
        year=year, terms=asked["terms"], asked=asked, question={}, seconds=seconds, by=by, at=at,
        follows=follows, change="Numbers changed" if follows else "",
    )  # fmt: skip
    defer(SOLVE_NATION, planner_run_id=run.pk)
    return run


def solve_nation(*, planner_run_id: int, at: datetime) -> None:
    """
    Work out the answer of each hub and keep it. Done once; from the start when a worker fell over.

    Not one transaction, so that its page shows how far it is.
    """
    from mathshubs.programmes.methods.planning.nation import plan_nation

    waiting = PlannerRun.objects.filter(pk=planner_run_id, state__in=[State.WAITING, State.WORKING])
    if not waiting.update(state=State.WORKING, began_at=at, step="Reading the records of hubs"):
        return
    run = waiting.get()
    parts, questions = _read(run, at)
    if not questions:
        waiting.update(
            state=State.REFUSED, step="", done_at=at,
            refusal="No hub can be planned for: each needs a chosen priority, leaders and schools.",
        )  # fmt: skip
        return
    waiting.update(step=f"{len(questions)} hubs: taking the next best group each time, first")

    def tell(slug: str, done: int) -> None:
        waiting.update(step=f"{done} of {len(questions)} hubs planned for themselves")

    pounds = Decimal(run.asked["budget"]) if run.asked.get("budget") else None
    try:
        nation = plan_nation(questions, pounds=pounds, seconds=run.seconds, gap=GAP, tell=tell)
    except QuestionProblem as problem:
        waiting.update(state=State.REFUSED, refusal=str(problem), step="", done_at=at)
        return
    done_at = at + timedelta(seconds=nation.seconds)
    with transaction.atomic():
        for slug, part in parts.items():
            answer = write(nation.answers[slug])
            totals = _totals(nation.answers[slug])
            by_hand = _totals(nation.by_hand[slug])
            PlannerRun.objects.filter(pk=part.pk).update(
                state=State.DONE,
                step="",
                done_at=done_at,
                answer=answer | {"by_hand": by_hand, "totals": totals},
            )
        waiting.update(
            state=State.DONE, step="", done_at=done_at,
            answer={
                "objective": nation.objective, "bound": write(nation.bound), "gap": nation.gap,
                "together": nation.together, "seconds": nation.seconds,
                "conflict": nation.conflict,
                "by_hand": sum(each.objective for each in nation.by_hand.values()),
                "workload": _workload(questions),
            },
        )  # fmt: skip


def _read(run: PlannerRun, at: datetime) -> tuple[dict[str, PlannerRun], dict[str, Question]]:
    """Keep a run for each hub, with its question; one that cannot be planned for says why."""
    run.parts.all().delete()
    on, hubs = localdate(at), list(Hub.objects.order_by("name"))
    parts: dict[str, PlannerRun] = {}
    questions: dict[str, Question] = {}
    for number, hub in enumerate(hubs, start=1):
        PlannerRun.objects.filter(pk=run.pk).update(
            step=f"Reading the records of hub {number} of {len(hubs)}"
        )
        known = facts(hub, run.year, on, or_national=True)
        typed = of_hub(known, run.asked)
        question = question_of(known, typed) if typed else None
        part = PlannerRun(
            hub=hub, part_of=run, year=run.year, terms=run.terms, seconds=60, by_id=run.by_id,
            at=run.at, asked=as_typed(typed or {}), question=write(question) if question else {},
            change="Part of the plan of all hubs",
        )  # fmt: skip
        if question is None or not question.needs:
            part.state, part.done_at, part.refusal = State.REFUSED, at, _missing(known)
        else:
            parts[hub.slug], questions[hub.slug] = part, question
        part.save()
    return parts, questions


def _missing(known) -> str:
    for those, words in (
        (known.priorities, "no priority is chosen, by the hub or the nation"),
        (known.projects, "no project is in the year"),
        (known.leaders, "no leader is on record"),
    ):
        if not those:
            return f"Left out: {words}."
    return "Left out: no school is in need of what projects could answer."


def _totals(answer: Answer) -> dict[str, Any]:
    return {
        "need": answer.objective, "groups": len(answer.groups), "schools": answer.schools,
        "cost": str(answer.cost), "days": answer.days,
    }  # fmt: skip


def _workload(questions: dict[str, Question]) -> dict[str, int]:
    asked = questions.values()
    return {
        "hubs": len(questions),
        "projects": len({project.key for each in asked for project in each.projects}),
        "leaders": sum(len(each.leaders) for each in asked),
        "venues": sum(len(each.venues) for each in asked),
        "schools": sum(need.schools for each in asked for need in each.needs),
    }
