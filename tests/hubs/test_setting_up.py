"""A hub is made, says what it is, and is led by one school at a time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate

from mathshubs.hubs import actions
from mathshubs.hubs.models import Hub, Post
from mathshubs.people.models import Person
from tests.builders import SEPTEMBER, a_hub, a_person, a_post, a_school, national
from tests.people.signing_in import sign_in

from .builders import a_day

pytestmark = pytest.mark.django_db
TODAY = localdate()
AUTUMN, NEXT_AUTUMN = date(2025, 9, 1), date(2026, 9, 1)
DETAILS = {
    "summary": "Schools of the Cheshire plain.",
    "email": "hub@saltway.org.uk",
    "phone": "01952 123456",
    "website": "https://www.saltway.org.uk",
}


@pytest.fixture
def nat() -> Person:
    return national()


@pytest.fixture
def hub() -> Hub:
    return a_hub("Salt Way", slug="salt-way")


def led(hub: Hub) -> list[tuple[str, date, date | None]]:
    rows = hub.lead_schools.order_by("from_on")
    return list(rows.values_list("school__name", "from_on", "to_on"))


def record(hub, school, from_on, to_on=None, *, by):
    return actions.record_lead_school(
        hub=hub, school=school, from_on=from_on, to_on=to_on, by=by, at=SEPTEMBER
    )


def test_national_staff_add_a_hub(client, nat):
    sign_in(client, nat)
    sent = DETAILS | {"name": " Salt  Way Maths Hub", "website": "www.saltway.org.uk"}

    answer = client.post("/national/hubs/new/", sent, follow=True)

    hub = Hub.objects.get()
    assert answer.redirect_chain == [("/hubs/salt-way/desk/", 302)]
    assert "Salt Way Maths Hub is added. Next: its lead school" in answer.text
    assert (hub.name, hub.slug) == ("Salt Way", "salt-way")
    assert {name: getattr(hub, name) for name in DETAILS} == DETAILS


def test_history_keeps_who_added_the_hub_and_when(nat):
    hub = actions.add_hub(name="Salt Way", **DETAILS, by=nat, at=SEPTEMBER)

    noted = hub.events.get().pgh_context.metadata
    assert noted == {"person": nat.pk, "at": SEPTEMBER.isoformat()}


@pytest.mark.parametrize("name", ["Salt Way", "salt-way", "SALT WAY maths hub"])
def test_two_hubs_cannot_have_one_name_or_address(client, nat, hub, name):
    sign_in(client, nat)

    answer = client.post("/national/hubs/new/", DETAILS | {"name": name})

    assert "Salt Way Maths Hub has this name or the address /hubs/salt-way/." in answer.text
    assert list(Hub.objects.all()) == [hub]


def test_a_name_of_which_no_address_can_be_made_is_refused(nat):
    with pytest.raises(actions.HubRefused, match="needs letters from a to z"):
        actions.add_hub(name="\u00bf?", **DETAILS, by=nat, at=SEPTEMBER)


def test_what_is_missing_or_wrong_is_said(client, nat):
    sign_in(client, nat)
    sent = {"name": "Maths Hub", "phone": "ask Sam", "website": "javascript:alert(1)"}

    answer = client.post("/national/hubs/new/", sent)

    for sentence in (
        "Enter the name of the hub, such as Salt Way.",
        "Say in one sentence what the hub is.",
        "Enter the email address of the hub.",
        "That is not a phone number. Type one such as 01952 123456.",
        "Enter a web address, such as www.saltway.org.uk.",
    ):
        assert sentence in answer.text


@pytest.mark.parametrize("kind", [Post.Kind.HUB_LEAD, Post.Kind.ADMINISTRATOR])
def test_the_staff_of_a_hub_say_what_it_is_and_cannot_rename_it(client, hub, kind):
    ada = a_person()
    a_post(ada, hub, kind)
    sign_in(client, ada)

    answer = client.post("/hubs/salt-way/details/", DETAILS | {"name": "Mine"}, follow=True)

    hub.refresh_from_db()
    assert "The details of Salt Way Maths Hub are saved." in answer.text
    assert "Change these details" in answer.text
    assert hub.name == "Salt Way"
    assert {name: getattr(hub, name) for name in DETAILS} == DETAILS


@pytest.mark.parametrize("kind", [Post.Kind.ASSISTANT_LEAD, Post.Kind.SENIOR_LEAD])
def test_others_who_run_a_hub_see_its_desk_and_leave_its_details(client, hub, kind):
    sam = a_person()
    a_post(sam, hub, kind)
    sign_in(client, sam)

    assert "/hubs/salt-way/details/" not in client.get("/hubs/salt-way/desk/").text
    assert client.get("/hubs/salt-way/details/").status_code == 403


def test_national_staff_rename_a_hub_and_its_address_stays(client, nat, hub):
    sign_in(client, nat)

    client.post("/hubs/salt-way/details/", DETAILS | {"name": "Salt Road"})

    hub.refresh_from_db()
    assert (hub.name, hub.slug) == ("Salt Road", "salt-way")


def test_a_hub_cannot_take_the_name_of_another(client, nat, hub):
    a_hub("Three Rivers")
    sign_in(client, nat)

    answer = client.post("/hubs/salt-way/details/", DETAILS | {"name": "Three Rivers"})

    assert "Another hub is called Three Rivers Maths Hub. Choose another name." in answer.text
    assert "Details of Salt Way Maths Hub" in answer.text
    hub.refresh_from_db()
    assert (hub.name, hub.summary) == ("Salt Way", "Schools together.")


def test_one_school_follows_another_and_both_stay_on_record(hub, nat):
    oak, elm = a_school("Oak School"), a_school("Elm School")
    tenure = record(hub, oak, AUTUMN, by=nat)

    actions.end_lead_school(tenure=tenure, to_on=date(2026, 8, 31), by=nat, at=SEPTEMBER)
    record(hub, elm, NEXT_AUTUMN, by=nat)
    record(hub, elm, NEXT_AUTUMN, by=nat)

    assert led(hub) == [
        ("Oak School", AUTUMN, date(2026, 8, 31)),
        ("Elm School", NEXT_AUTUMN, None),
    ]


@pytest.mark.parametrize(
    ("from_on", "to_on", "sentence"),
    [
        (NEXT_AUTUMN, None, "from 1 September 2025, .* Give it a last day first."),
        (date(2020, 9, 1), None, "from 1 September 2025, .* Choose days before or after."),
        (date(2020, 9, 1), AUTUMN, "one school leads at a time. Choose days before or after."),
        (AUTUMN, date(2024, 8, 31), "leads from 1 September 2025. Choose that day or a later"),
    ],
)
def test_a_second_school_at_once_is_refused(hub, nat, from_on, to_on, sentence):
    record(hub, a_school("Oak School"), AUTUMN, by=nat)

    with pytest.raises(actions.HubRefused, match=sentence):
        record(hub, a_school("Elm School"), from_on, to_on, by=nat)

    assert led(hub) == [("Oak School", AUTUMN, None)]


def test_who_led_before_can_be_recorded_after(hub, nat):
    record(hub, a_school("Oak School"), AUTUMN, by=nat)

    record(hub, a_school("Elm School"), date(2014, 9, 1), date(2025, 8, 31), by=nat)

    assert [name for name, *_ in led(hub)] == ["Elm School", "Oak School"]


def test_a_last_day_is_corrected_and_never_reaches_into_the_days_of_another(hub, nat):
    oak = record(hub, a_school("Oak School"), AUTUMN, date(2026, 3, 31), by=nat)
    record(hub, a_school("Elm School"), NEXT_AUTUMN, by=nat)

    actions.end_lead_school(tenure=oak, to_on=date(2026, 8, 31), by=nat, at=SEPTEMBER)
    with pytest.raises(actions.HubRefused, match="Elm School leads Salt Way Maths Hub from"):
        actions.end_lead_school(tenure=oak, to_on=NEXT_AUTUMN, by=nat, at=SEPTEMBER)
    with pytest.raises(actions.HubRefused, match="Choose that day or a later one"):
        actions.end_lead_school(tenure=oak, to_on=AUTUMN - timedelta(days=1), by=nat, at=SEPTEMBER)

    assert led(hub)[0] == ("Oak School", AUTUMN, date(2026, 8, 31))


def test_two_hubs_are_each_led_by_their_own_school(hub, nat):
    for each in (hub, a_hub()):
        record(each, a_school(), AUTUMN, by=nat)

    assert len(led(hub)) == 1


def test_national_staff_record_and_end_a_lead_school_on_its_page(client, nat, hub):
    oak = a_school("Oak School")
    sign_in(client, nat)

    recorded = client.post(
        "/hubs/salt-way/lead-school/",
        {"do": "record", "record-school": oak.urn, **a_day("record-from_on", AUTUMN)},
        follow=True,
    )
    tenure = hub.lead_schools.get()
    ended = client.post(
        "/hubs/salt-way/lead-school/",
        {"do": "end", "end-tenure": tenure.pk, **a_day("end-to_on", TODAY)},
        follow=True,
    )

    assert "Oak School leads Salt Way Maths Hub from 1 September 2025." in recorded.text
    assert f"The last day of Oak School as lead school is {TODAY:%-d %B %Y}." in ended.text
    assert led(hub) == [("Oak School", AUTUMN, TODAY)]


def test_a_refusal_stands_on_the_page(client, nat, hub):
    record(hub, a_school("Oak School"), AUTUMN, by=nat)
    elm = a_school("Elm School")
    sign_in(client, nat)
    sent = {"do": "record", "record-school": elm.urn, **a_day("record-from_on", TODAY)}

    answer = client.post("/hubs/salt-way/lead-school/", sent)

    assert "one school leads at a time. Give it a last day first." in answer.text


def test_the_tenure_of_another_hub_cannot_be_ended_through_this_one(client, nat, hub):
    record(hub, a_school(), AUTUMN, by=nat)
    elsewhere = record(a_hub(), a_school(), AUTUMN, by=nat)
    sign_in(client, nat)
    sent = {"do": "end", "end-tenure": elsewhere.pk, **a_day("end-to_on", TODAY)}

    client.post("/hubs/salt-way/lead-school/", sent)

    elsewhere.refresh_from_db()
    assert elsewhere.to_on is None


def test_a_hub_lead_reads_who_led_it_and_cannot_change_it(client, nat, hub):
    record(hub, a_school("Oak School"), AUTUMN, by=nat)
    hugo = a_person()
    a_post(hugo, hub, Post.Kind.HUB_LEAD)
    sign_in(client, hugo)

    answer = client.get("/hubs/salt-way/lead-school/")

    assert "Oak School" in answer.text
    assert '<form method="post" novalidate' not in answer.text
    assert client.post("/hubs/salt-way/lead-school/", {"do": "end"}).status_code == 403


def test_the_list_of_hubs_offers_national_staff_to_add_one(client, nat):
    before = client.get("/hubs/").text
    assert "No hub yet" in before
    assert "Add a hub" not in before
    sign_in(client, nat)
    assert "Add a hub" in client.get("/hubs/").text
