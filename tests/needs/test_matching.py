"""Partners' offers and needs find each other by theme, phase and place, with the reason."""

from __future__ import annotations

from datetime import date

import pytest

from mathshubs.hubs.models import Post
from mathshubs.needs.models import PartnerOffer, Provision, Theme
from mathshubs.needs.queries import matching

from ..builders import a_district, a_hub, a_person, a_post, a_school
from ..people.signing_in import sign_in
from .builders import a_need, a_priority, a_round, an_offer

pytestmark = pytest.mark.django_db
ON = date(2025, 9, 15)


@pytest.fixture
def hub():
    return a_hub("Salt Way", slug="salt-way")


@pytest.fixture
def hugo(hub):
    person = a_person("Hugo", "Hub", email="hugo@example.org")
    a_post(person, hub, Post.Kind.HUB_LEAD)
    return person


def test_a_theme_goes_before_a_phase_and_a_phase_before_a_place(hub):
    stafford, theme = a_district("Stafford"), Theme.objects.create(hub=hub, name="Statistics")
    need = a_need(hub, phases=["SECONDARY"], theme=theme)
    need.places.create(district=stafford)
    there = an_offer(hub, "There", phases=["SECONDARY"], districts=[stafford])
    themed = an_offer(hub, "Themed", phases=["POST_16"], themes=[theme])
    phased = an_offer(hub, "Phased", phases=["SECONDARY"])
    an_offer(hub, "Elsewhere", phases=["SECONDARY"], districts=[a_district("Stoke")])
    an_offer(hub, "For others", phases=["PRIMARY"], districts=[stafford])
    an_offer(hub, "Declined", phases=["SECONDARY"], state="DECLINED", answer="Not now.")
    an_offer(hub, "Over", phases=["SECONDARY"], until_on=date(2025, 9, 1))
    an_offer(a_hub("Other"), "Another hub's", phases=["SECONDARY"])

    found = matching.offers_for(need, ON)

    assert [(offer.title, offer.why) for offer in found] == [
        ("Themed", "Theme: Statistics"),
        ("There", "For secondary, in Stafford"),
        ("Phased", "For secondary"),
    ]
    assert {there, themed, phased} == set(found)


def test_an_offer_finds_the_open_needs_of_its_hub(hub, hugo):
    stafford = a_district("Stafford")
    asks = a_need(hub, "Statistics", phases=["SECONDARY"],
                  school=a_school("Oak", district=stafford))  # fmt: skip
    a_need(hub, "Met", phases=["SECONDARY"], state="CLOSED", answer="Done.")
    a_need(hub, "Elsewhere", phases=["SECONDARY"],
           school=a_school("Elm", district=a_district("Stoke")))  # fmt: skip
    everywhere = a_need(hub, "All of it", phases=["SECONDARY"])
    priority = a_priority(a_round(hub, hugo), needs=[everywhere], state="CHOSEN")
    offer = an_offer(hub, phases=["SECONDARY"], districts=[stafford])

    found = matching.needs_for(offer, hugo, ON)

    assert [(need.title, need.why, need.to_answer) for need in found] == [
        ("Statistics", "For secondary, in Stafford", None),
        ("All of it", "For secondary", priority.pk),
    ]
    assert asks in found
    assert matching.needs_for(offer, a_person("Nobody", "Here"), ON) == []


def test_a_priority_finds_listed_offers_only(hub, hugo):
    priority = a_priority(a_round(hub, hugo), phases=["POST_16"])
    listed = an_offer(hub, phases=["POST_16"])
    an_offer(hub, "To look at", phases=["POST_16"], state=PartnerOffer.State.OFFERED)

    other = an_offer(hub, "For others", phases=["PRIMARY"])
    found = matching.offers_for_priority(priority, ON)
    assert [(offer, offer.why) for offer in found] == [(listed, "For post-16"), (other, "")]


@pytest.mark.parametrize("many", [1, 3])
def test_each_way_is_one_query(hub, hugo, many, django_assert_num_queries):
    offers = [an_offer(hub, f"Offer {number}") for number in range(many)]
    needs = [a_need(hub, f"Need {number}", phases=["POST_16"]) for number in range(many)]

    with django_assert_num_queries(1):
        assert len(matching.offers_for(needs[0], ON)) == many
    with django_assert_num_queries(3):  # two of them ask who they are
        assert len(matching.needs_for(offers[0], hugo, ON)) == many


def test_a_need_s_page_names_offers_and_a_priority_is_answered_by_one(client, hub, hugo):
    need = a_need(hub, phases=["POST_16"])
    priority = a_priority(a_round(hub, hugo), phases=["POST_16"], needs=[need], state="CHOSEN")
    offer = an_offer(hub, until_on=date(2100, 1, 1))
    sign_in(client, hugo)
    assert "Offers of partners that may help" in client.get(f"/needs/{need.pk}/").text

    path = f"/priorities/{priority.pk}/answer/?offer={offer.pk}"
    form = client.get(path).context["form"]
    client.post(path, {**form.initial, "owner": hugo.pk})

    answer = Provision.objects.get()
    assert (answer.mode, answer.partner_offer, answer.priority) == ("SIGNPOST", offer, priority)
    assert "and the events made of it" in client.get(f"/priorities/answers/{answer.pk}/").text
    assert priority.title in client.get(f"/partner-offers/{offer.pk}/").text
