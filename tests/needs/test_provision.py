"""A priority is answered; those who raised the needs hear when it is chosen, begins and ends."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils.timezone import localdate

from mathshubs.comms.models import Letter
from mathshubs.hubs.models import Post
from mathshubs.needs.actions import commissions
from mathshubs.needs.actions import provision as actions
from mathshubs.needs.actions.provision import AnswerRefused
from mathshubs.needs.models import Commission, Need, Provision
from mathshubs.needs.queries import provision as queries
from mathshubs.programmes.models import Plan

from ..builders import SEPTEMBER, a_hub, a_person, a_post, a_project, national
from ..people.signing_in import sign_in
from .builders import a_need, a_priority, a_round, an_answer

pytestmark = pytest.mark.django_db
LATER = SEPTEMBER + timedelta(days=40)
FACTS = {"mode": "DEVELOP", "kind": "DEVELOPMENT", "title": "A course", "what": "None exists."}


@pytest.fixture
def hub():
    return a_hub("Salt Way", slug="salt-way")


@pytest.fixture
def hugo(hub):
    person = a_person("Hugo", "Hub", email="hugo@example.org")
    a_post(person, hub, Post.Kind.HUB_LEAD)
    return person


@pytest.fixture
def need(hub):
    raiser = {"raiser_name": "Ada", "raiser_email": "head@example.org"}
    return a_need(hub, state="PRIORITISED", **raiser)


@pytest.fixture
def priority(hub, hugo, need):
    round_ = a_round(
        hub, hugo, state="PUBLISHED", met_on="2025-10-01", present="Ada", decision="Fractions."
    )
    return a_priority(round_, needs=[need], state="CHOSEN", reason="Most need it.")


def state_of(need: Need) -> str:
    need.refresh_from_db()
    return need.state


def told() -> list[str]:
    return [letter.text for letter in Letter.objects.filter(kind="needs.need_told").order_by("pk")]


def step(provision: Provision, to: str, by, words: str = "") -> Provision:
    return actions.take_step(provision=provision, to=to, words=words, by=by, at=LATER)


def test_the_needs_behind_follow_and_each_step_is_told(priority, need, hugo):
    provision = actions.choose(priority=priority, by=hugo, at=LATER, **FACTS)
    assert state_of(need) == "PROVISION_CHOSEN"
    step(provision, "UNDER_WAY", hugo)
    assert state_of(need) == "IN_PROVISION"
    with pytest.raises(AnswerRefused, match="Say what came of it"):
        step(provision, "DONE", hugo)
    step(provision, "DONE", hugo, "Forty teachers came.")
    step(provision, "DONE", hugo, "Twice.")

    assert state_of(need) == "REVIEWED"
    chosen, begun, reviewed = told()
    assert "We develop something new: A course." in chosen
    assert "It has begun: A course." in begun
    assert "Forty teachers came." in reviewed


def test_a_need_waits_for_the_last_of_its_answers(priority, need, hugo):
    first = actions.choose(priority=priority, by=hugo, at=LATER, **FACTS)
    step(first, "UNDER_WAY", hugo)
    second = actions.choose(priority=priority, by=hugo, at=LATER, **FACTS | {"title": "A visit"})
    assert "We develop something new: A visit." in told()[-1]
    assert state_of(need) == "IN_PROVISION"
    step(first, "DONE", hugo, "It went well.")
    assert state_of(need) == "IN_PROVISION"
    assert "It is being answered now. A course: It went well." in " ".join(told()[-1].split())

    step(second, "STOPPED", hugo, "Nobody could come.")

    assert state_of(need) == "REVIEWED"


def test_what_is_stopped_before_it_begins_leaves_a_priority_without_an_answer(priority, need, hugo):
    provision = actions.choose(priority=priority, by=hugo, at=LATER, **FACTS)
    step(provision, "STOPPED", hugo, "The money is gone.")

    assert state_of(need) == "PRIORITISED"
    assert "We choose another answer." in told()[-1]
    with pytest.raises(AnswerRefused, match="somebody may have decided meanwhile"):
        step(provision, "UNDER_WAY", hugo)


def test_only_what_was_chosen_is_answered(priority, hugo):
    left = a_priority(priority.round, "Ratio", state="NOT_CHOSEN", reason="Next year.")

    with pytest.raises(AnswerRefused, match="Only what the meeting chose"):
        actions.choose(priority=left, by=hugo, at=LATER, **FACTS)


def test_an_answer_becomes_one_line_of_the_plan_of_its_year(priority, hub, hugo):
    provision = an_answer(priority, hugo, project=a_project(), owner=hugo)
    line = actions.put_in_plan(provision=provision)

    assert actions.put_in_plan(provision=provision) == line
    assert (line.plan.hub, line.plan.year) == (hub, "2026/27")
    assert (line.title, line.kind, line.lead) == ("A course", "NATIONAL", hugo)
    assert "Many schools ask." in line.rationale
    Plan.objects.update(state="SUBMITTED")
    with pytest.raises(AnswerRefused, match="The plan"):
        actions.put_in_plan(provision=an_answer(priority, hugo))


def a_commission(priority, by, **fields) -> Commission:
    provision = an_answer(priority, by, mode="COMMISSION")
    brief = {"brief": "A course.", "most": Decimal(5000), "reply_by": LATER.date()} | fields
    return commissions.save_brief(provision=provision, **brief)


def an_offer(commission: Commission, organisation: str, price: int):
    return commissions.add_tender(
        commission=commission, organisation=organisation, email="offer@example.org",
        price=Decimal(price), words="Ten days.", received_on=LATER.date(),
    )  # fmt: skip


def test_a_commission_from_the_brief_to_what_is_delivered(priority, hugo):
    commission = a_commission(priority, hugo)
    with pytest.raises(AnswerRefused, match="while the brief is open"):
        an_offer(commission, "A university", 4000)
    commissions.ask_for_offers(commission=commission)
    first, second = an_offer(commission, "A university", 4000), an_offer(commission, "Acme", 3000)
    choice = {"commission": commission, "chosen": first.pk, "at": LATER}
    with pytest.raises(AnswerRefused, match="Say why, for the offer of Acme"):
        commissions.choose_tender(reasons={first.pk: "They know schools."}, **choice)
    commissions.choose_tender(
        reasons={first.pk: "They know schools.", second.pk: "No teachers."}, **choice
    )
    assert Letter.objects.filter(kind="needs.tender_decided").count() == 2
    commissions.agree(
        commission=commission, agreed_on=LATER.date(), agreement="As offered.", by=hugo, at=LATER
    )
    commission.provision.refresh_from_db()
    assert commission.provision.state == "UNDER_WAY"
    due = commissions.add_deliverable(
        commission=commission, title="Handbook", due_on=LATER.date() + timedelta(days=30)
    )
    commissions.deliver(deliverable=due, delivered_on=LATER.date(), words="Good.")

    commission.refresh_from_db()
    assert commission.state == "DELIVERED"


def test_a_brief_stays_as_those_who_made_an_offer_read_it(priority, hugo):
    commission = a_commission(priority, hugo)
    commissions.ask_for_offers(commission=commission)
    an_offer(commission, "Acme", 3000)

    with pytest.raises(AnswerRefused, match="as they read it"):
        commissions.save_brief(
            provision=commission.provision, brief="Other.", most=None, reply_by=None
        )


def test_a_priority_is_answered_by_its_pages(client, priority, need, hugo):
    staff = sign_in(client, hugo)
    assert "No answer yet." in staff.get(f"/priorities/{priority.pk}/").text
    typed = FACTS | {"mode": "SIGNPOST"}
    refused = staff.post(f"/priorities/{priority.pk}/answer/", typed)
    assert "Say where it is found" in refused.text
    staff.post(f"/priorities/{priority.pk}/answer/", typed | {"link": "https://example.org"})
    provision = Provision.objects.get()
    staff.post(f"/priorities/answers/{provision.pk}/", {"do": "plan"})
    refused = staff.post(f"/priorities/answers/{provision.pk}/", {"do": "step", "to": "STOPPED"})
    assert "Say what came of it." in refused.text
    staff.post(f"/priorities/answers/{provision.pk}/", {"do": "step", "to": "UNDER_WAY"})
    changed = {"what": "It exists.", "owner": hugo.pk, "plan_line": provision.pk}
    line = Plan.objects.get().lines.get()
    staff.post(
        f"/priorities/answers/{provision.pk}/change/",
        typed | changed | {"link": "https://example.org", "plan_line": line.pk},
    )

    provision.refresh_from_db()
    assert (provision.state, provision.plan_line, provision.what) == (
        "UNDER_WAY", line, "It exists.",
    )  # fmt: skip
    assert state_of(need) == "IN_PROVISION"
    assert "A course" in staff.get("/hubs/salt-way/answers/").text
    assert "A course" not in staff.get("/hubs/salt-way/answers/?show=ended").text


def test_a_commission_by_its_page(client, priority, hugo):
    staff = sign_in(client, hugo)
    provision = an_answer(priority, hugo, mode="COMMISSION")
    page = f"/priorities/answers/{provision.pk}/commission/"
    on = localdate()
    staff.post(page, {"do": "brief", "brief-brief": "A course."})
    staff.post(page, {"do": "open"})
    assert "by which day offers must be in" in staff.get(page).text
    staff.post(page, {"do": "brief", "brief-brief": "A course."} | _day("brief-reply_by", on))
    staff.post(page, {"do": "open"})
    offer = {
        "do": "offer", "offer-organisation": "Acme", "offer-email": "a@example.org",
        "offer-price": "3000", "offer-words": "Ten days.",
    }  # fmt: skip
    staff.post(page, offer | _day("offer-received_on", on))
    tender = provision.commission.tenders.get()
    assert (
        "Say why, for the offer of Acme."
        in staff.post(page, {"do": "choose", "choice-chosen": tender.pk}).text
    )
    chosen = {"do": "choose", "choice-chosen": tender.pk, f"choice-reason_{tender.pk}": "Good."}
    staff.post(page, chosen)
    agreed = {"do": "agree", "agreement-agreement": "As offered."}
    staff.post(page, agreed | _day("agreement-agreed_on", on))
    late = on - timedelta(days=1)
    staff.post(page, {"do": "due", "due-title": "Handbook"} | _day("due-due_on", late))
    assert "Overdue" in staff.get(page).text
    assert "Handbook" in staff.get("/hubs/salt-way/answers/").text
    came = {"do": "came", "came-deliverable": provision.commission.deliverables.get().pk}
    staff.post(page, came | _day("came-delivered_on", on))

    provision.commission.refresh_from_db()
    assert provision.commission.state == "DELIVERED"
    assert "Overdue" not in staff.get("/hubs/salt-way/answers/").text


def _day(name: str, on) -> dict[str, int]:
    return {f"{name}_day": on.day, f"{name}_month": on.month, f"{name}_year": on.year}


def test_another_hub_does_not_find_an_answer_and_national_staff_only_read(client, priority, hugo):
    provision = an_answer(priority, hugo)
    otto = a_person("Otto", "Other")
    a_post(otto, a_hub("Three Rivers"), Post.Kind.HUB_LEAD)
    assert sign_in(client, otto).get(f"/priorities/answers/{provision.pk}/").status_code == 404

    nation = sign_in(type(client)(), national())
    Need.objects.update(confidential=True, title="A secret")
    for address in (f"/priorities/answers/{provision.pk}/", f"/priorities/{priority.pk}/"):
        read = nation.get(address)
        assert read.status_code == 200
        assert "A secret" not in read.text
    assert nation.post(f"/priorities/answers/{provision.pk}/", {"do": "plan"}).status_code == 403


def test_pages_of_answers_ask_as_often_for_many_as_for_one(
    client, hub, priority, hugo, django_assert_max_num_queries
):
    staff = sign_in(client, hugo)
    for number in range(3):
        priority.needs.add(a_need(hub))
        provision = an_answer(priority, hugo, f"Answer {number}", mode="COMMISSION", owner=hugo)
        actions.put_in_plan(provision=provision)
        commission = Commission.objects.create(
            provision=provision, brief="A", state="AGREED", reply_by=LATER.date()
        )
        for _ in range(2):
            commission.deliverables.create(title="Handbook", due_on=LATER.date())
            commission.tenders.create(
                organisation="Acme", email="a@example.org", price=1, words="A",
                received_on=LATER.date(),
            )  # fmt: skip
    answer, here = f"/priorities/answers/{provision.pk}", f"/priorities/{priority.pk}"
    for address in (
        "/hubs/salt-way/answers/", f"{answer}/", f"{answer}/change/", f"{answer}/commission/",
        f"{here}/", f"{here}/answer/",
    ):  # fmt: skip
        with django_assert_max_num_queries(10):
            assert staff.get(address).status_code == 200


def test_nothing_is_overdue_of_an_answer_that_has_ended(priority, hub, hugo):
    commission = a_commission(priority, hugo)
    commission.deliverables.create(title="Late", due_on=LATER.date() - timedelta(days=1))
    assert [each.title for each in queries.late_deliverables(hub, LATER.date())] == ["Late"]

    step(commission.provision, "STOPPED", hugo, "The money is gone.")

    assert not queries.late_deliverables(hub, LATER.date())
    assert queries.answers_of(hub, LATER.date(), "all").get().late == 0


def test_who_sees_to_a_commission_is_told_once_what_is_due_soon_and_what_is_overdue(priority, hugo):
    commission = a_commission(priority, hugo)
    day = LATER.date()
    for title, days in (("Late", -1), ("Soon", 5), ("Far", 30)):
        commission.deliverables.create(title=title, due_on=day + timedelta(days=days))
    commission.deliverables.create(title="Come", due_on=day, delivered_on=day)

    assert [commissions.remind(at=LATER) for _ in range(2)] == [2, 0]
    letters = Letter.objects.filter(kind__startswith="needs.deliverable").order_by("subject")
    assert [letter.subject for letter in letters] == ["Due soon: Soon", "Overdue: Late"]
    assert {letter.to_email for letter in letters} == {hugo.email}
