"""Today asks for answers to what people wrote, for what was commissioned, and for support."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from mathshubs.hubs.models import Post
from mathshubs.insight.queries.today import day_of
from mathshubs.needs.models import Commission, Message, SupportPlan, TrainingEnquiry

from ..builders import LONDON, a_hub, a_person, a_post, a_school
from ..needs.builders import a_need, a_priority, a_round, an_answer, an_offer
from ..people.signing_in import sign_in

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 9, 9, tzinfo=LONDON)
ON = AT.date()


@pytest.fixture
def hub():
    return a_hub("Salt Way", slug="salt-way")


@pytest.fixture
def hugo(hub):
    person = a_person("Hugo", "Hub", email="hugo@example.org")
    a_post(person, hub, Post.Kind.HUB_LEAD)
    return person


def told(person) -> list[str]:
    return sorted(need.what for need in day_of(person, AT, ON).needs)


def test_what_people_wrote_waits_for_those_who_run_the_hub(hub, hugo):
    who = {"name": "Nia", "email": "nia@example.org", "at": AT}
    for its in (hub, a_hub("Other")):
        Message.objects.create(hub=its, kind="CONTACT", subject="A question", words="?", **who)
        TrainingEnquiry.objects.create(hub=its, phases=["PRIMARY"], **who)
        an_offer(its, "A lab", state="OFFERED")
        an_offer(its, "Listed")

    assert [what for what in told(hugo) if "A" in what or "Nia" in what] == [
        "A message waits for an answer: A question",
        "A partner’s offer is to be looked at: A lab",
        "Somebody thinks of teaching maths: Nia",
    ]


def test_needs_nobody_has_looked_at_wait_with_their_number(client, hub, hugo):
    for its in (hub, a_hub("Other")):
        a_need(its, "Fractions", state="ACKNOWLEDGED", raised_at=AT)
        a_need(its, "Ratio", state="ACKNOWLEDGED", raised_at=AT - timedelta(days=9))
        a_need(its, "Algebra", state="TRIAGE", raised_at=AT)

    found = [need for need in day_of(hugo, AT, ON).needs if "looked at" in need.what]

    assert [need.what for need in found] == ["2 needs wait to be looked at: Salt Way"]
    assert "The oldest is of Sat 31 Oct 2026." in found[0].why
    listed = sign_in(client, hugo).get(found[0].href).text
    assert "Ratio" in listed
    assert "Algebra" not in listed


def test_a_round_whose_comments_are_over_waits_for_its_scores(hub, hugo):
    a_round(hub, hugo, year="2027/28", consult_until=ON)
    over = a_round(hub, hugo, year="2026/27", consult_until=ON - timedelta(days=1))

    assert told(hugo) == ["Comments on priorities are over: 2026/27"]
    over.state = "SCORING"
    over.save()
    assert told(hugo) == []


def test_what_was_commissioned_is_told_when_due_soon_and_overdue(hub, hugo):
    answer = an_answer(a_priority(a_round(hub, hugo)), hugo, mode="COMMISSION")
    commission = Commission.objects.create(provision=answer, brief="A course.")
    for title, days in (("Late", -1), ("Soon", 5), ("Far", 30)):
        commission.deliverables.create(title=title, due_on=ON + timedelta(days=days))

    assert [what for what in told(hugo) if "commissioned" in what] == [
        "Something commissioned is due soon: Soon",
        "Something commissioned is overdue: Late",
    ]


def test_support_is_told_to_who_leads_it_and_its_end_to_the_hub_too(hub, hugo):
    greta = a_person("Greta", "Group", email="greta@example.org")
    a_post(greta, hub, Post.Kind.WORK_GROUP_LEAD)
    plan = SupportPlan.objects.create(
        hub=hub, school=a_school("Oak Street"), leader=greta, level="ENHANCED", aims="Fractions.",
        from_on=ON - timedelta(days=90), to_on=ON + timedelta(days=3), by=hugo, at=AT,
    )  # fmt: skip
    for words, days in (("Late", -1), ("Soon", 5), ("Far", 60)):
        plan.milestones.create(horizon="SHORT", words=words, by_on=ON + timedelta(days=days))

    ends = "Support for a school comes to its end: Oak Street"
    assert [what for what in told(greta) if "upport" in what] == [
        "A milestone of support is due soon: Oak Street",
        "A milestone of support is overdue: Oak Street",
        ends,
    ]
    assert [what for what in told(hugo) if "upport" in what] == [ends]
    plan.review = "Reached."
    plan.save()
    assert [what for what in told(greta) if "upport" in what] == []
