"""The demo network: what it promises to those who look at it, seen on one small network."""

from __future__ import annotations

import csv
import hashlib
import re
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, models, transaction
from django.db.models import Count, Exists, F, OuterRef, Q
from pghistory.models import Event

from mathshubs.comms.models import Letter
from mathshubs.config.demo import build, places, register, terms
from mathshubs.config.demo.areas import neighbours, share_out
from mathshubs.config.demo.catalogue import designs
from mathshubs.config.demo.register_files import SCHOOLS_HEADER
from mathshubs.config.prepare import MADE, MAKING
from mathshubs.core.school_days import is_school_day
from mathshubs.hubs.models import Hub, HubArea, LeadSchoolTenure, Post
from mathshubs.hubs.queries import everybody_of
from mathshubs.hubs.queries.board import warnings_of_board
from mathshubs.insight.queries import merging, network
from mathshubs.people.merging import plan
from mathshubs.people.models import Person
from mathshubs.schools.models import Employment, Postcode, School, SchoolLink, Trust
from mathshubs.schools.queries import carried_on_by
from mathshubs.workgroups.actions import letters as letter_actions
from mathshubs.workgroups.models import (
    AbsenceNotice,
    Attendance,
    Certificate,
    Charge,
    OpenLesson,
    Place,
    SchoolChange,
    WorkGroup,
    Workshop,
)
from mathshubs.workgroups.models.leading import ForLeaders, LeadInterest, LeadInvitation
from mathshubs.workgroups.queries.absences import charges_to_raise
from mathshubs.workgroups.queries.groups import OPEN, state_shown
from mathshubs.workgroups.queries.leading_pathway import (
    cohorts_to_come,
    completed_by,
    events_for_leaders,
)
from mathshubs.workgroups.queries.places import groups_without_joining_details
from mathshubs.workgroups.queries.successors import places_to_decide
from tests import builders

pytestmark = pytest.mark.xdist_group("demo")

LONDON = ZoneInfo("Europe/London")
# A Saturday, so that "today or the next days" is the Monday.
TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 8, 0, tzinfo=LONDON)


def _ours() -> list[type[models.Model]]:
    every = [each for each in apps.get_models() if each.__module__.startswith("mathshubs.")]
    return [each for each in every if not issubclass(each, Event) and each is not Postcode]


def _fingerprint() -> dict[str, tuple[int, str]]:
    """Return, for each table, how many rows there are and a hash of all that was made."""
    random_columns = {"message_id"}  # a letter's own, made by the letterbox
    found = {}
    with connection.cursor() as cursor:
        for model in _ours():
            columns = [each.column for each in model._meta.concrete_fields]
            kept = ", ".join(f'"{each}"' for each in columns if each not in random_columns)
            cursor.execute(f"SELECT ROW({kept})::text FROM {model._meta.db_table} ORDER BY 1")
            rows = [row[0] for row in cursor.fetchall()]
            digest = hashlib.sha256("\n".join(rows).encode()).hexdigest()
            found[model._meta.db_table] = (len(rows), digest)
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def land():
    return build.survey(build.SMALL)


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, folder, land):
    """Make a small network once for all tests here; nothing of it stays."""
    with django_db_blocker.unblock(), transaction.atomic():
        build.empty()
        yield build.build(seed=1, schools=build.SMALL, today=TODAY, folder=folder, land=land)
        transaction.set_rollback(True)


def _one(part: str) -> Person:
    return Person.objects.get(email=f"{part}@demo.example")


# The register


def test_the_register_has_the_official_shape(demo, folder):
    file = folder / "edubasealldata20261121.csv"
    raw = file.read_bytes()
    assert raw.count(b"\r\n") == raw.count(b"\n")
    rows = list(csv.DictReader(raw.decode("cp1252").splitlines()))
    assert list(rows[0]) == SCHOOLS_HEADER
    assert {row["EstablishmentStatus (name)"] for row in rows} <= {
        "Open",
        "Open, but proposed to close",
        "Closed",
    }
    assert all(re.fullmatch(r"(\d\d-\d\d-\d{4})?", row["OpenDate"]) for row in rows)


def test_the_importer_took_every_row(demo, folder):
    rows = list(csv.DictReader((folder / "edubasealldata20261121.csv").open(encoding="cp1252")))
    assert School.objects.count() == len(rows)
    opened = School.objects.exclude(status=School.Status.CLOSED)
    assert opened.count() == build.SMALL
    assert opened.filter(easting=None).count() == 0
    assert SchoolLink.objects.exists()
    assert Trust.objects.filter(schools__isnull=False).exists()


