"""What depends on the hour, or on how near the first workshop is; and the calendar's address."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from mathshubs.comms.models import Letter

from ..builders import LONDON, a_person, a_school, a_work_group
from ..people.signing_in import sign_in
from .builders import a_place

pytestmark = pytest.mark.django_db
FIRST = datetime(2025, 11, 3, 13, 0, tzinfo=LONDON)  # to 3:30pm
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("clock", "cancelled", "word"),
    [("15:29", False, "Open"), ("15:30", False, "Finished"), ("15:30", True, "Open")],
)
def test_a_group_is_over_when_its_last_workshop_ends(client, clock, cancelled, word):
    event = a_work_group(kind="EVENT", title="Fractions day")
    if cancelled:  # with no date left, the page says what its day says
        event.workshops.update(cancelled_at=FIRST - DAY)
    teacher = a_person(trn="1234567")
    hour, minute = map(int, clock.split(":"))

    with time_machine.travel(FIRST.replace(hour=hour, minute=minute), tick=False):
        sign_in(client, teacher)
        page = client.get(event.get_absolute_url())
        form = client.get(reverse("workgroups:apply", args=[event.pk]))

    assert page.context["state"].word == word
    over = "Fractions day is over. Ask to be told when it runs again."
    assert [over in each.text for each in (page, form)] == [word == "Finished"] * 2


@pytest.mark.parametrize(
    ("days", "in_letter", "on_page"),
    [
        (11, "come about ten days before the first workshop", "come about ten days before"),
        (10, "come as soon as the hub has written them", "come in a letter of their own as soon"),
    ],
)
def test_joining_details_are_promised_for_when_they_come(client, days, in_letter, on_page):
    work_group, teacher = a_work_group(), a_person()

    with time_machine.travel(FIRST - days * DAY, tick=False):
        place = a_place(work_group, person=teacher, school=a_school(), at=FIRST - days * DAY)
        sign_in(client, teacher)
        page = client.get(reverse("workgroups:applied", args=[place.pk])).text

    assert in_letter in " ".join(Letter.objects.get(kind="workgroups.place_held").text.split())
    assert on_page in page


def test_only_a_second_calendar_address_ends_an_earlier_one(client):
    sign_in(client, a_person())

    def make(answer: str) -> str:
        page = client.post(reverse("workgroups:change_feed"), {"feed": answer}, follow=True)
        return page.text

    earlier = "The earlier one no longer works."
    assert [earlier in make(answer) for answer in ("make", "make", "stop", "make")] == [
        False, True, False, False,
    ]  # fmt: skip
