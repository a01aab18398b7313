"""From idea to closed: every step, and every refusal."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mathshubs.comms.models import Letter
from mathshubs.hubs.models import Post
from mathshubs.workgroups.actions import states
from mathshubs.workgroups.actions.design import ask_to_be_told
from mathshubs.workgroups.models import Place, WorkGroup
from mathshubs.workgroups.queries.charter import charter, to_do
from mathshubs.workgroups.queries.groups import for_desk

from ..builders import SEPTEMBER, a_hub, a_person, a_post, a_project, a_work_group
from .builders import a_standing_place, a_task

pytestmark = pytest.mark.django_db
State = WorkGroup.State
TEXTS = (
    "rationale", "pupil_outcomes", "policy_outcomes", "practice_outcomes", "learning_outcomes",
    "audience", "involved", "value_for_money", "evidence_plan", "summary",
)  # fmt: skip


def a_whole_design(state: str = State.IDEA, **fields) -> WorkGroup:
    """A group whose design lacks nothing."""
    texts = {name: f"About {name}." for name in TEXTS}
    fields = {"contact_email": "hub@example.org", "workshops": 2} | texts | fields
    work_group = a_work_group(state=state, **fields)
    a_task(work_group.workshops.first(), set_at=None)
    work_group.leaders.create(person=a_person("Lena", "Ader"), biography="Leads maths.")
    work_group.partners.create(name="Prof. Ngozi Bello")
    return work_group


def move(work_group: WorkGroup, to: str, at=SEPTEMBER, reason: str = "") -> WorkGroup:
    by = a_person("Hugo", "Hub")
    return states.change_state(work_group=work_group, to=to, by=by, at=at, reason=reason)


def refused(work_group: WorkGroup, to: str, at=SEPTEMBER, reason: str = "") -> list[str]:
    """Return what is to do first, and see that nothing changed."""
    before = work_group.state
    with pytest.raises(states.StateRefused) as refusal:
        move(work_group, to, at, reason)
    work_group.refresh_from_db()
    assert work_group.state == before
    assert not work_group.state_changes.exists()
    return refusal.value.todo or [str(refusal.value)]


def test_a_group_goes_all_the_way():
    work_group = a_whole_design(fewest=1)
    first = work_group.workshops.first()
    before = [State.DESIGNED, State.APPROVED, State.PUBLISHED, State.RECRUITING]
    for to in before:
        move(work_group, to)
    WorkGroup.objects.filter(pk=work_group.pk).update(places_taken=1)
    move(work_group, State.CONFIRMED)
    move(work_group, State.RUNNING, at=first.starts_at)
    later = first.starts_at + timedelta(weeks=40)
    for to in (State.EVIDENCE, State.REPORTED, State.CLOSED):
        move(work_group, to, at=later)

    work_group.refresh_from_db()
    assert work_group.state == State.CLOSED
    changes = work_group.state_changes.order_by("pk").values_list("to_state", flat=True)
    assert list(changes) == [
        *before, State.CONFIRMED, State.RUNNING, State.EVIDENCE, State.REPORTED, State.CLOSED,
    ]  # fmt: skip


def test_every_mark_of_the_charter_is_asked_for():
    work_group = a_work_group(state=State.IDEA, phases=[])

    assert refused(work_group, State.DESIGNED) == [
        "Say in one sentence what it is, for lists.",
        "Choose the phases it is for.",
        "Write why it is needed.",
        "Write the outcomes for pupils, policies and approaches, practice and professional "
        "learning.",
        "Write who it is for.",
        "Write what is involved.",
        "Name who leads it.",
        "Name an expert partner from outside the hub.",
        "Plan two workshops or more.",
        "Write a task to do in school after at least one workshop.",
        "Write why it is worth what it costs.",
        "Say whom people write to with questions.",
        "Write how you will know what changed.",
    ]
    assert [mark.name for mark in charter(work_group)] == [
        "Rationale",
        "Outcomes",
        "Local leadership with expert partners",
        "Mixed activity: workshops and tasks",
        "Value for money",
        "Evidence plan",
    ]


def test_all_four_sets_of_outcomes_are_needed():
    work_group = a_whole_design(practice_outcomes="")

    assert refused(work_group, State.DESIGNED) == ["Write the outcomes for practice."]


def test_a_leader_needs_a_biography():
    work_group = a_whole_design()
    work_group.leaders.create(person=a_person("Lou", "Short"))

    assert refused(work_group, State.DESIGNED) == ["Write a short biography of Lou Short."]


def test_a_project_of_another_year_is_pointed_out():
    work_group = a_whole_design(project=a_project(code="NCP24-14"))
    WorkGroup.objects.filter(pk=work_group.pk).update(year="2026/27")
    work_group.refresh_from_db()

    assert to_do(for_desk(WorkGroup.objects).get(pk=work_group.pk)) == [
        "Choose the project of 2026/27: NCP24-14 Secondary maths leadership is of 2025/26."
    ]


def test_an_event_needs_fewer_marks():
    work_group = a_work_group(
        state=State.IDEA, kind="EVENT", rationale="Why.", audience="Heads.", involved="Talks.",
        summary="A day.", contact_email="hub@example.org",
    )  # fmt: skip
    work_group.leaders.create(person=a_person(), biography="Leads.")

    assert move(work_group, State.DESIGNED).state == State.DESIGNED
    assert len(charter(work_group)) == 3


def test_what_lost_a_mark_after_approval_is_not_published():
    work_group = a_whole_design(State.APPROVED, evidence_plan="")

    assert refused(work_group, State.PUBLISHED) == ["Write how you will know what changed."]


def test_a_group_whose_first_day_has_passed_is_not_published():
    work_group = a_whole_design(State.APPROVED)
    late = work_group.workshops.first().starts_at

    assert refused(work_group, State.PUBLISHED, late) == [
        "Move the first date: 3 November 2025 is not ahead."
    ]


def test_applications_do_not_open_after_their_last_day():
    work_group = a_whole_design(State.PUBLISHED, apply_by=SEPTEMBER.date() - timedelta(days=1))

    assert refused(work_group, State.RECRUITING) == [
        "Move the last day to apply: 7 September 2025 has passed."
    ]


@pytest.mark.parametrize(
    ("fewest", "taken", "said"),
    [
        (8, 4, "It needs 8 people, and 4 have a place."),
        (8, 1, "It needs 8 people, and one has a place."),
        (1, 0, "It needs 1 person, and nobody has a place yet."),
    ],
)
def test_a_group_with_too_few_people_is_not_confirmed(fewest, taken, said):
    work_group = a_whole_design(State.RECRUITING, fewest=fewest, places_taken=taken)

    assert refused(work_group, State.CONFIRMED) == [f"{said} Wait for more, or lower the fewest."]


def test_a_group_does_not_run_before_its_first_day():
    assert refused(a_whole_design(State.CONFIRMED), State.RUNNING) == [
        "Wait until the first date has come."
    ]


def test_a_group_is_not_over_before_its_last_day():
    assert refused(a_whole_design(State.RUNNING), State.EVIDENCE) == [
        "Wait until the last date has come, or cancel what will not be held."
    ]


def test_a_report_waits_for_the_registers():
    work_group = a_whole_design(State.EVIDENCE)
    a_standing_place(work_group)

    assert refused(work_group, State.REPORTED) == [
        "Take the register of Workshop 1.",
        "Take the register of Workshop 2.",
    ]


def test_a_step_that_does_not_follow_is_refused():
    work_group = a_whole_design(State.IDEA)

    assert refused(work_group, State.RECRUITING) == [
        f"{work_group.title} is now “Idea”, which “Recruiting” does not follow. "
        "Look at its page and choose again."
    ]


@pytest.mark.parametrize(
    ("state", "to"),
    [
        (State.DESIGNED, State.IDEA),
        (State.APPROVED, State.DESIGNED),
        (State.RECRUITING, State.POSTPONED),
        (State.RECRUITING, State.CANCELLED),
    ],
)
def test_a_step_back_needs_a_reason(state, to):
    work_group = a_whole_design(state)

    assert refused(work_group, to, reason="  ") == ["Say why, for those who will read it later."]
    assert move(work_group, to, reason="The hall is shut.").state == to
    assert work_group.state_changes.get().reason == "The hall is shut."


def test_taking_a_step_twice_is_taking_it_once():
    work_group = a_whole_design()

    move(work_group, State.DESIGNED)
    move(work_group, State.DESIGNED)

    assert work_group.state_changes.count() == 1


def test_everyone_hears_that_a_group_is_cancelled():
    work_group = a_whole_design(State.RECRUITING)
    place = a_standing_place(work_group, person=a_person(email="tess@example.org"))

    move(work_group, State.CANCELLED, reason="Too few people asked.")

    place.refresh_from_db()
    assert place.state == Place.State.CANCELLED
    letter = Letter.objects.get(to_email="tess@example.org")
    assert "Too few people asked." in letter.text


def test_those_who_asked_hear_when_the_copy_opens():
    before = a_whole_design(State.CLOSED)
    ask_to_be_told(work_group=before, email="Tess@example.org", at=SEPTEMBER)
    ask_to_be_told(work_group=before, email="tess@example.org", at=SEPTEMBER)
    copy = a_whole_design(State.PUBLISHED, copied_from=before)

    move(copy, State.RECRUITING)

    assert [letter.to_email for letter in Letter.objects.all()] == ["tess@example.org"]


def test_who_was_told_and_asks_anew_hears_of_the_next_time_too():
    before = a_whole_design(State.CLOSED)
    for _ in range(2):
        ask_to_be_told(work_group=before, email="tess@example.org", at=SEPTEMBER)
        move(a_whole_design(State.PUBLISHED, copied_from=before), State.RECRUITING)

    assert Letter.objects.filter(to_email="tess@example.org").count() == 2


def test_only_the_hub_lead_approves_and_signs():
    hub = a_hub()
    people = {}
    for kind in (Post.Kind.HUB_LEAD, Post.Kind.ADMINISTRATOR, Post.Kind.WORK_GROUP_LEAD):
        people[kind] = a_person()
        a_post(people[kind], hub, kind)
    work_group = a_whole_design(State.DESIGNED, hub=hub)
    leader = work_group.leaders.get().person
    steps = {each.to: each for each in states.TRANSITIONS if each.forward}

    def who(to) -> list[str]:
        named = people | {"leader": leader}
        return [str(name) for name, one in named.items() if steps[to].who.may(one, work_group)]

    assert who(State.DESIGNED) == ["HUB_LEAD", "ADMINISTRATOR", "leader"]
    assert who(State.APPROVED) == ["HUB_LEAD"]
    assert who(State.PUBLISHED) == ["HUB_LEAD", "ADMINISTRATOR"]
    assert who(State.CLOSED) == ["HUB_LEAD"]