def test_schools_that_share_a_name_are_told_apart_by_where_they_are():
    areas = [[each for each in places.districts() if each.authority == "894"]]
    postcodes = places.read_postcodes("TWS")
    made = register.make(seed=1, schools=600, areas=areas, postcodes=postcodes, today=TODAY)
    opened = [row for row in made.schools if row["EstablishmentStatus (name)"] != "Closed"]
    names = Counter(row["EstablishmentName"] for row in opened)
    assert names.most_common(1)[0][1] > 1
    assert len({row["URN"] for row in made.schools}) == len(made.schools)
    assert len({(row["LA (code)"], row["EstablishmentNumber"]) for row in opened}) == len(opened)


# Hubs


def test_forty_areas_in_one_piece_hold_every_district_once():
    postcodes = places.read_postcodes()
    areas = share_out(places.districts(), postcodes, 40)
    codes = [each.code for area in areas for each in area]
    assert sorted(codes) == [each.code for each in places.districts()]
    sizes = sorted(sum(each.schools for each in area) for area in areas)
    assert 300 < sizes[0] < sizes[-1] < 850

    beside = neighbours(postcodes)
    islands = {code for code in codes if not beside[code]}
    for area in areas:
        left = {each.code for each in area} - islands
        reached = [left.pop()]
        for code in reached:
            found = beside[code] & left
            reached += found
            left -= found
        assert not left


def test_each_hub_has_a_lead_school_an_area_and_somebody_in_each_post(demo):
    hubs = Hub.objects.all()
    assert hubs.count() == 3
    for hub in hubs:
        assert LeadSchoolTenure.objects.on(TODAY).filter(hub=hub).count() == 1
        held = set(Post.objects.on(TODAY).filter(hub=hub).values_list("kind", flat=True))
        assert held - set(Post.ON_THE_BOARD) == set(Post.Kind) - set(Post.ON_THE_BOARD)
    districts = HubArea.objects.on(TODAY).values_list("district", flat=True)
    assert len(districts) == len(set(districts))


def test_one_hub_has_a_board_that_is_one_school_leader_short(demo):
    chair = Post.objects.get(person=_one("board"))
    everybody = everybody_of(chair.hub, TODAY)
    board = [post for post in everybody if post.kind in Post.ON_THE_BOARD]
    assert (chair.kind, len(board)) == ("BOARD_CHAIR", 7)
    assert warnings_of_board(chair.hub, board, everybody, TODAY) == [
        "4 lead a school or college. It should be 5 or more."
    ]
    assert chair.hub.advice.filter(answered_at=None).count() == 1


# Rows that belong together


def test_every_foreign_key_leads_somewhere(demo):
    for model in _ours():
        for field in model._meta.concrete_fields:
            if field.many_to_one or field.one_to_one:
                missing = model.objects.filter(**{f"{field.name}__isnull": False}).exclude(
                    **{f"{field.attname}__in": field.related_model.objects.values("pk")}
                )
                assert not missing.exists(), field


def test_what_is_kept_with_a_group_is_what_its_rows_say(demo):
    taking, waiting = Q(bookings__state__in=Place.TAKES_A_PLACE), Q(bookings__state="WAITING")
    groups = WorkGroup.objects.annotate(
        people=Count("bookings", filter=taking),
        schools=Count("bookings__school", filter=taking, distinct=True),
        wait=Count("bookings", filter=waiting),
    )
    for group in groups.prefetch_related("workshops__host_school"):
        assert group.places_taken == (group.schools if group.counted == "SCHOOL" else group.people)
        assert group.places_taken <= group.places
        assert group.waiting == group.wait
        days = [workshop.starts_at.astimezone(LONDON).date() for workshop in group.workshops.all()]
        assert (group.first_on, group.last_on) == (min(days), max(days))
        workshops = group.workshops.all()
        towns = [each.host_school.town if each.host_school else each.town for each in workshops]
        assert group.town == next(filter(None, towns), "")
        assert group.search


def test_nobody_has_more_places_from_one_school_than_the_group_takes(demo):
    live = Place.objects.filter(state__in=Place.LIVE)
    many = live.values("work_group", "school").annotate(people=Count("pk"))
    most = WorkGroup.objects.in_bulk()
    cast = Place.objects.filter(person__email__endswith="@demo.example").values("work_group")
    for row in many.exclude(work_group__in=cast):
        assert row["people"] <= most[row["work_group"]].most_per_school


def test_those_who_hold_a_place_work_at_its_school(demo):
    working = Employment.objects.filter(from_on__lte=TODAY)
    for place in Place.objects.select_related("person").order_by("?")[:50]:
        assert working.filter(person=place.person, school=place.school).exists()


