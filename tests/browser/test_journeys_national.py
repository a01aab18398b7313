"""National staff bring the register up to date, and find a school in it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from mathshubs.schools.actions import imports
from mathshubs.schools.models import RegisterImport, School
from tests.builders import SEPTEMBER, national
from tests.schools.builders import a_csv, a_row

from .checks import assert_accessible, assert_errors_land
from .journeys import follow, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROWS = [
    a_row(100001, name="St Thomas Becket Catholic Academy"),
    a_row(100002, name="Oak Street Primary School"),
    a_row(100003, name="A school of no kind", status="Odd"),
]


@pytest.mark.parametrize("scripts", [True, False])
def test_a_register_is_given_looked_at_confirmed_and_searched(
    open_page, settings, tmp_path, scripts
):
    settings.MEDIA_ROOT = tmp_path
    page = open_page("/my/", person=national(), scripts=scripts)

    follow(page, "Schools register")
    press(page, "Check the files")
    assert_errors_land(page)
    page.get_by_label("Schools register").set_input_files(
        {"name": "edubasealldata.csv", "mimeType": "text/csv", "buffer": a_csv(ROWS)}
    )
    press(page, "Check the files")
    expect(page.get_by_text("Waiting for its turn")).to_be_visible()
    if scripts:
        assert_accessible(page)
    found = RegisterImport.objects.get()
    imports.check(import_id=found.pk)  # and the page looks again by itself
    new = page.get_by_role("row", name="New")
    expect(page.get_by_role("table", name="What would change")).to_be_visible()
    expect(new).to_contain_text("2")
    page.locator("summary", has_text="New").click()
    expect(page.get_by_text("100001 St Thomas Becket Catholic Academy")).to_be_visible()
    assert School.objects.count() == 0

    for box in page.get_by_role("checkbox").all():
        box.check()
    press(page, "Change the register")
    expect(page.locator("#progress")).to_be_visible()
    imports.apply(import_id=found.pk, at=SEPTEMBER)
    expect(page.get_by_role("table", name="What changed")).to_be_visible()
    expect(page.get_by_role("link", name="Download the rows we cannot use")).to_be_visible()
    assert School.objects.count() == 2

    page.goto("/schools/")
    page.get_by_label("Name, town, postcode, URN or LAESTAB").fill("saint tomas beckett")
    press(page.get_by_role("main"), "Search")
    follow(page, "St Thomas Becket Catholic Academy")
    expect(page.get_by_role("heading", level=1)).to_have_text("St Thomas Becket Catholic Academy")
    expect(page.get_by_text("100001").first).to_be_visible()
