"""A partner offers a visit; the hub lists it and makes an event of it; a teacher books a place."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from mathshubs.hubs.models import Post
from mathshubs.needs.models import PartnerOffer
from mathshubs.schools.models import Employment
from mathshubs.workgroups.models import Place, WorkGroup
from tests.builders import a_hub, a_person, a_post, a_school, an_employment
from tests.needs.builders import a_need

from .checks import assert_accessible, assert_no_sideways_scroll
from .journeys import at_one, fill, follow, give_date, letters_to, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def offers_a_visit(page) -> None:
    follow(page, "Offer to be a partner")
    page.get_by_label("A university or college").check()
    fill(
        page,
        {
            "In one line, what do you offer?": "A day in our statistics lab",
            "Tell us more": "Thirty students work with real data.",
            "Your name": "Ifeoma Castell",
            "Your email address": "ifeoma@example.ac.uk",
        },
    )
    page.get_by_label("Your organisation, if it is not a school").fill("University of the Marches")
    page.get_by_label("What kind of support is it?").select_option("UNIVERSITIES")
    page.get_by_label("Post-16").check()
    press(page, "Send the offer")


def test_a_partner_offers_a_visit_the_hub_makes_an_event_and_a_teacher_books(open_page):
    hub, hugo = a_hub("Salt Way", slug="salt-way"), a_person("Hugo", "Hub")
    a_post(hugo, hub, Post.Kind.HUB_LEAD)
    a_need(hub, "Data for year 12", phases=["POST_16"])
    partner = open_page("/hubs/salt-way/work-with-us/", width=375, scripts=False)
    offers_a_visit(partner)
    expect(partner.get_by_text("Somebody reads it within five school days")).to_be_visible()
    assert_no_sideways_scroll(partner)

    desk = open_page("/hubs/salt-way/offers/", person=hugo)
    follow(desk, "A day in our statistics lab")
    expect(desk.get_by_role("link", name="Data for year 12")).to_be_visible()
    assert_accessible(desk)
    desk.get_by_label("List it, where schools find it").check()
    press(desk, "Save")
    follow(desk, "Make an event of it")
    assert_accessible(desk)
    expect(desk.get_by_label("Why is it needed?")).to_have_value(
        "Schools asked for help with: Data for year 12."
    )
    desk.get_by_label("A visit: people come to see").check()
    give_date(desk, "Date", at_one(40))
    fill(desk, {"Starts": "10am", "Ends": "3pm"})
    desk.get_by_label("Town").fill("Shrewsbury")
    desk.get_by_label("In person", exact=True).check()
    press(desk, "Make the event")
    for step in ("Ask for approval", "Approve", "Publish", "Open applications"):
        press(desk, step)

    event = WorkGroup.objects.get()
    assert (event.state, event.partner_offer) == ("RECRUITING", PartnerOffer.objects.get())
    assert letters_to("ifeoma@example.ac.uk") == [
        "We have your offer: A day in our statistics lab",
        "Your offer: A day in our statistics lab",
        "An event of your offer: A day in our statistics lab",
    ]

    tess = a_person("Tess", "Teacher", email="tess@example.org", trn="1234567")
    an_employment(tess, a_school("Oak Street"), Employment.Role.TEACHER)
    teacher = open_page("/work-groups/?support=UNIVERSITIES", person=tess, width=375, dark=True)
    assert_accessible(teacher)
    assert_no_sideways_scroll(teacher)
    teacher.get_by_role("region", name="What partners offer").get_by_role(
        "link", name="A day in our statistics lab"
    ).click()
    assert_accessible(teacher)
    teacher.get_by_role("table").get_by_role("link", name="A day in our statistics lab").click()
    follow(teacher, "Apply")
    books(teacher)
    assert Place.objects.get().state == "HELD"

    desk.goto(f"/partner-offers/{event.partner_offer_id}/")
    expect(desk.get_by_text("1 of 30 places taken")).to_be_visible()


def books(page) -> None:
    page.get_by_label("Why do you want to take part?").fill("To see it.")
    page.get_by_label("My headteacher or principal agrees").check()
    page.get_by_label(re.compile("I will come")).check()
    press(page, "Continue")
    press(page, "Take the place")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your place is held")
