"""The leaders of a hub on their list, and the record of each on its page."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils.timezone import localdate

from mathshubs.core.years import academic_year_of, next_year
from mathshubs.hubs.models import LeaderRecord, Post
from mathshubs.people.models import Disclosure
from mathshubs.workgroups.models import DaysUsed, Leader, LeadFeedback
from tests.builders import a_district, a_hub, a_person, a_post, a_work_group
from tests.hubs.builders import a_day, an_area
from tests.people.signing_in import sign_in
from tests.tables import table_of

from .leading_builders import a_leader, an_accreditation

pytestmark = pytest.mark.django_db
TODAY = localdate()
YEAR = academic_year_of(TODAY)
LIST = "/hubs/salt-way/leaders/"


@pytest.fixture
def hub():
    return a_hub("Salt Way", slug="salt-way")


@pytest.fixture
def ada(client, hub):
    ada = a_person("Ada", "Moss")
    a_post(ada, hub, Post.Kind.ADMINISTRATOR)
    sign_in(client, ada)
    return ada


@pytest.fixture
def lena(hub):
    return a_leader(hub, a_person("Lena", "Holt"), phases=["PRIMARY"])


def names(page) -> list[str]:
    return [row.record.person.name for row in page.context["rows"]]


def test_a_hub_without_leaders_is_told_what_to_do(client, ada):
    page = client.get(LIST).text

    assert "No leader on the list yet" in page
    assert "/hubs/salt-way/leaders/add/" in page


def test_the_list_says_what_each_can_do_and_what_runs_out(client, hub, ada, lena):
    dover = a_district("Dover")
    lena.districts.add(dover)
    an_accreditation(lena, cohort=7, expires_on=TODAY + timedelta(days=20))
    lena.years.create(year=YEAR, contracted=15)
    group = a_work_group(hub=hub)
    Leader.objects.create(work_group=group, person=lena.person)
    DaysUsed.objects.create(
        person=lena.person, hub=hub, on=TODAY, days="2.50", what="Planning", by=ada,
        written_at="2025-09-01T09:00Z",
    )  # fmt: skip

    page = client.get(LIST)

    [row] = page.context["rows"]
    assert (row.leads, row.used, row.left) == (1, Decimal("2.5"), Decimal("12.5"))
    assert row.districts == ["Dover"]
    for said in ("Primary Mastery Specialist, cohort 7", "expires soon", "2.5 of 15 used"):
        assert said in page.text


def test_the_filters_of_the_list_are_in_its_address(client, hub, ada, lena):
    dover = a_district("Dover")
    an_area(hub, district=dover)
    ola = a_leader(hub, a_person("Ola", "Berg"), phases=["SECONDARY"], themes=["reasoning"])
    ola.districts.add(dover)
    Leader.objects.create(work_group=a_work_group(hub=hub), person=ola.person)
    an_accreditation(ola, expires_on=TODAY)
    past = TODAY - timedelta(days=1)
    a_leader(hub, a_person("Gone", "By"), to_on=past)
    a_leader(a_hub(), a_person("Else", "Where"))

    assert names(client.get(LIST)) == ["Ola Berg", "Lena Holt"]
    for query, found in {
        "phase=PRIMARY": ["Lena Holt"],
        f"district={dover.pk}": ["Ola Berg"],
        "show=expiring": ["Ola Berg"],
        "show=free": ["Lena Holt"],
        "show=former": ["Gone By"],
        "q=reason": ["Ola Berg"],
        "q=holt": ["Lena Holt"],
        "phase=PRIMARY&show=expiring": [],
    }.items():
        assert names(client.get(f"{LIST}?{query}")) == found, query
    assert "No leader answers that" in client.get(f"{LIST}?phase=POST_16").text


def test_who_will_lead_is_listed_already_and_who_leaves_is_until_then(client, hub, ada):
    tomorrow = TODAY + timedelta(days=1)
    a_leader(hub, a_person("Will", "Begin"), from_on=tomorrow)
    leaver = a_leader(hub, a_person("Will", "Leave"), to_on=tomorrow)

    assert names(client.get(LIST)) == ["Will Begin", "Will Leave"]
    assert ", to " in client.get(f"{LIST}{leaver.pk}/").text


def test_a_group_that_is_over_deploys_nobody(client, hub, ada, lena):
    Leader.objects.create(work_group=a_work_group(hub=hub, state="CLOSED"), person=lena.person)

    assert names(client.get(f"{LIST}?show=free")) == ["Lena Holt"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_often_for_one_leader_as_for_three(
    client, hub, ada, rows, django_assert_num_queries
):
    for _ in range(rows):
        record = a_leader(hub)
        an_accreditation(record)
        record.districts.add(a_district())
        record.years.create(year=YEAR, contracted=3)
        Leader.objects.create(work_group=a_work_group(hub=hub), person=record.person)

    with django_assert_num_queries(8):
        client.get(LIST)


@pytest.mark.parametrize("rows", [1, 3])
def test_a_record_asks_as_often_for_one_line_as_for_three(
    client, hub, ada, lena, rows, django_assert_num_queries
):
    for _ in range(rows):
        group = a_work_group(hub=hub)
        Leader.objects.create(work_group=group, person=lena.person)
        lena.districts.add(a_district())
        lena.notes.create(text="Seen.", on=TODAY, by=a_person(), written_at="2025-09-01T09:00Z")
        DaysUsed.objects.create(
            person=lena.person, hub=hub, work_group=group, on=TODAY, days=1, what="Taught",
            by=ada, written_at="2025-09-01T09:00Z",
        )  # fmt: skip
        LeadFeedback.objects.create(
            person=lena.person, work_group=group, source="VISIT", on=TODAY, words="Clear.", by=ada,
            written_at="2025-09-01T09:00Z",
        )  # fmt: skip

    with django_assert_num_queries(8):
        client.get(f"{LIST}{lena.pk}/")


def test_the_list_goes_into_a_file_as_it_is_filtered_and_that_is_noted(client, hub, ada, lena):
    a_leader(hub, a_person("=Ola", "Berg"), phases=["SECONDARY"])

    answer = client.get(f"{LIST}?phase=SECONDARY&as=csv")

    assert [row[:2] for row in table_of(answer)] == [
        ["Given name", "Family name"], ["'=Ola", "Berg"],
    ]  # fmt: skip
    noted = Disclosure.objects.get()
    assert (noted.kind, noted.what, noted.rows, noted.by) == (
        "EXPORT", "Leaders of Salt Way Maths Hub", 1, ada,
    )  # fmt: skip
    sheet = client.get(f"{LIST}?as=xlsx")
    assert [row[0] for row in table_of(sheet)] == ["Given name", "=Ola", "Lena"]


def test_the_staff_add_a_leader_and_write_the_record(client, hub, ada):
    dover = a_district("Dover")
    an_area(hub, district=dover)
    sent = {
        "email": "lena@example.org", "given_name": "Lena", "family_name": "Holt",
        **a_day("from_on", TODAY),
    }  # fmt: skip

    answer = client.post(f"{LIST}add/", sent)

    record = LeaderRecord.objects.get()
    assert answer["Location"] == f"{LIST}{record.pk}/edit/"
    facts = {
        "phases": ["PRIMARY", "SECONDARY"], "themes": "fractions,  reasoning ,fractions",
        "districts": [dover.pk], "contracted_now": "15", "available_next": "7.5",
        "employer": "Oak School", "agreed_by": "Dee Marsh, head",
        **a_day("agreed_on", TODAY), **a_day("checked_on", TODAY), **a_day("from_on", TODAY),
    }  # fmt: skip
    client.post(f"{LIST}{record.pk}/edit/", facts)

    record.refresh_from_db()
    assert record.phases == ["PRIMARY", "SECONDARY"]
    assert record.themes == ["fractions", "reasoning"]
    assert record.check_again_by.year == TODAY.year + 3
    assert list(record.districts.all()) == [dover]
    days = {each.year: (each.contracted, each.available) for each in record.years.all()}
    assert days == {YEAR: (15, None), next_year(YEAR): (None, Decimal("7.5"))}
    page = client.get(f"{LIST}{record.pk}/").text
    for said in ("Primary, Secondary", "Dover", "Dee Marsh, head", "15 contracted"):
        assert said in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"agreed_by": "Dee"}, "Enter the day on which the employer agreed."),
        (a_day("agreed_on", TODAY), "Say who agreed for the employer."),
        (a_day("check_again_by", TODAY), "Enter the day on which the checks were seen."),
        ({"contracted_now": "-1"}, "Enter a number of days, 0 or more."),
        ({"available_now": "lots"}, "Enter a number of days, such as 15 or 7.5."),
        (a_day("to_on", TODAY - timedelta(days=3000)), "The last day is on or after the first."),
    ],
)
def test_half_a_fact_is_said_beside_its_box(client, hub, ada, lena, typed, said):
    page = client.post(f"{LIST}{lena.pk}/edit/", {**a_day("from_on", lena.from_on), **typed})

    assert said in page.text
    assert not lena.years.exists()


def test_staff_add_lines_to_a_record(client, hub, ada, lena):
    group = a_work_group(hub=hub, title="Fractions")
    address = f"{LIST}{lena.pk}/"

    client.post(address, {"do": "note", "note-text": "Co-taught.", **a_day("note-on", TODAY)})
    client.post(
        address,
        {"do": "days", "days-days": "0.5", "days-what": "Planning", "days-work_group": group.pk,
         **a_day("days-on", TODAY)},
    )  # fmt: skip
    client.post(
        address,
        {"do": "accredit", "accredit-kind": "PD_LEAD", **a_day("accredit-awarded_on", TODAY)},
    )
    client.post(address, {"do": "deploy", "deploy-work_group": group.pk, "deploy-kind": "CO_LEAD"})

    assert [note.text for note in lena.notes.all()] == ["Co-taught."]
    line = DaysUsed.objects.get()
    assert (line.days, line.work_group, line.by) == (Decimal("0.5"), group, ada)
    assert [str(each) for each in lena.accreditations.all()] == ["Professional Development Lead"]
    leader = Leader.objects.get()
    assert (leader.work_group, leader.person, leader.kind) == (group, lena.person, "CO_LEAD")

    client.post(address, {"do": f"remove-days-{line.pk}"})

    assert not DaysUsed.objects.exists()


def test_a_line_that_lacks_something_stays_open_with_what_is_wrong(client, ada, lena):
    page = client.post(f"{LIST}{lena.pk}/", {"do": "days", "days-days": "0"}).text

    assert "Enter a quarter of a day or more." in page
    assert "Say what the days were for." in page
    assert '<details class="govuk-details" open>' in page


def test_nobody_leads_a_group_of_another_hub_from_here(client, ada, lena):
    group = a_work_group()

    page = client.post(f"{LIST}{lena.pk}/", {"do": "deploy", "deploy-work_group": group.pk})

    assert page.status_code == 200
    assert not Leader.objects.exists()


def test_an_accreditation_is_renewed_and_one_made_by_mistake_removed(client, ada, lena):
    held = an_accreditation(lena, awarded_on=TODAY - timedelta(days=900))
    address = f"{LIST}{lena.pk}/accreditations/{held.pk}/"
    until = TODAY + timedelta(days=700)

    client.post(
        address,
        {**a_day("awarded_on", held.awarded_on), **a_day("renewed_on", TODAY),
         **a_day("expires_on", until), "cohort": "9"},
    )  # fmt: skip

    held.refresh_from_db()
    assert (held.renewed_on, held.expires_on, held.cohort) == (TODAY, until, 9)
    client.post(address, {"do": "remove"})
    assert not lena.accreditations.exists()


def test_the_record_of_another_hubs_leader_is_not_there(client, ada, lena):
    theirs = a_leader(a_hub())
    held = an_accreditation(theirs)

    for rest in ("", "edit/", "hand-over/", f"accreditations/{held.pk}/"):
        assert client.get(f"{LIST}{theirs.pk}/{rest}").status_code == 404
    assert client.get(f"{LIST}{lena.pk}/accreditations/{held.pk}/").status_code == 404


def test_the_drafts_of_another_hub_stay_with_it(client, ada, lena):
    for state in ("DESIGNED", "RUNNING"):
        Leader.objects.create(
            work_group=a_work_group(title=f"Theirs, {state}", state=state), person=lena.person
        )

    page = client.get(f"{LIST}{lena.pk}/").text

    assert "Theirs, RUNNING" in page
    assert "Theirs, DESIGNED" not in page


def test_a_handed_over_record_is_gone_from_the_list(client, hub, ada, lena):
    other = a_hub("Three Rivers")

    answer = client.post(f"{LIST}{lena.pk}/hand-over/", {"hub": other.pk}, follow=True)

    assert "Three Rivers Maths Hub now keeps the record of Lena Holt." in answer.text
    assert names(answer) == []


def test_a_leader_sees_all_of_their_own_record(client, hub, lena):
    lena.notes.create(text="Ready to lead alone.", on=TODAY, by=a_person("Ada", "Moss"),
                      written_at="2025-09-01T09:00Z")  # fmt: skip
    sign_in(client, lena.person)

    page = client.get("/my/leading/").text

    assert "Ready to lead alone." in page
    assert "Keep the note" not in page


def test_a_leader_says_what_they_can_do_and_no_more(client, hub, lena):
    sign_in(client, lena.person)

    client.post(
        "/my/leading/edit/",
        {"phases": ["POST_16"], "themes": "proof", "available_now": "4", "contracted_now": "99",
         "employer": "Me"},
    )  # fmt: skip

    lena.refresh_from_db()
    assert (lena.phases, lena.themes, lena.employer) == (["POST_16"], ["proof"], "")
    [days] = [each for each in lena.years.all() if each.year == YEAR]
    assert (days.contracted, days.available) == (None, 4)


def test_who_has_no_record_is_told_how_one_begins(client):
    sign_in(client, a_person())

    assert "You have no record as a leader" in client.get("/my/leading/").text
    assert client.get("/my/leading/edit/").status_code == 404


def said_of(group, **more) -> dict:
    return {
        "do": "feedback", "feedback-work_group": group.pk, "feedback-source": "PARTICIPANTS",
        "feedback-words": "They made us think.", **a_day("feedback-on", TODAY), **more,
    }  # fmt: skip


def test_what_was_said_of_a_group_stands_beside_it_and_the_leader_reads_it(client, hub, ada, lena):
    group = a_work_group(hub=hub, title="Bar models")
    Leader.objects.create(work_group=group, person=lena.person)

    page = client.post(f"{LIST}{lena.pk}/", said_of(group), follow=True).text

    assert "Kept with Bar models. Lena Holt can read it." in page
    for read in (page, sign_in(client, lena.person).get("/my/leading/").text):
        assert "What was said of Bar models" in read
        assert "Those who took part" in read
        assert "They made us think." in read
        assert "Written by Ada Moss" in read
    assert "Yes, remove it" not in client.get("/my/leading/").text


def test_feedback_is_of_a_day_that_was_and_of_a_group_they_lead(client, hub, ada, lena):
    group = a_work_group(hub=hub)
    client.post(f"{LIST}{lena.pk}/", said_of(group))
    assert not LeadFeedback.objects.exists()
    Leader.objects.create(work_group=group, person=lena.person)

    refused = client.post(
        f"{LIST}{lena.pk}/", said_of(group, **a_day("feedback-on", date(2199, 9, 1)))
    ).text

    assert "The day is still to come." in refused
    assert not LeadFeedback.objects.exists()


def test_what_was_said_stays_when_somebody_else_leads_the_group(client, hub, ada, lena):
    group = a_work_group(hub=hub, title="Bar models")
    leads = Leader.objects.create(work_group=group, person=lena.person)
    client.post(f"{LIST}{lena.pk}/", said_of(group))
    leads.delete()

    read = client.get(f"{LIST}{lena.pk}/")

    assert "They made us think." in read.text
    assert [(each.group, each.led_as) for each in read.context["led"]] == [(group, "")]
    assert list(read.context["forms"]["feedback"].fields["work_group"].choices)[1:] == []
    assert "They made us think." in sign_in(client, lena.person).get("/my/leading/").text


def test_feedback_that_is_removed_stays_in_the_history(client, hub, ada, lena):
    group = a_work_group(hub=hub)
    Leader.objects.create(work_group=group, person=lena.person)
    client.post(f"{LIST}{lena.pk}/", said_of(group))
    said = LeadFeedback.objects.get()
    otto = a_person()
    a_post(otto, a_hub("Three Rivers", slug="three-rivers"), Post.Kind.ADMINISTRATOR)
    remove = {"do": f"remove-feedback-{said.pk}"}
    assert sign_in(client, otto).post(f"{LIST}{lena.pk}/", remove).status_code == 404
    assert LeadFeedback.objects.exists()

    sign_in(client, ada).post(f"{LIST}{lena.pk}/", remove)

    assert not LeadFeedback.objects.exists()
    assert LeadFeedback.pgh_event_model.objects.filter(words="They made us think.").exists()
