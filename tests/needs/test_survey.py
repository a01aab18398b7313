"""A survey is drafted, sent to schools by filter, reminded of, and closes by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mathshubs.comms.actions import post_many
from mathshubs.comms.models import Letter
from mathshubs.hubs.models import Post
from mathshubs.insight.queries import surveys as whom
from mathshubs.needs import jobs
from mathshubs.needs.actions import survey as actions
from mathshubs.needs.actions import survey_asking as asking
from mathshubs.needs.actions.survey import SurveyRefused
from mathshubs.needs.emails.survey import asked
from mathshubs.needs.models import Survey
from mathshubs.needs.queries import survey as queries
from mathshubs.schools.bands import band
from mathshubs.schools.models import ContactsConfirmation, Employment, School
from mathshubs.workgroups.models import Place

from ..builders import (
    SEPTEMBER,
    a_district,
    a_hub,
    a_person,
    a_post,
    a_school,
    a_work_group,
    an_employment,
    national,
)
from ..people.signing_in import sign_in
from .survey_builders import a_question, a_survey, an_asked_school, an_open_survey

pytestmark = pytest.mark.django_db
HEAD, LEAD = Employment.Role.HEAD, Employment.Role.MATHS_LEAD
ON = SEPTEMBER.date()


@pytest.fixture
def hub():
    return a_hub("Salt Way", slug="salt-way", email="salt@example.org")


@pytest.fixture
def hugo(hub):
    person = a_person("Hugo", "Hub", email="hugo@example.org")
    a_post(person, hub, Post.Kind.HUB_LEAD)
    return person


def known(survey) -> dict:
    return queries.addresses(survey, School.objects.all(), ON)


def opened(survey, *schools, at=SEPTEMBER):
    pks = [school.pk for school in schools]
    asking.open_survey(survey=survey, schools=pks, expected=len(pks), filters={}, at=at)
    asking.ask_schools(survey_id=survey.pk, at=at)


def written(kind="survey_asked") -> list[str]:
    letters = Letter.objects.filter(kind=f"needs.{kind}")
    return sorted(letters.values_list("to_email", flat=True))


def test_what_a_school_confirmed_comes_before_who_is_known_to_work_there(hub):
    survey, confirmed, other = a_survey(hub), a_school(), a_school()
    for school in (confirmed, other):
        an_employment(a_person(email=f"h{school.pk}@example.org"), school, HEAD)
    an_employment(a_person(email="t@example.org"), other)
    facts = {"head_name": "A", "lead_name": "B", "by": a_person(), "at": SEPTEMBER}
    ContactsConfirmation.objects.create(
        school=confirmed,
        year="2024/25",
        head_email="Head@example.org",
        lead_email="lead@example.org",
        **facts,
    )
    ContactsConfirmation.objects.create(
        school=a_school(),
        year="2021/22",
        head_email="o@example.org",
        lead_email="o@example.org",
        **facts,
    )

    assert known(survey) == {
        confirmed.pk: ["head@example.org", "lead@example.org"],
        other.pk: [f"h{other.pk}@example.org"],
    }
    survey.to_heads = False
    assert known(survey) == {confirmed.pk: ["lead@example.org"]}


def test_opening_asks_each_school_once_and_one_without_an_address_waits_for_it(hub):
    survey, school, silent = a_survey(hub), a_school(), a_school("Elm")
    an_employment(a_person(email="h@example.org"), school, HEAD)
    an_employment(a_person(email="l@example.org"), school, LEAD)

    for _ in range(2):
        opened(survey, school, silent)
    assert written() == ["h@example.org", "l@example.org"]

    row = survey.schools.get(school=silent)
    assert row.emails == []
    for _ in range(2):
        asking.add_address(row=row, email="New@example.org", at=SEPTEMBER)
    assert written() == ["h@example.org", "l@example.org", "new@example.org"]
    links = {letter.text.split("/survey/")[1].split("/")[0] for letter in Letter.objects.all()}
    assert len(links) == 2  # one a school


def test_schools_are_asked_by_a_job_that_goes_on_where_it_stopped(hub, monkeypatch):
    survey, schools = a_survey(hub), [a_school(f"School {number}") for number in range(5)]
    for school in schools:
        an_employment(a_person(email=f"h{school.pk}@example.org"), school, HEAD)
    pks = [school.pk for school in schools]
    monkeypatch.setattr(asking, "_AT_ONCE", 2)
    survey = asking.open_survey(
        survey=survey, schools=pks, expected=5, filters={}, at=SEPTEMBER
    )  # fmt: skip
    assert (survey.is_open, survey.schools.count(), written()) == (True, 0, [])

    assert asking._ask_some(survey.pk, SEPTEMBER) == 2  # then the job was killed
    survey.refresh_from_db()
    assert queries.sending(survey) == queries.Sending(asked=2, still=3)
    assert queries.sending(survey).percent == 40

    assert asking.ask_schools(survey_id=survey.pk, at=SEPTEMBER) == 3
    assert asking.ask_schools(survey_id=survey.pk, at=SEPTEMBER) == 0
    survey.refresh_from_db()
    assert (survey.schools.count(), len(written())) == (5, 5)
    assert queries.sending(survey) is None


def test_a_survey_closed_while_it_is_sent_asks_nobody_else(hub, monkeypatch):
    survey, schools = a_survey(hub), [a_school(), a_school()]
    an_employment(a_person(), schools[0], HEAD)
    monkeypatch.setattr(asking, "_AT_ONCE", 1)
    pks = [school.pk for school in schools]
    asking.open_survey(survey=survey, schools=pks, expected=2, filters={}, at=SEPTEMBER)
    asking._ask_some(survey.pk, SEPTEMBER)

    survey = asking.close_survey(survey=survey, at=SEPTEMBER)

    assert asking.ask_schools(survey_id=survey.pk, at=SEPTEMBER) == 0
    assert (survey.schools.count(), queries.sending(survey)) == (1, None)


def test_a_survey_is_not_sent_to_others_than_were_shown_nor_without_a_question(hub):
    survey, school = a_survey(hub), a_school()
    an_employment(a_person(), school, HEAD)
    with pytest.raises(SurveyRefused, match="Look again"):
        asking.open_survey(survey=survey, schools=[school.pk], expected=2, filters={}, at=SEPTEMBER)
    with pytest.raises(SurveyRefused, match="No school answers"):
        opened(survey)
    survey.questions.all().delete()
    with pytest.raises(SurveyRefused, match="Add a question"):
        opened(survey, school)


def test_what_schools_were_asked_stays_as_it_is(hub):
    survey = an_open_survey(hub)
    with pytest.raises(SurveyRefused, match="was sent to schools"):
        actions.keep_question(survey=survey, kind="WORDS", words="Why?")


def test_questions_change_places(hub):
    survey = a_survey(hub)
    last = a_question(survey, words="Why?", order=2)

    actions.move_question(survey=survey, question=last, up=True)
    actions.move_question(survey=survey, question=last, up=True)

    assert [one.words for one in queries.questions_of(survey)] == ["Why?", "What do you need?"]


def test_a_school_that_has_not_answered_is_reminded_every_so_many_days_until_the_last(hub):
    survey = an_open_survey(hub, remind_after_days=5)
    row = an_asked_school(survey, a_school())
    an_asked_school(
        survey, a_school(), ["done@example.org"], state="ANSWERED", answered_at=SEPTEMBER
    )
    an_asked_school(survey, a_school(), [])

    for day in range(30):
        for _ in range(2):
            at = SEPTEMBER + timedelta(days=day)
            asking.close_what_is_over(at=at)
            asking.remind(at=at)

    row.refresh_from_db()
    assert (row.reminders, row.reminded_at) == (2, SEPTEMBER + timedelta(days=10))
    assert written("survey_reminder") == ["head@example.org"] * 2
    survey.refresh_from_db()
    assert (survey.state, survey.closed_at) == ("CLOSED", SEPTEMBER + timedelta(days=15))


def test_schools_not_engaged_yet_held_no_place_this_year_or_last(hub):
    district, elsewhere = a_district("Stafford"), a_district("Telford")
    hub.areas.create(district=district, from_on="2020-09-01")
    new, long_ago, now_in, asked = (a_school(name, district=district) for name in "ABCD")
    a_school("E", district=elsewhere)
    for school, year, state in (
        (long_ago, "2022/23", "HELD"), (now_in, "2024/25", "HELD"), (asked, "2025/26", "APPLIED"),
    ):  # fmt: skip
        group = a_work_group(hub=hub)
        type(group).objects.filter(pk=group.pk).update(year=year)
        person = a_person()
        Place.objects.create(
            work_group=group, person=person, school=school, role="TEACHER", state=state, arrival=1,
            agreed_at=SEPTEMBER, applied_at=SEPTEMBER, applied_by=person,
            held_at=SEPTEMBER if state == "HELD" else None,
        )  # fmt: skip

    found = whom.schools_to_ask(hub, whom.Wanted(not_engaged=True), ON)

    assert [school.name for school in found] == ["A", "B", "D"]
    assert new in found


def test_schools_are_chosen_by_their_band_of_free_school_meals(client, hub, hugo):
    district = a_district("Stafford")
    hub.areas.create(district=district, from_on="2020-09-01")
    for name, percent in (("A", 45), ("B", "44.9"), ("C", 30), ("D", 15), ("E", 0), ("F", None)):
        a_school(name, district=district, fsm_percent=percent)

    def found(*bands: int) -> str:
        schools = whom.schools_to_ask(hub, whom.Wanted(bands=bands), ON)
        assert {band(school.fsm_percent) for school in schools} <= set(bands or range(5))
        return "".join(school.name for school in schools)

    assert [found(number) for number in range(5)] == ["A", "BC", "D", "E", "F"]
    assert found(0, 4) == "AF"
    assert found() == "ABCDEF"
    client = sign_in(client, hugo)
    for whose, by in ((hub, hugo), (None, national())):
        survey = a_survey(whose)
        page = sign_in(client, by).get(f"/surveys/{survey.pk}/schools/?fsm=0&fsm=1")
        said = "3 schools: free school meals 45% and more or 30% to 45%."
        assert said in page.text, whose


def test_a_hub_drafts_looks_and_sends_its_survey(client, hub, hugo, django_assert_max_num_queries):
    district = a_district("Stafford")
    hub.areas.create(district=district, from_on="2020-09-01")
    for number in range(3):
        an_employment(a_person(), a_school(f"School {number}", district=district), HEAD)
    a_school("A secondary", district=district, phase="SECONDARY")
    client = sign_in(client, hugo)
    typed = {
        "title": "What you need", "to_heads": "on", "close_on_day": "1", "close_on_month": "9",
        "close_on_year": "2099", "remind_after_days": "7", "five_questions": "on",
    }  # fmt: skip

    drafted = client.post("/hubs/salt-way/surveys/new/?phase=PRIMARY&district=", typed, follow=True)
    survey = Survey.objects.get()
    assert survey.questions.count() == 5
    assert f'href="/surveys/{survey.pk}/schools/?phase=PRIMARY&amp;district="' in drafted.text
    assert "What does your school need most" in client.get(f"/surveys/{survey.pk}/preview/").text

    with django_assert_max_num_queries(10):
        page = client.get(f"/surveys/{survey.pk}/schools/?phase=PRIMARY&district=").text
    assert "3 schools: Primary. 3 letters would go" in page
    client.post(f"/surveys/{survey.pk}/schools/?phase=PRIMARY", {"expected": "3"})
    assert "0 of 3 schools" in client.get(f"/surveys/{survey.pk}/").text
    jobs.ask_schools(survey_id=survey.pk)
    assert "<progress" not in client.get(f"/surveys/{survey.pk}/").text
    survey.refresh_from_db()
    assert (survey.state, survey.filters["words"]) == ("OPEN", "Primary")
    for address in ("", "results/", "asked/"):
        with django_assert_max_num_queries(10):
            assert client.get(f"/surveys/{survey.pk}/{address}").status_code == 200
    with django_assert_max_num_queries(10):
        assert "0 of 3" in client.get("/hubs/salt-way/surveys/").text


def test_national_staff_see_totals_of_a_hubs_survey_and_no_names(client, hub):
    survey = an_open_survey(hub)
    key = str(survey.questions.get().pk)
    an_asked_school(
        survey, a_school("Elm Academy"), state="ANSWERED", answered_at=SEPTEMBER, name="Ada Head",
        answers={key: "Our secret"},
    )  # fmt: skip
    client = sign_in(client, national())

    page = client.get(f"/surveys/{survey.pk}/results/").text

    assert "1 of 1 school answered" in page
    assert "What you need" in client.get("/national/surveys/?show=hubs").text
    assert "What you need" not in client.get("/national/surveys/").text
    assert not any(words in page for words in ("Our secret", "Elm Academy", "Ada Head"))
    assert client.get(f"/surveys/{survey.pk}/asked/").status_code == 403
    draft = a_survey(hub)
    assert client.get(f"/surveys/{draft.pk}/").status_code == 404


def test_the_national_team_asks_the_schools_of_a_hub(client, hub):
    district = a_district("Stafford")
    hub.areas.create(district=district, from_on="2020-09-01")
    an_employment(a_person(), a_school("Within", district=district), LEAD)
    a_school("Without")
    survey = a_survey(None, close_on="2099-01-01")
    client = sign_in(client, national())

    page = client.get(f"/surveys/{survey.pk}/schools/?hub={hub.pk}").text
    client.post(f"/surveys/{survey.pk}/schools/?hub={hub.pk}", {"expected": "1"})
    jobs.ask_schools(survey_id=survey.pk)

    assert f"1 school: of {hub}. 1 letter would go" in page
    survey.refresh_from_db()
    assert (survey.state, survey.schools.get().school.name) == ("OPEN", "Within")


def test_the_national_team_asks_the_schools_of_a_district(client):
    stafford, telford = a_district("Stafford"), a_district("Telford")
    a_school("In Stafford", district=stafford)
    a_school("In Telford", district=telford)
    survey = a_survey(None, close_on="2099-01-01")

    page = sign_in(client, national()).get(f"/surveys/{survey.pk}/schools/?district={stafford.pk}")

    assert "1 school: in Stafford." in page.text
    assert "In Telford" not in page.text


def test_each_morning_surveys_close_and_schools_are_reminded_by_the_job(hub):
    row = an_asked_school(an_open_survey(hub, close_on="2099-01-01"), a_school())
    over = an_open_survey(hub)

    jobs.keep_surveys()

    row.refresh_from_db()
    over.refresh_from_db()
    assert (row.reminders, over.state) == (1, "CLOSED")


def test_a_school_whose_letters_all_came_back_gets_another_address(client, hub, hugo):
    survey, lost, half = an_open_survey(hub), a_school("Lost"), a_school("Half")
    for school, emails in ((lost, ["a@example.org"]), (half, ["b@example.org", "c@example.org"])):
        an_asked_school(survey, school, emails)
    for row in survey.schools.all():
        post_many([asked(row, email) for email in row.emails], at=SEPTEMBER)
    Letter.objects.exclude(to_email="c@example.org").update(state="BOUNCED")

    rows = list(survey.schools.all())

    assert queries.came_back(rows) == {rows[0].pk}
    page = sign_in(client, hugo).get(f"/surveys/{survey.pk}/asked/").text
    assert page.count("The letter came back") == 1
    assert page.count("Write to it") == 1
