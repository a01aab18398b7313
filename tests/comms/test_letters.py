"""A letter is written once, in the transaction that made it true, and sent once it is there."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from mathshubs.comms import actions, queries
from mathshubs.comms.models import Letter
from mathshubs.comms.queue import SEND_LETTER

from ..builders import SEPTEMBER, a_person

pytestmark = pytest.mark.django_db
FEW = timedelta(minutes=5)


def a_letter(**fields) -> Letter:
    draft = {
        "to": "tess@example.org", "kind": "workgroups.place_held", "about": "place:1",
        "subject": "Your place is held", "text": "Dear Tess\n\nYour place is held.",
        "at": SEPTEMBER,
    }  # fmt: skip
    letter = actions.post(**(draft | fields))
    assert letter
    return letter


def jobs_for(letter: Letter) -> list[ProcrastinateJob]:
    jobs = ProcrastinateJob.objects.filter(task_name=SEND_LETTER).order_by("pk")
    return [job for job in jobs if job.args["letter_id"] == letter.pk]


def test_a_letter_and_its_job_are_two_statements(django_assert_num_queries):
    with django_assert_num_queries(2):
        letter = a_letter()

    assert letter.state == "QUEUED"
    assert [job.status for job in jobs_for(letter)] == ["todo"]


def test_the_same_letter_is_written_once_whatever_the_case_of_the_address():
    first = a_letter()

    again = actions.post(
        to="TESS@example.org ", kind="workgroups.place_held", about="place:1",
        subject="Your place is held", text="Again", at=SEPTEMBER,
    )  # fmt: skip

    assert again is None
    assert Letter.objects.get() == first
    assert len(jobs_for(first)) == 1


def test_a_letter_to_a_person_goes_to_their_address_and_is_theirs():
    tess = a_person("Tess", email="tess@example.org")

    letter = a_letter(to=tess)

    assert (letter.to_email, letter.to_person) == ("tess@example.org", tess)


def test_no_letter_and_no_job_without_what_it_is_about():
    with transaction.atomic():
        a_letter()
        transaction.set_rollback(True)  # as when the booking fails

    assert not Letter.objects.exists()
    assert not ProcrastinateJob.objects.filter(task_name=SEND_LETTER).exists()


def test_many_letters_are_a_statement_for_the_rows_and_one_for_the_jobs(django_assert_num_queries):
    drafts = [
        actions.Draft(to=f"p{number % 200}@example.org", kind="k", about="a", subject="s", text="t")
        for number in range(300)
    ]

    with django_assert_num_queries(2):
        written = actions.post_many(drafts, at=SEPTEMBER)

    assert len(written) == Letter.objects.count() == 200
    assert ProcrastinateJob.objects.filter(task_name=SEND_LETTER).count() == 200


def test_a_subject_is_one_line_so_that_no_header_can_be_slipped_in(sink):
    letter = a_letter(subject="Hello\r\nBcc: everyone@example.org", from_name="Salt\nWay")

    actions.send(letter_id=letter.pk, at=SEPTEMBER)

    assert sink.kept[0]["Subject"] == "Hello Bcc: everyone@example.org"
    assert sink.kept[0]["Bcc"] is None


def test_a_sent_letter_carries_all_it_should(sink, settings):
    settings.SITE_URL = "https://hubs.example.org"
    calendar = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"
    letter = a_letter(
        from_name="Salt Way Maths Hub", reply_to="salt@example.org", calendar=calendar,
        text="Dear Tess\n\nSee https://hubs.example.org/my/places/ <b>now</b>",
    )  # fmt: skip

    actions.send(letter_id=letter.pk, at=SEPTEMBER)

    email = sink.kept[0]
    text = email.get_body("plain").get_content()
    html = email.get_body("html").get_content()
    file = next(part for part in email.walk() if part.get_content_type() == "text/calendar")
    assert email["To"] == "tess@example.org"
    assert email["From"] == "Salt Way Maths Hub <hubs@example.org>"
    assert email["Reply-To"] == "salt@example.org"
    assert email["Message-ID"] == f"<{letter.message_id}@hubs.example.org>"
    assert email["Auto-Submitted"] == "auto-generated"
    assert text.split() == letter.text.split()
    assert '<a href="https://hubs.example.org/my/places/"' in html
    assert "&lt;b&gt;now&lt;/b&gt;" in html
    assert (file.get_filename(), file.get_param("method")) == ("calendar.ics", "REQUEST")
    assert file.get_content().replace("\r\n", "\n") == calendar.replace("\r\n", "\n")
    letter.refresh_from_db()
    assert (letter.state, letter.attempts, letter.sent_at) == ("SENT", 1, SEPTEMBER)


def test_sending_twice_sends_once(sink):
    letter = a_letter()

    actions.send(letter_id=letter.pk, at=SEPTEMBER)
    actions.send(letter_id=letter.pk, at=SEPTEMBER)

    assert len(sink.kept) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_with_the_same_letter_send_it_once(sink):
    letter = a_letter()

    def work():
        try:
            actions.send(letter_id=letter.pk, at=SEPTEMBER)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    letter.refresh_from_db()
    assert (letter.state, len(sink.kept)) == ("SENT", 1)


def test_one_connection_serves_many_letters(sink):
    for number in range(5):
        actions.send(letter_id=a_letter(about=f"place:{number}").pk, at=SEPTEMBER)

    assert (len(sink.kept), sink.connections) == (5, 1)


def test_an_address_refused_for_good_bounces_with_the_reason(sink):
    sink.refusals["tess@example.org"] = "550 5.1.1 no such user here"
    letter = a_letter()

    actions.send(letter_id=letter.pk, at=SEPTEMBER)

    letter.refresh_from_db()
    assert letter.state == "BOUNCED"
    assert letter.reason == "The mail server answered 550: 5.1.1 no such user here"
    assert len(jobs_for(letter)) == 1


def test_a_letter_refused_for_its_words_fails_at_once(sink):
    sink.refusals["DATA"] = "554 5.7.1 looks like spam"
    letter = a_letter()

    actions.send(letter_id=letter.pk, at=SEPTEMBER)

    letter.refresh_from_db()
    assert (letter.state, letter.reason[:32]) == ("FAILED", "The mail server answered 554: 5.")


def test_trouble_that_may_pass_is_tried_again_later_and_the_connection_recovers(sink):
    sink.refusals["tess@example.org"] = "451 4.7.1 greylisted, come back later"
    letter = a_letter()
    actions.send(letter_id=letter.pk, at=SEPTEMBER)

    letter.refresh_from_db()
    waiting = jobs_for(letter)[-1]
    sink.refusals.clear()
    actions.send(letter_id=letter.pk, at=SEPTEMBER + actions.WAITS[0])

    assert (letter.state, letter.attempts) == ("QUEUED", 1)
    assert waiting.scheduled_at == SEPTEMBER + actions.WAITS[0]
    letter.refresh_from_db()
    assert (letter.state, letter.attempts, letter.reason) == ("SENT", 2, "")


def test_a_mail_server_that_is_away_is_tried_for_about_four_hours_then_given_up(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    letter, at = a_letter(), SEPTEMBER

    while Letter.objects.get().state == "QUEUED":
        actions.send(letter_id=letter.pk, at=at)
        at = jobs_for(letter)[-1].scheduled_at or at

    letter.refresh_from_db()
    assert letter.state == "FAILED"
    assert letter.reason.startswith("The mail server could not be reached:")
    assert letter.attempts == len(actions.WAITS) + 1
    assert timedelta(hours=3, minutes=45) < at - SEPTEMBER < timedelta(hours=4, minutes=15)


def test_a_letter_that_failed_can_be_sent_again_and_one_that_was_sent_cannot(sink):
    failed, sent = a_letter(about="place:1"), a_letter(about="place:2")
    Letter.objects.filter(pk=failed.pk).update(state="FAILED", attempts=10, reason="Away.")
    actions.send(letter_id=sent.pk, at=SEPTEMBER)

    assert (actions.send_again(letter=failed), actions.send_again(letter=sent)) == (True, False)
    actions.send(letter_id=failed.pk, at=SEPTEMBER)

    assert len(sink.kept) == 2


def test_a_code_is_urgent_is_blanked_once_sent_and_is_not_sent_when_it_no_longer_works(sink):
    code = a_letter(text="WXYZ", html="<p>WXYZ</p>", secret_until=SEPTEMBER + 2 * FEW)
    late = a_letter(about="2", text="ABCD", secret_until=SEPTEMBER + FEW)

    actions.send(letter_id=code.pk, at=SEPTEMBER + FEW)
    actions.send(letter_id=late.pk, at=SEPTEMBER + 2 * FEW)

    code.refresh_from_db()
    late.refresh_from_db()
    assert jobs_for(code)[0].priority > jobs_for(a_letter(about="3"))[0].priority
    assert (code.state, code.text, code.html) == ("SENT", "", "")
    assert (late.state, late.text) == ("FAILED", "")
    assert [email.get_body("plain").get_content().strip() for email in sink.kept] == ["WXYZ"]


def test_a_waiting_letter_without_a_job_is_found_after_ten_minutes_and_queued_once():
    forgotten, fresh = a_letter(about="1"), a_letter(about="2", at=SEPTEMBER + 2 * FEW)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    at = SEPTEMBER + timedelta(minutes=11)

    queued = [actions.queue_forgotten_letters(at=at), actions.queue_forgotten_letters(at=at)]

    assert queued == [1, 0]
    assert (len(jobs_for(forgotten)), len(jobs_for(fresh))) == (1, 0)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_ledger_asks_as_often_for_one_as_for_three(rows, django_assert_num_queries):
    for number in range(rows):
        a_letter(to=a_person(), about=f"place:{number}", topic="work_group:5")

    with django_assert_num_queries(1):
        names = [letter.to_person.name for letter in queries.letters_about("work_group:5")]

    assert names == ["Sam Okafor"] * rows
