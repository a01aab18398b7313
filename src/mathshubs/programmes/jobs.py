"""Background work of this room. Every job may run twice."""

from __future__ import annotations

from django.utils.timezone import now
from procrastinate.contrib.django import app

from .actions import planner


@app.task(name=planner.SOLVE)
def solve_planner_run(planner_run_id: int) -> None:
    """Work out which groups reach the most need: seconds to minutes of one processor."""
    planner.solve(planner_run_id=planner_run_id, at=now())
