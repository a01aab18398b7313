"""Background work for pages that read everything. Every job may run twice."""

from __future__ import annotations

from django.utils.timezone import localdate, now
from procrastinate.contrib.django import app

from .actions import planner_nation
from .queries import network


@app.periodic(cron="5 * * * *")
@app.task(name="insight.count_network", queueing_lock="insight.count_network")
def count_network(timestamp: int = 0) -> None:
    """Count what the first page says of the network, so that no visitor waits for it."""
    network.count_again(localdate())


@app.task(name=planner_nation.SOLVE_NATION)
def solve_nation(planner_run_id: int) -> None:
    """Work out which groups all hubs could run: minutes of two processors."""
    planner_nation.solve_nation(planner_run_id=planner_run_id, at=now())
