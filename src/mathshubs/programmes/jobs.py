"""Background work of this room. Every job may run twice."""

from __future__ import annotations

from django.utils.timezone import now
from procrastinate.contrib.django import app

from .actions import planner, returns


@app.task(name=planner.SOLVE)
def solve_planner_run(planner_run_id: int) -> None:
    """Work out which groups reach the most need: seconds to minutes of one processor."""
    planner.solve(planner_run_id=planner_run_id, at=now())


@app.periodic(cron="10 8 * * *")
@app.task(name="programmes.ask_for_returns", queueing_lock="programmes.ask_for_returns")
def ask_for_returns(timestamp: int = 0) -> None:
    """Write to hubs whose half-termly return can be sent, and once more when it is late."""
    returns.write_what_is_due(at=now())
