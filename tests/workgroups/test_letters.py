from __future__ import annotations

from datetime import date, datetime, timedelta
from html import unescape

import pytest
from django.utils.html import strip_tags
from icalendar import Calendar

from mathshubs.comms.models import Letter
from mathshubs.comms.sending import as_email
from mathshubs.workgroups.actions import applying, booking, letters
from mathshubs.workgroups.emails import joining
from mathshubs.workgroups.forms.places import WriteJoiningDetails
from mathshubs.workgroups.models import Place, RunAgainRequest, WorkGroup, Workshop
from mathshubs.workgroups.queries.places import groups_without_joining_details

from ..builders import LONDON, SEPTEMBER, a_hub, a_person, a_work_group, a_workshop
from .builders import a_place, counts

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
FIRST = datetime(2025, 11, 3, 13, 0, tzinfo=LONDON)
WORDS = {
    "arrival": "Park behind the sports hall.",
    "access": "Step-free.",
    "bring": "",
    "notes": "",
}


def a_group(**fields) -> WorkGroup:
    """A group with a workshop in Telford on Mon 3 Nov 2025 and one online on Mon 1 Dec."""
    if "hub" not in fields:
        fields["hub"] = a_hub("Salt Way", email="salt@example.org")
    fields.setdefault("contact_name", "Ada Min")
    fields.setdefault("contact_email", "ada@example.org")
    fields.setdefault("title", "Leading maths")
    work_group = a_work_group(
        workshops=0, first_on=date(2025, 11, 3), last_on=date(2025, 12, 1), **fields
    )
    a_workshop(
        work_group, starts_at=FIRST, mode="IN_PERSON", venue="Park Hall", town="Telford",
        postcode="TF3 4JG",
    )  # fmt: skip
    a_workshop(
        work_group, starts_at=FIRST + 28 * DAY, mode="ONLINE", join_link="https://meet.example/x"
    )
    return work_group


def written(kind: str) -> list[Letter]:
    return list(Letter.objects.filter(kind=f"workgroups.{kind}").order_by("pk"))


def write_details(work_group, at, **more) -> None:
    letters.write_joining_details(
        work_group=work_group, texts=WORDS, by=a_person("Ada", "Min"), at=at, **more
    )


def test_a_letter_says_who_writes_what_happened_and_whom_to_ask():
    place = a_place(a_group())

    letter = written("place_held")[0]

    assert letter.from_name == "Salt Way Maths Hub"
    assert letter.reply_to == "ada@example.org"
    assert letter.topic == f"work_group:{place.work_group_id}"
    assert letter.text == (
        "Dear Sam,\n\n"
        f"Your place in Leading maths is held, for {place.school.name}.\n\n"
        "When and where:\n"
        "- Workshop 1: Mon 3 Nov 2025, 1pm to 3:30pm, Park Hall, Telford TF3 4JG\n"
        "- Workshop 2: Mon 1 Dec 2025, 1pm to 3:30pm, Online\n\n"
        "What happens next: the joining details, with all you need on the day, come about ten days "
        "before the first workshop.\n\n"
        "If you cannot come, give your place back so that somebody else can have it:\n"
        "http://127.0.0.1:8000/my/places/\n\n"
        "Questions? Write to Ada Min: ada@example.org\n\n"
        "Salt Way Maths Hub\n"
    )


def test_every_letter_has_a_twin_that_says_the_same_in_html():
    work_group = a_group(places=1)
    held, second, third = (a_place(work_group) for _ in range(3))
    booking.withdraw(place=held, reason="ILLNESS", by=held.person, at=SEPTEMBER)
    booking.lapse_offer(place=second, at=SEPTEMBER + 20 * DAY)
    booking.accept_offer(place=third, by=third.person, at=SEPTEMBER + 20 * DAY)
    write_details(work_group, FIRST - 8 * DAY)
    letters.remind(at=FIRST - 7 * DAY)
    letters.remind(at=FIRST - DAY)
    workshop = work_group.workshops.first()
    letters.workshop_changed(workshop, third.person, FIRST - DAY)
    letters.workshop_cancelled(workshop, third.person, FIRST - DAY)
    write_details(work_group, FIRST - DAY, tell_again=True)
    hubs = a_group(decides="ADMINISTRATOR", hub=work_group.hub)
    no = booking.decline(place=a_place(hubs), reason="Full.", by=third.person, at=SEPTEMBER)
    applying.reopen(place=no, reason="Our mistake.", by=third.person, at=SEPTEMBER)
    letters.work_group_postponed(work_group, "Illness.", third.person, FIRST)
    letters.work_group_cancelled(work_group, "Illness.", third.person, FIRST)

    assert {letter.kind.removeprefix("workgroups.") for letter in Letter.objects.all()} == {
        "place_held", "waiting", "withdrawn", "place_offered", "offer_lapsed", "joining_details",
        "joining_details_changed", "reminder_7", "reminder_1", "workshop_changed",
        "workshop_cancelled", "applied", "declined", "reopened", "work_group_postponed",
        "work_group_cancelled",
    }  # fmt: skip
    for letter in Letter.objects.all():
        twin = unescape(strip_tags(as_email(letter).alternatives[0].content))
        for line in filter(None, (line.strip() for line in letter.text.splitlines())):
            assert line in twin, letter.kind
        assert letter.text.count("://") <= 3, letter.kind
        assert "Salt Way Maths Hub" in letter.text
        assert "!" not in letter.text
        assert "None" not in letter.text


