"""What the tests of designing a group begin with; a file may have a hub and staff of its own."""

from __future__ import annotations

import pytest
import time_machine

from mathshubs.hubs.models import Post

from ..builders import SEPTEMBER, a_hub, a_person, a_post
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
