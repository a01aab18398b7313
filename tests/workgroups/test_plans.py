"""Action plans: written, agreed with the head, reviewed, and travelling with the school."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mathshubs.comms.models import Letter
from mathshubs.schools.models import SchoolLink
from mathshubs.workgroups.actions import plans as actions
from mathshubs.workgroups.actions.plans import PlanRefused
from mathshubs.workgroups.models import ActionPlan, Leader, PlanStep
from mathshubs.workgroups.queries import plans as queries

from ..builders import LONDON, a_hub, a_person, a_school, a_work_group, an_employment
from ..people.signing_in import sign_in
from .builders import a_plan, a_standing_place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_september")]
NOVEMBER = datetime(2025, 11, 4, 9, 0, tzinfo=LONDON)
TODAY = date(2025, 9, 8)


def text(page) -> str:
    return " ".join(page.content.decode().split())


def letters(kind: str) -> list[Letter]:
    return list(Letter.objects.filter(kind=f"workgroups.{kind}").order_by("pk"))


def typed(plan: dict, *steps: dict, kept: int = 0) -> dict:
    """What a browser sends of the form of a plan."""
    data = {
        **plan, "do": "keep", "step-TOTAL_FORMS": len(steps), "step-INITIAL_FORMS": kept,
        "step-MIN_NUM_FORMS": 0, "step-MAX_NUM_FORMS": 30,
    }  # fmt: skip
    for number, step in enumerate(steps):
        data |= {f"step-{number}-{name}": value for name, value in step.items()}
    return data


STEP = {
    "what": "Watch one lesson each", "who": "Lee Lead", "by_on_day": "1", "by_on_month": "12",
    "by_on_year": "2025", "shown_by": "Notes of four lessons", "state": "TO_DO",
}  # fmt: skip


def test_whoever_takes_part_writes_the_plan_of_their_school(client, hub):
    group = a_work_group(hub=hub, title="Leading maths", workshops=2)
    place = a_standing_place(group, a_school("Oak Street"))
    sign_in(client, place.person)
    new = reverse("workgroups:new_plan", args=[group.pk])
    assert new in text(client.get(reverse("workgroups:my_plans")))

    refused = client.post(new, typed({"title": "", "aims": ""}, STEP | {"who": ""}))
    assert "Give the plan a name." in text(refused)
    assert "Write who does it." in text(refused)
    kept = client.post(new, typed({"title": "Talk", "aims": "Pupils explain."}, STEP), follow=True)

    plan = ActionPlan.objects.get()
    assert (plan.school, plan.work_group, plan.written_by) == (place.school, group, place.person)
    assert "Action plan of Oak Street, begun in" in text(kept)
    assert "The head has not agreed to it yet." in text(kept)
    step = plan.steps.get()
    assert (step.what, step.who, step.by_on) == (
        "Watch one lesson each", "Lee Lead", date(2025, 12, 1),
    )  # fmt: skip


def test_a_step_can_be_taken_away_and_another_added(client, hub):
    group = a_work_group(hub=hub)
    place = a_standing_place(group)
    plan = a_plan(place.school, group, steps=2)
    first, second = plan.steps.all()
    sign_in(client, place.person)

    client.post(
        reverse("workgroups:change_plan", args=[plan.pk]),
        typed(
            {"title": "Talk", "aims": "Pupils explain."},
            STEP | {"id": first.pk, "DELETE": "on"},
            STEP | {"id": second.pk, "what": "Second"},
            STEP | {"what": "Third"},
            dict.fromkeys(STEP, "") | {"state": "TO_DO"},
            kept=2,
        ),
    )

    assert [step.what for step in plan.steps.all()] == ["Second", "Third"]


def test_the_head_agrees_by_the_link_without_an_account(client, hub):
    group = a_work_group(hub=hub, title="Leading maths")
    place = a_standing_place(group, a_school("Oak Street"), person=a_person("Lee", "Lead"))
    plan = a_plan(place.school, group, by=place.person)
    sign_in(client, place.person)
    client.post(
        reverse("workgroups:ask_head_of_plan", args=[plan.pk]),
        {"head_name": "Ms Head", "sent_to": "head@oak.example"},
    )
    (letter,) = letters("plan_asked")
    link = reverse("workgroups:agree_to_plan", args=[queries.signed(plan)])
    assert letter.to_email == "head@oak.example"
    assert letter.text.startswith("Dear Ms Head,")
    assert "1. Step 1" in letter.text
    assert link in letter.text

    stranger = Client()
    assert "Talk in every lesson" in text(stranger.get(link))
    assert "Type your name." in text(stranger.post(link, {"name": ""}))
    agreed = stranger.post(link, {"name": "Ms Head"}, follow=True)

    assert "Thank you, Ms Head." in text(agreed)
    plan.refresh_from_db()
    assert plan.agreed_by == "Ms Head"
    assert [letter.to_person for letter in letters("plan_agreed")] == [place.person]
    stranger.post(link, {"name": "Somebody Else"})
    plan.refresh_from_db()
    assert plan.agreed_by == "Ms Head"


def test_a_link_that_nobody_signed_is_no_page(client, hub):
    plan = a_plan(a_school())
    forged = queries.signed(plan).replace(f"{plan.pk}-", f"{plan.pk + 1}-", 1)

    cut_off = client.get(reverse("workgroups:agree_to_plan", args=[forged]))
    assert cut_off.status_code == 404
    assert "This link does not work" in cut_off.text


def test_the_link_agrees_to_the_words_it_was_sent_with(client):
    plan = a_plan(a_school())
    link = reverse("workgroups:agree_to_plan", args=[queries.signed(plan)])
    plan.steps.update(what="Something else")

    page = client.post(link, {"name": "Ms Head"})

    assert "The plan has changed since this letter. Ask for the link again." in text(page)
    plan.refresh_from_db()
    assert plan.agreed_at is None


def test_other_words_end_the_agreement_and_a_step_that_is_done_does_not():
    person = a_person()
    plan = a_plan(a_school(), agreed_at=NOVEMBER, agreed_by="Ms Head")
    step = plan.steps.get()

    actions.review(plan=plan, note="Half way.", states={step.pk: "DONE"}, by=person, at=NOVEMBER)
    step.refresh_from_db()
    assert step.state == "DONE"
    plan = actions.keep_plan(plan=plan, steps=[step], by=person, at=NOVEMBER)
    assert plan.agreed_by == "Ms Head"

    step.what = "Another step"
    plan = actions.keep_plan(plan=plan, steps=[step], by=person, at=NOVEMBER)

    assert (plan.agreed_at, plan.agreed_by) == (None, "")
    assert plan.reviews.first().note == (
        "Changed since Ms Head agreed on Tue 4 Nov 2025. Ask the head again."
    )


def test_a_head_is_asked_only_for_a_plan_with_steps_and_not_twice_for_the_same_words():
    person = a_person()
    ask = {"head_name": "Ms Head", "sent_to": "head@oak.example", "by": person, "at": NOVEMBER}
    with pytest.raises(PlanRefused, match="first step"):
        actions.ask_head(plan=a_plan(a_school(), steps=0), **ask)
    plan = a_plan(a_school())

    actions.ask_head(plan=plan, **ask)
    actions.ask_head(plan=plan, **ask)
    assert len(letters("plan_asked")) == 1
    plan.steps.update(what="Another")
    actions.ask_head(plan=ActionPlan.objects.get(pk=plan.pk), **ask)

    assert len(letters("plan_asked")) == 2


def test_the_plan_says_that_the_head_was_asked_until_its_words_change(client, hub):
    place = a_standing_place(a_work_group(hub=hub))
    plan = a_plan(place.school, place.work_group)
    there = reverse("workgroups:plan", args=[plan.pk])
    sign_in(client, place.person)
    actions.ask_head(
        plan=plan, head_name="Ms Head", sent_to="head@oak.example", by=place.person, at=NOVEMBER
    )

    assert "We wrote to head@oak.example on Tue 4 Nov 2025." in text(client.get(there))
    plan.steps.update(what="Another")

    assert "We wrote to" not in text(client.get(there))


def test_a_plan_is_not_reviewed_at_a_workshop_that_has_not_been(client, hub):
    group = a_work_group(hub=hub, first_on=date(2026, 3, 2))
    place = a_standing_place(group)
    plan = a_plan(place.school, group)
    group.workshops.update(
        starts_at=datetime(2026, 3, 2, 13, 0, tzinfo=LONDON),
        ends_at=datetime(2026, 3, 2, 15, 0, tzinfo=LONDON),
    )
    sign_in(client, place.person)

    page = client.get(reverse("workgroups:plan", args=[plan.pk]))

    assert "workshop" not in page.context["form"].fields


def test_a_closed_plan_changes_no_more_until_it_is_opened_again():
    person, plan = a_person(), a_plan(a_school())
    actions.close(plan=plan, at=NOVEMBER)
    plan.refresh_from_db()

    for refused in (
        lambda: actions.keep_plan(plan=plan, steps=[], by=person, at=NOVEMBER),
        lambda: actions.review(plan=plan, note="x", states={}, by=person, at=NOVEMBER),
        lambda: actions.ask_head(plan=plan, head_name="", sent_to="a@b.c", by=person, at=NOVEMBER),
    ):
        with pytest.raises(PlanRefused, match="closed"):
            refused()
    actions.close(plan=plan, at=None)
    plan.refresh_from_db()

    assert actions.review(plan=plan, note="x", states={}, by=person, at=NOVEMBER)


def test_a_leader_reviews_it_at_a_workshop_and_cannot_rewrite_it(client, hub):
    group, leader = a_work_group(hub=hub), a_person("Greta", "Group")
    Leader.objects.create(work_group=group, person=leader)
    place = a_standing_place(group)
    plan = a_plan(place.school, group)
    step = plan.steps.get()
    begun = datetime(2025, 9, 8, 8, 0, tzinfo=LONDON)
    group.workshops.update(starts_at=begun, ends_at=begun + timedelta(hours=2))
    sign_in(client, leader)

    page = client.post(
        reverse("workgroups:plan", args=[plan.pk]),
        {
            "note": "Two lessons watched.", f"state-{step.pk}": "UNDER_WAY",
            "workshop": group.workshops.get().pk,
        },
        follow=True,
    )  # fmt: skip

    assert "Two lessons watched." in text(page)
    assert "Greta Group, at Workshop 1" in text(page)
    assert "Under way" in text(page)
    assert client.get(reverse("workgroups:change_plan", args=[plan.pk])).status_code == 403


def test_a_plan_travels_with_its_school_to_the_next_group_and_its_leader():
    school, leader = a_school("Oak Street"), a_person()
    plan = a_plan(school, a_work_group(first_on=date(2023, 9, 1), last_on=date(2024, 7, 1)))
    group = a_work_group()
    Leader.objects.create(work_group=group, person=leader)
    assert not queries.plans_seen_by(a_person(), TODAY).exists()
    assert list(queries.plans_seen_by(leader, TODAY)) == []

    a_standing_place(group, school)

    assert list(queries.plans_seen_by(leader, TODAY)) == [plan]
    assert [(row.school, row.plans) for row in queries.plans_in(group)] == [(school, [plan])]


def test_a_plan_goes_on_with_the_school_that_followed():
    was, now = a_school("Oak Street School"), a_school("Oak Street Academy")
    SchoolLink.objects.create(predecessor=was, successor=now, kind="CONVERSION")
    plan = a_plan(was)
    lead = a_person()
    an_employment(lead, now, "MATHS_LEAD")
    group = a_work_group()
    a_standing_place(group, now)

    assert list(queries.plans_written_by(lead, TODAY)) == [plan]
    assert list(queries.plans_of_school(now)) == [plan]
    assert [row.plans for row in queries.plans_in(group)] == [[plan]]


def test_a_plan_goes_on_through_every_step_that_followed_even_in_a_circle():
    first, second, now = (a_school(f"Oak Street {name}") for name in ("One", "Two", "Academy"))
    for before, after in ((first, second), (second, now), (now, first)):
        SchoolLink.objects.create(predecessor=before, successor=after, kind="CONVERSION")
    plan = a_plan(first)
    lead = a_person()
    an_employment(lead, now, "MATHS_LEAD")
    group = a_work_group()
    a_standing_place(group, now)

    assert list(queries.plans_written_by(lead, TODAY)) == [plan]
    assert list(queries.plans_seen_by(lead, TODAY)) == [plan]
    assert list(queries.plans_of_school(now)) == [plan]
    assert [row.plans for row in queries.plans_in(group)] == [[plan]]


def test_who_left_the_school_and_its_groups_sees_its_plans_no_more():
    school, person = a_school(), a_person()
    over = a_work_group(first_on=date(2024, 9, 2), last_on=date(2025, 7, 1))
    a_standing_place(over, school, person=person)
    plan = a_plan(school, over)
    assert not queries.plans_seen_by(person, TODAY).exists()

    an_employment(person, school)

    assert list(queries.plans_seen_by(person, TODAY)) == [plan]


@pytest.mark.parametrize("name", ["plans", "my_plans"])
def test_lists_of_plans_ask_as_often_for_one_as_for_three(client, hub, name):
    group, person = a_work_group(hub=hub), a_person()
    Leader.objects.create(work_group=group, person=person)
    sign_in(client, person)
    asked = []
    for schools in (1, 2):
        for _ in range(schools):
            school = a_school()
            a_standing_place(group, school)
            an_employment(person, school)
            a_plan(school, group, steps=2)
        with CaptureQueriesContext(connection) as counted:
            args = [group.pk] if name == "plans" else []
            assert client.get(reverse(f"workgroups:{name}", args=args)).status_code == 200
        asked.append(len(counted))

    assert asked[0] == asked[1] <= 10


def test_progress_counts_the_steps_that_are_kept():
    plan = a_plan(a_school(), steps=4)
    done, dropped, *_ = plan.steps.all()
    PlanStep.objects.filter(pk=done.pk).update(state="DONE")
    PlanStep.objects.filter(pk=dropped.pk).update(state="DROPPED")
    for days in (1, 3):
        at = NOVEMBER + timedelta(days=days)
        plan.reviews.create(note="x", by=a_person(), at=at)

    (told,) = queries.with_progress(ActionPlan.objects.all())

    assert (told.steps_done, told.steps_planned) == (1, 3)
    assert told.reviewed_at == NOVEMBER + timedelta(days=3)


def test_the_address_of_the_head_is_what_the_school_last_gave():
    hub = a_hub()
    school = a_school(head_name="Ms Head")
    assert queries.head_of(school) == ("Ms Head", "")
    assert hub
