"""Every page of every role: axe finds nothing, in light and dark, on a phone and on a desk."""

from __future__ import annotations

import re

import pytest

from mathshubs.config.access import TABLE
from mathshubs.core.access import ROLES
from tests.people.signing_in import sign_in
from tests.test_access import ADDRESSES, address
from tests.world import a_world

from .checks import assert_accessible, assert_contrast, assert_no_sideways_scroll

PAGES = sorted(name for name in ADDRESSES if name in TABLE and "ok" in TABLE[name].get)


@pytest.fixture
def world(transactional_db, settings):
    settings.DEMO = True
    return a_world()


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
def test_a_page_can_be_used_by_everybody(name, world, open_page, client):
    path = address(world, name)
    seen: set[str] = set()
    for role, answer in zip(ROLES, TABLE[name].get, strict=True):
        if answer != "ok":
            continue
        person = world.people[role]
        client.logout()
        response = (sign_in(client, person) if person else client).get(path)
        html = response.content.decode() if "html" in response["Content-Type"] else ""
        looks = _without_names(html, person)
        if response.status_code != 200 or not html or looks in seen:
            continue  # a download, a redirect, or the page another role has seen already
        seen.add(looks)
        page = open_page(path, person=person)
        assert_accessible(page)
        page.emulate_media(color_scheme="dark")
        assert_contrast(page)
        page.set_viewport_size({"width": 320, "height": 700})
        assert_no_sideways_scroll(page)
        page.context.close()


def _without_names(html: str, person) -> str:
    html = re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]+"', "", html)
    return html.replace(person.name, "").replace(person.email, "") if person else html
