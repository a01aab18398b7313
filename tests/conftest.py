"""Pages in a real Chromium, over a real server."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from .browser.chromium import ChromiumMissing, launch
from .people.signing_in import sign_in

# Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# Chromium writes a line of its own when a page answers 4xx, or when a test takes the signal away.
ON_PURPOSE = (
    "the server responded with a status of",
    "net::ERR_INTERNET_DISCONNECTED",
    "net::ERR_CONNECTION_",
    "net::ERR_EMPTY_RESPONSE",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: the event loop that Playwright leaves running is in nobody's way."""
    items.sort(key=lambda item: "browser" in getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not (settings.SRC / "static" / "site.css").exists():
        pytest.fail("The pages have no styles yet: run `make assets`.", pytrace=False)
    with sync_playwright() as playwright:
        try:
            chromium = launch(playwright)
        except ChromiumMissing as missing:
            pytest.fail(str(missing), pytrace=False)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Browser, live_server) -> Iterator[Callable[..., Page]]:
    """
    Make pages: `open_page("/path/", width=320, dark=True, scripts=False, person=somebody)`.

    `url` is where the server is reached, when not directly. When the test ends, anything the
    browser complained of (a blocked style, an error in a script) fails it.
    """
    contexts, complaints = [], []

    def make(path="", *, width=1280, dark=False, scripts=True, person=None, url="") -> Page:
        context = browser.new_context(
            base_url=url or live_server.url,
            viewport={"width": width, "height": 800},
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
            locale="en-GB",
            timezone_id="Europe/London",
            reduced_motion="reduce",
        )
        contexts.append(context)
        context.set_default_timeout(15_000)
        if person:
            _sign_in(context, person, live_server.url)
        page = context.new_page()
        page.on("console", lambda said: _complain(said, complaints))
        page.on("pageerror", lambda problem: complaints.append(str(problem)))
        if path:
            page.goto(path)
        return page

    yield make
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def page(open_page) -> Page:
    """One page of a visitor at a desk."""
    return open_page()


def _sign_in(context, person, url: str) -> None:
    client = sign_in(Client(), person)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": url}])


def _complain(said, complaints: list[str]) -> None:
    if said.type == "error" and not any(words in said.text for words in ON_PURPOSE):
        complaints.append(said.text)
