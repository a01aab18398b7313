"""Moves the clock of the demo on, and does each day what its hours would have done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta

from django.contrib.sessions.models import Session
from django.db.models import F
from django.utils.timezone import localtime, make_aware
from procrastinate.contrib.django import app

from . import clock

MORNING = time(8, 10)
# Theirs is not the day's work: letters are sent all the time, shapes of areas are drawn at night.
_OTHER_ROOMS = ("comms.", "hubs.draw", "builtin:", "procrastinate.")


@app.task(name="config.move_clock", queueing_lock="config.move_clock")
def move_clock(until: str) -> None:
    """Go from morning to morning until the time `until` (ISO), doing each day's work."""
    to = datetime.fromisoformat(until)
    began = clock.now()
    Session.objects.update(expire_date=F("expire_date") + max(to - began, timedelta()))
    moving = clock.Clock(clock.read().ahead, began.isoformat(), until)
    try:
        for morning in mornings(began, to):
            clock.write(replace(moving, ahead=clock.ahead_at(morning)))
            for work in daily_work():
                work()
    except BaseException:
        clock.write(clock.Clock(ahead=clock.read().ahead, stopped=True))
        raise
    ahead = clock.ahead_at(to) if to > began else clock.read().ahead
    clock.write(clock.Clock(ahead=ahead))


def mornings(began: datetime, until: datetime) -> list[datetime]:
    """Return each morning after `began` and no later than `until`."""
    day, found = localtime(began).date(), []
    while (morning := make_aware(datetime.combine(day, MORNING))) <= until:
        if morning > began:
            found.append(morning)
        day += timedelta(days=1)
    return found


def daily_work() -> list[Callable[[], None]]:
    """Return what the rooms do by the clock, each as a call without arguments."""
    return [
        task.func
        for task in dict.fromkeys(
            each.task for each in app.periodic_registry.periodic_tasks.values()
        )
        if not task.name.startswith(_OTHER_ROOMS) and not task.pass_context
    ]
