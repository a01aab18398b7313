"""A need is raised, looked into, joined, passed on or ended; whoever raised it is told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mathshubs.comms.models import Letter
from mathshubs.hubs.models import Post
from mathshubs.needs.actions import needs as actions
from mathshubs.needs.actions.needs import NeedRefused
from mathshubs.needs.models import Need, NeedPlace, Theme
from mathshubs.needs.queries import needs as queries
from mathshubs.needs.queries.kin import Kin, kin

from ..builders import SEPTEMBER, a_district, a_hub, a_person, a_post, a_school, national
from ..people.signing_in import sign_in
from .builders import a_need

pytestmark = pytest.mark.django_db
State = Need.State
LATER = SEPTEMBER + timedelta(days=3)


@pytest.fixture
def hub():
    return a_hub("Salt Way", slug="salt-way", email="salt@example.org")


@pytest.fixture
def hugo(hub):
    person = a_person("Hugo", "Hub", email="hugo@example.org")
    a_post(person, hub, Post.Kind.HUB_LEAD)
    return person


def raised(hub, **fields) -> Need:
    facts = {"raiser_name": "Ada Head", "raiser_email": "head@example.org"} | fields
    return actions.raise_need(
        hub=hub, title="Fractions", what="They guess.", source="REQUEST", at=SEPTEMBER, **facts
    )


def letters(kind: str) -> list[str]:
    return [letter.to_email for letter in Letter.objects.filter(kind=f"needs.{kind}")]


def test_what_comes_from_outside_is_acknowledged_and_its_owner_told(hub, hugo):
    need = raised(hub, places=[{"school": a_school()}])

    assert (need.state, need.owner) == (State.ACKNOWLEDGED, hugo)
    assert letters("need_arrived") == ["head@example.org"]
    assert letters("need_to_look_at") == ["hugo@example.org"]
    assert need.places.count() == 1


def test_what_staff_record_is_looked_into_at_once_and_nobody_is_written_to(hub, hugo):
    need = actions.raise_need(
        hub=hub, title="Ratio", what="Seen on visits.", source="HUB", at=SEPTEMBER, recorded_by=hugo
    )

    assert (need.state, need.owner) == (State.TRIAGE, hugo)
    assert Letter.objects.count() == 0


def test_evidence_comes_before_a_need_may_wait_for_priorities(hub, hugo):
    need = actions.take_step(need=raised(hub), to="TRIAGE", by=hugo, at=LATER)
    with pytest.raises(NeedRefused, match="Add at least one piece of evidence"):
        actions.take_step(need=need, to="EVIDENCED", by=hugo, at=LATER)

    actions.add_evidence(
        need=need, words="Half were wrong.", source="A visit", of_on=LATER.date(), by=hugo, at=LATER
    )
    need = actions.take_step(need=need, to="EVIDENCED", by=hugo, at=LATER)

    assert need.state == State.EVIDENCED
    assert letters("need_told") == []


@pytest.mark.parametrize("to", ["CLOSED", "REFERRED_ON", "DECLINED"])
def test_nothing_ends_silently(hub, hugo, to):
    need = actions.take_step(need=raised(hub), to="TRIAGE", by=hugo, at=LATER)

    with pytest.raises(NeedRefused, match="Whoever raised it reads your words"):
        actions.take_step(need=need, to=to, by=hugo, at=LATER, passed_to="The authority")

    need = actions.take_step(
        need=need, to=to, words="Here is why.", by=hugo, at=LATER, passed_to="The authority"
    )
    assert (need.state, need.answer, need.answered_at) == (to, "Here is why.", LATER)
    told = Letter.objects.get(kind="needs.need_told")
    assert "Here is why." in told.text


def test_a_step_taken_twice_is_one_step_and_one_letter(hub, hugo):
    need = raised(hub)
    for _ in range(2):
        actions.take_step(need=need, to="DECLINED", words="Not ours.", by=hugo, at=LATER)

    assert need.steps.filter(to_state="DECLINED").count() == 1
    assert len(letters("need_told")) == 1


def test_a_step_that_cannot_follow_is_refused(hub, hugo):
    with pytest.raises(NeedRefused, match="somebody may have decided meanwhile"):
        actions.take_step(need=raised(hub), to="REVIEWED", by=hugo, at=LATER)


def test_another_hub_gets_what_is_passed_on_as_a_need_of_its_own(hub, hugo):
    other = a_hub("Three Rivers")
    need = raised(hub, places=[{"district": a_district("Stafford")}])
    actions.add_evidence(
        need=need, words="Seen.", source="Visit", of_on=LATER.date(), by=hugo, at=LATER
    )

    actions.take_step(
        need=need, to="REFERRED_ON", words="They know you.", by=hugo, at=LATER, passed_to_hub=other
    )

    theirs = Need.objects.get(hub=other)
    assert (theirs.source, theirs.referrer) == ("REFERRAL", "Salt Way Maths Hub")
    assert [str(row.place) for row in theirs.places.all()] == ["Stafford"]
    assert theirs.evidence.get().words == "Seen."
    need.refresh_from_db()
    assert (need.passed_to, need.evidence.count()) == ("Three Rivers Maths Hub", 1)
    letter = Letter.objects.filter(kind="needs.need_arrived").latest("pk")
    assert "Salt Way Maths Hub has passed on to us what you told it: Fractions." in letter.text


def test_two_that_are_one_go_on_as_one(hub, hugo):
    first = raised(hub, places=[{"district": a_district("Stafford")}])
    second = raised(hub, places=[{"district": a_district("Telford")}])
    actions.add_evidence(
        need=second, words="Seen.", source="Visit", of_on=LATER.date(), by=hugo, at=LATER
    )

    actions.join(need=second, into=first, by=hugo, at=LATER)

    second.refresh_from_db()
    assert (second.state, second.merged_into) == (State.MERGED, first)
    assert sorted(str(row.place) for row in first.places.all()) == ["Stafford", "Telford"]
    assert first.evidence.get().words == "Seen."
    assert NeedPlace.objects.filter(need=second).count() == 1  # what was asked stays as asked
    with pytest.raises(NeedRefused, match="has ended"):
        actions.join(need=raised(hub), into=second, by=hugo, at=LATER)


def test_what_was_joined_by_mistake_is_taken_apart_again(hub, hugo):
    first, second = raised(hub), raised(hub)
    actions.join(need=second, into=first, by=hugo, at=LATER)

    actions.take_step(need=second, to=State.TRIAGE, by=hugo, at=LATER)

    second.refresh_from_db()
    assert (second.state, second.merged_into) == (State.TRIAGE, None)
    again = Letter.objects.filter(kind="needs.need_told").latest("pk")
    assert "Fractions. We look into it again." in again.text


def test_a_letter_ends_the_line_of_a_need_once(hub, hugo):
    need = actions.raise_need(
        hub=hub, title="They guess.", what="They guess.", source="SURVEY", at=SEPTEMBER,
        raiser_name="Ada Head", raiser_email="head@example.org", school=a_school("Oak School"),
    )  # fmt: skip

    assert need.title == "They guess"
    to_owner = Letter.objects.get(kind="needs.need_to_look_at").text
    assert "by Ada Head, Oak School: They guess.\n" in to_owner


def test_common_words_make_no_kin(hub):
    need = a_need(hub, "What would you like well?", what="Much.")
    a_need(hub, "Ratio", what="We would like it taught well.")
    fractions = a_need(hub, "Would like help with fractions.", what="Few can.")
    other = a_need(hub, "Parts of a whole", what="Fractions would like more time.")

    assert kin(need) == []
    assert kin(fractions) == [Kin(other, "Both say: fractions")]


def test_alike_needs_are_found_by_title_and_by_words(hub, hugo):
    need = a_need(hub, "Fractions in year 5")
    near = a_need(hub, "Fraction work in Year 5")
    words = a_need(hub, "Help us", what="Our pupils find fractions hard.")
    a_need(hub, "A-level numbers fall", what="Few stay on.")
    a_need(hub, "Fractions in year 5", state="DECLINED", answer="Not now.")
    a_need(a_hub(), "Fractions in year 5")

    found = kin(need)

    assert [one.need for one in found] == [near, words]
    assert [one.why for one in found] == ["Titles alike; both say: fraction", "Both say: fractions"]


def test_needs_of_one_theme_are_kin_whatever_their_words(hub):
    theme = Theme.objects.create(hub=hub, name="Parts of a whole")
    need = a_need(hub, "Fractions in year 5", theme=theme)
    other = a_need(hub, "Decimals and money", what="Few can.", theme=theme)
    a_need(hub, "Algebra in year 9", what="Few can.")

    assert kin(need) == [Kin(other, "Same theme")]


def test_a_person_puts_needs_that_belong_together_in_one_theme(client, hub, hugo):
    nation = Theme.objects.create(hub=None, name="Fractions")
    need, near = a_need(hub, "Fractions in year 5"), a_need(hub, "Fraction work in year 5")
    elsewhere = a_need(a_hub(), "Fractions in year 5")
    staff, address = sign_in(client, hugo), f"/needs/{need.pk}/"
    assert "Titles alike; both say: fraction" in staff.get(address).text

    alone = staff.post(address, {"do": "theme", "theme": "Fractions"}, follow=True)
    assert "Tick at least one need" in alone.text
    nameless = staff.post(address, {"do": "theme", "theme": " ", "with": near.pk}, follow=True)
    assert "the name of their theme" in nameless.text
    both = [near.pk, elsewhere.pk]
    done = staff.post(address, {"do": "theme", "theme": "fractions ", "with": both}, follow=True)

    assert "2 needs are of one theme now: Fractions." in done.text
    for one in (need, near, elsewhere):
        one.refresh_from_db()
    assert (need.theme, near.theme, elsewhere.theme) == (nation, nation, None)


def test_the_raiser_sees_what_became_of_it_without_an_account(client, hub, hugo):
    need = raised(hub)
    actions.take_step(need=need, to="DECLINED", words="Not this year.", by=hugo, at=LATER)

    page = client.get(f"/told/{queries.told_key('need', need.pk)}/")
    forged = client.get(f"/told/need-{need.pk}:forged/")

    assert "Not this year." in page.text
    assert "Hugo" not in page.text
    assert forged.status_code == 404


def test_a_confidential_need_is_not_for_national_staff(client, hub):
    open_one, secret = a_need(hub), a_need(hub, "Staff leave", confidential=True)
    client = sign_in(client, national())

    listed = client.get("/hubs/salt-way/needs/")

    assert open_one.title in listed.text
    assert secret.title not in listed.text
    assert client.get(f"/needs/{secret.pk}/").status_code == 404


def test_staff_record_a_need_decide_and_find_it_by_its_filters(client, hub, hugo):
    client = sign_in(client, hugo)
    typed = {
        "source": "HUB", "title": "Ratio in year 8", "what": "Seen on visits.",
        "phases": ["SECONDARY"], "urgency": "SOON",
    }  # fmt: skip
    client.post("/hubs/salt-way/needs/new/", typed)
    need = Need.objects.get()

    refused = client.post(f"/needs/{need.pk}/", {"do": "decide", "to": "DECLINED", "words": ""})
    client.post(f"/needs/{need.pk}/", {"do": "decide", "to": "DECLINED", "words": "Covered."})

    assert "Whoever raised it reads your words" in refused.text
    assert "Ratio in year 8" not in client.get("/hubs/salt-way/needs/").text
    found = client.get("/hubs/salt-way/needs/?show=ended&phase=SECONDARY&q=ratio").text
    assert "Ratio in year 8" in found
    table = client.get("/hubs/salt-way/needs/?show=ended&as=csv").content.decode()
    assert "Covered." in table


def test_the_list_asks_as_often_for_many_as_for_one(
    client, hub, hugo, django_assert_max_num_queries
):
    client = sign_in(client, hugo)
    for _ in range(3):
        a_need(hub, school=a_school(), owner=hugo)
    with django_assert_max_num_queries(10):
        client.get("/hubs/salt-way/needs/")
    need = Need.objects.first()
    a_need(hub, state="MERGED", merged_into=need)
    for place in (a_school(), a_district()):
        need.places.create(**{place._meta.model_name: place})
    for address in (f"/needs/{need.pk}/", f"/needs/{need.pk}/change/"):
        with django_assert_max_num_queries(10):
            assert client.get(address).status_code == 200


def test_a_theme_and_who_sees_to_it_are_said_where_a_need_is_changed(client, hub, hugo):
    need = a_need(hub)
    typed = {
        "title": "Fractions", "what": "They guess.", "phases": ["PRIMARY"], "urgency": "SOON",
        "new_theme": "Fractions in years 3 to 6", "owner": hugo.pk,
    }  # fmt: skip
    sign_in(client, hugo).post(f"/needs/{need.pk}/change/", typed)

    need.refresh_from_db()
    assert (need.title, str(need.theme), need.owner) == (
        "Fractions", "Fractions in years 3 to 6", hugo,
    )  # fmt: skip
