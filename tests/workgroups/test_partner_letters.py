"""Partners hear what their offer answers, and how many people come to an event made of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mathshubs.comms.models import Letter
from mathshubs.needs.actions import provision as answers
from mathshubs.workgroups.actions.partner_letters import tell_partners
from mathshubs.workgroups.models import WorkGroup

from ..builders import SEPTEMBER, a_hub, a_person, a_work_group
from ..needs.builders import a_priority, a_round, an_offer
from .builders import a_standing_place

pytestmark = pytest.mark.django_db
TODAY = SEPTEMBER.date()
WEEK = timedelta(days=7)


@pytest.fixture
def hub():
    return a_hub("Salt Way", email="salt@example.org")


@pytest.fixture
def offer(hub):
    return an_offer(hub)


def an_event(offer, *, days: int, held: int = 0, **fields) -> WorkGroup:
    day = TODAY + timedelta(days=days)
    event = a_work_group(
        hub=offer.hub, kind="EVENT", title="A day in the lab", partner_offer=offer, workshops=0,
        places=3, places_taken=held, first_on=day, last_on=day, **fields,
    )  # fmt: skip
    for _ in range(held):
        a_standing_place(event, person=a_person("Tess", "Teacher"))
    return event


def letters(kind: str) -> list[Letter]:
    return list(Letter.objects.filter(kind=f"workgroups.event_{kind}_for_partner").order_by("pk"))


def test_a_partner_is_told_once_that_the_event_is_full_and_how_many_come(offer):
    an_event(offer, days=40, held=3)

    assert (tell_partners(at=SEPTEMBER), tell_partners(at=SEPTEMBER + WEEK)) == (1, 0)

    (letter,) = letters("full")
    assert letter.to_email == "ada@example.ac.uk"
    assert "Every place is taken. 3 people have a place." in letter.text
    assert "Tess" not in letter.text


def test_a_week_before_they_are_told_how_many_come_and_again_when_the_day_moves(offer):
    event = an_event(offer, days=8, held=1)
    assert tell_partners(at=SEPTEMBER) == 0

    day = timedelta(days=1)
    assert [tell_partners(at=SEPTEMBER + day * number) for number in (1, 2)] == [1, 0]
    WorkGroup.objects.filter(pk=event.pk).update(first_on=TODAY + 2 * day)
    assert tell_partners(at=SEPTEMBER + day) == 1

    assert ["1 person has a place." in letter.text for letter in letters("soon")] == [True, True]


@pytest.mark.parametrize(
    ("days", "fields"),
    [(3, {"state": "CANCELLED"}), (3, {"state": "IDEA"}), (-1, {}), (9, {})],
)
def test_nothing_is_written_of_an_event_that_is_off_over_a_draft_or_far_away(offer, days, fields):
    an_event(offer, days=days, held=2, **fields)
    a_work_group(hub=offer.hub, first_on=TODAY, last_on=TODAY, workshops=0)

    assert tell_partners(at=SEPTEMBER) == 0


@pytest.mark.parametrize("many", [1, 3])
def test_letters_for_many_events_ask_for_their_workshops_alone(
    offer, many, django_assert_num_queries
):
    for _ in range(many):
        an_event(offer, days=2)

    with django_assert_num_queries(5 + many):  # a transaction's two, events, letters, jobs
        tell_partners(at=SEPTEMBER)


@pytest.mark.parametrize(
    ("state", "said"), [("PUBLISHED", "our priority “Fractions”"), ("DECIDED", "one of our prior")]
)
def test_a_partner_hears_once_that_their_listed_offer_answers_a_priority(hub, offer, state, said):
    hugo = a_person("Hugo", "Hub")
    round_ = a_round(hub, hugo, state=state, met_on="2025-10-01", present="A", decision="Yes.")
    priority = a_priority(round_, state="CHOSEN", reason="Most need it.")
    facts = {"mode": "SIGNPOST", "kind": "UNIVERSITIES", "title": "The lab", "what": "It exists."}
    waits = an_offer(hub, "Not listed", state="OFFERED")
    told = Letter.objects.filter(kind="needs.offer_answers")
    without = answers.choose(priority=priority, by=hugo, at=SEPTEMBER, **facts)
    answers.change(provision=without, by=hugo, at=SEPTEMBER, partner_offer=waits)
    assert not told.exists()

    for _ in range(2):
        answers.change(provision=without, by=hugo, at=SEPTEMBER, partner_offer=offer)

    letter = told.get()
    assert letter.to_email == "ada@example.ac.uk"
    assert said in letter.text
    answers.choose(priority=priority, by=hugo, at=SEPTEMBER, partner_offer=offer, **facts)
    assert told.count() == 2
