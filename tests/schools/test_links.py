"""Which school came from which: what links files say, and what becomes of it."""

from __future__ import annotations

import pytest

from mathshubs.schools.models import School, SchoolLink
from mathshubs.schools.queries import came_from, successors
from mathshubs.schools.register.run import Unanswered

from .builders import a_file, a_link, a_row, load, reasons, yes

pytestmark = pytest.mark.django_db


def register(tmp_path, *closed: int, of: range = range(100001, 100010)):
    """Schools 100001 to 100009, of which some are closed."""
    return a_file(
        tmp_path,
        [
            a_row(urn, status="Closed", closed="31-08-2024") if urn in closed else a_row(urn)
            for urn in of
        ],
    )


def links_file(tmp_path, *links: dict):
    return a_file(tmp_path, list(links), "links_edubasealldata.csv")


def pairs() -> list[tuple[str, str, str]]:
    links = SchoolLink.objects.order_by("predecessor__urn", "successor__urn")
    return list(links.values_list("predecessor__urn", "successor__urn", "kind"))


def test_a_link_told_from_both_sides_is_one(tmp_path):
    links = links_file(
        tmp_path, a_link(100001, 100002, "Successor"), a_link(100002, 100001, "Predecessor")
    )
    outcome = load(register(tmp_path, 100001), links)

    assert pairs() == [("100001", "100002", "CONVERSION")]
    assert outcome.summary["links"] == {
        "read": 2, "created": 1, "updated": 0, "unchanged": 0, "withdrawn": 0, "refused": 0,
    }  # fmt: skip


def test_a_link_told_from_one_side_counts(tmp_path):
    load(register(tmp_path, 100001), links_file(tmp_path, a_link(100002, 100001, "Predecessor")))

    assert pairs() == [("100001", "100002", "CONVERSION")]


@pytest.mark.parametrize(
    ("kind", "kept"),
    [
        ("Successor - merged", "MERGER"),
        ("Successor - amalgamated", "AMALGAMATION"),
        ("Successor - Split School", "SPLIT"),
        ("Result of Amalgamation", "AMALGAMATION"),
        ("Merged - change in age range", "MERGER"),
        ("Other", "OTHER"),
    ],
)
def test_each_kind_of_link_is_kept(tmp_path, kind, kept):
    load(register(tmp_path, 100001), links_file(tmp_path, a_link(100001, 100002, kind)))

    assert pairs() == [("100001", "100002", kept)]


def test_when_no_order_is_told_the_school_that_closed_came_first(tmp_path):
    links = links_file(tmp_path, a_link(100002, 100001, "Result of Amalgamation"))
    load(register(tmp_path, 100001), links)

    assert pairs() == [("100001", "100002", "AMALGAMATION")]


def test_links_may_be_undated_or_to_come(tmp_path):
    load(
        register(tmp_path, 100001),
        links_file(
            tmp_path, a_link(100001, 100002, day=""), a_link(100003, 100004, day="01-09-2031")
        ),
    )

    days = SchoolLink.objects.order_by("predecessor__urn").values_list("established_on", flat=True)
    assert [str(day) for day in days] == ["None", "2031-09-01"]


def test_a_link_to_a_school_we_do_not_hold_is_handed_back(tmp_path):
    outcome = load(register(tmp_path), links_file(tmp_path, a_link(100001, 402411)))

    assert reasons(outcome) == [(2, "There is no school 402411 in the register.")]
    assert outcome.summary["links"]["refused"] == 1
    assert outcome.summary["refused"] == 0


def test_a_school_linked_to_itself_and_two_open_ones_in_no_order_are_handed_back(tmp_path):
    links = links_file(tmp_path, a_link(100001, 100001), a_link(100002, 100003, "Other"))
    outcome = load(register(tmp_path), links)

    assert sorted(reason for _, reason in reasons(outcome)) == [
        "The link does not say which school came first, and neither has closed.",
        "The school 100001 is linked to itself.",
    ]


def test_schools_side_by_side_are_no_link(tmp_path):
    links = links_file(tmp_path, a_link(100001, 100002, "Sixth Form Centre Link"))
    outcome = load(register(tmp_path), links)

    assert (pairs(), outcome.refused) == ([], [])


def test_a_link_that_the_file_no_longer_tells_goes_and_its_history_stays(tmp_path):
    schools = register(tmp_path, 100001)
    load(schools, links_file(tmp_path, a_link(100001, 100002), a_link(100003, 100004)))
    outcome = load(schools, links_file(tmp_path, a_link(100003, 100004)), agrees=yes)

    assert pairs() == [("100003", "100004", "CONVERSION")]
    assert outcome.summary["links"]["withdrawn"] == 1
    labels = list(SchoolLink.pgh_event_model.objects.values_list("pgh_label", flat=True))
    assert sorted(labels) == ["delete", "insert", "insert"]


def test_withdrawing_many_links_is_asked_about(tmp_path):
    schools = register(tmp_path, 100001)
    load(schools, links_file(tmp_path, a_link(100001, 100002), a_link(100003, 100004)))
    with pytest.raises(Unanswered, match="withdraws 1 of our 2 links between schools, more than"):
        load(schools, links_file(tmp_path, a_link(100003, 100004)))

    assert len(pairs()) == 2


def test_without_a_links_file_the_links_stay(tmp_path):
    schools = register(tmp_path, 100001)
    load(schools, links_file(tmp_path, a_link(100001, 100002)))
    load(schools)

    assert len(pairs()) == 1


def test_a_link_whose_row_cannot_be_used_stays(tmp_path):
    schools = register(tmp_path, 100001)
    load(schools, links_file(tmp_path, a_link(100001, 100002), a_link(100003, 100004)))
    outcome = load(
        schools,
        links_file(tmp_path, a_link(100001, 100002, day="soon"), a_link(100003, 100004)),
    )

    assert outcome.summary["links"]["withdrawn"] == 0
    assert len(pairs()) == 2


def test_a_link_now_told_the_other_way_round_turns(tmp_path):
    schools = register(tmp_path, 100001)
    load(schools, links_file(tmp_path, a_link(100001, 100002)))
    load(schools, links_file(tmp_path, a_link(100002, 100001)), agrees=yes)

    assert pairs() == [("100002", "100001", "CONVERSION")]


def test_the_same_links_twice_write_nothing(tmp_path):
    files = register(tmp_path, 100001), links_file(tmp_path, a_link(100001, 100002))
    load(*files)

    outcome = load(*files)

    assert outcome.summary["links"]["unchanged"] == 1
    assert SchoolLink.pgh_event_model.objects.count() == 1


def test_a_closed_school_points_through_closed_ones_to_the_open(tmp_path):
    links = links_file(
        tmp_path,
        a_link(100001, 100002),
        a_link(100002, 100003, "Successor - Split School"),
        a_link(100002, 100004, "Successor - Split School"),
        a_link(100004, 100005),
    )
    load(register(tmp_path, 100001, 100002), links)

    def of(urn):
        return School.objects.get(urn=urn)

    assert [school.urn for school in successors(of("100001"))] == ["100003", "100004"]
    assert {school.urn for school in came_from(of("100004"))[0]} == {"100001", "100002"}


def test_links_in_a_circle_come_to_an_end(tmp_path):
    links = links_file(
        tmp_path, a_link(100001, 100002), a_link(100002, 100003), a_link(100003, 100001)
    )
    load(register(tmp_path, 100001, 100002, 100003), links)

    school = School.objects.get(urn="100001")
    assert successors(school) == []
    assert {each.urn for each in came_from(school)[0]} == {"100002", "100003"}
