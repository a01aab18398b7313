"""What every page must pass."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

AXE = Path(__file__).resolve().parents[2] / "frontend/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# None of these rules reads the style sheets themselves, which take axe longest to fetch.
WITH = {"resultTypes": ["violations"], "preload": {"assets": ["media"]}}


def assert_accessible(page: Page) -> None:
    """Axe finds nothing wrong with the page as it stands, and it does not scroll sideways."""
    page.evaluate(_axe())
    _assert_no_violations(page, RULES)
    assert_no_sideways_scroll(page)


def assert_contrast(page: Page) -> None:
    """Axe, already in the page, finds its colours readable as they stand now."""
    _assert_no_violations(page, {"type": "rule", "values": ["color-contrast"]})


def _assert_no_violations(page: Page, rules: object) -> None:
    found = page.evaluate("how => axe.run(document, how)", {"runOnly": rules, **WITH})
    problems = [
        "\n    ".join([problem["id"], problem["help"], node["html"][:200], node["failureSummary"]])
        for problem in found["violations"]
        for node in problem["nodes"]
    ]
    assert not problems, f"{page.url}\n" + "\n".join(problems)


def assert_no_sideways_scroll(page: Page) -> None:
    page.wait_for_load_state("domcontentloaded")
    wide = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, f"{page.url} is {wide} px wider than the screen"


def assert_errors_land(page: Page) -> None:
    """Each link of the error summary moves the focus to what it names."""
    links = page.locator(".govuk-error-summary__list a")
    expect(links.first, "There is no link in an error summary").to_be_visible()
    for link in links.all():
        target = (link.get_attribute("href") or "#")[1:]
        link.click()
        assert page.evaluate("() => document.activeElement.id") == target, link.inner_text()


@cache
def _axe() -> str:
    if not AXE.exists():
        pytest.fail("axe-core is not installed: run `npm ci` in frontend/.", pytrace=False)
    return AXE.read_text()
