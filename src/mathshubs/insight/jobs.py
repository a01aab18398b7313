"""Background work for pages that read everything. Every job may run twice."""

from __future__ import annotations

from django.utils.timezone import localdate
from procrastinate.contrib.django import app

from .queries import network


@app.periodic(cron="5 * * * *")
@app.task(name="insight.count_network", queueing_lock="insight.count_network")
def count_network(timestamp: int = 0) -> None:
    """Count what the first page says of the network, so that no visitor waits for it."""
    network.count_again(localdate())
