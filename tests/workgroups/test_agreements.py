"""Heads agree, or not, by a link of their own; places wait for them, and not for ever."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mathshubs.comms.models import Letter
from mathshubs.hubs.models import Post
from mathshubs.people.models import Disclosure
from mathshubs.workgroups.actions import agreements, booking, heads, upkeep
from mathshubs.workgroups.actions.agreements import AgreementRefused
from mathshubs.workgroups.actions.booking import PlaceRefused
from mathshubs.workgroups.models import HeadAgreement, Place, WorkGroup
from mathshubs.workgroups.queries.agreements import (
    agreement_of,
    groups_that_wait_for_heads,
    heads_to_answer,
    signed,
)

from ..builders import SEPTEMBER, a_hub, a_person, a_post, a_school, a_work_group, an_employment
from ..people.signing_in import sign_in
from ..tables import table_of
from .builders import a_place, a_standing_place, counts

pytestmark = pytest.mark.django_db
State = Place.State
DAY = timedelta(days=1)


def a_school_and_head(work_group: WorkGroup, name="Oak Street", by=None, **fields):
    """A school whose head can be asked."""
    school = a_school(name, **fields)
    heads.note(
        work_group, school, head_name="Hetty Head", sent_to="Head@Oak.example.org",
        by=by or a_person("Lee", "Lead"),
    )  # fmt: skip
    return school


def state_of(place: Place) -> str:
    return Place.objects.get(pk=place.pk).state


def letters_to(address: str) -> list[str]:
    kinds = Letter.objects.filter(to_email=address).order_by("pk").values_list("kind", flat=True)
    return [kind.removeprefix("workgroups.") for kind in kinds]


def test_a_place_is_kept_until_the_head_agrees_and_the_head_is_asked_once():
    work_group = a_work_group(places=3, head_agrees=True)
    oak = a_school_and_head(work_group)

    first, second = a_place(work_group, school=oak), a_place(work_group, school=oak)

    assert [first.state, second.state] == [State.AGREEMENT, State.AGREEMENT]
    assert counts(work_group) == (2, 0)
    assert letters_to("head@oak.example.org") == ["head_asked"]
    assert letters_to(first.person.email) == letters_to(second.person.email) == ["kept"]
    letter = Letter.objects.get(kind="workgroups.head_asked")
    agreement = agreement_of(work_group, oak.pk)
    assert f"/agree/{signed(agreement)}/" in letter.text
    assert letter.text.startswith("Dear Hetty Head,\n\nLee Lead has applied for Oak Street")
    assert letter.secret_until is not None  # who reads the ledger cannot answer for the head
    assert agreement.answer_by == date(2025, 9, 22)
    kept = Letter.objects.get(to_person=first.person)
    assert "We have asked Hetty Head at head@oak.example.org to agree" in kept.text


def test_an_event_of_one_day_asks_for_nothing_between_dates():
    event = a_work_group(kind="EVENT", title="The maths day", workshops=1, head_agrees=True)
    oak = a_school_and_head(event)
    a_place(event, school=oak)

    text = agreement_of(event, oak.pk).text

    assert "The maths day is an event of" in text
    assert "\nDate\nThe school releases those who take part for all of the event:\n- " in text
    assert "They try things out in school after the event, share them with colleagues" in text
    assert "whether they came and what they answer" in text
    assert "between the dates" not in text
    assert "every date" not in text


def test_the_text_says_what_the_school_commits_to_and_is_kept_word_for_word():
    work_group = a_work_group(head_agrees=True, cost=75)
    oak = a_school_and_head(work_group)
    a_place(work_group, school=oak)

    agreement = agreement_of(work_group, oak.pk)
    read = agreement.text
    work_group.title = "Another title"
    work_group.save()

    for said in ("releases those who take part", "Mon 3 Nov 2025, 1pm to 3:30pm", "whole school",
                 "find out what changed", "/privacy/", "£75.00 a person"):  # fmt: skip
        assert said in read
    agreements.agree(agreement=agreement, name="Hetty Head", at=SEPTEMBER)
    agreement.refresh_from_db()
    assert (agreement.text, agreement.version) == (read, "2026-11.2")
    assert read.strip() in Letter.objects.get(kind="workgroups.head_thanked").text


def test_when_the_head_agrees_the_places_are_held_and_a_later_colleague_waits_for_nobody():
    work_group, lee = a_work_group(places=3, head_agrees=True), a_person("Lee", "Lead")
    oak = a_school_and_head(work_group, by=lee)
    first = a_place(work_group, school=oak)

    for _ in range(2):  # twice is harmless
        agreements.agree(
            agreement=agreement_of(work_group, oak.pk), name="Dr H. Head", at=SEPTEMBER + DAY
        )
    second = a_place(work_group, school=oak)

    assert [state_of(first), second.state] == [State.HELD, State.HELD]
    assert counts(work_group) == (2, 0)
    agreement = agreement_of(work_group, oak.pk)
    assert (agreement.answer, agreement.answered_by) == ("AGREED", "Dr H. Head")
    assert agreement.answered_at == SEPTEMBER + DAY
    assert letters_to(first.person.email) == ["kept", "place_held"]
    assert letters_to(lee.email) == ["head_agreed"]
    assert letters_to("head@oak.example.org") == ["head_asked", "head_thanked"]
    assert first.decisions.get().reason == "Dr H. Head agreed"


def test_when_the_head_declines_everyone_is_told_and_the_next_school_is_offered_the_place():
    work_group = a_work_group(places=1, head_agrees=True)
    oak = a_school_and_head(work_group)
    place, waiting = a_place(work_group, school=oak), a_place(work_group)
    agreement = agreement_of(work_group, oak.pk)

    with pytest.raises(AgreementRefused, match="Write why"):
        agreements.decline(agreement=agreement, name="Hetty", reason=" ", at=SEPTEMBER)
    agreements.decline(agreement=agreement, name="Hetty", reason="An inspection.", at=SEPTEMBER)

    place.refresh_from_db()
    assert (place.state, place.withdrawal) == (State.WITHDRAWN, "HEAD_DECLINED")
    assert state_of(waiting) == State.OFFERED
    told = Letter.objects.filter(kind="workgroups.head_declined")
    assert {letter.to_person for letter in told} == {place.person, agreement.asked_by}
    assert all("The reason: An inspection." in letter.text for letter in told)
    with pytest.raises(PlaceRefused, match="Hetty did not agree"):
        a_place(work_group, school=oak)
    staff = a_person("Ada", "Min")
    again = booking.take_place(
        work_group=work_group, person=a_person(), school=oak, role="TEACHER", agreed=True,
        reason="She rang: yes after all.", by=staff, at=SEPTEMBER,
    )  # fmt: skip
    assert (again.state, again.decisions.get().overrides) == (State.WAITING, True)


def test_an_offer_taken_up_and_an_application_accepted_wait_for_the_head_too():
    full = a_work_group(places=1, head_agrees=True)
    oak = a_school_and_head(full)
    agreements.agreed_on_paper(
        work_group=full, school=a_school("Elm"), name="E. Head", reason="In our files.",
        by=a_person(), at=SEPTEMBER,
    )  # fmt: skip
    elm = HeadAgreement.objects.get(answer="AGREED").school
    holder, waiting = a_place(full, school=elm), a_place(full, school=oak)
    assert [holder.state, waiting.state] == [State.HELD, State.WAITING]
    assert agreement_of(full, oak.pk).asked_at is None  # nobody is bothered for a wait
    booking.withdraw(place=holder, reason="OTHER", by=holder.person, at=SEPTEMBER)

    booking.accept_offer(place=waiting, by=waiting.person, at=SEPTEMBER)

    assert state_of(waiting) == State.AGREEMENT
    assert letters_to("head@oak.example.org") == ["head_asked"]
    decided = a_work_group(head_agrees=True, decides="ADMINISTRATOR", places=1)
    applied = a_place(decided)
    booking.accept(place=applied, by=a_person(), at=SEPTEMBER)
    assert state_of(applied) == State.AGREEMENT
    kept = Letter.objects.get(to_person=applied.person, kind="workgroups.kept")
    assert f"/my/places/{applied.pk}/head/" in kept.text  # nobody is known to ask
    booking.override_into_place(place=applied, reason="Hosts.", by=a_person(), at=SEPTEMBER)
    assert state_of(applied) == State.HELD


def test_a_head_is_reminded_after_three_and_seven_school_days_and_once():
    work_group = a_work_group(head_agrees=True)
    oak = a_school_and_head(work_group)
    a_place(work_group, school=oak)

    sent = [
        upkeep.chase_heads(at=SEPTEMBER + days * DAY) for days in (0, 2, 3, 3, 5, 8, 9, 9, 13, 14)
    ]

    assert sent == [0, 0, 1, 0, 0, 0, 1, 0, 0, 0]
    reminders = ["head_asked", "head_reminded_1", "head_reminded_2"]
    assert letters_to("head@oak.example.org") == reminders


def test_no_answer_in_time_gives_the_place_on():
    work_group = a_work_group(places=1, head_agrees=True)
    oak = a_school_and_head(work_group)
    place, waiting = a_place(work_group, school=oak), a_place(work_group)
    agreement = agreement_of(work_group, oak.pk)

    assert upkeep.lapse_agreements(at=SEPTEMBER + 14 * DAY) == 0
    assert upkeep.lapse_agreements(at=SEPTEMBER + 15 * DAY) == 1
    assert upkeep.lapse_agreements(at=SEPTEMBER + 15 * DAY) == 0

    assert [state_of(place), state_of(waiting)] == [State.LAPSED, State.OFFERED]
    assert letters_to(place.person.email) == ["kept", "head_silent"]
    with pytest.raises(AgreementRefused, match="no longer open"):
        agreements.agree(agreement=agreement, name="Hetty", at=SEPTEMBER + 16 * DAY)


def test_a_place_kept_for_a_head_whom_nobody_names_goes_on_after_ten_school_days():
    work_group = a_work_group(places=1, head_agrees=True, decides="ADMINISTRATOR")
    place, waiting = a_place(work_group), a_place(work_group)
    later = SEPTEMBER + 7 * DAY
    booking.accept(place=place, by=a_person(), at=later)
    booking.put_on_waiting_list(place=waiting, by=a_person(), at=later)
    kept = Letter.objects.get(to_person=place.person, kind="workgroups.kept")
    assert "by the end of Mon 29 Sep 2025, or the place goes" in kept.text

    sent = [upkeep.lapse_unasked(at=SEPTEMBER + days * DAY) for days in (21, 22, 22)]

    assert sent == [0, 1, 0]
    assert [state_of(place), state_of(waiting)] == [State.LAPSED, State.OFFERED]
    told = Letter.objects.get(to_person=place.person, kind="workgroups.kept_in_vain")
    assert "until Mon 29 Sep 2025. Nobody told us which head to ask" in told.text


def test_a_place_whose_head_was_asked_in_the_meantime_is_kept_for_the_answer():
    work_group, oak = a_work_group(places=1, head_agrees=True), a_school("Oak")
    place = a_place(work_group, school=oak)
    agreements.ask_at(
        work_group=work_group, school=oak, head_name="Hetty", sent_to="h@oak.example.org",
        by=place.person, at=SEPTEMBER + 14 * DAY,
    )  # fmt: skip

    assert upkeep.lapse_unasked(at=SEPTEMBER + 16 * DAY) == 0
    assert state_of(place) == State.AGREEMENT


def test_asking_elsewhere_stops_the_first_link_and_a_school_does_so_three_times_at_most():
    work_group, lee = a_work_group(head_agrees=True), a_person("Lee", "Lead")
    oak = a_school_and_head(work_group)
    a_place(work_group, school=oak)
    first = agreement_of(work_group, oak.pk)

    def ask(address, **more):
        return agreements.ask_at(
            work_group=work_group, school=oak, head_name="Hetty", sent_to=address, by=lee,
            at=SEPTEMBER, **more,
        )  # fmt: skip

    second = ask("office@oak.example.org")
    assert letters_to("office@oak.example.org") == ["head_asked"]
    with pytest.raises(AgreementRefused, match="no longer open"):
        agreements.agree(agreement=first, name="Hetty", at=SEPTEMBER)
    ask("third@oak.example.org")
    with pytest.raises(AgreementRefused, match="asked at 3 addresses"):
        ask("fourth@oak.example.org")
    assert agreement_of(work_group, oak.pk).sent_to == "third@oak.example.org"
    ask("fourth@oak.example.org", staff=True)
    assert second != agreement_of(work_group, oak.pk)


def test_an_agreement_on_paper_holds_the_places_and_says_who_kept_it():
    work_group, ada = a_work_group(head_agrees=True), a_person("Ada", "Min")
    oak = a_school_and_head(work_group)
    place = a_place(work_group, school=oak)

    with pytest.raises(AgreementRefused, match="where that can be read"):
        agreements.agreed_on_paper(
            work_group=work_group, school=oak, name="Hetty", reason="", by=ada, at=SEPTEMBER
        )
    kept = agreements.agreed_on_paper(
        work_group=work_group, school=oak, name="Hetty", reason="Letter of 9 September.", by=ada,
        at=SEPTEMBER,
    )  # fmt: skip

    assert state_of(place) == State.HELD
    assert (kept.recorded_by, kept.answered_by, kept.reason) == (
        ada, "Hetty", "Letter of 9 September.",
    )  # fmt: skip
    assert place.decisions.get().by == ada


def test_where_it_is_not_required_the_head_can_be_asked_and_the_place_is_held_meanwhile():
    work_group, oak = a_work_group(), a_school("Oak")
    place = a_place(work_group, school=oak)

    agreements.ask_at(
        work_group=work_group, school=oak, head_name="Hetty", sent_to="h@oak.example.org",
        staff=True, by=a_person(), at=SEPTEMBER,
    )  # fmt: skip
    assert upkeep.lapse_agreements(at=SEPTEMBER + 30 * DAY) == 1

    assert state_of(place) == State.HELD
    assert (
        "the places go to other schools"
        not in Letter.objects.get(to_email="h@oak.example.org").text
    )


def test_what_waits_for_heads_is_one_row_each():
    work_group = a_work_group(head_agrees=True, most_per_school=3)
    oak, elm = a_school_and_head(work_group), a_school_and_head(work_group, "Elm")
    for school in (oak, oak, elm):
        a_place(work_group, school=school)
    a_place(a_work_group())

    waits = groups_that_wait_for_heads(WorkGroup.objects.all())
    assert [(group, group.heads) for group in waits] == [(work_group, 2)]
    schools = type(oak).objects.filter(pk=oak.pk)
    assert [each.school for each in heads_to_answer(schools, SEPTEMBER.date())] == [oak]


# The pages


def a_question(**fields):
    """A head is asked now: the agreement, its link and the place that waits."""
    first = timezone.localdate() + timedelta(days=40)
    work_group = a_work_group(
        head_agrees=True, workshops=0, first_on=first, last_on=first, **fields
    )
    lee = a_person("Lee", "Lead")
    oak = a_school_and_head(work_group, by=lee, website="http://www.oak.example.org")
    place = a_place(work_group, person=lee, school=oak, at=timezone.now())
    agreement = agreement_of(work_group, oak.pk)
    return agreement, reverse("workgroups:agree", args=[signed(agreement)]), place


def test_the_head_reads_and_agrees_without_an_account(client):
    _, link, place = a_question()

    page = client.get(link)
    assert page.status_code == 200
    assert page["X-Robots-Tag"] == "noindex"
    assert "Does your school agree to take part?" in page.text
    assert "Lee Lead, teacher" in page.text
    assert "What your school commits to" in page.text
    missing = client.post(link, {"answer": "no"})
    assert missing.context["form"].errors == {
        "reason": ["Write why the school does not agree."],
        "name": ["Type your name. It is kept with the answer."],
    }
    done = client.post(link, {"answer": "yes", "name": "Hetty Head"}, follow=True)

    assert "Your school has agreed" in done.text
    assert state_of(place) == State.HELD
    again = client.post(link, {"answer": "no", "name": "X", "reason": "Y"})
    assert "Your school has agreed" in again.text
    assert state_of(place) == State.HELD


def test_the_head_declines_with_a_reason(client):
    _, link, place = a_question()

    done = client.post(link, {"answer": "no", "name": "Hetty", "reason": "Cover."}, follow=True)

    assert "Your school did not agree" in done.text
    assert "The reason given: Cover." in done.text
    assert state_of(place) == State.WITHDRAWN


def test_links_made_up_cut_off_replaced_or_late_say_what_to_do(client):
    agreement, link, place = a_question()
    forged = reverse("workgroups:agree", args=[f"{agreement.pk}:made-up"])
    for wrong in (forged, link[:-4] + "/"):
        page = client.get(wrong)
        assert page.status_code == 404
        assert "This link does not work" in page.text

    agreements.ask_at(
        work_group=agreement.work_group, school=agreement.school, head_name="H",
        sent_to="other@oak.example.org", by=place.person, at=timezone.now(),
    )  # fmt: skip
    page = client.post(link, {"answer": "yes", "name": "Hetty"})
    assert (page.status_code, state_of(place)) == (410, State.AGREEMENT)
    assert "We have asked again, with another letter." in page.text

    now = agreement_of(agreement.work_group, agreement.school_id)
    HeadAgreement.objects.filter(pk=now.pk).update(answer_by=timezone.localdate() - DAY)
    page = client.get(reverse("workgroups:agree", args=[signed(now)]))
    assert page.status_code == 410
    assert "This question is no longer open" in page.text


def test_whoever_has_the_place_gives_another_address_but_not_their_own(client):
    _, _, place = a_question()
    sign_in(client, place.person)
    page = reverse("workgroups:head", args=[place.pk])

    assert "We asked Hetty Head at head@oak.example.org" in client.get(page).text
    own = client.post(page, {"head_name": "Me", "sent_to": place.person.email})
    assert "This is your own address" in own.text
    done = client.post(page, {"head_name": "H", "sent_to": "h@gmail.example"}, follow=True)

    assert "We have written to H at h@gmail.example" in done.text
    assert "not at the address of Oak Street’s website" in done.text
    stranger = sign_in(client.__class__(), a_person())
    assert stranger.get(page).status_code == 404


def test_a_head_who_signs_in_is_led_to_the_question(client):
    agreement, link, _ = a_question()
    head = a_person("Hetty", "Head")
    an_employment(head, agreement.school, "HEAD")
    sign_in(client, head)

    assert client.get(reverse("workgroups:agreement", args=[agreement.pk]))["Location"] == link


def test_the_hub_sees_who_is_missing_asks_elsewhere_and_keeps_paper(client):
    hub, ada = a_hub(), a_person("Ada", "Min")
    a_post(ada, hub, Post.Kind.ADMINISTRATOR)
    agreement, _, place = a_question(hub=hub)
    work_group, oak = agreement.work_group, agreement.school
    sign_in(client, ada)

    listed = client.get(reverse("workgroups:agreements", args=[work_group.pk]))
    assert "1 is missing." in listed.text
    assert "No answer yet" in listed.text
    assert table_of(client.get(listed.request["PATH_INFO"], {"as": "csv"}))[1][:4] == [
        "Oak Street", agreement.school.urn, "1", "No answer yet",
    ]  # fmt: skip
    assert Disclosure.objects.get().what.startswith("Agreements of heads")
    page = reverse("workgroups:agreement_of_school", args=[work_group.pk, oak.urn])
    assert "until" in client.get(page).text
    client.post(page, {"step": "ask", "head_name": "H", "sent_to": "office@oak.example.org"})
    assert re.search(rf"Asked [^<]+ by {ada.name}", client.get(page).text)
    assert letters_to("office@oak.example.org") == ["head_asked"]
    refused = client.post(page, {"step": "paper", "name": "H"})
    assert "Write where that can be read." in refused.text
    client.post(page, {"step": "paper", "name": "H", "reason": "Signed form."})

    assert state_of(place) == State.HELD
    assert "None is missing." in client.get(listed.request["PATH_INFO"]).text
    history = client.get(page).text
    assert re.search(r"H agreed on paper: Signed form\.", history)
    assert "kept by Ada Min" in history


def test_the_list_of_agreements_asks_as_often_for_one_school_as_for_three(client):
    hub, ada = a_hub(), a_person("Ada", "Min")
    a_post(ada, hub, Post.Kind.ADMINISTRATOR)
    work_group = a_work_group(hub=hub, head_agrees=True)
    sign_in(client, ada)
    asked = []
    for number in (1, 2):
        for _ in range(number):
            oak = a_school_and_head(work_group, f"Oak {_} {number}")
            a_standing_place(work_group, oak, state="AGREEMENT")
            heads.ask(work_group, oak, at=SEPTEMBER)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("workgroups:agreements", args=[work_group.pk]))
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 10


def test_whoever_applies_alone_says_who_the_head_is_unless_a_colleague_has(client):
    first = timezone.localdate() + timedelta(days=40)
    work_group = a_work_group(head_agrees=True, workshops=0, first_on=first, last_on=first)
    oak = a_school("Oak")
    person, colleague = (a_person(trn=trn) for trn in ("1234567", "1234568"))
    page = reverse("workgroups:apply", args=[work_group.pk])
    typed = {"school": oak.urn, "role": "TEACHER", "takes_part": "on"}
    head = {"head_name": "Hetty", "head_email": "h@oak.example.org"}

    sign_in(client, person)
    missing = client.post(page, {**typed, "step": "check"})
    assert missing.context["form"].errors == {
        "head_name": ["Type the name of your headteacher or principal."],
        "head_email": ["Type the email address of your headteacher."],
    }
    check = client.post(page, {**typed, **head, "step": "check"})
    assert "Hetty, h@oak.example.org" in check.text
    assert "until your headteacher has agreed" in check.text
    done = client.post(page, {**typed, **head, "step": "confirm"}, follow=True)
    assert "A place is kept for you" in done.text
    assert "See whom we asked" in done.text
    sign_in(client, colleague)
    client.post(page, {**typed, "step": "confirm"})

    assert list(Place.objects.values_list("state", flat=True)) == ["AGREEMENT", "AGREEMENT"]
    assert letters_to("h@oak.example.org") == ["head_asked"]


def test_while_nobody_said_who_the_head_is_the_page_says_so_and_asks(client):
    work_group, oak, person = a_work_group(head_agrees=True), a_school("Oak"), a_person()
    place = a_standing_place(work_group, oak, state="AGREEMENT", person=person)
    address = reverse("workgroups:applied", args=[place.pk])

    page = sign_in(client, person).get(address).text
    assert "Nobody has told us whom to ask yet" in page
    assert "Say who your head is" in page
    assert "letter we send them" not in page
    heads.note(work_group, oak, head_name="Hetty", sent_to="h@oak.example.org", by=person)
    heads.ask(work_group, oak, at=SEPTEMBER)

    page = client.get(address).text
    assert "by the link in the letter we send them" in page
    assert "Say who your head is" not in page
