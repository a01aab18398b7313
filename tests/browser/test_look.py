"""A page with every widget and component: accessible, narrow, dark, without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .checks import assert_accessible, assert_errors_land, assert_no_sideways_scroll

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.browser.kitchen"),
]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_every_part_is_accessible(open_page, width, dark):
    page = open_page("/kitchen/", width=width, dark=dark)
    assert_accessible(page)

    page.get_by_role("button", name="Refuse").click()

    assert_accessible(page)


def test_each_error_leads_to_its_field(open_page):
    page = open_page("/kitchen/")
    page.get_by_role("main").get_by_role("button", name="Apply").click()

    assert page.locator(".govuk-error-summary__list li").count() == 12
    assert_errors_land(page)


def test_the_error_summary_takes_the_focus(open_page):
    page = open_page("/kitchen/")
    page.get_by_role("button", name="Refuse").click()

    assert page.evaluate("() => document.activeElement.className") == "govuk-error-summary"
    assert page.get_by_role("alert").get_by_text("This Work Group is full.").is_visible()


def test_everything_is_there_without_scripts(open_page):
    page = open_page("/kitchen/", width=320, scripts=False)

    assert page.get_by_role("link", name="Work Groups").first.is_visible()
    page.get_by_role("main").get_by_role("button", name="Apply").click()
    assert page.get_by_role("heading", name="There is a problem").is_visible()


def test_the_menu_opens_on_a_phone(open_page):
    page = open_page("/kitchen/", width=320)
    links = page.get_by_role("navigation", name="Menu").get_by_role("link")
    assert links.count() == 0

    page.get_by_role("button", name="Menu").click()

    assert links.first.is_visible()
    assert_no_sideways_scroll(page)


def test_the_skip_link_is_first_and_leads_to_the_page(open_page):
    page = open_page("/kitchen/")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("() => document.activeElement.id") == "main"


def test_filters_fold_on_a_phone_and_stand_open_on_a_desk(open_page):
    phone, desk = open_page("/kitchen/", width=320), open_page("/kitchen/", width=1280)

    assert phone.get_by_label("Near").is_hidden()
    assert desk.get_by_label("Near").is_visible()


def test_a_table_becomes_cards_on_a_phone(open_page):
    page = open_page("/kitchen/", width=320)
    cell = page.get_by_role("cell", name="12 km").first

    assert cell.evaluate("it => getComputedStyle(it).display") == "flow-root"
    assert cell.evaluate("it => getComputedStyle(it, '::before').content") == '"Distance "'


def test_a_map_is_drawn_and_leads_to_its_areas(open_page):
    page = open_page("/kitchen/")

    page.locator(".mh-map__area").first.click()

    assert page.url.endswith("#b")


def test_those_who_listen_meet_the_list_and_not_the_drawing_beside_it(open_page):
    page = open_page("/kitchen/")
    map_ = page.get_by_role("region", name="Areas of hubs")

    expect(page.locator(".mh-map__area").first).to_be_visible()
    assert map_.aria_snapshot().count("button") == 2, (
        "Zoom in, zoom out, and nothing of the drawing"
    )
    for pane in ("overlay", "tooltip"):
        drawn = map_.locator(f".leaflet-{pane}-pane")
        expect(drawn).to_have_attribute("aria-hidden", "true")
        expect(drawn.locator("a, button, [tabindex='0']")).to_have_count(0)


def test_nothing_but_the_words_is_printed(open_page):
    page = open_page("/kitchen/")
    page.emulate_media(media="print")

    assert page.get_by_label("Search", exact=True).first.is_hidden()
    assert page.get_by_role("button", name="Refuse").is_hidden()
    assert page.get_by_role("heading", name="What you will do").is_visible()
