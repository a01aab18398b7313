"""Choosing a school: suggested as one types, with keys or a finger, or without scripts at all."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.builders import a_school

from .checks import assert_accessible, assert_errors_land

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.browser.kitchen"),
]

HINT = "Its name, town, postcode or URN."


def walk_to_the_box(page: Page) -> None:
    """Press Tab until the box has the focus."""
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "school":
            return


def test_a_school_is_chosen_with_the_keyboard(open_page):
    a_school("Wrekin Vale Academy", urn="123456", town="Telford")
    a_school("Wrekin Hill Primary School", urn="123457", town="Ludlow")
    page = open_page("/school-box/")

    page.keyboard.press("Tab")
    box = page.get_by_label("Your school")
    box.press_sequentially("wrekin hill")
    option = page.get_by_role("option", name="Wrekin Hill Primary School")
    expect(option).to_be_visible()
    assert_accessible(page)
    box.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Send").click()

    expect(page.get_by_text("Chosen: 123457")).to_be_visible()


def test_the_box_says_what_it_is_and_how_many_schools_it_found(open_page):
    a_school("Wrekin Vale Academy", urn="123456", town="Telford")
    a_school("Wrekin Hill Primary School", urn="123457", town="Ludlow")
    page = open_page("/school-box/")
    walk_to_the_box(page)

    box = page.get_by_role("combobox", name="Your school")
    expect(box).to_be_focused()
    expect(box).to_have_accessible_description(re.compile(f"^{HINT} When schools are listed"))
    expect(box).to_have_attribute("aria-expanded", "false")
    page.keyboard.type("wrekin")
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("status").filter(has_text="2 results are available")).to_have_count(1)


def test_escape_closes_the_list_and_leaves_the_text(open_page):
    a_school("Wrekin Vale Academy", urn="123456", town="Telford")
    page = open_page("/school-box/")
    walk_to_the_box(page)
    page.keyboard.type("wrekin")
    expect(page.get_by_role("option")).to_have_count(1)

    page.keyboard.press("Escape")

    box = page.get_by_role("combobox", name="Your school")
    expect(page.get_by_role("option")).to_have_count(0)
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("wrekin")
    expect(box).to_be_focused()


def test_a_school_is_chosen_with_a_pointer(open_page):
    a_school("Wrekin Vale Academy", urn="123456", town="Telford")
    page = open_page("/school-box/", width=320, dark=True)

    page.get_by_label("Your school").click()
    page.get_by_label("Your school").press_sequentially("wrekin")
    page.get_by_role("option").first.click()
    assert_accessible(page)
    page.get_by_role("button", name="Send").click()

    expect(page.get_by_text("Chosen: 123456")).to_be_visible()


def test_a_name_nobody_knows_is_told(open_page):
    page = open_page("/school-box/")

    page.get_by_label("Your school").press_sequentially("zzzz")

    expect(page.get_by_text("No school found.").first).to_be_visible()


def test_no_key_is_lost_while_the_list_is_on_its_way(open_page):
    page = open_page("/school-box/")
    browser = page.context.new_cdp_session(page)

    for pause in range(10):
        browser.send("Network.clearBrowserCache")
        page.reload()
        page.get_by_label("Your school").press_sequentially("wrekin vale", delay=pause)
        expect(page.get_by_role("combobox", name="Your school")).to_have_value("wrekin vale")


def test_an_empty_box_is_an_error_that_leads_to_it(open_page):
    page = open_page("/school-box/")
    page.get_by_role("button", name="Send").click()

    assert_errors_land(page)
    assert_accessible(page)


def test_without_scripts_the_text_is_searched(open_page):
    a_school("Wrekin Vale Academy", urn="123456", town="Telford")
    a_school("Wrekin Hill Primary School", urn="123457", town="Ludlow")
    page = open_page("/school-box/", scripts=False)

    page.get_by_label("Your school").fill("wrekin")
    page.get_by_role("button", name="Send").click()
    page.get_by_label("Wrekin Hill Primary School").check()
    page.get_by_role("button", name="Send").click()

    expect(page.get_by_text("Chosen: 123457")).to_be_visible()
