"""Every page of every role: axe finds nothing, in light and dark, on a phone and on a desk."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from mathshubs.config.access import TABLE
from mathshubs.core.access import ROLES
from tests.test_access import address
from tests.test_pages import READABLE
from tests.world import World, a_world

from .checks import assert_accessible, assert_contrast, assert_no_sideways_scroll

# Each part has a world of its own: as many as let workers share the pages evenly.
PARTS = 8


@pytest.mark.browser
@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_can_be_used_by_everybody(part, transactional_db, settings, open_page):
    settings.DEMO = True  # so that the pages of the demo are read too
    world = a_world()
    world.sign_all_in()
    pages = {role: open_page(person=world.people[role]) for role in ROLES}
    problems = []
    for name in READABLE[part::PARTS]:
        path, seen = address(world, name), set()
        for role, answer in zip(ROLES, TABLE[name].get, strict=True):
            looks = _looks(world, role, path) if answer == "ok" else ""
            if looks and looks not in seen:
                seen.add(looks)
                try:
                    _assert_usable(pages[role], path)
                except AssertionError as problem:
                    problems.append(f"{name} as {role}: {problem}")

    assert not problems, "\n\n".join(problems)


def _assert_usable(page, path: str) -> None:
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(path)
    assert_accessible(page)
    page.emulate_media(color_scheme="dark")
    assert_contrast(page)
    page.set_viewport_size({"width": 320, "height": 700})
    assert_no_sideways_scroll(page)


def _looks(world: World, role: str, path: str) -> str:
    """
    Return how the middle of the page is built, whatever its words are; "" for no page.

    The frame around it is the same for a role on every page, and seen with /my/.
    """
    response = world.visit(role).get(path)
    if response.status_code != 200 or "html" not in response["Content-Type"]:
        return ""
    html = response.content.decode()
    if path != reverse("insight:today"):
        html = html.partition("<main")[2].partition("</main>")[0] or html
    html = re.sub(r">[^<]*[^<\s][^<]*<", ">words<", html)
    return re.sub(r'(href|id|for|name|value|action|datetime|nonce|aria-[a-z]+)="[^"]+"', "", html)
