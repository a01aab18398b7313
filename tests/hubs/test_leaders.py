"""The record a hub keeps about somebody who leads its work."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.utils.timezone import localdate

from mathshubs.comms.models import Letter
from mathshubs.hubs import queries
from mathshubs.hubs.actions import leaders
from mathshubs.hubs.models import LeaderRecord, LeaderYear
from tests.builders import SEPTEMBER, a_district, a_hub, a_person
from tests.workgroups.leading_builders import a_leader, an_accreditation

pytestmark = pytest.mark.django_db
TODAY = localdate(SEPTEMBER)


@pytest.fixture
def hub():
    return a_hub("Salt Way")


@pytest.fixture
def who():
    return {"by": a_person("Ada", "Moss"), "at": SEPTEMBER}


def test_a_record_begins_with_a_letter_to_the_leader(hub, who):
    record = leaders.add_leader(
        hub=hub, email="Lena@Example.org", given_name="Lena", family_name="Holt", from_on=TODAY,
        **who,
    )  # fmt: skip

    assert (record.person.name, record.hub, record.to_on) == ("Lena Holt", hub, None)
    letter = Letter.objects.get()
    assert letter.to_email == "lena@example.org"
    assert letter.subject == "You are one of the leaders of Salt Way Maths Hub"
    assert "Ada Moss" in letter.text
    assert "/my/leading/" in letter.text


def test_adding_somebody_twice_is_adding_them_once(hub, who):
    lena = a_person()

    first = leaders.begin_record(hub=hub, person=lena, from_on=TODAY, **who)
    again = leaders.begin_record(hub=hub, person=lena, from_on=TODAY, **who)

    assert first == again
    assert Letter.objects.count() == 1


def test_somebody_new_needs_both_names(hub, who):
    with pytest.raises(leaders.LeaderRefused, match="Give both names"):
        leaders.add_leader(hub=hub, email="new@example.org", from_on=TODAY, **who)


def test_a_leader_has_one_record_whichever_hub_asks(hub, who):
    record = a_leader(a_hub("Three Rivers"))

    with pytest.raises(leaders.LeaderRefused, match="Three Rivers Maths Hub keeps the record"):
        leaders.begin_record(hub=hub, person=record.person, from_on=TODAY, **who)


def test_a_record_that_ended_goes_on(hub, who):
    record = a_leader(hub, to_on=date(2024, 7, 1))

    leaders.begin_record(hub=hub, person=record.person, from_on=TODAY, **who)

    record.refresh_from_db()
    assert record.to_on is None


def test_a_record_is_handed_to_another_hub_which_is_told(hub, who):
    record, other = a_leader(hub), a_hub("Three Rivers", email="rivers@example.org")

    for _ in range(2):
        leaders.hand_over(record=record, to=other, **who)

    record.refresh_from_db()
    assert record.hub == other
    told = sorted(Letter.objects.values_list("to_email", flat=True))
    assert told == sorted([record.person.email, "rivers@example.org"])


def test_facts_that_are_not_given_stay(hub, who):
    record, dover = a_leader(hub, employer="Oak School", phases=["PRIMARY"]), a_district("Dover")

    leaders.change_record(record=record, districts=[dover], themes=["fractions"], **who)

    record.refresh_from_db()
    assert (record.employer, record.phases, record.themes) == (
        "Oak School", ["PRIMARY"], ["fractions"],
    )  # fmt: skip
    assert list(record.districts.all()) == [dover]


def test_the_history_of_a_record_says_who_changed_it(hub, who):
    record = a_leader(hub)

    leaders.change_record(record=record, employer="Oak School", **who)

    last = record.events.latest("pgh_id")
    assert (last.employer, last.pgh_context.metadata["person"]) == ("Oak School", who["by"].pk)


def test_days_of_a_year_are_kept_once_and_one_of_two_can_be_said_alone(hub):
    record = a_leader(hub)

    leaders.say_days(record=record, year="2025/26", contracted=Decimal(15))
    leaders.say_days(record=record, year="2025/26", available=Decimal("7.5"))

    said = LeaderYear.objects.get()
    assert (said.contracted, said.available) == (15, Decimal("7.5"))


def test_an_accreditation_is_renewed_and_not_awarded_twice(hub, who):
    record = a_leader(hub)
    given = {"kind": "PD_LEAD", "awarded_on": date(2022, 7, 1), "cohort": 4}
    held = leaders.accredit(record=record, **given, **who)
    assert leaders.accredit(record=record, **given, **who) == held

    with pytest.raises(leaders.LeaderRefused, match="Open it to renew"):
        leaders.accredit(record=record, kind="PD_LEAD", awarded_on=TODAY, **who)


@pytest.mark.parametrize(
    "days",
    [
        {"renewed_on": date(2022, 6, 30), "expires_on": None},
        {"renewed_on": None, "expires_on": date(2022, 6, 30)},
        {"renewed_on": date(2025, 7, 1), "expires_on": date(2025, 6, 30)},
    ],
)
def test_an_accreditation_has_its_days_in_order(hub, who, days):
    held = an_accreditation(a_leader(hub), awarded_on=date(2022, 7, 1))

    with pytest.raises(leaders.LeaderRefused, match="after it was awarded"):
        leaders.change_accreditation(
            accreditation=held, awarded_on=held.awarded_on, cohort=None, **days, **who
        )


@pytest.mark.parametrize(
    "facts",
    [
        {"agreed_until": TODAY, "agreed_by": "Dee Marsh"},
        {"agreed_on": TODAY},
        {"agreed_on": TODAY, "agreed_until": TODAY - timedelta(days=1), "agreed_by": "Dee Marsh"},
        {"checked_on": None, "check_again_by": TODAY},
        {"checked_on": TODAY, "check_again_by": None},
    ],
)
def test_the_database_refuses_half_an_agreement_and_half_a_check(hub, facts):
    with pytest.raises(IntegrityError):
        a_leader(hub, **facts)


def test_what_runs_out_is_noticed_for_the_hubs_that_are_asked_about(hub):
    soon = TODAY + timedelta(days=100)
    expiring = an_accreditation(a_leader(hub), expires_on=soon)
    an_accreditation(a_leader(hub), expires_on=TODAY + timedelta(days=400))
    an_accreditation(a_leader(hub, to_on=TODAY - timedelta(days=1)), expires_on=soon)
    an_accreditation(a_leader(a_hub()), expires_on=soon)
    unseen = a_leader(hub, checked_on=None, check_again_by=None)
    due = a_leader(hub, check_again_by=TODAY + timedelta(days=30))

    assert list(queries.accreditations_expiring([hub], TODAY)) == [expiring]
    assert list(queries.checks_due([hub], TODAY)) == [due, unseen]
    assert LeaderRecord.objects.count() == 6
