"""Every list is a file too, with the filters in force, for those who see the list."""

from __future__ import annotations

import pytest

from mathshubs.people.models import Disclosure
from tests.people.signing_in import sign_in
from tests.tables import table_of
from tests.world import a_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return a_world()


LISTS = [
    ("visitor", "/hubs/?q=salt", "Salt Way Maths Hub", False),
    ("visitor", "/schools/?q=wrekin", "Wrekin Vale Academy", False),
    ("visitor", "/work-groups/export.csv?year=2025/26", "Secondary maths leadership", False),
    ("administrator", "/hubs/salt-way/desk/", "Secondary maths leadership", False),
    ("administrator", "/hubs/salt-way/people/", "Hugo", True),
    ("administrator", "/hubs/salt-way/letters/", "A letter", False),
    ("administrator", "/hubs/salt-way/recruitment/?year=2025/26", "Secondary", False),
    ("administrator", "/work-groups/{group}/letters/?state=SENT", "Your place", True),
    ("national", "/national/projects/?year=2025/26", "Secondary maths leadership", False),
    ("national", "/national/letters/?state=SENT", "Your place", False),
    ("national", "/national/who-looked/", "Ada Min", False),
]


@pytest.mark.parametrize(("role", "page", "holds", "personal"), LISTS)
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_each_list_is_a_file_and_personal_data_is_noted(
    client, world, role, page, holds, personal, ending
):
    ada = world.people["administrator"]
    Disclosure.objects.create(kind="EXPORT", by=ada, what="A list", at="2025-09-08T09:00Z")
    if role != "visitor":
        sign_in(client, world.people[role])
    page = page.format(group=world.work_group.pk)

    rows = table_of(client.get(f"{page}{'&' if '?' in page else '?'}as={ending}"))

    assert any(holds in cell for row in rows[1:] for cell in row)
    assert Disclosure.objects.count() == 1 + personal


def test_a_filter_that_finds_nothing_gives_an_empty_file(client, world):
    sign_in(client, world.people["administrator"])
    group = f"/work-groups/{world.work_group.pk}"

    assert len(table_of(client.get(f"{group}/letters/?state=FAILED&as=csv"))) == 1
    assert len(table_of(client.get(f"{group}/applications.csv?state=WAITING"))) == 1
    assert len(table_of(client.get(f"{group}/applications.csv?state=HELD"))) == 2


def test_addresses_in_the_national_ledger_stay_masked_in_its_file(client, world):
    sign_in(client, world.people["national"])

    (row,) = table_of(client.get("/national/letters/?as=csv"))[1:]

    assert row[0] == "t•••@example.org"