def test_joining_details_go_out_ten_days_before_and_once():
    work_group, place = a_group(), None
    place = a_place(work_group)
    write_details(work_group, FIRST - 20 * DAY)
    assert written("joining_details") == []

    assert letters.issue_all_joining_details(at=FIRST - 11 * DAY) == 0
    assert letters.issue_all_joining_details(at=FIRST - 10 * DAY) == 1
    assert letters.issue_all_joining_details(at=FIRST - 10 * DAY) == 0

    (letter,) = written("joining_details")
    assert letter.to_person == place.person
    assert "Getting there:\nPark behind the sports hall." in letter.text
    assert "Join: https://meet.example/x" in letter.text
    assert "Bring" not in letter.text


def test_a_late_joiner_gets_the_joining_details_at_once_and_once():
    work_group = a_group()
    write_details(work_group, FIRST - 20 * DAY)
    early = a_place(work_group, at=FIRST - 15 * DAY)
    letters.issue_all_joining_details(at=FIRST - 10 * DAY)

    late = a_place(work_group, at=FIRST - 5 * DAY)
    letters.issue_all_joining_details(at=FIRST - 4 * DAY)

    assert [letter.to_person for letter in written("joining_details")] == [
        early.person,
        late.person,
    ]
    assert "come in a letter of their own, today" in written("place_held")[1].text


def test_joining_details_written_late_go_out_at_once_and_a_correction_when_asked():
    work_group = a_group()
    place = a_place(work_group)

    write_details(work_group, FIRST - 3 * DAY)
    write_details(work_group, FIRST - 2 * DAY)
    assert len(written("joining_details")) == 1
    assert written("joining_details_changed") == []
    write_details(work_group, FIRST - DAY, tell_again=True)

    (correction,) = written("joining_details_changed")
    assert correction.to_person == place.person
    assert "This letter takes the place of the one before." in correction.text


def test_who_waits_gets_no_joining_details():
    work_group = a_group(places=1)
    a_place(work_group)
    waiting = a_place(work_group)
    write_details(work_group, FIRST - 3 * DAY)

    assert not Letter.objects.filter(
        to_person=waiting.person, kind="workgroups.joining_details"
    ).exists()


def test_reminders_go_seven_days_and_one_day_before_each_workshop_and_once():
    work_group = a_group()
    a_place(work_group)

    sent = [letters.remind(at=FIRST - 8 * DAY + timedelta(hours=hour)) for hour in range(0, 192, 6)]

    assert sum(sent) == 2
    assert [letter.subject for letter in written("reminder_7") + written("reminder_1")] == [
        "Mon 3 Nov 2025: Leading maths: Workshop 1",
        "Mon 3 Nov 2025: Leading maths: Workshop 1",
    ]


def test_nobody_is_reminded_who_took_the_place_after_that_moment():
    work_group = a_group()
    a_place(work_group, at=FIRST - 3 * DAY)

    assert letters.remind(at=FIRST - 2 * DAY) == 0
    assert letters.remind(at=FIRST - DAY) == 1


def test_a_workshop_that_moves_is_reminded_of_again():
    work_group = a_group()
    a_place(work_group)
    letters.remind(at=FIRST - 7 * DAY)
    Workshop.objects.filter(number=1).update(
        starts_at=FIRST + 7 * DAY, ends_at=FIRST + 7 * DAY + timedelta(hours=2)
    )

    assert letters.remind(at=FIRST) == 1


def event_of(letter: Letter):
    calendar = Calendar.from_ical(letter.calendar)
    return calendar["METHOD"], calendar.walk("VEVENT")[0]


