"""A leader and those who come: a task between the workshops, and the door of the next one."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate, now
from playwright.sync_api import expect

from mathshubs.workgroups.actions import checking_in
from mathshubs.workgroups.models import Attendance, Leader, TaskAnswer
from tests.builders import a_person, a_school, a_work_group, a_workshop
from tests.workgroups.builders import a_standing_place, a_task

from .checks import assert_accessible, assert_no_sideways_scroll
from .journeys import DAY, follow, letters_to, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHOTO = {"name": "board.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff\xe0 the board"}
NO_PHOTO = {"name": "board.jpg", "mimeType": "image/jpeg", "buffer": b"MZ not a photo"}


@pytest.fixture
def greta():
    return a_person("Greta", "Group")


@pytest.fixture
def tess():
    return a_person("Tess", "Teacher", email="tess@example.org")


@pytest.fixture
def group(greta):
    found = a_work_group(title="Leading a department", workshops=0)
    Leader.objects.create(work_group=found, person=greta)
    return found


def test_a_photo_is_handed_in_on_a_phone_read_and_discussed(open_page, group, greta, tess):
    first = a_workshop(group, starts_at=now() - 7 * DAY)
    a_workshop(group, starts_at=now() + 21 * DAY)
    a_standing_place(group, a_school("Wrekin Vale Academy"), person=tess)
    task = a_task(first, answer_kind="PHOTO", set_at=now() - 6 * DAY, due_on=localdate() + 14 * DAY)
    phone = open_page("/my/", person=tess, width=375)

    phone.goto("/my/tasks/")
    follow(phone, "Try a bar model")
    assert_no_sideways_scroll(phone)
    phone.get_by_label("Add photos").set_input_files(NO_PHOTO)
    press(phone, "Hand in")
    expect(phone.get_by_role("alert")).to_contain_text("board.jpg does not hold what its name says")
    assert not TaskAnswer.objects.filter(state="SUBMITTED").exists()
    phone.get_by_label("Add photos").set_input_files(PHOTO)
    phone.get_by_label("No pupil can be recognised").check()
    phone.get_by_label("Anything you want to say about it").fill("The second bar helped.")
    press(phone, "Hand in")
    answer = TaskAnswer.objects.get()
    assert (answer.state, answer.no_pupils) == ("SUBMITTED", True)

    desk = open_page(f"/work-groups/{group.pk}/tasks/", person=greta)
    expect(desk.get_by_text(re.compile("1 of 1 (is|are) ready"))).to_be_visible()
    desk.get_by_role("link", name="Try a bar model, Tess Teacher").click()
    expect(desk.get_by_text("The second bar helped.")).to_be_visible()
    expect(desk.get_by_role("main")).to_contain_text("board.jpg")
    desk.get_by_label("Write back").fill("Bring it to the workshop.")
    press(desk, "I have read it")
    desk.goto(f"/tasks/{task.pk}/")
    press(desk, "Mark it as discussed at the workshop")
    expect(desk.get_by_text("Discussed").first).to_be_visible()
    expect(desk.get_by_role("button", name="discussed")).to_have_count(0)

    phone.goto(f"/my/tasks/{task.pk}/")
    expect(phone.get_by_text("Bring it to the workshop.")).to_be_visible()
    expect(phone.get_by_text("Discussed")).to_be_visible()
    answer.refresh_from_db()
    assert answer.state == "DISCUSSED"
    assert answer.files.get().name == "board.jpg"
    assert len(letters_to("tess@example.org")) == 1


def test_an_old_code_of_the_door_is_refused_and_the_one_on_the_screen_lets_in(
    open_page, group, greta, tess
):
    workshop = a_workshop(group, starts_at=now(), ends_at=now() + timedelta(hours=2))
    a_standing_place(group, person=tess)
    old = checking_in.code_of(workshop, now() - timedelta(minutes=10))
    phone = open_page(reverse("workgroups:scan", args=[workshop.pk, old]), person=tess, width=375)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Scan the code again")
    phone.goto(reverse("workgroups:check_in", args=[workshop.pk]))
    expect(phone.get_by_role("button", name="I am here")).to_have_count(0)
    assert not Attendance.objects.exists()

    register = open_page(reverse("workgroups:register", args=[workshop.pk]), person=greta)
    register.get_by_role("link", name="Let people check in").click()
    expect(register.locator("svg.mh-checkin__code")).to_be_visible()
    phone.goto(reverse("workgroups:scan", args=[workshop.pk, checking_in.code_of(workshop, now())]))
    assert_accessible(phone)
    press(phone, "I am here")
    expect(phone.get_by_role("heading", level=1)).to_have_text("You are checked in")

    register.goto(reverse("workgroups:register", args=[workshop.pk]))
    expect(register.locator("[data-register-count]")).to_have_text("1 of 1")
    assert Attendance.objects.get().mark == "PRESENT"
