"""A register on a phone without a signal: it opens again, and nobody else finds it there."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import Error, Locator, Page, expect

from mathshubs.people.models import Person
from mathshubs.workgroups.models import Attendance, Workshop
from tests.builders import a_person
from tests.people.signing_in import sign_in

from .journeys import arrive, press
from .signal import Signal
from .test_journeys_register import a_taught_group, address, marks, open_register, row_of, tap

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NOT_SENT = "Taps on a register have not been sent"


@pytest.fixture
def signal(live_server) -> Iterator[Signal]:
    signal = Signal(live_server.url)
    yield signal
    signal.end()


@pytest.fixture
def workshop() -> Workshop:
    group, _ = a_taught_group()
    return group.workshops.get(number=2)


def status(page: Page) -> Locator:
    return page.locator("[data-register-saved]")


def label(page: Page, name: str) -> Locator:
    return row_of(page, name).locator("[data-mark-label]")


def kept(page: Page) -> tuple[list[str], int]:
    """Return the paths of the pages that the phone keeps, and how many lists of taps."""
    paths = page.evaluate(
        """async () => {
            const cache = await caches.open("registers")
            return (await cache.keys()).map((request) => new URL(request.url).pathname)
        }"""
    )
    pages = [path for path in paths if not path.startswith("/static/")]
    return pages, page.evaluate("() => localStorage.length")


def sign_in_as(page: Page, person: Person) -> None:
    cookie = sign_in(Client(), person).cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies(
        [{"name": cookie.key, "value": cookie.value, "url": urljoin(page.url, "/")}]
    )


def sign_out(page: Page) -> None:
    page.goto("/my/profile/")
    press(page, "Sign out")
    arrive(page, "/")


def assert_not_opened_without_a_signal(page: Page, signal: Signal, path: str) -> None:
    signal.lose(page)
    with pytest.raises(Error, match="net::ERR_"):
        page.goto(path)
    signal.find(page)


def test_a_register_opens_without_a_signal_and_its_taps_are_saved_afterwards(
    open_page, workshop, signal
):
    page = open_register(open_page, workshop, signal.url)
    tap(row_of(page, "Tess"), "Present")
    expect(status(page)).to_have_text("Saved")

    signal.lose(page)
    page.reload()
    expect(label(page, "Tess")).to_have_text("Present")
    expect(page.locator("[data-register-count]")).to_have_text("1 of 3")
    height = row_of(page, "Tess").get_by_role("button").first.bounding_box()["height"]
    assert height >= 48, "Its styles are not kept"
    tap(row_of(page, "Uma"), "Present")
    expect(status(page)).to_contain_text("1 tap waiting for a signal")
    page.reload()
    expect(label(page, "Uma")).to_have_text("Present")
    expect(status(page)).to_contain_text("1 tap waiting for a signal")
    assert marks(workshop) == {"Tess": "PRESENT"}

    signal.find(page)
    expect(status(page)).to_have_text("Saved", timeout=40_000)  # it tries every half minute

    assert marks(workshop) == {"Tess": "PRESENT", "Uma": "PRESENT"}


def test_the_newest_page_counts_when_there_is_a_signal_again(open_page, workshop, signal):
    page = open_register(open_page, workshop, signal.url)
    tap(row_of(page, "Tess"), "Present")
    expect(status(page)).to_have_text("Saved")
    Attendance.objects.update(mark="APOLOGIES")  # a colleague knew better

    page.reload()

    expect(label(page, "Tess")).to_have_text("Apologies")


def test_a_register_that_was_never_opened_says_so_without_a_signal(open_page, workshop, signal):
    page = open_register(open_page, workshop, signal.url)
    signal.lose(page)

    page.goto(address(workshop.work_group.workshops.get(number=1)))

    expect(page.get_by_role("heading")).to_have_text("No signal")
    expect(page.get_by_text("Open it once with a signal")).to_be_visible()


def test_nothing_stays_on_a_phone_after_signing_out(open_page, workshop, signal):
    page = open_register(open_page, workshop, signal.url)
    tap(row_of(page, "Tess"), "Present")
    expect(status(page)).to_have_text("Saved")
    assert kept(page) == ([address(workshop)], 1)

    sign_out(page)

    assert kept(page) == ([], 0)
    assert_not_opened_without_a_signal(page, signal, address(workshop))


def test_signing_out_asks_before_it_deletes_taps_that_were_not_sent(open_page, workshop, signal):
    page = open_register(open_page, workshop, signal.url)
    signal.lose(page)
    tap(row_of(page, "Tess"), "Present")
    expect(status(page)).to_contain_text("1 tap waiting")
    page.goto("about:blank")
    signal.find(page)
    said = []
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    page.goto("/my/profile/")
    press(page, "Sign out")

    page.goto(address(workshop))
    expect(status(page)).to_have_text("Saved")
    sign_out(page)

    assert [message[: len(NOT_SENT)] for message in said] == [NOT_SENT]
    assert marks(workshop) == {"Tess": "PRESENT"}


def test_taps_outlast_a_session_and_are_sent_by_whoever_made_them(open_page, workshop, signal):
    page = open_register(open_page, workshop, signal.url)
    signal.lose(page)
    tap(row_of(page, "Tess"), "Present")
    Session.objects.all().delete()
    signal.find(page)
    expect(status(page)).to_have_text(
        "You are signed out. 1 tap kept on this phone until you sign in again."
    )

    page.get_by_role("link", name="sign in again").click()
    expect(page.get_by_text("Taps on a register are kept on this phone.")).to_be_visible()
    assert kept(page) == ([], 1)  # the tap, and no page that the next person could open
    colleague = a_person("Cora", "Colleague")
    workshop.work_group.leaders.create(person=colleague, biography="Leads too.")
    sign_in_as(page, colleague)
    page.goto(address(workshop))
    expect(label(page, "Tess")).to_have_text("Not marked")
    assert marks(workshop) == {}

    sign_in_as(page, Person.objects.get(given_name="Greta"))
    page.goto(address(workshop))
    expect(status(page)).to_have_text("Saved")

    assert marks(workshop) == {"Tess": "PRESENT"}
