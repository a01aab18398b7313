"""Partners' offers beside Work Groups, and the events that are made of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now

from mathshubs.comms.models import Letter
from mathshubs.hubs.models import Post
from mathshubs.needs.models import PartnerOffer, Theme
from mathshubs.schools.models import Postcode
from mathshubs.workgroups.actions import letters
from mathshubs.workgroups.actions.design import change_workshop, delete_draft
from mathshubs.workgroups.models import WorkGroup, Workshop

from ..builders import a_district, a_hub, a_person, a_post, a_work_group
from ..needs.builders import a_need, a_priority, a_round, an_answer, an_offer
from ..people.signing_in import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    return a_hub("Salt Way", slug="salt-way")


@pytest.fixture
def hugo(hub):
    person = a_person("Hugo", "Hub", email="hugo@example.org")
    a_post(person, hub, Post.Kind.HUB_LEAD)
    return person


def titles(client, path: str) -> list[str]:
    page = client.get(path)
    offers = page.context.get("offers") or page.context["page"].object_list
    return sorted(getattr(each, "title", "") for each in offers)


def test_listed_offers_stand_beside_work_groups_with_the_same_filters(client, hub):
    stafford, stoke = a_district("Stafford"), a_district("Stoke")
    hub.areas.create(district=stafford, from_on="2020-09-01")
    theme = Theme.objects.create(hub=hub, name="Statistics")
    an_offer(hub, "Lab", phases=["POST_16"], themes=[theme], kind="UNIVERSITIES")
    an_offer(hub, "Shop", phases=["SECONDARY"], districts=[stoke], kind="EMPLOYERS")
    an_offer(hub, "Not listed", state=PartnerOffer.State.OFFERED)
    Postcode.objects.create(
        postcode="TF3 4JG", easting=369_000, northing=308_000, district_code=stafford.code
    )
    an_offer(hub, "Over", until_on=localdate() - timedelta(days=1))

    for path in ("/work-groups/", "/offers/"):
        assert titles(client, path) == ["Lab", "Shop"]
        assert titles(client, f"{path}?phase=POST_16") == ["Lab"]
        assert titles(client, f"{path}?support=EMPLOYERS") == ["Shop"]
        assert titles(client, f"{path}?theme=Statistics") == ["Lab"]
        assert titles(client, f"{path}?district={stafford.pk}") == ["Lab"]
        assert titles(client, f"{path}?district={stoke.pk}") == ["Shop"]
        assert titles(client, f"{path}?q=shop") == ["Shop"]
        assert "We do not know that theme" in client.get(f"{path}?theme=Secret").text
    assert "What partners offer" not in client.get("/work-groups/?year=2025/26").text
    chips = client.get("/offers/?near=TF3 4JG&within=10&year=2025/26").context["chips"]
    assert [words for words, _ in chips] == ["for schools at TF3 4JG"]


def test_groups_answer_the_filters_of_offers_too(client, hub, hugo):
    stafford = a_district("Stafford")
    hub.areas.create(district=stafford, from_on="2020-09-01")
    theme = Theme.objects.create(hub=hub, name="Statistics")
    offer = an_offer(hub, themes=[theme])
    ahead = {
        "first_on": localdate() + timedelta(days=9),
        "last_on": localdate() + timedelta(days=9),
    }
    made = a_work_group(title="Of an offer", hub=hub, kind="EVENT", partner_offer=offer,
                        support="UNIVERSITIES", workshops=0, **ahead)  # fmt: skip
    a_work_group(title="Elsewhere", hub=a_hub("Other"), workshops=0, **ahead)

    def found(query: str) -> list[str]:
        return [row.title for row in client.get(f"/work-groups/?{query}").context["rows"]]

    assert found("theme=Statistics") == found("support=UNIVERSITIES") == [made.title]
    assert found("support=DEVELOPMENT") == ["Elsewhere"]
    assert found(f"district={stafford.pk}") == [made.title]


def test_the_page_of_a_hub_names_what_its_partners_offer(client, hub):
    an_offer(hub, "Lab")
    an_offer(hub, "Not listed", state="OFFERED")
    an_offer(a_hub("Other"), "Shop")

    page = client.get("/hubs/salt-way/").text
    assert "Lab" in page
    assert "/offers/?hub=salt-way" in page
    assert "Not listed" not in page
    assert "Shop" not in page


def test_an_offer_has_a_page_of_its_own_only_while_it_is_listed(client, hub):
    offer = an_offer(hub)
    page = client.get(f"/offers/{offer.pk}/")

    assert "Offered by Keele Lab to schools of Salt Way" in page.text
    assert "ada@example.ac.uk" not in page.text
    assert "Ada Lab" not in page.text
    offer.state = "ENDED"
    offer.save()
    assert client.get(f"/offers/{offer.pk}/").status_code == 404


def event(client, offer, **typed):
    day = localdate() + timedelta(days=40)
    given = {
        "what": "Visit", "name": "A day in the lab", "rationale": "Schools ask.", "starts": "1pm",
        "ends": "3pm", "mode": "IN_PERSON", "venue": "The lab", "town": "Keele", "places": "12",
        "day_day": day.day, "day_month": day.month, "day_year": day.year,
    }  # fmt: skip
    return client.post(f"/partner-offers/{offer.pk}/event/", given | typed, follow=True)


def test_an_event_is_made_of_an_offer_and_the_partner_is_told(client, hub, hugo):
    offer = an_offer(hub, kind="UNIVERSITIES")
    sign_in(client, hugo)
    page = event(client, offer)

    made = WorkGroup.objects.get()
    assert (made.partner_offer, made.kind, made.state) == (offer, "EVENT", "IDEA")
    assert (made.support, made.places, made.phases) == ("UNIVERSITIES", 12, ["POST_16"])
    assert made.summary == "Visit offered by Keele Lab."
    assert page.context["parts_to_do"] == 0  # nothing is to be written before approval
    letter = Letter.objects.get(kind="workgroups.event_of_an_offer")
    assert letter.to_email == "ada@example.ac.uk"
    assert "A day in the lab" in letter.text
    assert "The lab" in letter.text
    desk = client.get(f"/partner-offers/{offer.pk}/")
    assert "0 of 12 places taken" in desk.text


def test_the_partner_is_told_when_an_event_moves_or_does_not_take_place(client, hub, hugo):
    sign_in(client, hugo)
    event(client, an_offer(hub))
    workshop = Workshop.objects.get()
    workshop.venue = "The hall"
    change_workshop(workshop=workshop, by=hugo, at=now())
    assert "The hall" in Letter.objects.get(kind="workgroups.event_of_an_offer_moved").text
    letters.work_group_cancelled(WorkGroup.objects.get(), "Too few came forward.", hugo, now())
    off = Letter.objects.get(kind="workgroups.event_of_an_offer_off")
    assert off.to_email == "ada@example.ac.uk"
    assert "does not take place" in off.text
    assert "Too few came forward." in off.text


def test_a_draft_that_is_deleted_is_told_to_the_partner(client, hub, hugo):
    sign_in(client, hugo)
    event(client, an_offer(hub))
    delete_draft(work_group=WorkGroup.objects.get(), at=now())
    assert Letter.objects.filter(kind="workgroups.event_of_an_offer_off").exists()


def test_the_public_page_of_an_offer_lists_its_published_events_only(client, hub):
    offer = an_offer(hub)
    later = localdate() + timedelta(days=20)
    a_work_group(title="Draft of it", hub=hub, state="IDEA", partner_offer=offer, last_on=later)
    a_work_group(title="Day of it", hub=hub, partner_offer=offer, first_on=later, last_on=later)

    page = client.get(f"/offers/{offer.pk}/")
    assert [row.title for row in page.context["events"]] == ["Day of it"]


def test_no_event_is_made_of_what_is_not_listed(client, hub, hugo):
    offer = an_offer(hub, state="OFFERED")
    sign_in(client, hugo)

    assert "List the offer first." in event(client, offer).text
    assert not WorkGroup.objects.exists()


def test_the_desk_sorts_an_offer_and_says_which_needs_it_could_answer(client, hub, hugo):
    need = a_need(hub, "Statistics for all", phases=["SECONDARY"])
    priority = a_priority(a_round(hub, hugo), needs=[need], state="CHOSEN")
    an_answer(priority, hugo)
    offer = an_offer(hub, phases=["POST_16"])
    sign_in(client, hugo)
    path = f"/partner-offers/{offer.pk}/"
    assert "No open need" in client.get(path).text

    typed = {"kind": "UNIVERSITIES", "phases": ["SECONDARY"], "new_theme": "Data"}
    client.post(f"{path}sort/", typed)
    page = client.get(path)

    assert [each.title for each in page.context["needs"]] == ["Statistics for all"]
    assert f"/priorities/{priority.pk}/answer/?offer={offer.pk}" in page.text
    assert [theme.name for theme in offer.themes.all()] == ["Data"]


@pytest.mark.parametrize("many", [1, 3])
def test_pages_of_offers_ask_as_often_for_many_as_for_one(
    client, hub, hugo, many, django_assert_num_queries, django_assert_max_num_queries
):
    offers = [an_offer(hub, f"Offer {number}") for number in range(many)]
    for number in range(many):
        a_need(hub, f"Need {number}", phases=["POST_16"])
        a_work_group(title=f"Event {number}", hub=hub, partner_offer=offers[0])
    with django_assert_num_queries(3):
        client.get("/offers/")
    with django_assert_num_queries(3):
        client.get(f"/offers/{offers[0].pk}/")
    sign_in(client, hugo)
    with django_assert_max_num_queries(10):
        client.get(f"/partner-offers/{offers[0].pk}/")
