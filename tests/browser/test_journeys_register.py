"""The day of a workshop: a register on a phone with a bad signal, then certificates."""

from __future__ import annotations

import io

import pytest
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from mathshubs.workgroups.models import Attendance, Leader, Workshop
from tests.builders import a_person, a_school, a_work_group, a_workshop
from tests.workgroups.builders import a_place

from .checks import assert_no_sideways_scroll
from .journeys import at_one, follow, letters_to, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def a_taught_group():
    """A group whose two workshops are over, with Tess, Uma and Vic in it. Returns group, leader."""
    days = at_one(-30), at_one(-2)
    group = a_work_group(
        workshops=0, title="Leading a department", first_on=days[0].date(),
        last_on=days[1].date(), modes=["ONLINE"], most_per_school=3,
    )  # fmt: skip
    for day in days:
        a_workshop(group, starts_at=day)
    school = a_school("St Thomas Becket Catholic Voluntary Academy and Sixth Form College")
    for name in ("Tess", "Uma", "Vic"):
        person = a_person(name, "Teacher", email=f"{name.lower()}@example.org")
        a_place(group, person=person, school=school, at=at_one(-60))
    group.refresh_from_db()
    group.state = "RUNNING"
    group.save()
    leader = a_person("Greta", "Group")
    Leader.objects.create(work_group=group, person=leader, biography="Leads.")
    return group, leader


def open_register(open_page, workshop: Workshop, url: str = "") -> Page:
    """Open it as its leader on a phone, and wait until the phone keeps it."""
    leader = workshop.work_group.leaders.get().person
    page = open_page(address(workshop), width=375, person=leader, url=url)
    expect(page.get_by_text("Without a signal this page still opens")).to_be_visible()
    return page


def address(workshop: Workshop) -> str:
    return f"/workshops/{workshop.pk}/register/"


def marks(workshop) -> dict[str, str]:
    rows = Attendance.objects.filter(workshop=workshop).select_related("place__person")
    return {row.place.person.given_name: row.mark for row in rows}


def row_of(page: Page, name: str) -> Locator:
    return page.locator("[data-place]").filter(has_text=f"{name} Teacher")


def tap(row: Locator, mark: str) -> None:
    row.locator(f"button[data-label='{mark}']").click()


def test_a_register_is_taken_on_a_phone_whose_signal_comes_and_goes(open_page):
    group, _ = a_taught_group()
    workshop = group.workshops.get(number=2)
    page = open_register(open_page, workshop)
    saved = page.locator("[data-register-saved]")
    assert_no_sideways_scroll(page)

    tap(row_of(page, "Tess"), "Present")
    expect(saved).to_have_text("Saved")
    assert marks(workshop) == {"Tess": "PRESENT"}

    page.context.set_offline(True)
    tap(row_of(page, "Uma"), "Present")
    expect(saved).to_contain_text("1 tap waiting for a signal")
    vic = row_of(page, "Vic")
    vic.locator("summary").click()
    tap(vic, "Substitute came")
    expect(saved).to_have_text("Type the name of the person who came instead.")
    with page.expect_event("requestfailed"):  # Uma's tap is tried again meanwhile
        pass
    expect(saved).to_have_text("Type the name of the person who came instead.")
    vic.get_by_label("Who came instead").fill("Sasha Stand-In")
    tap(vic, "Substitute came")
    expect(saved).to_contain_text("2 taps waiting for a signal. They are kept on this phone.")
    expect(page.locator("[data-register-count]")).to_have_text("3 of 3")
    assert marks(workshop) == {"Tess": "PRESENT"}

    page.context.set_offline(False)
    expect(saved).to_have_text("Saved")

    assert marks(workshop) == {"Tess": "PRESENT", "Uma": "PRESENT", "Vic": "SUBSTITUTE"}
    assert Attendance.objects.get(mark="SUBSTITUTE").substitute_name == "Sasha Stand-In"
    page.reload()
    expect(vic.locator("[data-mark-label]")).to_have_text("Substitute came: Sasha Stand-In")
    expect(saved).to_be_empty()


