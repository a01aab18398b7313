import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils.timezone import localdate, now

from mathshubs.config import clock, jobs, views_demo

pytestmark = pytest.mark.xdist_group("clock")

NOON = datetime(2026, 1, 10, 12, tzinfo=UTC)


@pytest.fixture
def demo_clock(settings, tmp_path, monkeypatch):
    settings.DEMO = True
    monkeypatch.setattr(clock, "_file", tmp_path / "clock.json")
    return clock


def test_a_demo_process_tells_the_time_the_clock_was_moved_to(tmp_path):
    (tmp_path / "clock.json").write_text(json.dumps({"ahead": timedelta(days=30).total_seconds()}))
    said = subprocess.run(
        [
            sys.executable, "-c",
            "from mathshubs.config import settings; "
            "from django.conf import settings as s; s.configure(settings); "
            "from django.utils.timezone import localdate; print(localdate())",
        ],
        env={
            **os.environ, "MATHSHUBS_MODE": "demo", "MATHSHUBS_DATA": str(tmp_path),
            "DATABASE_URL": "postgresql:///none",
        },
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert said.stdout.strip() == str(localdate() + timedelta(days=30))


def test_every_morning_on_the_way_is_passed_once():
    found = jobs.mornings(NOON, NOON + timedelta(days=3))
    assert [morning.date().day for morning in found] == [11, 12, 13]


def test_the_move_does_each_days_work_and_ends_at_the_time_asked_for(demo_clock, monkeypatch, db):
    seen = []
    monkeypatch.setattr(jobs, "daily_work", lambda: [lambda: seen.append(demo_clock.now().date())])
    to = now() + timedelta(days=3)
    jobs.move_clock(to.isoformat())
    assert len(seen) == len(set(seen)) == 3
    assert abs(demo_clock.now() - to) < timedelta(seconds=5)
    assert not demo_clock.read().is_moving


def test_a_move_that_fails_stops_on_its_day_and_says_so(demo_clock, monkeypatch, client, db):
    def fails():
        raise RuntimeError("A letter has no words.")

    monkeypatch.setattr(jobs, "daily_work", lambda: [fails])
    with pytest.raises(RuntimeError):
        jobs.move_clock((now() + timedelta(days=3)).isoformat())
    assert not demo_clock.read().is_moving
    assert "stopped on this day" in client.get("/demo/clock/").content.decode()


def test_a_move_whose_worker_is_gone_does_not_go_on_for_ever(demo_clock, client, db):
    until = (now() + timedelta(days=3)).isoformat()
    demo_clock.write(clock.Clock(began=now().isoformat(), until=until))
    page = client.get("/demo/clock/").content.decode()
    assert "stopped on this day" in page
    assert "One week on" in page


def test_nobody_is_signed_out_by_a_move(demo_clock, monkeypatch, db):
    monkeypatch.setattr(jobs, "daily_work", list)
    ends = now() + timedelta(days=14)
    Session.objects.create(session_key="a", session_data="", expire_date=ends)
    jobs.move_clock((now() + timedelta(days=100)).isoformat())
    assert Session.objects.get().expire_date > now() + timedelta(days=113)


def test_the_daily_work_is_what_rooms_do_by_the_clock_but_sending():
    names = {work.__name__ for work in jobs.daily_work()}
    assert {"pass_offers_on", "write_what_is_due", "issue_certificates"} <= names
    assert not {"take_up_stalled_jobs", "queue_forgotten_letters"} & names


def test_a_step_is_asked_for_on_the_page(demo_clock, client, db):
    client.post("/demo/clock/", {"days": "7"})
    stands = demo_clock.read()
    assert stands.is_moving
    assert datetime.fromisoformat(stands.until).date() == localdate() + timedelta(days=7)
    assert "It is moving on to" in client.get("/demo/clock/").content.decode()


@pytest.mark.parametrize(("days", "sentence"), [(0, "still to come"), (500, "within 400 days")])
def test_a_day_the_clock_does_not_go_to_is_refused(demo_clock, client, db, days, sentence):
    to = localdate() + timedelta(days=days)
    asked = {"to_day": to.day, "to_month": to.month, "to_year": to.year}
    page = client.post("/demo/clock/", asked).content.decode()
    assert sentence in page
    assert not demo_clock.read().is_moving


def test_the_clock_goes_back_to_the_machines_time(demo_clock, client, db):
    demo_clock.write(clock.Clock(ahead=1000))
    client.post("/demo/clock/", {"back": "1"})
    assert demo_clock.read() == clock.Clock()


def test_only_a_demo_has_such_a_page(client, db):
    assert client.get("/demo/clock/").status_code == 404
    assert views_demo.LONGEST_MOVE == 400
