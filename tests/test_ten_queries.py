"""Pages about needs, programmes and the network ask the database ten times at most."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mathshubs.config.access import TABLE
from mathshubs.core.access import ROLES

from .test_access import ADDRESSES, address

pytestmark = pytest.mark.django_db
ROOMS = ("insight", "needs", "programmes")
STAFF = ("hub_lead", "national")
MOST = 10
MORE = {"insight:join_records": "looks in every table that names a person, before two are made one"}


def opens(name: str, role: str) -> bool:
    return TABLE[name].get[ROLES.index(role)] == "ok"


PAGES = [
    (name, role)
    for name in sorted(TABLE)
    if name.split(":")[0] in ROOMS and name in ADDRESSES and name not in MORE
    for role in STAFF
    if opens(name, role)
]


@pytest.mark.parametrize(("name", "role"), PAGES)
def test_a_page_asks_ten_times_at_most(name, role, world):
    client, page = world.visit(role), address(world, name)
    client.get(page)  # what is written once for the life of the process, is written

    with CaptureQueriesContext(connection) as asked:
        client.get(page)

    assert len(asked) <= MOST, [str(each["sql"])[:200] for each in asked]


def test_pages_that_ask_more_are_still_there():
    assert [name for name in MORE if name not in TABLE] == []
