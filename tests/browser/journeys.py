"""What journeys share: groups of the coming months, and letters read as people read them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.core import mail
from django.utils.timezone import localtime
from playwright.sync_api import Locator, Page

from mathshubs.workgroups.models import WorkGroup
from tests.builders import a_work_group, a_workshop
from tests.people.builders import deliver

DAY = timedelta(days=1)


def at_one(days: int) -> datetime:
    """Return 1pm, so many days from today."""
    day = localtime() + days * DAY
    return day.replace(hour=13, minute=0, second=0, microsecond=0)


def a_coming_group(*, days: tuple[int, ...] = (30, 58), **fields) -> WorkGroup:
    """A group that recruits, online, on these days from today at 1pm."""
    starts = [at_one(each) for each in days]
    work_group = a_work_group(
        workshops=0, modes=["ONLINE"], first_on=starts[0].date(), last_on=starts[-1].date(),
        **{"summary": "Leading maths in a department.", **fields},
    )  # fmt: skip
    for start in starts:
        a_workshop(work_group, starts_at=start, join_link="https://meet.example.org/abc")
    return work_group


def letters_to(email: str) -> list[str]:
    """Send what is queued; return the subjects of all letters to an address, oldest first."""
    deliver()
    return [letter.subject for letter in mail.outbox if letter.to == [email]]


def calendar_in_last_letter_to(email: str) -> str:
    """Return the .ics with the newest letter that has one, its folded lines joined."""
    deliver()
    files = [
        content
        for letter in mail.outbox
        if letter.to == [email]
        for _, content, kind in letter.attachments
        if kind.startswith("text/calendar")
    ]
    text = files[-1] if isinstance(files[-1], str) else files[-1].decode()
    return re.sub(r"\r?\n[ \t]", "", text)


def arrive(page: Page, path: str) -> None:
    """Wait until the address is `path`, whatever its query."""
    page.wait_for_url(lambda url: urlsplit(url).path == path)


def press(page: Page | Locator, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page | Locator, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()


def fill(page: Page, answers: dict[str, str]) -> None:
    """Type each answer into the box with that label."""
    for label, text in answers.items():
        page.get_by_label(label, exact=True).fill(text)


def choose_school(page: Page, label: str, typed: str, name: str) -> None:
    """Type part of a school's name, and take it from what is suggested."""
    page.get_by_label(label).press_sequentially(typed)
    page.get_by_role("option", name=name).click()


def give_date(page: Page, legend: str, day: datetime) -> None:
    boxes = page.get_by_role("group", name=legend)
    for label, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        boxes.get_by_label(label).fill(str(number))