def test_a_moved_workshop_keeps_its_uid_and_raises_its_sequence():
    work_group = a_group()
    place = a_place(work_group)
    workshop = work_group.workshops.first()
    workshop.starts_at, workshop.ends_at = FIRST + DAY, FIRST + DAY + timedelta(hours=2)
    workshop.sequence += 1
    workshop.save()

    letters.workshop_changed(workshop, place.person, SEPTEMBER)
    letters.workshop_changed(workshop, place.person, SEPTEMBER)

    method, moved = event_of(written("workshop_changed")[0])
    _, before = event_of(written("place_held")[0])
    assert len(written("workshop_changed")) == 1
    assert method == "REQUEST"
    assert moved["UID"] == before["UID"]
    assert (before["SEQUENCE"], moved["SEQUENCE"]) == (0, 1)
    assert moved["DTSTART"].dt == FIRST + DAY
    assert "Tue 4 Nov 2025, 1pm to 3pm" in written("workshop_changed")[0].text


def test_a_cancelled_workshop_leaves_the_calendar():
    work_group = a_group()
    place = a_place(work_group)

    letters.workshop_cancelled(work_group.workshops.first(), place.person, SEPTEMBER)

    method, event = event_of(written("workshop_cancelled")[0])
    assert (method, event["STATUS"]) == ("CANCEL", "CANCELLED")
    assert event["UID"] == event_of(written("place_held")[0])[1]["UID"]


def test_a_cancelled_group_frees_every_place_and_tells_everyone():
    work_group = a_group(places=1)
    held, waiting = a_place(work_group, diet_needs="No nuts."), a_place(work_group)
    WorkGroup.objects.update(state="CANCELLED")

    letters.work_group_cancelled(work_group, "The leader is ill.", a_person(), SEPTEMBER)

    assert set(Place.objects.values_list("state", "diet_needs")) == {("CANCELLED", "")}
    assert counts(work_group) == (0, 0)
    told = written("work_group_cancelled")
    assert [letter.to_person for letter in told] == [held.person, waiting.person]
    assert "The reason: The leader is ill." in told[0].text
    assert event_of(told[0])[0] == "CANCEL"


def test_who_asked_is_told_once_that_it_runs_again():
    before = a_group(title="Leading maths 2024")
    RunAgainRequest.objects.create(work_group=before, email="kim@example.org", asked_at=SEPTEMBER)
    again = a_group(copied_from=before, hub=before.hub)

    assert letters.runs_again(again, SEPTEMBER) == 1
    assert letters.runs_again(again, SEPTEMBER) == 0

    (letter,) = written("runs_again")
    assert (letter.to_email, letter.to_person) == ("kim@example.org", None)
    assert f"/work-groups/{again.pk}/" in letter.text


def test_the_worklist_has_groups_inside_fourteen_days_without_joining_details():
    hub = a_hub("Salt Way", email="salt@example.org")
    near = a_group(hub=hub)
    done = a_group(hub=hub)
    write_details(done, SEPTEMBER)
    a_group(hub=a_hub())

    assert list(groups_without_joining_details(hub, date(2025, 10, 19))) == []
    assert list(groups_without_joining_details(hub, date(2025, 10, 20))) == [near]
    assert list(groups_without_joining_details(hub, date(2025, 11, 4))) == []


def test_links_are_kept_from_those_without_a_place():
    work_group = a_group(places=1)
    held, waiting = a_place(work_group), a_place(work_group)
    assert "meet.example" in Letter.objects.get(to_person=held.person).calendar

    for letter in Letter.objects.filter(to_person=waiting.person):
        assert "meet.example" not in letter.text + letter.calendar


def test_the_template_of_joining_details_fits_how_people_meet():
    texts = joining.first_words(a_group())

    assert "Sign in at reception" in texts["arrival"]
    assert "camera" in texts["notes"]


def test_a_hundred_letters_take_as_many_statements_as_two(django_assert_num_queries):
    def of_a_group_with(people: int):
        work_group = a_group(hub=a_hub(), places=100)
        for _ in range(people):
            a_place(work_group)
        workshop = work_group.workshops.select_related("work_group__hub").first()
        return workshop

    for people in (2, 8):
        workshop = of_a_group_with(people)
        with django_assert_num_queries(3):
            letters.workshop_changed(workshop, None, SEPTEMBER)


def test_the_words_to_begin_with_are_finished_or_deleted_before_they_are_sent():
    group = a_group()
    group.workshops.update(mode="IN_PERSON")
    begun = joining.first_words(group)

    form = WriteJoiningDetails(begun)
    finished = WriteJoiningDetails({"arrival": "Park: behind the hall.\nBring:\na laptop"})

    assert form.errors["arrival"] == [
        "Finish or delete: “Park:”.",
        "Finish or delete: “Entrance:”.",
    ]
    assert form.errors["access"] == ["Finish or delete: “The nearest accessible toilet is”."]
    assert finished.is_valid()
