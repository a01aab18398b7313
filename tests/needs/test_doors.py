"""The doors of a hub: what anybody writes is kept, acknowledged, answered and seen again."""

from __future__ import annotations

import re

import pytest

from mathshubs.comms.models import Letter
from mathshubs.hubs.models import Post
from mathshubs.needs.models import Message, Need, PartnerOffer
from mathshubs.schools.models import Employment

from ..builders import SEPTEMBER, a_hub, a_person, a_post, a_school, an_employment
from ..people.signing_in import sign_in
from .builders import a_need

pytestmark = pytest.mark.django_db
WHO = {"name": "Ada Head", "email": "head@example.org"}


@pytest.fixture
def hub():
    return a_hub("Salt Way", slug="salt-way")


@pytest.fixture
def hugo(hub):
    person = a_person("Hugo", "Hub", email="hugo@example.org")
    a_post(person, hub, Post.Kind.HUB_LEAD)
    return person


def wrote(client, door: str, **typed):
    return client.post(f"/hubs/salt-way/work-with-us/{door}/", WHO | typed, follow=True)


def test_a_need_is_said_without_an_account_and_its_page_follows(client, hub, hugo):
    school = a_school("Oak Street Primary School", urn="123456")
    seen = wrote(
        client, "need", title="Fractions", what="They guess.", phases=["PRIMARY"],
        urgency="SOON", school="123456",
    )  # fmt: skip

    need = Need.objects.get()
    assert (need.school, need.raiser_email, need.owner) == (school, "head@example.org", hugo)
    assert "We write to you when something is decided." in seen.text
    letter = Letter.objects.get(kind="needs.need_arrived")
    link = re.search(r"/told/\S+", letter.text)
    assert client.get(link[0]).status_code == 200


def test_what_is_missing_is_said_and_nothing_is_kept(client, hub):
    answered = wrote(client, "need", title="", what="", phases=[])

    assert "Say in one line what you need." in answered.text
    assert Need.objects.count() == 0


def test_an_idea_is_answered_once_by_letter(client, hub, hugo):
    wrote(client, "idea", subject="Share a cover teacher", words="Three schools, one teacher.")
    message = Message.objects.get()
    staff = sign_in(client, hugo)
    assert "Share a cover teacher" in staff.get("/hubs/salt-way/messages/").text

    said = {"state": "TAKEN_UP", "words": "We try it in spring."}
    staff.post(f"/messages/{message.pk}/", said)
    again = staff.post(f"/messages/{message.pk}/", said | {"words": "Other."}, follow=True)

    message.refresh_from_db()
    assert (message.state, message.answer) == ("TAKEN_UP", "We try it in spring.")
    assert "Somebody answered it meanwhile." in again.text
    assert Letter.objects.filter(kind="needs.message_answered").count() == 1
    assert "Share a cover teacher" not in staff.get("/hubs/salt-way/messages/").text
    table = staff.get("/hubs/salt-way/messages/?show=all&as=csv").content.decode()
    assert "We try it in spring." in table


def test_a_partner_s_offer_is_listed_or_declined_with_a_reason(client, hub, hugo):
    wrote(
        client, "partner", of="UNIVERSITY", title="A day in our lab", what="For year 12.",
        kind="UNIVERSITIES", phases=["POST_16"], organisation="A university",
    )  # fmt: skip
    offer = PartnerOffer.objects.get()
    staff = sign_in(client, hugo)

    refused = staff.post(f"/partner-offers/{offer.pk}/", {"state": "DECLINED"})
    staff.post(f"/partner-offers/{offer.pk}/", {"state": "LISTED"})

    assert "Say why, in a kind sentence." in refused.text
    offer.refresh_from_db()
    assert offer.state == "LISTED"
    assert Letter.objects.filter(kind="needs.offer_listed").count() == 1
    assert "A day in our lab" in staff.get("/hubs/salt-way/offers/").text


def test_another_hub_s_messages_are_not_there(client, hub):
    otto, other = a_person("Otto", "Other"), a_hub("Three Rivers")
    a_post(otto, other, Post.Kind.HUB_LEAD)
    message = Message.objects.create(
        hub=hub, kind="CONTACT", subject="Hi", words="Hi.", at=SEPTEMBER, **WHO
    )
    client = sign_in(client, otto)

    assert client.get("/hubs/salt-way/messages/").status_code == 404
    assert client.get(f"/messages/{message.pk}/").status_code == 404


def test_everybody_reads_what_became_of_needs_but_no_secret_and_no_school_s_own(client, hub):
    done = {"state": "CLOSED", "answer": "A Work Group runs.", "answered_at": SEPTEMBER}
    a_need(hub, "Ratio", **done)
    a_need(hub, "Secret", confidential=True, **done)
    a_need(hub, "Still open")
    a_need(hub, "One school", **done).places.create(school=a_school())

    page = client.get("/hubs/salt-way/you-told-us/").text

    assert "Ratio" in page
    assert "A Work Group runs." in page
    assert not {"Secret", "Still open", "One school"} & set(
        re.findall(r"<strong>(.*?)</strong>", page)
    )


def test_somebody_signed_in_need_not_type_who_they_are(client, hub):
    page = sign_in(client, a_person("Tess", "Teacher", email="tess@example.org"))

    assert 'value="tess@example.org"' in page.get("/hubs/salt-way/work-with-us/message/").text


def test_whoever_leads_maths_at_a_school_need_not_type_which_and_the_need_is_the_school_s(
    client, hub
):
    school = a_school("Oak Street Primary School", urn="123456")
    tess = a_person("Tess", "Teacher", email="tess@example.org")
    an_employment(tess, school, Employment.Role.MATHS_LEAD)
    page = sign_in(client, tess).get("/hubs/salt-way/work-with-us/need/").text

    assert "Oak Street Primary School" in page
    assert f'value="{Employment.Role.MATHS_LEAD.label}"' in page


def test_who_wrote_reads_that_it_is_sent_and_where_the_letter_goes(client, hub):
    seen = wrote(client, "idea", subject="Share a teacher", words="Three schools, one teacher.")

    assert "It is sent. head@example.org gets a letter" in seen.text
    assert 'href="/hubs/salt-way/work-with-us/"' in seen.text