def test_a_few_in_a_hundred_work_with_a_hub_beside_theirs(demo):
    area = HubArea.objects.filter(hub=OuterRef("work_group__hub"))
    places = Place.objects.annotate(own=Exists(area.filter(district=OuterRef("school__district"))))

    elsewhere = places.filter(own=False).count() / places.count()

    assert 0.01 < elsewhere < 0.08
    assert network.ties(TODAY)


# Time


def test_workshops_are_on_school_days_at_sensible_hours(demo):
    for workshop in Workshop.objects.select_related("work_group"):
        starts, ends = workshop.starts_at.astimezone(LONDON), workshop.ends_at.astimezone(LONDON)
        assert is_school_day(starts.date())
        if workshop.work_group.support != "RECRUITMENT":  # those come after their day's work
            assert 9 <= starts.hour <= 16
            assert ends.hour < 18


def test_half_term_and_christmas_are_no_term_days():
    assert not terms.is_term_day(date(2026, 10, 28))
    assert not terms.is_term_day(date(2026, 12, 23))
    assert not terms.is_term_day(date(2027, 3, 26))
    assert terms.is_term_day(date(2026, 11, 23))


def test_registers_are_kept_up_to_last_week_and_never_ahead(demo):
    assert not Attendance.objects.filter(workshop__starts_at__gt=NOW).exists()
    over = Workshop.objects.filter(
        ends_at__lt=NOW - timedelta(days=14), work_group__bookings__state="HELD"
    ).distinct()
    marked = over.filter(attendances__isnull=False).distinct().count()
    assert marked > 0.95 * over.count()


def test_certificates_are_for_those_who_came_often_enough(demo):
    assert (
        Certificate.objects.filter(workshops_attended__lt=0.75 * F("workshops_held")).count() == 0
    )
    assert Certificate.objects.exclude(place__state=Place.State.HELD).count() == 0


@pytest.mark.parametrize("what", ["RECRUITING", "RUNNING", "CLOSED", "DESIGNED"])
def test_there_is_something_in_every_part_of_the_year(demo, what):
    assert WorkGroup.objects.filter(state=what).exists()


def test_some_groups_have_places_and_some_are_full_with_people_waiting(demo):
    shown = Counter(state_shown(group, TODAY).word for group in WorkGroup.objects.all())
    assert {"Open", "Waiting list", "Running", "Finished"} <= set(shown)


# The example, and the people anyone can sign in as


def test_the_example_is_the_leadership_group_of_2022(demo):
    group = WorkGroup.objects.get(year="2022/23")
    assert group.title == "Secondary maths leadership"
    assert group.project.code == "NCP22-07"
    assert group.places_left == 0
    shown = [
        (f"{workshop.starts_at.astimezone(LONDON):%a %d %b %H:%M}", workshop.mode)
        for workshop in group.workshops.order_by("number")
    ]
    assert shown == [
        ("Mon 07 Nov 13:00", "IN_PERSON"),
        ("Fri 27 Jan 13:00", "ONLINE"),
        ("Tue 28 Mar 13:00", "ONLINE"),
        ("Thu 15 Jun 10:00", "ONLINE"),
    ]
    assert group.workshops.first().town == "Telford"
    copy = WorkGroup.objects.get(copied_from=group)
    assert state_shown(copy, TODAY) == OPEN


def test_each_of_the_cast_has_a_confirmed_address(demo):
    cast = Person.objects.filter(email__endswith="@demo.example")
    assert cast.count() == 10
    assert EmailAddress.objects.filter(user__in=cast, verified=True, primary=True).count() == 10


def test_the_teacher_has_a_place_an_offer_a_certificate_and_letters(demo):
    teacher = _one("teacher")
    states = Counter(teacher.places.values_list("state", "work_group__state"))
    assert states == {("HELD", "RUNNING"): 1, ("OFFERED", "RECRUITING"): 1, ("HELD", "CLOSED"): 1}
    offer = teacher.places.get(state="OFFERED")
    assert offer.offer_ends_on > TODAY
    assert Certificate.objects.filter(place__person=teacher).count() == 1
    kinds = set(Letter.objects.filter(to_person=teacher).values_list("kind", flat=True))
    assert {
        "workgroups.place_held",
        "workgroups.place_offered",
        "workgroups.joining_details",
    } <= kinds


