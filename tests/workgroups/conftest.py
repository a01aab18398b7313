"""What tests of groups begin with; a file may have a hub, staff or group of its own."""

from __future__ import annotations

import pytest
import time_machine

from mathshubs.hubs.models import Post
from mathshubs.workgroups.models import Leader

from ..builders import SEPTEMBER, a_hub, a_person, a_post, a_work_group
from ..people.signing_in import sign_in


@pytest.fixture
def in_september():
    with time_machine.travel(SEPTEMBER, tick=False):
        yield


@pytest.fixture
def hub():
    return a_hub("Salt Way", slug="salt-way")


@pytest.fixture
def staff(client, hub):
    """A browser of the hub's administrator."""
    person = a_person("Ada", "Min")
    a_post(person, hub, Post.Kind.ADMINISTRATOR)
    return sign_in(client, person)


@pytest.fixture
def group():
    return a_work_group(workshops=2)


@pytest.fixture
def workshop(group):
    return group.workshops.get(number=1)


@pytest.fixture
def leader(group):
    person = a_person("Greta", "Group")
    Leader.objects.create(work_group=group, person=person)
    return person
