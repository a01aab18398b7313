"""The planner on small questions: the very best plan, every constraint kept, why nothing holds."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache
from itertools import product
from math import floor
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from mathshubs.programmes.methods.planning import (
    Answer,
    Band,
    Budget,
    Commitment,
    Leader,
    Lock,
    Need,
    Place,
    Project,
    Question,
    QuestionProblem,
    Status,
    Venue,
    greedy,
    plan,
    search,
)
from mathshubs.programmes.methods.planning.question import kilometres

TERMS = ("Autumn", "Spring")
SECONDS = 60.0


def a_question(**changes) -> Question:
    """One place of 20 schools, one project, one leader of 4 days a term, one venue, £10,000."""
    parts = {
        "terms": TERMS,
        "places": (Place("oak", "Oakshire", (0, 0)),),
        "needs": (Need("number", "oak", "PRIMARY", 20, 2.0),),
        "projects": (a_project(),),
        "leaders": (a_leader(),),
        "venues": (a_venue(),),
        "budgets": (Budget(Decimal(10_000)),),
    }
    return Question(**(parts | changes))


def a_project(key="A", **changes) -> Project:
    parts = {
        "name": f"Project {key}", "serves": {"number": 1.0}, "phases": frozenset({"PRIMARY"}),
        "fewest_schools": 2, "most_schools": 5, "leader_days": 2, "cost": Decimal(1_000),
    }  # fmt: skip
    return Project(key, **(parts | changes))


def a_leader(key="Ann", **changes) -> Leader:
    parts = {
        "name": key, "days": {"Autumn": 4, "Spring": 4}, "projects": frozenset({"A", "B"}),
        "point": (0, 0), "travel_km": 30,
    }  # fmt: skip
    return Leader(key, **(parts | changes))


def a_venue(key="hall", **changes) -> Venue:
    parts = {
        "name": "Town Hall", "point": (0, 0), "place": "oak", "schools": 10,
        "groups": {"Autumn": 3, "Spring": 3}, "cost": Decimal(100),
    }  # fmt: skip
    return Venue(key, **(parts | changes))


def test_groups_run_until_everybody_is_reached():
    answer = plan(a_question(), seconds=SECONDS, gap=0)

    assert answer.status == Status.OPTIMAL
    assert (answer.objective, answer.bound, answer.gap) == (40, 40, 0)
    assert Counter(group.term for group in answer.groups) == {"Autumn": 2, "Spring": 2}
    assert [group.schools for group in answer.groups] == [5, 5, 5, 5]
    assert (answer.reached, answer.unmet) == ({"oak": 20}, ())
    assert (answer.cost, answer.days, answer.schools) == (Decimal(4_400), 8, 20)


def test_what_stands_in_the_way_of_more_binds():
    rested = a_leader(days={"Autumn": 9, "Spring": 9})
    question = a_question(budgets=(Budget(Decimal(3_000)),), leaders=(rested,))

    answer = plan(question, seconds=SECONDS, gap=0)

    assert {use.name for use in answer.uses if use.binds} == {"the budget of £3,000"}
    [budget] = [use for use in answer.uses if use.kind == "BUDGET"]
    assert (budget.used, budget.limit) == (2_200, 3_000)
    [unmet] = answer.unmet
    assert (unmet.schools, unmet.weight) == (10, 20)


def test_a_leader_has_no_more_days_in_all_than_they_said_whatever_each_term_has():
    answer = plan(a_question(leaders=(a_leader(days_in_all=4),)), seconds=SECONDS, gap=0)

    assert sum(group.days for group in answer.groups) == 4
    assert "the 4 days that Ann has in all" in {use.name for use in answer.uses if use.binds}


def test_two_venues_far_away_reach_the_same_schools_that_travel():
    far = [a_venue(key, point=(15_000, north)) for key, north in (("east", 0), ("west", 100))]
    question = a_question(venues=tuple(far), travel=(Band(10, 1.0), Band(20, 0.5)))

    assert plan(question, seconds=SECONDS, gap=0).reached == {"oak": 10}


def test_a_project_that_serves_less_well_reaches_less_need():
    question = a_question(projects=(a_project(serves={"number": 0.5}),))

    answer = plan(question, seconds=SECONDS, gap=0)

    assert (answer.objective, answer.schools) == (20, 20)


def test_no_group_runs_with_fewer_schools_than_it_needs():
    question = a_question(needs=(Need("number", "oak", "PRIMARY", 6, 1.0),),
                          projects=(a_project(fewest_schools=4),))  # fmt: skip

    assert [group.schools for group in plan(question, seconds=SECONDS, gap=0).groups] == [5]


def test_nothing_to_run_is_an_answer():
    answer = plan(a_question(leaders=()), seconds=SECONDS, gap=0)

    assert (answer.status, answer.groups, answer.objective, answer.gap) == ("OPTIMAL", (), 0, 0)
    assert [unmet.schools for unmet in answer.unmet] == [20]


def test_what_is_kept_stays_and_what_is_barred_goes():
    question = a_question(
        projects=(a_project(), a_project("B", serves={"number": 0.1})),
        kept=(Lock(project="B", term="Spring"),),
        barred=(Lock(term="Autumn"),),
    )

    answer = plan(question, seconds=SECONDS, gap=0)

    assert Counter((group.project, group.term) for group in answer.groups) == {
        ("A", "Spring"): 1, ("B", "Spring"): 1,
    }  # fmt: skip


def test_the_same_lock_twice_keeps_two_groups():
    lock = Lock(project="A", term="Spring")

    once, twice = (
        plan(a_question(budgets=(Budget(Decimal(2_200)),), kept=(lock,) * times,
                        leaders=(a_leader(days={"Autumn": 9, "Spring": 9}),)),
             seconds=SECONDS, gap=0)
        for times in (1, 2)
    )  # fmt: skip

    assert sum(group.term == "Spring" for group in once.groups) >= 1
    assert sum(group.term == "Spring" for group in twice.groups) == 2


def test_an_edited_plan_is_planned_again_from_the_plan_before():
    question = a_question(budgets=(Budget(Decimal(3_000)),))
    first = plan(question, seconds=SECONDS, gap=0)
    term = first.groups[0].term

    edited = replace(question, barred=(Lock(term=term),), kept=(Lock(project="A"),))
    second = plan(edited, seconds=SECONDS, gap=0, start=first)

    assert second.objective == first.objective
    assert term not in {group.term for group in second.groups}


CONFLICTS = {
    "money": (
        {"budgets": (Budget(Decimal(1_500)),), "commitments": (Commitment("A", 2),)},
        "These cannot all be: the commitment to 2 groups of Project A; and the budget of £1,500. "
        "Change one of them.",
    ),
    "days": (
        {"kept": (Lock(term="Spring", leader="Ann"),) * 3},
        "These cannot all be: keeping 3 times “any project in Spring led by Ann”; and the 4 days "
        "that Ann has in Spring. Change one of them.",
    ),
    "no day at all": (
        {"kept": (Lock(project="A", term="Spring"),), "leaders": (a_leader(days={"Autumn": 4}),)},
        "These cannot all be: keeping “Project A in Spring”; and the 0 days that Ann has in "
        "Spring. Change one of them.",
    ),
    "rooms": (
        {"commitments": (Commitment("A", 3),), "venues": (a_venue(groups={"Autumn": 2}),),
         "leaders": (a_leader(days={"Autumn": 40, "Spring": 40}),)},
        "These cannot all be: the commitment to 3 groups of Project A; the 2 groups that Town Hall "
        "takes in Autumn; and the 0 groups that Town Hall takes in Spring. Change one of them.",
    ),
    "locks": (
        {"kept": (Lock(project="A"),), "barred": (Lock(venue="hall"),)},
        "These cannot all be: keeping “Project A”; and barring “any project at Town Hall”. Change "
        "one of them.",
    ),
    "too few schools": (
        {"commitments": (Commitment("A", 4),), "needs": (Need("number", "oak", "PRIMARY", 7),)},
        "The commitment to 4 groups of Project A cannot be: too few schools that need them travel "
        "so far. Ask for fewer, or add a venue.",
    ),
    "out of reach": (
        {"commitments": (Commitment("A", 1),), "leaders": (a_leader(point=(90_000, 0)),)},
        "The commitment to 1 group of Project A cannot be: no leader, venue and schools that go "
        "together are within reach. Add a leader or a venue, or leave it out.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CONFLICTS)
def test_when_nothing_holds_the_constraints_in_each_others_way_are_told(name):
    changes, sentence = CONFLICTS[name]

    answer = plan(a_question(**changes), seconds=SECONDS, gap=0)

    assert answer.status == Status.INFEASIBLE
    assert answer.conflict == sentence
    assert (answer.groups, answer.minimal) == ((), True)


def test_hubs_share_a_national_budget_and_a_national_target():
    both = two_hubs(budgets=(Budget(Decimal(4_400)),), commitments=(Commitment("B", 1),))

    answer = plan(both, seconds=SECONDS, gap=0.001)

    assert answer.cost == Decimal(4_400)
    assert Counter(group.project for group in answer.groups) == {"A": 3, "B": 1}
    assert answer.objective == best_by_trying(both)
    assert answer.objective <= answer.bound


def test_a_national_target_that_the_national_budget_cannot_pay_is_told():
    both = two_hubs(budgets=(Budget(Decimal(2_000)),), commitments=(Commitment("B", 2),))

    answer = plan(both, seconds=SECONDS, gap=0.001)

    assert answer.conflict == (
        "These cannot all be: the commitment to 2 groups of Project B; and the budget of £2,000. "
        "Change one of them."
    )


def two_hubs(**changes) -> Question:
    """Two hubs alike but for what their needs weigh; B serves less well than A."""
    return a_question(
        projects=(a_project(), a_project("B", serves={"number": 0.5})),
        places=(Place("oak", "Oakshire", (0, 0), "North"), Place("elm", "Elm", (0, 0), "South")),
        needs=(Need("number", "oak", "PRIMARY", 8, 2.0), Need("number", "elm", "PRIMARY", 9, 3.0)),
        leaders=(a_leader(hub="North"), a_leader("Bob", hub="South")),
        venues=(a_venue(hub="North"), a_venue("school", place="elm", hub="South")),
        **changes,
    )


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"needs": (Need("number", "ash", "PRIMARY", 3),)}, "There is no place ash"),
        ({"leaders": (a_leader(), a_leader())}, "There are two of leader Ann"),
        ({"projects": (a_project(fewest_schools=6),)}, "fewest first"),
        ({"travel": (Band(10, 0.5), Band(20, 0.8))}, "falls with km"),
        ({"kept": (Lock(term="Winter"),)}, "There is no term Winter"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(changes, says):
    with pytest.raises(QuestionProblem, match=says):
        plan(a_question(**changes), seconds=SECONDS)


def test_asking_is_light_and_only_planning_loads_the_solver():
    program = (
        "import sys\n"
        "from mathshubs.programmes.methods import planning\n"
        "print(sorted({'highspy', 'numpy', 'django'} & set(sys.modules)))"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    assert done.stdout.strip() == "[]", done.stderr


@st.composite
def questions(draw) -> Question:
    """Few of everything, so that all plans can be tried."""
    numbers = draw(st.randoms(use_true_random=False))

    def point() -> tuple[int, int]:
        return numbers.choice([0, 8_000, 16_000]), numbers.choice([0, 8_000])

    hubs = numbers.choice([("",), ("",), ("North", "South")])
    places = tuple(Place(f"p{n}", f"Place {n}", point(), numbers.choice(hubs)) for n in range(2))
    needs = tuple(
        Need(priority, place.key, "PRIMARY", numbers.randint(1, 4), numbers.choice([0, 1, 2.5]))
        for place, priority in product(places, ("number", "shape"))
        if numbers.random() < 0.7
    )
    projects = tuple(
        Project(key, key, {priority: numbers.choice([0.4, 1]) for priority in
                           numbers.sample(["number", "shape"], k=numbers.randint(1, 2))},
                frozenset({"PRIMARY"}), few, few + numbers.randint(0, 2),
                numbers.choice([1, 1.5, 2]), Decimal(numbers.choice([300, 500])))
        for key in ("A", "B") for few in [numbers.randint(1, 3)]
    )  # fmt: skip
    leaders = tuple(
        Leader(f"l{n}", f"Leader {n}", {term: numbers.choice([0, 1, 2, 3]) for term in TERMS},
               frozenset(numbers.sample(["A", "B"], k=numbers.randint(1, 2))), point(),
               numbers.choice([9, 20]), hub=numbers.choice(hubs))
        for n in range(2)
    )  # fmt: skip
    venues = tuple(
        Venue(f"v{n}", f"Venue {n}", point(), place.key, numbers.choice([2, 4]),
              {term: numbers.choice([0, 1]) for term in TERMS}, Decimal(50), place.hub)
        for n, place in enumerate(places)
    )  # fmt: skip
    return Question(
        TERMS, places, needs, projects, leaders, venues,
        budgets=(Budget(Decimal(numbers.choice([400, 900, 1_400]))),),
        commitments=tuple(Commitment(key, 1) for key in ("A", "B") if numbers.random() < 0.3),
        kept=tuple(Lock(term="Spring") for _ in range(1) if numbers.random() < 0.3),
        barred=tuple(Lock(project="B", venue="v0") for _ in range(1) if numbers.random() < 0.3),
        travel=(Band(9, 1.0), Band(18, 0.5)),
    )  # fmt: skip


SLOW = settings(
    max_examples=40, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip


@SLOW
@given(questions())
@example(two_hubs(budgets=(Budget(Decimal(3_300)),)))
def test_the_plan_is_the_best_of_all_plans(question):
    best, answer = best_by_trying(question), plan(question, seconds=SECONDS, gap=0)

    if best is None:
        assert answer.status == Status.INFEASIBLE
        assert_least_conflict(question, answer)
    else:
        assert_all_kept(question, answer)
        assert answer.bound >= best - 1e-6
        assert answer.objective == pytest.approx(best, abs=1e-6)


@SLOW
@given(questions())
@example(two_hubs(budgets=(Budget(Decimal(3_300)),)))
def test_hubs_planned_one_by_one_keep_what_they_share_and_stay_below_the_bound(question):
    best = best_by_trying(question)
    with patch.object(search, "AT_ONCE", 0):
        answer = plan(question, seconds=SECONDS, gap=0)

    if best is not None and answer.status != Status.UNKNOWN:
        assert_all_kept(question, answer)
        assert answer.objective <= best + 1e-6
        assert answer.bound >= best - 1e-6
    elif best is None:
        assert answer.status == Status.INFEASIBLE


@SLOW
@given(questions())
def test_the_greedy_plan_keeps_all_and_never_beats_the_bound(question):
    by_hand, answer = greedy(question), plan(question, seconds=SECONDS, gap=0)

    if answer.status == Status.OPTIMAL:
        assert by_hand.objective <= answer.bound + 1e-6
    assert_all_kept(replace(question, commitments=(), kept=()), by_hand)


@SLOW
@given(questions())
def test_the_same_question_gets_the_same_plan(question):
    first, second = (plan(question, seconds=SECONDS, gap=0.01) for _ in range(2))

    assert replace(first, seconds=0) == replace(second, seconds=0)


def assert_least_conflict(question: Question, answer: Answer) -> None:
    """What is told cannot all hold, with plenty of all else; without any one wish of it, it can."""
    told = set(answer.conflicting)
    plenty = replace(
        question,
        budgets=tuple(
            each for each in question.budgets if f"the budget of £{each.pounds:,}" in told
        ),
        barred=tuple(each for each in question.barred if any("barring" in name for name in told)),
        leaders=tuple(
            replace(each, days={
                term: days if f"the {many(days, 'day')} that {each.name} has in {term}" in told
                else 99
                for term, days in each.days.items()
            })
            for each in question.leaders
        ),
        venues=tuple(
            replace(each, groups={
                term: n if f"the {many(n, 'group')} that {each.name} takes in {term}" in told
                else 99
                for term, n in each.groups.items()
            })
            for each in question.venues
        ),
    )  # fmt: skip
    commitments = [each for each in question.commitments
                   if f"the commitment to 1 group of {each.project}" in told]  # fmt: skip
    kept = [each for each in question.kept if "keeping “any project in Spring”" in told]

    def holds(commitments: list[Commitment], kept: list[Lock]) -> bool:
        asked = replace(plenty, commitments=tuple(commitments), kept=tuple(kept))
        return plan(asked, seconds=SECONDS, gap=1).status != Status.INFEASIBLE

    assert not holds(commitments, kept)
    for each in commitments:
        assert holds([other for other in commitments if other != each], kept)
    if kept:
        assert holds(commitments, [])


def many(number: float, of: str) -> str:
    return f"{number} {of}" + "s" * (number != 1)


def assert_all_kept(question: Question, answer: Answer) -> None:
    """Every constraint of the question, counted from the groups of the answer alone."""
    projects, venues = ({each.key: each for each in those}
                        for those in (question.projects, question.venues))  # fmt: skip
    leaders = {each.key: each for each in question.leaders}
    places = {each.key: each for each in question.places}
    needs = {(each.priority, each.place, each.phase): each for each in question.needs}
    by_km: dict[tuple, int] = defaultdict(int)
    for group in answer.groups:
        project, venue, leader = projects[group.project], venues[group.venue], leaders[group.leader]
        assert project.fewest_schools <= group.schools <= min(project.most_schools, venue.schools)
        assert group.phase in project.phases
        assert group.project in leader.projects
        assert leader.hub == venue.hub
        assert kilometres(leader.point, venue.point) <= leader.travel_km
        assert group.cost == project.cost + venue.cost
        for (priority, place), many in group.reaches.items():
            assert project.serves[priority] > 0
            assert places[place].hub == venue.hub
            km = kilometres(places[place].point, venue.point)
            for band in sorted(question.travel):
                if km > previous_km(question, band):
                    by_km[priority, place, group.phase, band] += many
        worth = sum(needs[priority, place, group.phase].weight * project.serves[priority] * many
                    for (priority, place), many in group.reaches.items())  # fmt: skip
        assert group.need == pytest.approx(worth)
    for (priority, place, phase, band), many in by_km.items():
        assert many <= floor(needs[priority, place, phase].schools * band.share + 1e-9)
    for leader, term in product(question.leaders, question.terms):
        days = sum(group.days for group in answer.groups
                   if (group.leader, group.term) == (leader.key, term))  # fmt: skip
        assert days <= leader.days.get(term, 0) + 1e-9
    for venue, term in product(question.venues, question.terms):
        here = [group for group in answer.groups if (group.venue, group.term) == (venue.key, term)]
        assert len(here) <= venue.groups.get(term, 0)
    for budget in question.budgets:
        assert sum(group.cost for group in answer.groups
                   if budget.hub in (None, venues[group.venue].hub)) <= budget.pounds  # fmt: skip
    for asked in question.commitments:
        assert sum(group.project == asked.project for group in answer.groups) >= asked.groups
    for lock, times in Counter(question.kept).items():
        assert sum(agrees(lock, group.lock) for group in answer.groups) >= times
    for lock in question.barred:
        assert not any(agrees(lock, group.lock) for group in answer.groups)
    assert answer.objective == pytest.approx(sum(group.need for group in answer.groups))


def previous_km(question: Question, band: Band) -> float:
    return max((each.km for each in question.travel if each.km < band.km), default=-1.0)


def agrees(lock: Lock, group: Lock) -> bool:
    return all(
        getattr(lock, part) in (None, getattr(group, part))
        for part in ("project", "phase", "venue", "term", "leader")
    )


def best_by_trying(question: Question) -> float | None:
    """Return the need that the best of all plans reaches, or None when no plan holds."""
    found = [
        need
        for groups in _all_groups(question)
        if _wanted(question, groups)
        if (need := _most_need(question, groups)) is not None
    ]
    return max(found, default=None)


def _all_groups(question: Question) -> Iterator[tuple[Lock, ...]]:
    """Yield each way to run groups that leaders, venues and money allow."""
    projects, venues, leaders = ({each.key: each for each in those} for those in (
        question.projects, question.venues, question.leaders))  # fmt: skip
    could = [
        Lock(project.key, "PRIMARY", venue.key, term, leader.key)
        for project, venue, term, leader in product(
            question.projects, question.venues, question.terms, question.leaders
        )
        if project.key in leader.projects and leader.hub == venue.hub
        if kilometres(leader.point, venue.point) <= leader.travel_km
    ]

    def allowed(groups: tuple[Lock, ...]) -> bool:
        days: dict[tuple, float] = defaultdict(float)
        rooms: dict[tuple, int] = defaultdict(int)
        for one in groups:
            days[one.leader, one.term] += projects[one.project].leader_days
            rooms[one.venue, one.term] += 1
        return (
            all(many <= leaders[who].days.get(term, 0) for (who, term), many in days.items())
            and all(many <= venues[at].groups.get(term, 0) for (at, term), many in rooms.items())
            and all(sum(projects[one.project].cost + venues[one.venue].cost for one in groups
                        if budget.hub in (None, venues[one.venue].hub)) <= budget.pounds
                    for budget in question.budgets)
        )  # fmt: skip

    def more(groups: tuple[Lock, ...], first: int) -> Iterator[tuple[Lock, ...]]:
        yield groups
        for at in range(first, len(could)):
            if allowed((*groups, could[at])):
                yield from more((*groups, could[at]), at)

    return more((), 0)


def _wanted(question: Question, groups: tuple[Lock, ...]) -> bool:
    return (
        all(sum(one.project == asked.project for one in groups) >= asked.groups
            for asked in question.commitments)
        and all(sum(agrees(lock, one) for one in groups) >= times
                for lock, times in Counter(question.kept).items())
        and not any(agrees(lock, one) for lock in question.barred for one in groups)
    )  # fmt: skip


def _most_need(question: Question, groups: tuple[Lock, ...]) -> float | None:
    """Return the most need that these groups can reach, trying every way to fill them."""
    projects, venues, places = ({each.key: each for each in those} for those in (
        question.projects, question.venues, question.places))  # fmt: skip
    bands = sorted(question.travel)
    start = tuple(
        tuple(floor(need.schools * band.share + 1e-9) for band in bands) for need in question.needs
    )

    @cache
    def best(at: int, left: tuple[tuple[int, ...], ...]) -> float | None:
        if at == len(groups):
            return 0.0
        project, venue = projects[groups[at].project], venues[groups[at].venue]
        ways = [(0, 0.0, left)]
        for number, need in enumerate(question.needs):
            km = kilometres(places[need.place].point, venue.point)
            within = [n for n, band in enumerate(bands) if km <= band.km]
            fit = project.serves.get(need.priority, 0)
            if not within or not fit or places[need.place].hub != venue.hub:
                continue
            ways = [
                (size + many, value + many * fit * need.weight,
                 (*now[:number],
                  tuple(each - many if n <= within[0] else each
                        for n, each in enumerate(now[number])),
                  *now[number + 1:]))
                for size, value, now in ways
                for many in range(min(now[number][: within[0] + 1]) + 1)
                if size + many <= min(project.most_schools, venue.schools)
            ]  # fmt: skip
        rest = [
            value + later
            for size, value, now in ways
            if size >= project.fewest_schools
            if (later := best(at + 1, now)) is not None
        ]
        return max(rest, default=None)

    return best(0, start)
