"""A hub asks its schools; a school answers on a phone without scripts, over two sittings."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from mathshubs.hubs.models import Post
from mathshubs.needs.actions.survey_asking import ask_schools
from mathshubs.needs.models import Need, Survey
from mathshubs.schools.models import Employment
from tests.builders import a_district, a_hub, a_person, a_post, a_school, an_employment

from .checks import assert_accessible, assert_no_sideways_scroll
from .journeys import at_one, fill, follow, give_date, letters_to, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def a_hub_with_a_head():
    hub, hugo = a_hub("Salt Way", slug="salt-way"), a_person("Hugo", "Hub")
    a_post(hugo, hub, Post.Kind.HUB_LEAD)
    district = a_district("Stafford")
    hub.areas.create(district=district, from_on="2020-09-01")
    head = a_person("Ada", "Head", email="ada@example.org")
    an_employment(head, a_school("Oak Street", district=district), Employment.Role.HEAD)
    return hugo


def test_a_hub_asks_and_a_school_answers_in_two_sittings(open_page):
    desk = open_page("/hubs/salt-way/surveys/", person=a_hub_with_a_head())
    follow(desk, "Draft a survey")
    fill(desk, {"What is it about?": "What maths needs"})
    give_date(desk, "Last day to answer", at_one(14))
    press(desk, "Save")
    assert_accessible(desk)
    follow(desk, "Choose schools")
    assert_accessible(desk)
    press(desk, "Send to 1 school")
    expect(desk.get_by_text("The survey is open")).to_be_visible()

    survey = Survey.objects.get()
    ask_schools(survey_id=survey.pk, at=at_one(0))
    assert letters_to("ada@example.org") == ["Oak Street: What maths needs"]
    link = re.search(r"/survey/\S+/", str(mail.outbox[-1].body))
    assert link

    phone = open_page(link[0], width=320, scripts=False)
    assert_no_sideways_scroll(phone)
    phone.get_by_label("4", exact=True).check()
    press(phone, "Save and go on later")
    expect(phone.get_by_text("not sent yet").first).to_be_visible()

    colleague = open_page(link[0], width=375, dark=True)
    expect(colleague.get_by_label("4", exact=True)).to_be_checked()
    assert_accessible(colleague)
    colleague.get_by_label("Pupils who fall behind").check()
    colleague.get_by_label(re.compile("What does your school need most")).fill("Ratio in year 6")
    fill(colleague, {"Your name": "Bea Lead", "Your role": "Maths lead"})
    press(colleague, "Send our answer")
    expect(colleague.get_by_role("heading", name="Thank you")).to_be_visible()
    assert_accessible(colleague)

    assert Need.objects.get().title == "Ratio in year 6"
    desk.reload()
    follow(desk, "See the results")
    assert_accessible(desk)
    follow(desk, "Schools and their answers")
    expect(desk.get_by_text("Bea Lead, Maths lead")).to_be_visible()
    assert_accessible(desk)
