"""A round of priorities: people comment, candidates are scored, a meeting decides, all read it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate

from mathshubs.comms.models import Letter
from mathshubs.hubs.models import Post
from mathshubs.needs.actions import rounds as actions
from mathshubs.needs.actions.rounds import RoundRefused
from mathshubs.needs.models import Comment, Criterion, Need, Priority, PriorityRound
from mathshubs.needs.queries import rounds as queries

from ..builders import SEPTEMBER, a_hub, a_person, a_post, national
from ..people.signing_in import sign_in
from .builders import a_need, a_priority, a_round

pytestmark = pytest.mark.django_db
State = PriorityRound.State
LATER = SEPTEMBER + timedelta(days=40)
MEETING = {
    "met_on": LATER.date(), "present": "Ada, Bo", "decision": "Fractions first.",
    "dissent": "Bo wanted ratio.",
}  # fmt: skip


@pytest.fixture
def hub():
    return a_hub("Salt Way", slug="salt-way")


@pytest.fixture
def hugo(hub):
    person = a_person("Hugo", "Hub", email="hugo@example.org")
    a_post(person, hub, Post.Kind.HUB_LEAD)
    return person


@pytest.fixture
def round_(hub, hugo):
    return a_round(hub, hugo)


def scored(priority: Priority, by, **values: int) -> None:
    scores = {name: (value, "As we saw.") for name, value in values.items()}
    actions.score(priority=priority, scores=scores, by=by, at=LATER)


def test_a_year_has_one_round_and_comments_end_on_a_day_to_come(hub, hugo):
    asked = {"hub": hub, "year": "2026/27", "by": hugo, "at": SEPTEMBER}
    with pytest.raises(RoundRefused, match="still to come"):
        actions.open_round(consult_until=SEPTEMBER.date() - timedelta(days=1), **asked)
    actions.open_round(consult_until=SEPTEMBER.date(), **asked)

    with pytest.raises(RoundRefused, match="There is a round for 2026/27 already"):
        actions.open_round(consult_until=SEPTEMBER.date(), **asked)


def test_comments_are_kept_until_the_last_day(round_):
    said = {"round_": round_, "words": "Ratio too.", "name": "Ada"}
    actions.comment(at=SEPTEMBER, **said)
    with pytest.raises(RoundRefused, match="Comments are closed"):
        actions.comment(at=LATER, **said)

    assert Comment.objects.count() == 1


def test_there_is_something_to_score_and_each_score_has_its_reason(round_, hugo):
    with pytest.raises(RoundRefused, match="nothing to score yet"):
        actions.begin_scoring(round_=round_)
    priority = a_priority(round_)
    with pytest.raises(RoundRefused, match="between the consultation and the meeting"):
        scored(priority, hugo, REACH=3)
    actions.begin_scoring(round_=round_)
    with pytest.raises(RoundRefused, match="Give a reason for Reach"):
        actions.score(priority=priority, scores={"REACH": (3, "")}, by=hugo, at=LATER)

    scored(priority, hugo, REACH=3)
    scored(priority, hugo, REACH=4)

    assert [score.value for score in priority.scores.all()] == [4]


def test_the_board_has_the_highest_first_and_says_what_other_weights_would_move(round_, hugo):
    first, second = a_priority(round_, "Fractions"), a_priority(round_, "Ratio")
    actions.begin_scoring(round_=round_)
    scored(first, hugo, REACH=4, FEASIBILITY=1)
    scored(second, hugo, REACH=1, FEASIBILITY=3)
    other = dict.fromkeys(Criterion.values, 0) | {"FEASIBILITY": 5}

    rows = queries.board(round_, other)

    assert [row.priority for row in rows] == [first, second]
    assert [(row.moves, row.falls) for row in rows] == [(-1, 1), (1, 0)]
    round_.refresh_from_db()
    assert round_.weights == dict.fromkeys(Criterion.values, 1)


def test_weights_count_only_when_one_is_above_nothing(round_):
    with pytest.raises(RoundRefused, match="at least one is above 0"):
        actions.weigh(round_=round_, weights=dict.fromkeys(Criterion.values, 0))
    with pytest.raises(RoundRefused, match="from 0 to 5"):
        actions.weigh(round_=round_, weights=dict.fromkeys(Criterion.values, 6))

    kept = actions.weigh(round_=round_, weights=dict.fromkeys(Criterion.values, 2))

    assert kept.weights["REACH"] == 2


def test_the_meeting_says_why_of_each_and_those_who_raised_the_needs_are_told(hub, round_, hugo):
    raiser = {"raiser_name": "Ada", "raiser_email": "head@example.org"}
    need = a_need(hub, state="EVIDENCED", **raiser)
    other = a_need(hub, "Ratio", state="EVIDENCED", **raiser)
    chosen = a_priority(round_, "Fractions", needs=[need])
    left = a_priority(round_, needs=[other, need])  # what is chosen in one is not lost in another
    actions.begin_scoring(round_=round_)
    decided = {"round_": round_, "by": hugo, "at": LATER, **MEETING}
    with pytest.raises(RoundRefused, match="needs it most"):
        actions.decide(
            decisions={chosen.pk: (True, "Most need it."), left.pk: (False, "")}, **decided
        )

    actions.decide(
        decisions={chosen.pk: (True, "Most need it."), left.pk: (False, "Next year.")}, **decided
    )

    need.refresh_from_db()
    other.refresh_from_db()
    assert (need.state, other.state) == (Need.State.PRIORITISED, Need.State.EVIDENCED)
    letter, waits = Letter.objects.filter(kind="needs.need_told").order_by("pk")
    assert "It was made one of our priorities." in letter.text
    assert "“Fractions” for 2026/27" in letter.text
    assert "It was weighed for 2026/27" in waits.text
    assert "not chosen this year: Next year." in waits.text
    with pytest.raises(RoundRefused, match="and once"):
        actions.decide(decisions={}, **decided)
    with pytest.raises(RoundRefused, match="The meeting has decided"):
        actions.save_candidate(round_=round_, needs=[], title="Late", why="Late.")


def test_the_board_says_why_in_words_that_need_no_pointer(client, round_, hugo):
    first, second = a_priority(round_, "Fractions"), a_priority(round_, "Ratio")
    actions.begin_scoring(round_=round_)
    scored(first, hugo, REACH=4, FEASIBILITY=1)
    scored(second, hugo, REACH=1, FEASIBILITY=3)
    staff, address = sign_in(client, hugo), f"/rounds/{round_.pk}/"

    page = staff.get(address).text
    assert "Reach: 4 of 4" in page
    assert page.count("As we saw.") == 4
    assert " title=" not in page.partition("<table")[2].partition("</table>")[0]
    weights = "&".join(f"{name}={5 * (name == 'FEASIBILITY')}" for name in Criterion.values)
    assert "2 of 2 candidates would change their places" in staff.get(f"{address}?{weights}").text
    same = "&".join(f"{name}=2" for name in Criterion.values)
    assert "no candidate would change its place" in staff.get(f"{address}?{same}").text

    decisions = {first.pk: (True, "Most need it."), second.pk: (False, "Nobody can lead it.")}
    actions.decide(
        round_=round_, decisions=decisions, by=hugo, at=LATER, **MEETING | {"dissent": ""}
    )
    decided = staff.get(address).text
    for words in ("Fractions first.", "Ada, Bo", "nobody", "Why not this year:", "Nobody can lead"):
        assert words in decided
    table = staff.get(f"{address}?as=csv").content.decode()
    assert "Nobody can lead it." in table
    assert "As we saw." in table


def test_who_keeps_a_round_gets_a_letter_of_each_day_s_comments(hub, hugo):
    opener = a_person("Ada", "Min", email="ada@example.org")
    round_ = a_round(hub, opener)
    said = {"round_": round_, "name": "Jo"}
    actions.comment(words="Ratio too.", organisation="Oak", at=SEPTEMBER, **said)
    actions.comment(words="And algebra.", at=SEPTEMBER, **said)
    day = timedelta(days=1)
    actions.comment(words="Maths after 16.", at=SEPTEMBER + day, **said)

    assert actions.tell_of_comments(at=SEPTEMBER) == 0  # the day is not over
    assert actions.tell_of_comments(at=SEPTEMBER + day) == 2
    assert actions.tell_of_comments(at=SEPTEMBER + 3 * day) == 2  # what a missed morning lacks
    assert actions.tell_of_comments(at=SEPTEMBER + 3 * day) == 0

    letters = Letter.objects.filter(kind="needs.round_comments").order_by("pk")
    assert {letter.to_email for letter in letters} == {"ada@example.org", "hugo@example.org"}
    first, last = letters[0], letters[3]
    assert first.subject.startswith("2 comments on")
    assert "Jo, Oak:\nRatio too." in first.text
    assert "Maths after 16." in last.text
    assert "Ratio too." not in last.text


def test_nothing_is_published_before_the_meeting(round_):
    with pytest.raises(RoundRefused, match="Record the meeting first"):
        actions.publish(round_=round_, at=LATER)


def test_a_round_from_opening_to_publishing_by_its_pages(client, hub, hugo):
    need = a_need(hub, "Pupils guess", state="EVIDENCED")
    staff = sign_in(client, hugo)
    until = localdate() + timedelta(days=20)
    typed = {"about": "What matters?", **_day("consult_until", until)}
    staff.post("/hubs/salt-way/rounds/", typed | {"year": "2099/00"})
    assert not PriorityRound.objects.exists()
    year = staff.get("/hubs/salt-way/rounds/").context["form"].fields["year"].choices[0][0]
    staff.post("/hubs/salt-way/rounds/", typed | {"year": year})
    round_ = PriorityRound.objects.get()
    staff.post(
        f"/rounds/{round_.pk}/add/",
        {"title": "Fractions", "why": "Many ask.", "phases": ["PRIMARY"], "needs": [need.pk]},
    )
    priority = Priority.objects.get()
    staff.post(f"/priorities/of/{round_.pk}/", {"words": "Yes please.", "name": "Ada"})
    assert "Yes please." in staff.get(f"/rounds/{round_.pk}/").text
    early = staff.get(f"/rounds/{round_.pk}/decide/", follow=True)
    assert "A meeting is recorded after scoring has begun" in early.text

    staff.post(f"/rounds/{round_.pk}/", {"do": "score"})
    refused = staff.post(f"/priorities/{priority.pk}/", {"REACH_value": "3", "REACH_reason": ""})
    assert "Give the reason for the score of reach." in refused.text
    staff.post(f"/priorities/{priority.pk}/", {"REACH_value": "4", "REACH_reason": "All of it."})
    board = staff.get(f"/rounds/{round_.pk}/?" + "&".join(f"{name}=5" for name in Criterion.values))
    assert "Let these weights count" in board.text
    heavy = staff.get(f"/rounds/{round_.pk}/?" + "&".join(f"{name}=9" for name in Criterion.values))
    assert "Enter a weight from 0 to 5: reach." in heavy.text

    meeting = MEETING | _day("met_on", localdate()) | {f"chosen_{priority.pk}": "yes"}
    missed = staff.post(f"/rounds/{round_.pk}/decide/", meeting)
    assert "Say why, for Fractions." in missed.text
    staff.post(f"/rounds/{round_.pk}/decide/", meeting | {f"reason_{priority.pk}": "It is most."})
    visitor = type(client)()
    meanwhile = visitor.get(f"/priorities/of/{round_.pk}/").text
    assert "Comments are closed." in meanwhile
    assert "It is most." not in meanwhile
    assert "Chosen" not in meanwhile
    staff.post(f"/rounds/{round_.pk}/", {"do": "publish"})
    read = visitor.get(f"/priorities/of/{round_.pk}/").text
    assert "It is most." in read
    assert "Bo wanted ratio." in read
    assert "Pupils guess" not in read
    assert year in visitor.get("/hubs/salt-way/priorities/").text


def _day(name: str, on: date) -> dict[str, int]:
    return {f"{name}_day": on.day, f"{name}_month": on.month, f"{name}_year": on.year}


def test_another_hub_does_not_find_it_and_national_staff_only_read(client, hub, round_):
    priority = a_priority(round_)
    otto = a_person("Otto", "Other")
    a_post(otto, a_hub("Three Rivers"), Post.Kind.HUB_LEAD)
    there = sign_in(client, otto)
    assert there.get(f"/rounds/{round_.pk}/").status_code == 404
    assert there.get(f"/priorities/{priority.pk}/").status_code == 404

    nation = sign_in(type(client)(), national())
    assert nation.get(f"/rounds/{round_.pk}/").status_code == 200
    assert nation.post(f"/rounds/{round_.pk}/", {"do": "score"}).status_code == 403


def test_the_pages_ask_as_often_for_many_as_for_one(
    client, hub, round_, hugo, django_assert_max_num_queries
):
    for number in range(3):
        priority = a_priority(round_, f"Candidate {number}", needs=[a_need(hub), a_need(hub)])
        Comment.objects.create(round=round_, priority=priority, name="A", words="B", at=SEPTEMBER)
    actions.begin_scoring(round_=round_)
    for priority in round_.priorities.all():
        scored(priority, hugo, REACH=2, SEVERITY=3)
    staff = sign_in(client, hugo)
    for address in (
        "/hubs/salt-way/rounds/", f"/rounds/{round_.pk}/", f"/rounds/{round_.pk}/add/",
        f"/rounds/{round_.pk}/decide/", f"/priorities/{priority.pk}/",
    ):  # fmt: skip
        with django_assert_max_num_queries(10):
            assert staff.get(address).status_code == 200


def test_everybody_finds_the_round_of_the_nation_beside_their_hub_s(client, hub, hugo):
    nation, theirs = a_round(None, hugo), a_round(hub, hugo)
    other = a_round(a_hub("Three Rivers"), hugo)

    page = client.get("/hubs/salt-way/priorities/").text

    assert "Priorities of the nation" in page
    assert f"/priorities/of/{nation.pk}/" in page
    assert f"/priorities/of/{theirs.pk}/" in page
    assert f"/priorities/of/{other.pk}/" not in page


def test_the_public_pages_ask_as_often_for_many_as_for_one(
    client, hub, hugo, django_assert_max_num_queries
):
    asked, rounds = [], []
    for number in (1, 3):
        for each in range(number):
            year = f"20{30 + 10 * number + each}/{31 + 10 * number + each}"
            rounds.append(a_round(hub, hugo, year=year, consult_until=date(2099, 1, 1)))
        for state in (State.CONSULTING, State.PUBLISHED):
            round_ = rounds[0]
            for _ in range(number):
                one = a_priority(round_, needs=[a_need(hub)], state="NOT_CHOSEN", reason="Later.")
                Comment.objects.create(
                    round=round_, priority=one, name="A", words="B", at=SEPTEMBER
                )
            PriorityRound.objects.filter(pk=round_.pk).update(
                state=state, met_on=LATER.date(), present="Ada", decision="Fractions."
            )
            for address in (f"/priorities/of/{round_.pk}/", "/hubs/salt-way/priorities/"):
                with django_assert_max_num_queries(10) as each_time:
                    assert client.get(address).status_code == 200
                asked.append(len(each_time))

    assert asked[:4] == asked[4:]


def test_the_rounds_of_a_hub_stand_the_latest_first(hub, hugo):
    for year in ("2024/25", "2026/27", "2025/26"):
        a_round(hub, hugo, year=year)

    assert [each.year for each in queries.rounds_of(hub)] == ["2026/27", "2025/26", "2024/25"]
