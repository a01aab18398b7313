"""Somebody thinks of teaching maths: what they agree to is what is handed on, and not for ever."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now

from mathshubs.comms.models import Letter
from mathshubs.hubs.models import Post
from mathshubs.needs.actions import teaching
from mathshubs.needs.models import TrainingEnquiry

from ..builders import SEPTEMBER, a_hub, a_person, a_post, a_work_group
from ..people.signing_in import sign_in

pytestmark = pytest.mark.django_db
TYPED = {
    "name": "Nia Newcomer", "email": "nia@example.org", "phases": ["SECONDARY"],
    "words": "I work in a bank.",
}  # fmt: skip


@pytest.fixture
def hub():
    return a_hub("Salt Way", slug="salt-way")


@pytest.fixture
def hugo(hub):
    person = a_person("Hugo", "Hub", email="hugo@example.org")
    a_post(person, hub, Post.Kind.HUB_LEAD)
    return person


def an_enquiry(hub, *, consent: bool = True, at=SEPTEMBER) -> TrainingEnquiry:
    return teaching.enquire(hub=hub, consent=consent, at=at, **TYPED)


def handed(client, enquiry):
    typed = {"do": "hand", "hand-to": "Salt Teaching School", "hand-email": "scitt@example.org"}
    return client.post(f"/teaching-enquiries/{enquiry.pk}/", typed, follow=True)


def test_an_enquiry_is_kept_acknowledged_and_seen_again(client, hub, hugo):
    seen = client.post("/hubs/salt-way/teach-maths/", TYPED | {"consent": "on"}, follow=True)

    assert "You agreed on" in seen.text
    letter = Letter.objects.get(kind="needs.enquiry_arrived")
    link = re.search(r"/teach-maths/\S+", letter.text)
    assert "I work in a bank." in client.get(link[0]).text
    assert Letter.objects.get(kind="needs.enquiry_to_answer").to_email == "hugo@example.org"


def test_nobody_is_handed_on_who_did_not_agree(client, hub, hugo):
    enquiry = an_enquiry(hub, consent=False)
    sign_in(client, hugo)

    assert "Hand it on" not in client.get(f"/teaching-enquiries/{enquiry.pk}/").text
    assert "Read it again" in handed(client, enquiry).text
    with pytest.raises(teaching.EnquiryRefused, match="have not agreed"):
        teaching.hand_on(enquiry=enquiry, to="A", email="a@example.org", by=hugo, at=now())
    assert not Letter.objects.filter(kind="needs.enquiry_for_provider").exists()


def test_a_provider_gets_what_was_agreed_and_nothing_else(client, hub, hugo):
    TrainingEnquiry.objects.update(role="A secret role")
    enquiry = an_enquiry(hub)
    sign_in(client, hugo)
    page = handed(client, enquiry)

    assert "Handed on to Salt Teaching School. Both have a letter." in page.text
    letter = Letter.objects.get(kind="needs.enquiry_for_provider")
    assert letter.to_email == "scitt@example.org"
    for told in ("Nia Newcomer", "nia@example.org", "Secondary", "I work in a bank."):
        assert told in letter.text
    assert "/teach-maths/" not in letter.text
    person = Letter.objects.get(kind="needs.enquiry_handed_on")
    assert (person.to_email, "Salt Teaching School" in person.text) == ("nia@example.org", True)
    enquiry.refresh_from_db()
    assert (enquiry.handed_to, enquiry.handed_by) == ("Salt Teaching School", hugo)


def test_consent_is_taken_back_by_the_link_until_it_is_handed_on(client, hub, hugo):
    enquiry = an_enquiry(hub)
    link = re.search(r"/teach-maths/\S+", Letter.objects.get(kind="needs.enquiry_arrived").text)[0]

    assert "We pass on nothing of it." in client.post(link, {"do": "withdraw"}, follow=True).text
    with pytest.raises(teaching.EnquiryRefused):
        teaching.hand_on(enquiry=enquiry, to="A", email="a@example.org", by=hugo, at=now())

    client.post(link, {"do": "agree"})
    teaching.hand_on(enquiry=enquiry, to="A School", email="a@example.org", by=hugo, at=now())
    late = client.post(link, {"do": "withdraw"}, follow=True)
    assert "We have passed it on to A School already." in late.text


def test_who_they_are_is_deleted_a_year_later_and_counts_stay(hub, hugo):
    old = an_enquiry(hub, at=SEPTEMBER)
    teaching.hand_on(enquiry=old, to="A", email="a@example.org", by=hugo, at=SEPTEMBER)
    young = an_enquiry(hub, at=SEPTEMBER + timedelta(days=300))

    for _ in range(2):  # the job may run twice
        teaching.forget_old(at=SEPTEMBER + timedelta(days=366))

    old.refresh_from_db()
    assert (old.name, old.email, old.words, old.phases) == ("", "", "", ["SECONDARY"])
    assert old.handed_at == SEPTEMBER
    young.refresh_from_db()
    assert young.name == "Nia Newcomer"
    assert {letter.topic for letter in Letter.objects.all()} == {f"training_enquiry:{young.pk}"}


def test_an_answer_goes_by_letter_once(client, hub, hugo):
    enquiry = an_enquiry(hub)
    sign_in(client, hugo)
    path = f"/teaching-enquiries/{enquiry.pk}/"
    client.post(path, {"do": "answer", "answer-words": "Come on Friday."})
    client.post(path, {"do": "answer", "answer-words": "Come on Monday."})

    assert "Come on Friday." in Letter.objects.get(kind="needs.enquiry_answered").text
    assert "Nobody waits" in client.get("/hubs/salt-way/teaching-enquiries/").text
    assert "Nia" in client.get("/hubs/salt-way/teaching-enquiries/?show=all").text


def test_events_that_recruit_stand_on_the_page(client, hub):
    later = localdate() + timedelta(days=20)
    ahead = {"workshops": 0, "first_on": later, "last_on": later, "hub": hub}
    a_work_group(title="Meet our teachers", support="RECRUITMENT", kind="EVENT", **ahead)
    a_work_group(title="Another thing", support="DEVELOPMENT", kind="EVENT", **ahead)
    a_work_group(title="Not yet", support="RECRUITMENT", state="IDEA", **ahead)

    page = client.get("/hubs/salt-way/teach-maths/")
    assert [row.title for row in page.context["events"]] == ["Meet our teachers"]
    assert "We delete who you are and what you wrote a year from now." in page.text
    assert "/hubs/salt-way/teach-maths/" in client.get("/hubs/salt-way/work-with-us/").text


@pytest.mark.parametrize("many", [1, 3])
def test_the_inbox_asks_as_often_for_many_as_for_one(
    client, hub, hugo, many, django_assert_max_num_queries
):
    found = [an_enquiry(hub) for _ in range(many)]
    sign_in(client, hugo)
    with django_assert_max_num_queries(10):
        client.get("/hubs/salt-way/teaching-enquiries/?show=all")
    with django_assert_max_num_queries(10):
        client.get(f"/teaching-enquiries/{found[0].pk}/")