def test_the_group_lead_has_a_register_to_take_in_the_next_days(demo):
    group = WorkGroup.objects.get(
        state="RUNNING", bookings__person=_one("teacher"), leaders__person=_one("group-lead")
    )
    coming = group.workshops.filter(starts_at__gte=NOW).first()
    assert coming.starts_at - NOW < timedelta(days=4)
    assert group.workshops.filter(ends_at__lt=NOW, attendances__isnull=False).exists()


def test_the_administrator_has_applications_to_decide_and_joining_details_to_write(demo):
    hub = Post.objects.get(person=_one("administrator")).hub
    applied = Place.objects.filter(state="APPLIED", work_group__hub=hub)
    assert applied.count() > 3
    assert groups_without_joining_details(hub, TODAY).exists()


def test_the_hub_lead_has_a_group_to_approve_with_nothing_left_to_fill_in(demo):
    hub = Post.objects.get(person=_one("hub-lead")).hub
    waits = WorkGroup.objects.filter(hub=hub, state="DESIGNED", leaders__person=_one("group-lead"))
    group = waits.get()
    assert all([group.rationale, group.pupil_outcomes, group.value_for_money, group.evidence_plan])
    assert group.state_changes.filter(to_state="DESIGNED").exists()


def test_the_other_hub_is_another_hub(demo):
    assert (
        Post.objects.get(person=_one("other-hub")).hub
        != Post.objects.get(person=_one("hub-lead")).hub
    )


# What came of people and schools


def test_four_pairs_of_records_may_be_of_one_person_and_all_have_places(demo):
    found = merging.suggestions(_one("administrator"), TODAY)
    assert len(found) == 4
    assert any("teacher reference number" in each.why for each in found)
    assert all(pair.one.places.exists() and pair.other.places.exists() for pair in found)
    for pair in found:
        assert plan(kept=pair.one, merged=pair.other, by=_one("administrator"), at=NOW).moves


def test_places_went_on_with_a_school_that_became_another(demo):
    change = SchoolChange.objects.first()
    assert carried_on_by(change.from_school) == change.to_school
    assert change.place.school == change.to_school
    assert change.place.person.employments.on(TODAY).get().school == change.to_school
    assert Place.objects.filter(school=change.from_school, work_group__state="CLOSED").exists()
    written = Letter.objects.filter(to_person=change.place.person)
    assert written.filter(kind="workgroups.school_changed").exists()


def test_places_of_a_school_that_split_wait_for_a_person(demo):
    hub = Post.objects.get(person=_one("administrator")).hub
    waiting = places_to_decide(WorkGroup.objects.filter(hub=hub), TODAY)
    school = waiting.first().school
    assert school.links_to_successors.filter(kind="SPLIT").count() == 2
    assert {place.school for place in waiting} == {school}


def test_leaders_are_invited_offer_to_lead_and_train_in_cohorts(demo):
    assert set(LeadInvitation.objects.values_list("state", flat=True)) == {"SENT", "YES", "NO"}
    assert LeadInvitation.objects.filter(person=_one("school-lead"), state="SENT").exists()
    assert LeadInterest.objects.filter(state="WAITING").count() == 2
    over, coming = ForLeaders.objects.exclude(awards="").order_by("cohort")
    assert completed_by(over.work_group, NOW)
    assert over.awarded_at is None
    assert list(cohorts_to_come(TODAY)) == [coming]
    assert events_for_leaders(TODAY).count() == 1


def test_absences_are_charged_for_waived_and_waiting_to_be_decided(demo):
    hub = Post.objects.get(person=_one("administrator")).hub
    charges = Charge.objects.filter(attendance__workshop__work_group__hub=hub)
    assert charges.filter(waived_at=None).exists()
    assert charges.exclude(waived_at=None).exists()
    assert charges_to_raise(WorkGroup.objects.filter(hub=hub), TODAY).exists()
    assert AbsenceNotice.objects.filter(workshop__starts_at__gt=NOW).exists()


def test_a_lesson_was_watched_and_one_is_to_be_watched(demo):
    lessons = OpenLesson.objects.filter(event__leaders__person=_one("group-lead"))
    over, coming = lessons.order_by("event__first_on")
    assert over.discussion
    assert coming.event.places_left > 0


def test_the_school_of_the_cast_keeps_a_place_for_somebody_to_name_and_is_visited(demo):
    home = _one("head").employments.get().school
    unnamed = Place.objects.get(school=home, person=None)
    assert unnamed.enrolment.names_by > TODAY
    assert home.visits.exclude(seen="").filter(on__lt=TODAY).exists()
    assert home.visits.filter(recorded_at=None, on__gt=TODAY).exists()


