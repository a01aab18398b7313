"""Calendar files are written by hand, so a library reads them back."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from mathshubs.hubs.models import Hub
from mathshubs.people.models import Person
from mathshubs.workgroups import calendars
from mathshubs.workgroups.models import WorkGroup, Workshop
from mathshubs.workgroups.queries.lines import where_of

PRINTED = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=200)
HUB = Hub(name='The "Oak" Hub; Kent, Medway: east', email="hub@example.org", slug="oak")


def a_workshop(work_group: WorkGroup, **fields) -> Workshop:
    said = {
        "work_group": work_group, "number": 1, "mode": "IN_PERSON", "sequence": 3,
        "uid": UUID(int=7), "starts_at": datetime(2026, 7, 7, 12, tzinfo=UTC),
        "ends_at": datetime(2026, 7, 7, 14, 30, tzinfo=UTC),
    }  # fmt: skip
    return Workshop(**said | fields)


def read(text: str) -> list:
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    return list(Calendar.from_ical(text).walk("VEVENT"))


@settings(deadline=None)
@given(title=PRINTED, venue=PRINTED)
def test_whatever_is_written_is_read_back(title: str, venue: str):
    group = WorkGroup(pk=5, title=title, kind="EVENT", hub=HUB)

    (event,) = read(
        calendars.work_group_ics(group, [a_workshop(group, venue=venue)], with_links=True)
    )

    assert str(event["SUMMARY"]) == title
    assert str(event["LOCATION"]) == where_of(a_workshop(group, venue=venue))


def test_an_invitation_says_who_asks_whom_and_when_in_london():
    group = WorkGroup(pk=5, title="Reasoning", kind="EVENT", hub=HUB)
    person = Person(email="sam@example.org", given_name="Sam", family_name="O'Kafor\r\nX:Y")
    workshop = a_workshop(
        group, mode="ONLINE", join_link="https://meet.example.org/a?b=1,2;c=" + "x" * 90
    )

    (event,) = read(calendars.workshop_ics(workshop, group, method="REQUEST", to=person))

    assert event["ORGANIZER"] == "mailto:hub@example.org"
    assert event["ORGANIZER"].params["CN"] == "The 'Oak' Hub; Kent, Medway: east Maths Hub"
    assert event["ATTENDEE"] == "mailto:sam@example.org"
    assert event["ATTENDEE"].params["CN"] == "Sam O'KaforX:Y"
    assert event["DTSTART"].to_ical() == b"20260707T130000"
    assert event["DTSTART"].params["TZID"] == "Europe/London"
    assert event["DTEND"].dt == workshop.ends_at
    assert event["DTSTAMP"].dt == workshop.starts_at
    assert str(event["URL"]) == str(event["LOCATION"]) == workshop.join_link
    assert str(event["DESCRIPTION"]).startswith(f"Join: {workshop.join_link}\nhttp")
    assert (event["STATUS"], event["SEQUENCE"]) == ("CONFIRMED", 3)


def test_lines_of_a_text_stay_lines_and_control_characters_go():
    group = WorkGroup(pk=5, title="One\r\ntwo\x0b\x7f three", kind="EVENT", hub=HUB)

    (event,) = read(calendars.cancelled_ics([a_workshop(group)], group))

    assert str(event["SUMMARY"]) == "One\ntwo three"
    assert event["STATUS"] == "CANCELLED"
