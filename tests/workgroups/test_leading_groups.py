"""A group looks for a leader: its hub asks, leaders offer, the hub chooses."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate

from mathshubs.comms.models import Letter
from mathshubs.hubs.models import Post
from mathshubs.workgroups.actions import leading as actions
from mathshubs.workgroups.models import Leader, LeadersWanted, LeadInterest
from mathshubs.workgroups.queries import leading_groups as queries
from tests.builders import SEPTEMBER, a_hub, a_person, a_post, a_work_group
from tests.hubs.builders import a_day
from tests.people.signing_in import sign_in

from .leading_builders import a_leader, an_accreditation

pytestmark = pytest.mark.django_db
TODAY = localdate()
SOON = TODAY + timedelta(days=10)


@pytest.fixture
def hub():
    return a_hub("Salt Way", slug="salt-way", email="hub@example.org")


@pytest.fixture
def group(hub):
    return a_work_group(hub=hub, title="Fractions", phases=["PRIMARY"], state="APPROVED")


@pytest.fixture
def ada(hub):
    ada = a_person("Ada", "Moss")
    a_post(ada, hub, Post.Kind.ADMINISTRATOR)
    return ada


@pytest.fixture
def who(ada):
    return {"by": ada, "at": SEPTEMBER}


def asks(group, by, number=1, answer_by=date(2100, 1, 1)):
    return actions.ask_for_leaders(
        work_group=group, number=number, answer_by=answer_by, what="Years 5 and 6", by=by,
        at=SEPTEMBER,
    )  # fmt: skip


def offers(group, person, kind="LEAD"):
    return actions.offer_to_lead(
        work_group=group, person=person, kind=kind, why="I taught it.", at=SEPTEMBER
    )


def test_leaders_are_shown_groups_of_any_hub_that_ask_and_their_own_that_nobody_leads(hub, ada):
    lena = a_leader(hub)
    lonely = a_work_group(hub=hub, title="Lonely")
    led = a_work_group(hub=hub, title="Led")
    Leader.objects.create(work_group=led, person=a_person())
    elsewhere = a_work_group(title="Asks elsewhere")
    asks(elsewhere, ada)
    a_work_group(title="Lonely elsewhere")
    late = a_work_group(title="Too late")
    asks(late, ada)
    LeadersWanted.objects.filter(work_group=late).update(answer_by=TODAY - timedelta(days=1))
    a_work_group(hub=hub, title="Over", state="CLOSED")

    assert list(queries.groups_to_offer_for(lena, TODAY)) == [elsewhere, lonely]
    assert list(queries.groups_without_leader([hub])) == [lonely]


def test_an_offer_tells_the_hub_once_and_its_words_can_change(group):
    lena = a_person("Lena", "Holt")

    offers(group, lena)
    offers(group, lena, kind="CO_LEAD")

    interest = LeadInterest.objects.get()
    assert (interest.kind, interest.state) == ("CO_LEAD", "WAITING")
    letter = Letter.objects.get()
    assert letter.to_email == "hub@example.org"
    assert letter.subject == "Lena Holt would like to lead Fractions"
    assert "I taught it." in letter.text
    assert f"/work-groups/{group.pk}/leaders-wanted/" in letter.text


def test_who_leads_a_group_cannot_offer_to_lead_it(group):
    leader = Leader.objects.create(work_group=group, person=a_person())

    with pytest.raises(actions.LeadingRefused, match="You lead Fractions already"):
        offers(group, leader.person)


def test_nobody_offers_to_lead_what_is_over(group):
    group.state = "CLOSED"
    group.save()

    with pytest.raises(actions.LeadingRefused, match="Fractions is closed"):
        offers(group, a_person())


def test_who_is_chosen_leads_and_is_written_to_and_the_group_stops_asking(group, ada, who):
    asks(group, ada)
    lena, ola = a_person("Lena", "Holt"), a_person("Ola", "Berg")
    first, second = offers(group, lena, "CO_LEAD"), offers(group, ola)

    actions.choose(interest=first, **who)
    actions.choose(interest=first, **who)

    [leader] = group.leaders.all()
    assert (leader.person, leader.kind) == (lena, "CO_LEAD")
    assert Letter.objects.get(to_email=lena.email).subject == "You lead Fractions"
    assert not LeadersWanted.objects.exists()
    second.refresh_from_db()
    assert second.state == "WAITING"


def test_a_group_that_looks_for_two_more_asks_until_two_came(group, ada, who):
    Leader.objects.create(work_group=group, person=a_person())
    asks(group, ada, number=2)

    first = actions.choose(interest=offers(group, a_person()), **who)
    actions.deploy(work_group=group, person=first.person, kind="LEAD", **who)
    assert LeadersWanted.objects.get().number == 1
    actions.choose(interest=offers(group, a_person()), **who)
    assert not LeadersWanted.objects.exists()


def test_a_declined_offer_is_answered_with_the_hubs_own_sentence(group, who):
    lena = a_person("Lena", "Holt")
    interest = offers(group, lena)

    for _ in range(2):
        actions.decline(interest=interest, answer="We chose somebody nearer.", **who)

    letter = Letter.objects.get(to_email=lena.email)
    assert letter.subject == "Your offer to lead Fractions"
    assert "We chose somebody nearer." in letter.text
    assert "Dear Lena," in letter.text
    with pytest.raises(actions.LeadingRefused, match="is closed: not this time"):
        actions.choose(interest=interest, **who)


def test_who_was_chosen_cannot_be_declined(group, who):
    interest = offers(group, a_person())
    actions.choose(interest=interest, **who)

    with pytest.raises(actions.LeadingRefused, match="Remove them there first"):
        actions.decline(interest=interest, answer="No.", **who)


def test_an_offer_is_taken_back_and_may_be_made_again(group):
    lena = a_person()
    interest = offers(group, lena)

    actions.take_back(interest=interest, at=SEPTEMBER)
    offers(group, lena)

    assert [each.state for each in LeadInterest.objects.all()] == ["WITHDRAWN", "WAITING"]


def test_naming_who_offered_chooses_their_offer(group, who):
    interest = offers(group, a_person())

    actions.deploy(work_group=group, person=interest.person, kind="LEAD", **who)

    interest.refresh_from_db()
    assert interest.state == "CHOSEN"


def test_the_last_day_to_answer_is_not_over(group, ada):
    with pytest.raises(actions.LeadingRefused, match="Choose today or a later day"):
        asks(group, ada, answer_by=date(2025, 9, 7))


def test_the_leader_offers_on_the_page_and_the_hub_chooses_on_its_own(client, hub, group, ada):
    lena = a_leader(hub, a_person("Lena", "Holt"), phases=["PRIMARY"])
    an_accreditation(lena)
    sign_in(client, ada)
    address = f"/work-groups/{group.pk}/leaders-wanted/"
    asked = {"do": "ask", "number": "2", "what": "Years 5 and 6", **a_day("answer_by", SOON)}
    assert "Leaders are shown that" in client.post(address, asked, follow=True).text

    sign_in(client, lena.person)
    mine = client.get("/my/leading/").text
    assert "Years 5 and 6" in mine
    assert f"/work-groups/{group.pk}/lead/" in mine
    said = {"kind": "LEAD", "why": "I wrote its tasks."}
    answer = client.post(f"/work-groups/{group.pk}/lead/", said, follow=True)
    assert "Salt Way Maths Hub knows that you would like to lead it." in answer.text
    assert "Waits for the hub" in answer.text
    assert "Groups that look for a leader" not in answer.text

    sign_in(client, ada)
    page = client.get(address).text
    assert "I wrote its tasks." in page
    assert "Primary Mastery Specialist" in page
    interest = LeadInterest.objects.get()
    answer = client.post(address, {"do": f"choose-{interest.pk}"}, follow=True)
    assert "Lena Holt leads Fractions. A letter tells them so." in answer.text
    assert [leader.person for leader in group.leaders.all()] == [lena.person]


def test_a_decline_without_a_sentence_is_asked_for_one(client, group, ada):
    interest = offers(group, a_person("Lena", "Holt"))
    sign_in(client, ada)
    address = f"/work-groups/{group.pk}/leaders-wanted/"

    page = client.post(address, {"do": f"decline-{interest.pk}", "answer": ""})
    assert "Write them a sentence. It stands in the letter." in page.text
    client.post(address, {"do": f"decline-{interest.pk}", "answer": "Next year, we hope."})

    interest.refresh_from_db()
    assert (interest.state, interest.answer) == ("DECLINED", "Next year, we hope.")


def test_the_staff_name_somebody_from_their_list(client, hub, group, ada):
    busy = a_leader(hub, a_person("Busy", "Bee"), phases=["PRIMARY"])
    Leader.objects.create(work_group=a_work_group(hub=hub), person=busy.person)
    free = a_leader(hub, a_person("Free", "Day"), phases=["PRIMARY"])
    a_leader(hub, phases=["SECONDARY"])
    theirs = a_leader(a_hub(), phases=["PRIMARY"])
    sign_in(client, ada)
    address = f"/work-groups/{group.pk}/leaders-wanted/"

    suited = client.get(address).context["could"].suited
    assert [row.record for row in suited] == [free, busy]
    client.post(address, {"do": f"colead-{free.pk}"})
    assert client.post(address, {"do": f"lead-{theirs.pk}"}).status_code == 404

    [leader] = group.leaders.all()
    assert (leader.person, leader.kind) == (free.person, "CO_LEAD")


def test_a_leader_takes_an_offer_back_on_the_page(client, hub, group):
    lena = a_leader(hub)
    offers(group, lena.person)
    sign_in(client, lena.person)

    client.post(f"/work-groups/{group.pk}/lead/", {"do": "take_back"})

    assert LeadInterest.objects.get().state == "WITHDRAWN"


def test_a_group_that_asks_nobody_is_not_there_for_leaders_of_other_hubs(client, hub, group):
    sign_in(client, a_leader(a_hub()).person)
    assert client.get(f"/work-groups/{group.pk}/lead/").status_code == 404

    sign_in(client, a_leader(hub).person)
    assert client.get(f"/work-groups/{group.pk}/lead/").status_code == 200


def test_the_record_of_another_hubs_leader_stays_there_when_they_offer(client, group, ada):
    lena = a_leader(a_hub("Three Rivers"), a_person("Lena", "Holt"))
    an_accreditation(lena)
    offers(group, lena.person)
    sign_in(client, ada)

    page = client.get(f"/work-groups/{group.pk}/leaders-wanted/").text

    assert "Another hub keeps their record." in page
    assert "Primary Mastery Specialist" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_as_often_for_one_offer_as_for_three(
    client, hub, group, ada, rows, django_assert_num_queries
):
    for _ in range(rows):
        lena = a_leader(hub, phases=["PRIMARY"])
        an_accreditation(lena)
        offers(group, lena.person)
    sign_in(client, ada)

    with django_assert_num_queries(10):
        client.get(f"/work-groups/{group.pk}/leaders-wanted/")


@pytest.mark.parametrize("rows", [1, 3])
def test_ones_own_page_asks_as_often_for_one_group_as_for_three(
    client, hub, ada, rows, django_assert_num_queries
):
    lena = a_leader(hub)
    for _ in range(rows):
        asks(a_work_group(), ada)
        offers(a_work_group(hub=hub), lena.person)
        Leader.objects.create(work_group=a_work_group(), person=lena.person)
    sign_in(client, lena.person)

    with django_assert_num_queries(10):
        client.get("/my/leading/")
