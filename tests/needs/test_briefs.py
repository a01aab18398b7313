"""A supplier reads an open brief by its link and sends an offer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now

from mathshubs.comms.models import Letter
from mathshubs.hubs.models import Post
from mathshubs.needs.actions import commissions
from mathshubs.needs.actions import provision as answers
from mathshubs.needs.actions.briefs import BriefRefused, send_tender
from mathshubs.needs.models import Tender
from mathshubs.needs.queries.briefs import brief_key, tender_key
from mathshubs.needs.queries.needs import told_key

from ..builders import a_hub, a_person, a_post
from ..people.signing_in import sign_in
from .builders import a_priority, a_round, an_answer

pytestmark = pytest.mark.django_db
TYPED = {
    "organisation": "A university", "email": "Offer@example.org", "price": "£4,000",
    "words": "Ten days with two of us.",
}  # fmt: skip


@pytest.fixture
def hugo():
    person = a_person("Hugo", "Hub", email="hugo@example.org")
    a_post(person, a_hub("Salt Way", email="salt@example.org"), Post.Kind.HUB_LEAD)
    return person


@pytest.fixture
def commission(hugo):
    hub = hugo.posts.get().hub
    priority = a_priority(a_round(hub, hugo), state="CHOSEN")
    made = commissions.save_brief(
        provision=an_answer(priority, hugo, mode="COMMISSION"), brief="A course for 40 teachers.",
        most=5000, reply_by=localdate() + timedelta(days=10),
    )  # fmt: skip
    return commissions.ask_for_offers(commission=made)


def the_page(commission) -> str:
    return f"/briefs/{brief_key(commission)}/"


def test_a_supplier_reads_the_brief_sends_an_offer_and_both_are_told(client, commission, hugo):
    page = client.get(the_page(commission))
    assert "A course for 40 teachers." in page.text
    assert "At most £5,000" in page.text

    for _ in range(2):
        thanks = client.post(the_page(commission), TYPED, follow=True)

    tender = Tender.objects.get()
    assert (tender.email, tender.price, tender.received_on) == (
        "offer@example.org", 4000, localdate(),
    )  # fmt: skip
    assert "We choose after" in thanks.text
    assert "Ten days with two of us." in thanks.text
    acknowledged = Letter.objects.get(kind="needs.tender_arrived")
    assert acknowledged.to_email == "offer@example.org"
    assert f"/briefs/offers/{tender_key(tender)}/" in acknowledged.text
    assert Letter.objects.get(kind="needs.tender_to_read").to_person == hugo
    sign_in(client, hugo)
    desk = client.get(f"/priorities/answers/{commission.provision_id}/commission/")
    assert "Ten days with two of us." in desk.text
    assert the_page(commission) in desk.text


def test_what_is_missing_is_asked_for_and_nothing_is_kept(client, commission):
    page = client.post(the_page(commission), TYPED | {"price": "", "email": "no"})

    assert "Enter the price in pounds." in page.text
    assert not Tender.objects.exists()


def test_after_the_day_the_brief_is_closed_and_takes_no_offer(client, commission, hugo):
    commission.reply_by = localdate() - timedelta(days=1)
    commission.save()

    page = client.post(the_page(commission), TYPED)

    assert "so your offer was not sent" in page.text
    assert "takes no more offers" in page.text
    assert "A course for 40 teachers." not in page.text
    assert not Tender.objects.exists()
    with pytest.raises(BriefRefused):
        send_tender(commission=commission, at=now(), **TYPED | {"price": 4000})
    sign_in(client, hugo)
    desk = client.get(f"/priorities/answers/{commission.provision_id}/commission/")
    assert the_page(commission) not in desk.text


def test_it_takes_no_offer_once_it_is_decided_or_the_answer_was_stopped(client, commission, hugo):
    offered = send_tender(commission=commission, at=now(), **TYPED | {"price": 4000})
    answers.take_step(
        provision=commission.provision, to="STOPPED", words="No money.", by=hugo, at=now()
    )
    assert "takes no more offers" in client.get(the_page(commission)).text
    assert "Nobody was chosen" in client.get(f"/briefs/offers/{tender_key(offered)}/").text

    commission.provision.state = "CHOSEN"
    commission.provision.save()
    commissions.choose_tender(
        commission=commission, chosen=offered.pk, reasons={offered.pk: "The best."}, at=now()
    )
    assert "takes no more offers" in client.get(the_page(commission)).text
    mine = client.get(f"/briefs/offers/{tender_key(offered)}/").text
    assert "We have chosen your offer." in mine
    assert "The best." in mine


def test_a_draft_and_a_key_of_something_else_open_nothing(client, commission):
    commission.state = "DRAFT"
    commission.save()

    assert client.get(the_page(commission)).status_code == 404
    for key in ("x", told_key("need", commission.pk), f"{brief_key(commission)}x"):
        assert client.get(f"/briefs/{key}/").status_code == 404
        assert client.get(f"/briefs/offers/{key}/").status_code == 404


def test_its_pages_ask_little(client, commission, django_assert_max_num_queries):
    offered = send_tender(commission=commission, at=now(), **TYPED | {"price": 4000})

    with django_assert_max_num_queries(3):
        client.get(the_page(commission))
    with django_assert_max_num_queries(3):
        client.get(f"/briefs/offers/{tender_key(offered)}/")


def test_one_address_sends_ten_an_hour(client, commission, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"write_to_hub": "2/h/key"}

    said = [
        client.post(the_page(commission), TYPED | {"price": str(price)}).status_code
        for price in range(3)
    ]

    assert said == [302, 302, 429]
