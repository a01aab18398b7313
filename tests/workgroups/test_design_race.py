"""Two people who change one design at the same moment take turns."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillWaits
from datetime import timedelta

import pytest
from django.db import connections, transaction

from mathshubs.workgroups.actions import design

from ..builders import SEPTEMBER, a_person, a_work_group

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(first: Callable[[], None], second: Callable[[], None]) -> None:
    """Do `first`, and before it is committed begin `second` on a connection of its own."""

    def elsewhere() -> None:
        try:
            second()
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            doing = pool.submit(elsewhere)
            with pytest.raises(StillWaits):
                doing.result(timeout=0.5)
        doing.result(timeout=10)


def test_two_workshops_that_move_at_once_both_count():
    work_group, by = a_work_group(workshops=2), a_person()
    first, last = work_group.workshops.order_by("number")

    def move(workshop, days: int) -> None:
        workshop.starts_at += timedelta(days=days)
        workshop.ends_at += timedelta(days=days)
        design.change_workshop(workshop=workshop, by=by, at=SEPTEMBER)

    at_once(lambda: move(first, -7), lambda: move(last, 7))

    work_group.refresh_from_db()
    assert work_group.first_on == first.starts_at.date()
    assert work_group.last_on == last.starts_at.date()


def test_the_last_two_workshops_are_not_both_cancelled():
    work_group, by = a_work_group(workshops=2), a_person()
    first, last = work_group.workshops.order_by("number")

    def cancel(workshop) -> None:
        design.cancel_workshop(workshop=workshop, by=by, at=SEPTEMBER)

    with pytest.raises(design.DesignRefused, match="is the only one left"):
        at_once(lambda: cancel(first), lambda: cancel(last))

    assert work_group.workshops.filter(cancelled_at=None).get() == last