def test_the_teacher_can_apply_where_the_tour_does(demo):
    home = _one("teacher").employments.get().school
    for title in ("Secondary maths leadership", "Maths for teachers who trained in something else"):
        group = WorkGroup.objects.get(title=title, state="RECRUITING")
        taken = group.bookings.filter(school=home, state__in=Place.LIVE).count()
        assert taken < group.most_per_school


# Letters


def test_what_was_sent_is_not_sent_again(demo):
    assert not Letter.objects.filter(state="QUEUED").exists()
    with transaction.atomic():
        assert letter_actions.issue_all_joining_details(at=NOW) == 0
        assert letter_actions.remind(at=NOW) == 0
        transaction.set_rollback(True)


# The seed


def test_the_same_seed_on_the_same_day_gives_the_same_rows(demo, folder, land):
    first = _fingerprint()
    with transaction.atomic():
        build.empty()
        build.build(seed=1, schools=build.SMALL, today=TODAY, folder=folder, land=land)
        assert _fingerprint() == first
        build.empty()
        build.build(seed=2, schools=build.SMALL, today=TODAY, folder=folder, land=land)
        assert _fingerprint()["schools_school"] != first["schools_school"]
        transaction.set_rollback(True)


@pytest.mark.parametrize("today", [date(2027, 6, 16), date(2027, 8, 12)])
def test_the_network_is_alive_on_any_day_of_the_year(demo, folder, land, today):
    with transaction.atomic():
        build.empty()
        build.build(seed=1, schools=100, today=today, folder=folder, land=land)
        open_now = [g for g in WorkGroup.objects.all() if state_shown(g, today) == OPEN]
        assert len(open_now) > 2
        group = WorkGroup.objects.get(
            state="RUNNING", bookings__person=_one("teacher"), leaders__person=_one("group-lead")
        )
        ahead = [each.starts_at.astimezone(LONDON).date() for each in group.workshops.all()]
        assert any(today <= day <= today + timedelta(days=5) for day in ahead)
        transaction.set_rollback(True)


# The words


def test_every_design_is_complete_and_fits_its_columns():
    numbers = Counter(design.number for design in designs())
    assert max(numbers.values()) == 1
    assert len(designs()) >= 25
    texts = defaultdict(list)
    for design in designs():
        assert len(design.summary) <= 300
        assert len(design.title) <= 120
        for part in ("pupils", "policies", "practice", "learning", "audience", "involved",
                     "value", "evidence"):  # fmt: skip
            text = getattr(design, part)
            assert text
            assert "!" not in text
            texts[part].append(text)
    for written in texts.values():
        assert len(set(written)) == len(written)


# The command


def test_the_command_refuses_a_database_that_has_schools(db):
    builders.a_school()
    with pytest.raises(CommandError, match="already has schools, so nothing was done"):
        call_command("demo", small=True)
    assert School.objects.count() == 1


def test_the_command_refuses_outside_a_demo(db, settings):
    settings.MODE = "production"
    with pytest.raises(CommandError, match="MATHSHUBS_MODE is production"):
        call_command("demo", small=True)


def test_making_it_again_asks_first(db, monkeypatch):
    builders.a_school()
    monkeypatch.setattr("builtins.input", lambda question: "no")
    with pytest.raises(CommandError, match="Nothing was deleted"):
        call_command("demo", small=True, again=True)
    assert School.objects.count() == 1


def test_nobody_to_ask_is_a_no(db, monkeypatch):
    def nobody(question):
        raise EOFError

    builders.a_school()
    monkeypatch.setattr("builtins.input", nobody)
    with pytest.raises(CommandError, match="Add --yes to go on unasked"):
        call_command("demo", small=True, again=True)
    assert School.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("--schools=-5", "-5 is not a number of schools. Type 100 or more."),
        ("--schools=99", "99 is not a number of schools. Type 100 or more."),
        ("--today=yesterday", "yesterday is not a day. Type one such as 2026-11-23."),
    ],
)
def test_what_is_no_size_or_day_is_refused_before_anything_is_emptied(db, said, sentence):
    builders.a_school()
    with pytest.raises(CommandError, match=sentence):
        call_command("demo", said, "--again", "--yes")
    assert School.objects.count() == 1


def test_a_network_left_half_made_is_begun_again(db, tmp_path, settings, capsys, monkeypatch, land):
    settings.DATA = tmp_path
    monkeypatch.setattr(build, "survey", lambda schools: land)
    build.note(MAKING)
    half = builders.a_school("Half Made School")
    call_command("demo", schools=100, today=TODAY, json=True)
    assert not School.objects.filter(name=half.name).exists()
    assert build.noted() == MADE
    assert '"work_groups"' in capsys.readouterr().out
