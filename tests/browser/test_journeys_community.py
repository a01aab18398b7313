"""The people of a group write to each other."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from mathshubs.community.models import SpacePost
from tests.builders import a_hub, a_person, a_school
from tests.workgroups.builders import a_standing_place

from .checks import assert_no_sideways_scroll
from .journeys import a_coming_group, fill, follow, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("scripts", [True, False])
def test_what_one_writes_is_new_to_another_until_read_and_answered(open_page, scripts):
    group = a_coming_group(title="Leading a department", hub=a_hub("Salt Way"))
    tess = a_person("Tess", "Teacher", email="tess@example.org")
    uma = a_person("Uma", "Vale", email="uma@example.org")
    for person, school in ((tess, "Wrekin Vale Academy"), (uma, "Oak")):
        a_standing_place(group, a_school(school), person=person)

    phone = open_page(f"/work-groups/{group.pk}/", person=tess, width=375, scripts=scripts)
    follow(phone, "Community of this group")
    follow(phone, "Write")
    press(phone, "Post")
    expect(phone.get_by_role("heading", name="There is a problem")).to_be_visible()
    fill(phone, {"Title": "Bar models", "What you want to say": "I *tried* one."})
    press(phone, "Post")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Bar models")
    assert_no_sideways_scroll(phone)

    desk = open_page("/communities/", person=uma, scripts=scripts)
    expect(desk.get_by_text("1 new", exact=True)).to_be_visible()
    desk.locator(".mh-needs a").first.click()
    expect(desk.get_by_text("1 new", exact=True)).to_be_visible()
    follow(desk, "Bar models")
    expect(desk.get_by_text("New", exact=True)).to_be_visible()
    expect(desk.get_by_text("tess@example.org")).to_have_count(0)
    fill(desk, {"Your reply": "So did I."})
    press(desk, "Reply")
    expect(desk.get_by_text("So did I.")).to_be_visible()
    desk.goto("/communities/")
    expect(desk.get_by_text("You have read all that was written.")).to_be_visible()
    expect(desk.get_by_text("1 new", exact=True)).to_have_count(0)

    phone.goto("/communities/")
    expect(phone.get_by_text("1 new", exact=True)).to_be_visible()
    phone.locator(".mh-needs a").first.click()
    follow(phone, "Bar models")
    expect(phone.get_by_text("So did I.")).to_be_visible()
    phone.reload()
    expect(phone.get_by_text("New", exact=True)).to_have_count(0)
    assert list(SpacePost.objects.order_by("pk").values_list("by", flat=True))[-2:] == [
        tess.pk, uma.pk,
    ]  # fmt: skip
