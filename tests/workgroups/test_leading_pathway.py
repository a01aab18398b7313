"""From taking part to co-leading to leading; cohorts that train leaders."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.utils.timezone import localdate

from mathshubs.comms.models import Letter
from mathshubs.hubs.models import LeaderRecord, Post
from mathshubs.people.models import Disclosure
from mathshubs.workgroups.actions import leading_pathway as actions
from mathshubs.workgroups.actions.leading import LeadingRefused
from mathshubs.workgroups.models import (
    Attendance,
    Certificate,
    ForLeaders,
    Leader,
    LeadInvitation,
)
from mathshubs.workgroups.queries import leading_pathway as queries
from tests.builders import (
    LONDON,
    SEPTEMBER,
    a_district,
    a_hub,
    a_person,
    a_post,
    a_school,
    a_work_group,
)
from tests.hubs.builders import an_area
from tests.people.signing_in import sign_in
from tests.tables import table_of

from .builders import a_standing_place
from .leading_builders import a_leader, an_accreditation

pytestmark = pytest.mark.django_db
SUMMER = datetime(2026, 7, 1, 9, 0, tzinfo=LONDON)
ON = localdate(SUMMER)


@pytest.fixture
def hub():
    return a_hub("Salt Way", slug="salt-way", email="hub@example.org")


@pytest.fixture
def ada(hub):
    ada = a_person("Ada", "Moss")
    a_post(ada, hub, Post.Kind.ADMINISTRATOR)
    return ada


def completed(group, person=None):
    """Somebody earned the certificate of the group."""
    place = a_standing_place(group, person=person)
    Certificate.objects.create(
        place=place, code=f"C{place.pk}", workshops_attended=1, workshops_held=1,
        issued_at=SEPTEMBER,
    )  # fmt: skip
    return place.person


def invites(hub, ada, person, kind="CO_LEAD", at=SUMMER):
    return actions.invite(
        hub=hub, person=person, kind=kind, because="Completed Fractions (2025/26)",
        words="Beside Lena, we thought.", by=ada, at=at,
    )  # fmt: skip


def found(hub):
    return [(each.person.name, each.kind) for each in queries.suggestions(hub, ON)]


def test_who_completed_a_group_could_co_lead_and_who_co_led_could_lead(hub):
    group = a_work_group(hub=hub, title="Fractions", state="CLOSED")
    completed(group, a_person("Took", "Part"))
    a_standing_place(group, person=a_person("Came", "Rarely"))
    Leader.objects.create(work_group=group, person=a_person("Co", "Led"), kind="CO_LEAD")
    Leader.objects.create(
        work_group=a_work_group(hub=hub), person=a_person("Still", "Co-leads"), kind="CO_LEAD"
    )
    Leader.objects.create(work_group=group, person=completed(group, a_person("Leads", "Already")))
    completed(a_work_group(title="Theirs"), a_person("Else", "Where"))
    long_ago = a_work_group(hub=hub, first_on=date(2020, 1, 1), last_on=date(2020, 2, 1))
    completed(long_ago, a_person("Long", "Ago"))

    assert found(hub) == [("Co Led", "LEAD"), ("Took Part", "CO_LEAD")]
    [co_led, took_part] = queries.suggestions(hub, ON)
    assert co_led.because == "Co-led Fractions (2025/26)"
    assert took_part.because == "Completed Fractions (2025/26)"


def test_who_did_most_comes_first(hub):
    one = a_work_group(hub=hub, title="One")
    two = a_work_group(hub=hub, title="Two", workshops=2)
    completed(one, a_person("Once", "Only"))
    twice = completed(one, a_person("Twice", "There"))
    completed(two, twice)

    first, second = queries.suggestions(hub, ON)

    assert (first.person, first.because) == (twice, "Completed Two (2025/26) and 1 other")
    assert second.person.name == "Once Only"


def test_nobody_is_suggested_while_asked_nor_within_a_year_of_a_no(hub, ada):
    person = completed(a_work_group(hub=hub), a_person("Took", "Part"))
    assert found(hub) == [("Took Part", "CO_LEAD")]

    invitation = invites(hub, ada, person, at=SUMMER - timedelta(days=500))
    assert found(hub) == []
    actions.answer(invitation=invitation, yes=False, words="", at=SUMMER - timedelta(days=364))
    assert found(hub) == []
    LeadInvitation.objects.update(answered_at=SUMMER - timedelta(days=366))
    assert found(hub) == [("Took Part", "CO_LEAD")]


def test_an_invitation_says_why_and_where_to_answer(hub, ada):
    person = a_person("Tess", "Lund")

    invitation = invites(hub, ada, person)

    letter = Letter.objects.get()
    assert letter.to_person == person
    assert letter.subject == "Salt Way Maths Hub invites you to co-lead a Work Group"
    assert "Why we ask you: completed Fractions (2025/26)." in letter.text
    assert "Beside Lena, we thought." in letter.text
    assert f"/my/leading/invitations/{invitation.pk}/" in letter.text


def test_nobody_is_invited_twice_at_once(hub, ada):
    person = a_person("Tess", "Lund")
    invites(hub, ada, person)

    with pytest.raises(LeadingRefused, match="Tess Lund is invited already"):
        invites(hub, ada, person)

    assert Letter.objects.count() == 1


def test_a_yes_begins_a_record_and_the_hub_is_told(hub, ada):
    person = a_person("Tess", "Lund")
    invitation = invites(hub, ada, person)

    for _ in range(2):
        actions.answer(invitation=invitation, yes=True, words="From January.", at=SUMMER)

    record = LeaderRecord.objects.get()
    assert (record.person, record.hub, record.from_on) == (person, hub, ON)
    letter = Letter.objects.get(to_email="hub@example.org")
    assert letter.subject == "Tess Lund said yes to your invitation to co-lead"
    assert "From January." in letter.text
    with pytest.raises(LeadingRefused, match="You have answered already"):
        actions.answer(invitation=invitation, yes=False, words="", at=SUMMER)


def test_a_yes_leaves_a_record_with_the_hub_that_keeps_it(hub, ada):
    record = a_leader(a_hub())

    actions.answer(
        invitation=invites(hub, ada, record.person, "LEAD"), yes=True, words="", at=SUMMER
    )

    assert LeaderRecord.objects.get().hub == record.hub


def test_a_no_begins_nothing(hub, ada):
    invitation = invites(hub, ada, a_person())

    actions.answer(invitation=invitation, yes=False, words="", at=SUMMER)

    assert not LeaderRecord.objects.exists()


def test_from_the_suggestion_to_the_answer_on_the_pages(client, hub, ada):
    group = a_work_group(hub=hub, title="Fractions", last_on=localdate() - timedelta(days=30))
    tess = completed(group, a_person("Tess", "Lund"))
    sign_in(client, ada)
    page = client.get("/hubs/salt-way/leaders/pathway/").text
    assert "Completed Fractions (2025/26)" in page

    invite = f"/hubs/salt-way/leaders/pathway/{tess.pk}/"
    assert "Invite Tess Lund to co-lead" in client.get(invite).text
    answer = client.post(invite, {"words": "Beside Lena."}, follow=True)
    assert "Tess Lund has your invitation." in answer.text
    assert "No answer yet" in answer.text
    assert client.get(invite).status_code == 404

    invitation = LeadInvitation.objects.get()
    sign_in(client, tess)
    assert "invites you to co-lead" in client.get("/my/leading/").text
    address = f"/my/leading/invitations/{invitation.pk}/"
    assert "Choose yes or no." in client.post(address, {}).text
    answer = client.post(address, {"yes": "yes", "words": "Gladly."}, follow=True)
    assert "This is the record that Salt Way Maths Hub keeps about you" in answer.text
    assert "You said yes" in client.get(address).text

    sign_in(client, ada)
    record = LeaderRecord.objects.get()
    page = client.get(f"/hubs/salt-way/leaders/{record.pk}/").text
    assert "invited to co-lead" in page
    assert "Gladly." in page


def test_an_invitation_is_for_one_person_only(client, hub, ada):
    invitation = invites(hub, ada, a_person())
    sign_in(client, ada)

    assert client.get(f"/my/leading/invitations/{invitation.pk}/").status_code == 404


def test_the_pathway_is_filtered_by_phase(client, hub, ada):
    recent = {"hub": hub, "last_on": localdate() - timedelta(days=30)}
    completed(a_work_group(phases=["PRIMARY"], **recent), a_person("Pia", "Prim"))
    completed(a_work_group(phases=["SECONDARY"], **recent), a_person("Sid", "Sec"))
    sign_in(client, ada)

    page = client.get("/hubs/salt-way/leaders/pathway/?phase=PRIMARY").text

    assert "Pia Prim" in page
    assert "Sid Sec" not in page
    file = table_of(client.get("/hubs/salt-way/leaders/pathway/?phase=PRIMARY&as=csv"))
    assert [row[1] for row in file] == ["Family name", "Prim"]
    assert Disclosure.objects.get().what == "Who could lead in Salt Way Maths Hub"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pathway_asks_as_often_for_one_person_as_for_three(
    client, hub, ada, rows, django_assert_num_queries
):
    for _ in range(rows):
        completed(a_work_group(hub=hub, last_on=localdate()))
        invites(hub, ada, a_person())
    sign_in(client, ada)

    with django_assert_num_queries(8):
        client.get("/hubs/salt-way/leaders/pathway/")


# Cohorts


def a_cohort(hub, **facts):
    """A cohort whose one workshop was on 3 November 2025, and who was there."""
    group = a_work_group(hub=hub, title="Specialists", state="RUNNING", workshops=1)
    facts = {"awards": "PRIMARY_SPECIALIST", "cohort": 11, "lasts_years": 3} | facts
    return ForLeaders.objects.create(work_group=group, **facts)


def there(cohort, person=None, mark="PRESENT", school=None):
    place = a_standing_place(cohort.work_group, school, person=person)
    Attendance.objects.create(
        workshop=cohort.work_group.workshops.get(), place=place, mark=mark,
        marked_by=a_person(), marked_at=SEPTEMBER,
    )  # fmt: skip
    return place


def test_a_cohort_awards_its_accreditation_to_those_who_completed_it(hub, ada):
    cohort, wrekin = a_cohort(hub), a_district("Telford and Wrekin")
    theirs = a_hub("Three Rivers")
    an_area(theirs, district=wrekin)
    new = there(cohort, a_person("Nia", "New"), school=a_school(district=wrekin)).person
    known = a_leader(hub, there(cohort, a_person("Known", "One")).person)
    there(cohort, a_person("Was", "Away"), mark="ABSENT")

    assert actions.award(for_leaders=cohort, by=ada, at=SUMMER) == 2
    assert actions.award(for_leaders=cohort, by=ada, at=SUMMER) == 0

    record = LeaderRecord.objects.get(person=new)
    assert record.hub == theirs
    for held in (record.accreditations.get(), known.accreditations.get()):
        assert str(held) == "Primary Mastery Specialist, cohort 11"
        assert (held.awarded_on, held.expires_on) == (date(2025, 11, 3), date(2028, 11, 3))
    assert LeaderRecord.objects.count() == 2
    letter = Letter.objects.get(to_person=known.person)
    assert letter.subject == "You are accredited: Primary Mastery Specialist"
    assert "It holds to Fri 3 Nov 2028" in letter.text


def test_a_cohort_renews_what_somebody_holds_from_before(hub, ada):
    cohort = a_cohort(hub)
    record = a_leader(hub, there(cohort).person)
    held = an_accreditation(record, cohort=4, awarded_on=date(2021, 7, 1))

    assert actions.award(for_leaders=cohort, by=ada, at=SUMMER) == 1

    held.refresh_from_db()
    assert (held.cohort, held.awarded_on) == (4, date(2021, 7, 1))
    assert (held.renewed_on, held.expires_on) == (date(2025, 11, 3), date(2028, 11, 3))


def test_a_cohort_awards_nothing_before_its_last_workshop(hub, ada):
    cohort = a_cohort(hub)

    with pytest.raises(LeadingRefused, match="after the last workshop"):
        actions.award(for_leaders=cohort, by=ada, at=SEPTEMBER)


def test_what_was_awarded_stays_what_it_is(hub, ada):
    cohort = a_cohort(hub)
    there(cohort)
    actions.award(for_leaders=cohort, by=ada, at=SUMMER)
    group = cohort.work_group

    with pytest.raises(LeadingRefused, match="stays what it is"):
        actions.say_it_is_for_leaders(work_group=group, awards="PD_LEAD", cohort=11)
    with pytest.raises(LeadingRefused, match="stays what it is"):
        actions.say_it_is_for_all(work_group=group)


@pytest.mark.parametrize(
    ("kind", "awards", "why"),
    [("EVENT", "PD_LEAD", "is an event"), ("WORK_GROUP", "", "choose what its cohort trains")],
)
def test_a_work_group_trains_leaders_and_an_event_is_theirs(kind, awards, why, hub):
    group = a_work_group(hub=hub, kind=kind)

    with pytest.raises(LeadingRefused, match=why):
        actions.say_it_is_for_leaders(work_group=group, awards=awards, cohort=None)

    assert not ForLeaders.objects.exists()


def test_the_staff_make_a_cohort_and_award_it_on_the_page(client, hub, ada):
    group = a_work_group(hub=hub, title="Specialists", state="RUNNING")
    sign_in(client, ada)
    address = f"/work-groups/{group.pk}/for-leaders/"
    said = {"do": "say", "awards": "PD_LEAD", "heads_support": "Fifteen days."}

    page = client.post(address, said).text
    assert "Enter the number of the cohort." in page
    wrong = client.post(address, said | {"cohort": "-1"}).text
    assert "Enter the number of the cohort, such as 11." in wrong
    client.post(address, said | {"cohort": "3", "information": "https://example.org/info"})
    cohort = ForLeaders.objects.get()
    assert str(cohort) == "Professional Development Lead, cohort 3"
    there(cohort, a_person("Nia", "New"))

    assert "Nia New" in client.get(address).text
    answer = client.post(address, {"do": "award"}, follow=True).text
    assert "awarded to 1" in answer
    assert "Accredited" in answer


def test_an_event_for_leaders_has_no_number_and_stands_on_their_own_page(client, hub, ada):
    soon = localdate() + timedelta(days=7)
    group = a_work_group(hub=hub, title="Leaders’ day", kind="EVENT", first_on=soon, last_on=soon)
    sign_in(client, ada)
    sent = {"do": "say", "awards": "", "cohort": "7"}
    client.post(f"/work-groups/{group.pk}/for-leaders/", sent)
    assert (ForLeaders.objects.get().cohort, ForLeaders.objects.get().awards) == (None, "")

    sign_in(client, a_leader(hub).person)
    assert "Leaders’ day" in client.get("/my/leading/").text
    client.post(f"/work-groups/{group.pk}/for-leaders/", {"do": "not"})
    assert ForLeaders.objects.exists()

    sign_in(client, ada)
    client.post(f"/work-groups/{group.pk}/for-leaders/", {"do": "not"})
    assert not ForLeaders.objects.exists()


def test_anybody_reads_which_cohorts_are_to_come(client, hub):
    soon = localdate() + timedelta(days=30)
    open_to = a_work_group(
        hub=hub, title="Specialists", first_on=soon, last_on=soon, apply_by=localdate()
    )
    ForLeaders.objects.create(
        work_group=open_to, awards="PD_LEAD", cohort=3, heads_support="Release for fifteen days.",
        information="https://example.org/info",
    )  # fmt: skip
    draft = a_work_group(hub=hub, title="A draft", state="DESIGNED", first_on=soon)
    ForLeaders.objects.create(work_group=draft, awards="PD_LEAD", cohort=4)
    begun = a_work_group(hub=hub, title="It has begun", last_on=soon)
    ForLeaders.objects.create(work_group=begun, awards="PD_LEAD", cohort=2)

    page = client.get("/leader-programmes/").text

    for said in ("Professional Development Lead, cohort 3", "fifteen days", "example.org/info"):
        assert said in page
    assert "A draft" not in page
    assert "It has begun" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_cohorts_ask_as_often_for_one_as_for_three(
    client, hub, rows, django_assert_num_queries
):
    for number in range(rows):
        group = a_work_group(hub=hub, first_on=localdate())
        ForLeaders.objects.create(work_group=group, awards="PD_LEAD", cohort=number + 1)

    with django_assert_num_queries(1):
        client.get("/leader-programmes/")