def test_the_others_are_marked_without_a_signal_and_without_undoing_a_colleague(open_page):
    group, leader = a_taught_group()
    workshop = group.workshops.get(number=2)
    page = open_register(open_page, workshop)
    rest = page.get_by_role("button", name="Mark the other 3 present")
    expect(rest).to_be_visible()

    page.context.set_offline(True)
    tap(row_of(page, "Tess"), "Present")
    vic = group.bookings.get(person__given_name="Vic")
    Attendance.objects.create(
        workshop=workshop, place=vic, mark="ABSENT", marked_by=leader, marked_at=at_one(-2)
    )
    press(page, "Mark the other 2 present")
    expect(page.locator("[data-register-count]")).to_have_text("3 of 3")
    expect(page.locator("[data-register-rest]")).to_be_hidden()
    page.context.set_offline(False)
    expect(page.locator("[data-register-saved]")).to_have_text("Saved")

    assert marks(workshop) == {"Tess": "PRESENT", "Uma": "PRESENT", "Vic": "ABSENT"}


def test_a_tap_that_corrects_one_not_yet_sent_takes_its_place(open_page):
    group, _ = a_taught_group()
    workshop = group.workshops.get(number=2)
    page = open_register(open_page, workshop)
    page.context.set_offline(True)
    uma = row_of(page, "Uma")

    tap(uma, "Present")
    uma.locator("summary").click()
    tap(uma, "Absent")
    expect(uma.locator("[data-mark-label]")).to_have_text("Absent")
    expect(page.locator("[data-register-saved]")).to_contain_text("1 tap waiting for a signal")
    page.context.set_offline(False)
    expect(page.locator("[data-register-saved]")).to_have_text("Saved")

    assert marks(workshop) == {"Uma": "ABSENT"}


def test_a_register_is_taken_without_scripts(open_page):
    group, leader = a_taught_group()
    workshop = group.workshops.get(number=1)
    path = f"/workshops/{workshop.pk}/register/"
    page = open_page(path, width=375, scripts=False, person=leader)

    tap(row_of(page, "Tess"), "Present")
    expect(row_of(page, "Tess").locator("[data-mark-label]")).to_have_text("Present")
    row_of(page, "Uma").locator("summary").click()
    tap(row_of(page, "Uma"), "Apologies")
    expect(row_of(page, "Uma").locator("[data-mark-label]")).to_have_text("Apologies")
    press(page, "Mark the other 1 present")
    expect(page.get_by_text("1 marked present.")).to_be_visible()

    assert marks(workshop) == {"Tess": "PRESENT", "Uma": "APOLOGIES", "Vic": "PRESENT"}


def test_certificates_are_issued_downloaded_and_checked_by_anybody(open_page):
    group, leader = a_taught_group()
    first, second = group.workshops.all()
    places = {place.person.given_name: place for place in group.bookings.select_related("person")}
    for name, workshop in (("Tess", first), ("Tess", second), ("Uma", second)):
        Attendance.objects.create(
            workshop=workshop, place=places[name], mark="PRESENT", marked_by=leader,
            marked_at=workshop.ends_at,
        )  # fmt: skip
    page = open_page(f"/workshops/{second.pk}/register/", width=375, person=leader)

    follow(page, "Attendance over all workshops")
    expect(page.get_by_role("row", name="Tess Teacher")).to_contain_text("2 of 2, 100%")
    expect(page.get_by_role("row", name="Uma Teacher")).to_contain_text("1 of 2, 50%")
    assert_no_sideways_scroll(page)
    press(page, "Issue the certificates that were earned")
    expect(page.get_by_text("1 certificate issued.")).to_be_visible()
    assert letters_to("uma@example.org") == ["Your place is held: Leading a department"]
    assert len(letters_to("tess@example.org")) == 2

    tess = open_page("/my/places/", person=places["Tess"].person)
    link = tess.get_by_role("link", name="Certificate of Leading a department")
    answer = tess.request.get(link.get_attribute("href"))
    assert answer.headers["content-type"] == "application/pdf"
    text = PdfReader(io.BytesIO(answer.body())).pages[0].extract_text()
    code = group.bookings.get(person__given_name="Tess").certificate.code
    assert "Tess Teacher" in text
    assert code in text.replace(" ", "").replace("-", "")

    visitor = open_page("/certificates/")
    visitor.get_by_label("Code").fill("NOTACODE1234")
    press(visitor, "Check")
    expect(visitor.get_by_text("No certificate has the code NOTACODE1234")).to_be_visible()
    visitor.get_by_label("Code").fill(code.lower())
    press(visitor, "Check")
    expect(visitor.get_by_role("heading", level=1)).to_have_text("We issued this certificate")
    expect(visitor.get_by_text("T.T. (initials only)")).to_be_visible()
