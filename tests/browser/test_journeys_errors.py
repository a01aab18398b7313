"""Every big form, sent empty, says what is missing and leads to where it is missing."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from tests.world import a_world

from .checks import assert_errors_land
from .journeys import a_coming_group

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Whose page, its address in a small network, and the button that sends the form.
FORMS = [
    ("visitor", "/account/login/", "Email me a code"),
    ("visitor", "/account/signup/", "Continue"),
    ("visitor", "/work-groups/{work_group_id}/", "Tell me"),
    ("school_lead", "/work-groups/{coming_id}/apply/", "Continue"),
    ("teacher", "/my/places/{place_id}/withdraw/", "Give my place back"),
    ("teacher", "/my/profile/names/", "Save"),
    ("teacher", "/my/profile/previous-names/", "Add"),
    ("teacher", "/my/profile/teacher-reference-number/", "Save"),
    ("teacher", "/my/schools/", "Add"),
    ("hub_lead", "/hubs/{slug}/work-groups/new/", "Save as an idea"),
    ("hub_lead", "/hubs/{slug}/projects/new/", "Save"),
    ("hub_lead", "/hubs/{slug}/people/", "Give the post"),
    ("hub_lead", "/hubs/{slug}/details/", "Save"),
    ("hub_lead", "/work-groups/{work_group_id}/edit/about/", "Save"),
    ("hub_lead", "/work-groups/{work_group_id}/edit/why/", "Save"),
    ("hub_lead", "/work-groups/{work_group_id}/edit/who/", "Save"),
    ("hub_lead", "/work-groups/{work_group_id}/edit/places/", "Save"),
    ("hub_lead", "/work-groups/{work_group_id}/edit/cost/", "Save"),
    ("hub_lead", "/work-groups/{work_group_id}/edit/contact/", "Save"),
    ("hub_lead", "/work-groups/{work_group_id}/edit/evidence/", "Save"),
    ("hub_lead", "/work-groups/{work_group_id}/edit/leaders/", "Add"),
    ("hub_lead", "/work-groups/{work_group_id}/edit/partners/", "Save"),
    ("hub_lead", "/work-groups/{work_group_id}/edit/workshops/new/", "Save"),
    ("hub_lead", "/work-groups/{work_group_id}/state/?to=CANCELLED", "Cancel it"),
    ("hub_lead", "/work-groups/{work_group_id}/joining-details/", "Keep"),
    ("hub_lead", "/workshops/{workshop_id}/change/", "Save"),
    ("national", "/national/register/", "Check the files"),
    ("national", "/national/hubs/new/", "Add the hub"),
    ("national", "/hubs/{slug}/area/", "Record the choice"),
    ("national", "/national/projects/new/", "Save"),
]


def test_an_empty_form_says_what_is_missing_and_leads_there(open_page):
    cache.clear()
    world = a_world()
    addresses = {**world.named, "coming_id": a_coming_group(hub=world.hub).pk}
    pages, problems = {}, []
    for role, path, button in FORMS:
        if role not in pages:
            pages[role] = open_page(person=world.people[role])
        try:
            _send_empty(pages[role], path.format(**addresses), button)
            assert_errors_land(pages[role])
            assert pages[role].title().startswith("Error: "), "The title does not say Error"
        except Exception as problem:
            problems.append(f"{path} as {role}: {str(problem)[:300]}")

    assert not problems, "\n".join(problems)


def _send_empty(page, path: str, button: str) -> None:
    page.goto(path)
    hidden = page.get_by_role("button", name=button, include_hidden=True)
    for closed in page.locator("main details:not([open])", has=hidden).all():
        closed.locator("summary").click()
    send = page.locator("main form").get_by_role("button", name=button).last
    form = page.locator("form").filter(has=page.get_by_role("button", name=button)).last
    for box in form.locator(
        "input[type=text], input[type=email], input[type=number], textarea"
    ).all():
        if box.is_visible():
            box.fill("")
    send.click(timeout=3000)
