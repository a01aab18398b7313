"""A school answers by its link: kept as typed, sent once, changed until the last day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mathshubs.comms.models import Letter
from mathshubs.needs.actions.survey import SurveyRefused
from mathshubs.needs.actions.survey_answers import keep_answers
from mathshubs.needs.models import Need, NeedEvidence
from mathshubs.needs.queries.survey import fingerprint, survey_key
from mathshubs.schools.models import Employment

from ..builders import SEPTEMBER, a_hub, a_person, a_school, an_employment
from ..people.signing_in import sign_in
from .survey_builders import a_question, an_asked_school, an_open_survey

pytestmark = pytest.mark.django_db
NEXT_DAY = SEPTEMBER + timedelta(days=1)


@pytest.fixture
def row():
    return an_asked_school(an_open_survey(a_hub("Salt Way", slug="salt-way")), a_school())


def answered(row, words="Help with fractions", at=NEXT_DAY, send=True, **more):
    key = str(row.survey.questions.filter(kind="NEED").earliest("order").pk)
    return keep_answers(
        row=row, answers={key: words, **more}, name="Ada Head", role="Head", send=send, at=at
    )


def test_an_answer_of_what_is_needed_becomes_a_need_once(row):
    answered(row)
    row = answered(row)

    need = row.needs.get()
    assert Need.objects.count() == 1
    assert (need.source, need.state, need.what) == ("SURVEY", "ACKNOWLEDGED", "Help with fractions")
    assert (need.hub, need.school, need.phases) == (
        row.survey.hub,
        row.school,
        ["EARLY_YEARS", "PRIMARY"],
    )
    assert [place.school for place in need.places.all()] == [row.school]
    assert Letter.objects.get(kind="needs.need_arrived").to_email == "head@example.org"


def test_each_question_of_what_is_needed_becomes_a_need_of_its_own(row):
    second = a_question(row.survey, "NEED", "And next year?", order=2)
    for words in ("Ratio", "Ratio in year 6"):
        row = answered(row, **{str(second.pk): words})

    assert sorted(need.title for need in row.needs.all()) == [
        "Help with fractions",
        "Ratio in year 6",
    ]
    assert Letter.objects.filter(kind="needs.need_arrived").count() == 2


def test_a_need_left_out_at_first_is_raised_when_the_answer_is_changed(row):
    second = a_question(row.survey, "NEED", "And next year?", order=2)
    answered(row)
    row = answered(row, **{str(second.pk): "Ratio"})

    assert Need.objects.count() == 2
    assert row.needs.count() == 2


def test_other_words_go_to_the_same_need_and_stand_beside_it_once_it_is_decided(row):
    answered(row)
    need = answered(row, "Help with ratio").needs.get()
    assert (need.title, need.what) == ("Help with ratio", "Help with ratio")

    Need.objects.update(state="DECLINED", answer="Not now.")
    for _ in range(2):
        answered(row, "Help with algebra")

    need.refresh_from_db()
    assert need.what == "Help with ratio"
    assert NeedEvidence.objects.get().words == "Help with algebra"


def test_what_is_saved_is_no_need_yet_and_what_was_sent_stays_sent(row):
    row = answered(row, send=False)
    assert (row.state, row.answered_at, Need.objects.count()) == ("STARTED", None, 0)

    answered(row)
    assert answered(row, send=False).state == "ANSWERED"


def test_nothing_is_answered_after_the_last_day(row):
    with pytest.raises(SurveyRefused, match="is closed"):
        answered(row, at=SEPTEMBER + timedelta(days=15))


def test_a_colleague_goes_on_by_the_same_link_then_sends_and_changes(client, row):
    row.survey.close_on = "2099-01-01"
    row.survey.save()
    scale = a_question(
        row.survey, "SCALE", "How sure are you?", options=["Not", "Very"], required=True
    )
    need = row.survey.questions.get(kind="NEED")
    page = f"/survey/{survey_key(row)}/"

    client.post(page, {f"q{need.pk}": "Half a thou", "name": "Ada", "do": "save"})
    seen = client.get(page).text
    assert "Half a thou" in seen
    assert "Ada began this answer" in seen

    typed = {f"q{need.pk}": "A whole thought", "name": "Bea", "role": "Maths lead", "do": "send"}
    assert "Answer the question: How sure are you?" in client.post(page, typed).text
    thanks = client.post(page, {**typed, f"q{scale.pk}": "4"}, follow=True).text
    assert "Thank you" in thanks
    assert "A whole thought" in thanks

    changed = client.get(page, {"change": "1"}).text
    assert "Send the changed answer" in changed
    client.post(page, {**typed, f"q{scale.pk}": "5"})
    row.refresh_from_db()
    assert (row.answers[str(scale.pk)], row.name) == ("5", "Bea")


def test_who_is_known_to_work_there_need_not_type_who_they_are(client, row):
    row.survey.close_on = "2099-01-01"
    row.survey.save()
    tess = a_person("Tess", "Lead", email="tess@example.org")
    there = sign_in(client, tess)
    page = f"/survey/{survey_key(row)}/"
    assert "tess@example.org" not in there.get(page).text  # somebody of another school

    an_employment(tess, row.school, Employment.Role.MATHS_LEAD)

    seen = there.get(page).text
    assert 'value="tess@example.org"' in seen
    assert f'value="{Employment.Role.MATHS_LEAD.label}"' in seen
    client.post(page, {"name": "Ada", "do": "save"})
    assert 'value="tess@example.org"' not in there.get(page).text


def test_what_a_colleague_saved_meanwhile_is_shown_before_it_is_written_over(client, row):
    row.survey.close_on = "2099-01-01"
    row.survey.save()
    need, page = row.survey.questions.get(), f"/survey/{survey_key(row)}/"
    mine = {f"q{need.pk}": "Mine", "name": "Ada", "role": "Head", "seen": fingerprint(row)}
    row = answered(row, "Theirs", send=False)

    refused = client.post(page, {**mine, "do": "send"}).text

    assert "Ada Head saved an answer of your school while you wrote" in refused
    assert "Theirs" in refused
    assert ">Mine</textarea>" in refused.replace("\n", "")
    client.post(page, {**mine, "do": "send", "seen": fingerprint(row)})
    row.refresh_from_db()
    assert (row.answers[str(need.pk)], row.state) == ("Mine", "ANSWERED")


def test_a_link_we_did_not_make_opens_nothing(client, row):
    assert client.get(f"/survey/{row.pk}:forged/").status_code == 404
