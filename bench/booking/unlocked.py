"""
The control: the product without the lock, the window between look and leap held open.

Only for this folder. Were it to hold exactly the places, the rush would prove nothing.
"""

from __future__ import annotations

import itertools
import os
import time

from mathshubs.config.wsgi import application  # noqa: F401
from mathshubs.workgroups.actions import booking, seats
from mathshubs.workgroups.models import Place, WorkGroup

_queue, _save = booking.queue_for, Place.save
_number = itertools.count(1_000 * os.getpid())


def _unlocked(work_group_id: int) -> WorkGroup:
    return WorkGroup.objects.select_related("hub", "joining_details").get(pk=work_group_id)


def _look_and_dawdle(*asked):
    queue = _queue(*asked)
    time.sleep(0.05)
    return queue


def _save_with_any_number(place: Place, **how) -> None:
    if place._state.adding:  # arrival numbers would clash, which hides the fault
        place.arrival = next(_number)
    _save(place, **how)


seats.locked = _unlocked
booking.queue_for = _look_and_dawdle
Place.save = _save_with_any_number
