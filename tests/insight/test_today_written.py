from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now

from mathshubs.insight.queries import today, today_written
from mathshubs.insight.queries.today_lines import Row, asker, columns_of
from mathshubs.insight.queries.today_written import rows_of
from mathshubs.schools.queries import employments_of

from ..world import a_world

pytestmark = pytest.mark.django_db


def asked_by_django(lines, who):
    """Each line as Django itself writes and asks it."""
    found = []
    for place, line in enumerate(lines):
        rows = line.waits(who)
        if rows is not None:
            found += [Row(*row) for row in columns_of(line, place, rows)]
    return found


def test_everybodys_day_is_what_django_itself_would_ask():
    world, at = a_world(), now()
    found = 0
    for person in filter(None, world.people.values()):
        for later in (0, 40):  # the second day has a year, a week and reminders of its own
            when = at + timedelta(days=later)
            on = localdate(when)
            who = asker(person, when, on, list(employments_of(person, on)))
            rows = rows_of(today.LINES, who)
            assert sorted(map(str, rows)) == sorted(map(str, asked_by_django(today.LINES, who)))
            found += len(rows)
    assert found


def test_somebody_who_runs_more_hubs_than_anyone_is_asked_for_too(monkeypatch):
    monkeypatch.setattr(today_written, "_SIZES", (0,))
    world, at = a_world(), now()
    person = world.people["administrator"]
    who = asker(person, at, localdate(at), [])
    assert rows_of(today.LINES, who) == asked_by_django(today.LINES, who)


def test_hardly_a_line_is_written_anew_each_time():
    world, at = a_world(), now()
    for person in filter(None, world.people.values()):
        who = asker(person, at, localdate(at), list(employments_of(person, localdate(at))))
        rows_of(today.LINES, who)
    kept = today_written._lines.items()
    anew = {key[1] for key, line in kept if len(key) == 4 and line is today_written._ANEW}
    assert len(anew) <= 3, [today.LINES[place].one for place in anew]
