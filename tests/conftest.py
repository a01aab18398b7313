"""A database for each worker, a world for each module, and pages in a real Chromium."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client, override_settings
from django.test.utils import setup_databases
from playwright.sync_api import Browser, Page, sync_playwright

from .browser.chromium import ChromiumMissing, launch
from .people.signing_in import sign_in
from .world import World, a_world

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
    """
    Browser tests come last: the event loop that Playwright leaves running is in nobody's way.

    Modules whose fixtures take long to make (a whole installation, a demo network) keep to one
    worker by `pytest.mark.xdist_group`.
    """
    items.sort(key=lambda item: "browser" in getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def django_db_setup(
    request, worker_id, tmp_path_factory, django_test_environment, django_db_blocker
) -> Iterator[None]:
    """The database is migrated once. Several workers test each in a copy of it."""
    reused, anew = request.config.getvalue("reuse_db"), request.config.getvalue("create_db")
    creation, alone = connection.creation, worker_id == "master"
    first = tmp_path_factory.getbasetemp() if alone else tmp_path_factory.getbasetemp().parent
    with django_db_blocker.unblock(), (first / "migrated").open("a+") as migrated:
        fcntl.flock(migrated, fcntl.LOCK_EX)
        if migrated.seek(0, os.SEEK_END):
            connection.settings_dict["NAME"] = settings.DATABASES["default"]["TEST"]["NAME"]
        else:
            setup_databases(
                verbosity=0, interactive=False, aliases=["default"], keepdb=reused and not anew
            )
            migrated.write("yes")
        if not alone:
            creation.clone_test_db(worker_id, verbosity=0)
            connection.settings_dict.update(creation.get_test_db_clone_settings(worker_id))
        with connection.cursor() as cursor:
            cursor.execute("SHOW is_superuser")
            if cursor.fetchone() == ("on",):
                connection.ops.sql_flush = _delete_everything

    yield

    with django_db_blocker.unblock():
        creation.destroy_test_db(verbosity=0, keepdb=alone and reused)


def _delete_everything(style, tables, **options) -> list[str]:
    """Return what flushes the tables: for small ones it takes a tenth of the time of TRUNCATE."""
    without_triggers = "SET LOCAL session_replication_role = replica"
    return [without_triggers, "; ".join(f'DELETE FROM "{table}"' for table in tables)]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    """A small network, made once for all tests of a module; what each of them does is undone."""
    with (
        django_db_blocker.unblock(),
        override_settings(DEMO=True),  # so that the pages of the demo are walked too
        transaction.atomic(),
    ):
        made = a_world()
        made.sign_all_in()
        yield made
        transaction.set_rollback(True)


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
