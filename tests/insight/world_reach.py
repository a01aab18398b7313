"""A run of the planner, for the walk of every address by every role."""

from __future__ import annotations

from mathshubs.hubs.models import Hub
from mathshubs.people.models import Person
from mathshubs.programmes.methods.planning import Question
from mathshubs.programmes.methods.planning.written import write
from mathshubs.programmes.models import PlannerRun

from ..builders import SEPTEMBER


def reach_in_the_world(hub: Hub, by: Person | None) -> dict[str, object]:
    question = write(Question((), (), (), (), (), ()))
    run = PlannerRun.objects.create(
        hub=hub, year="2025/26", terms=["Autumn"], asked={}, question=question, by=by, at=SEPTEMBER
    )
    nation = PlannerRun.objects.create(
        year="2025/26", terms=["Autumn"], asked={}, question={}, by=by, at=SEPTEMBER
    )
    return {"planner_run_id": run.pk, "nation_run_id": nation.pk}
