"""How days, times, money, distances and rich text are written."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template

from mathshubs.core.templatetags.mathshubs import (
    clock,
    day,
    metres,
    page_numbers,
    pounds,
    rich,
    session_time,
    span,
)

LAUNCH = datetime(2022, 11, 7, 13, 0, tzinfo=UTC)


def test_a_day_is_short_and_says_its_weekday():
    assert day(date(2022, 11, 7)) == "Mon 7 Nov 2022"


def test_times_are_those_of_london():
    summer = datetime(2023, 6, 15, 23, 30, tzinfo=UTC)

    assert (day(summer), clock(summer)) == ("Fri 16 Jun 2023", "12:30am")


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (time(13), "1pm"),
        (time(13, 30), "1:30pm"),
        (time(9, 5), "9:05am"),
        (time(12), "midday"),
        (time(12, 15), "12:15pm"),
        (time(0), "midnight"),
    ],
)
def test_a_time_of_day_is_written_as_people_say_it(at, words):
    assert clock(at) == words


def test_a_workshop_says_its_day_once():
    workshop = SimpleNamespace(starts_at=LAUNCH, ends_at=LAUNCH.replace(hour=15, minute=30))

    assert session_time(workshop) == "Mon 7 Nov 2022, 1pm to 3:30pm"


def test_a_workshop_of_two_days_says_both():
    assert span(LAUNCH, LAUNCH.replace(day=8)) == "Mon 7 Nov 2022, 1pm to Tue 8 Nov 2022, 1pm"


def test_what_has_no_day_yet_is_empty():
    assert (day(None), clock(None), span(None), session_time(None)) == ("", "", "", "")


def test_nothing_to_pay_is_free():
    assert (pounds(Decimal("75")), pounds(Decimal("0")), pounds(1250)) == (
        "£75.00",
        "Free",
        "£1,250.00",
    )


def test_distances_are_whole_kilometres():
    assert (metres(12345), metres(400), metres(None)) == ("12 km", "under 1 km", "")


def test_rich_text_keeps_its_structure_below_the_headings_of_a_page():
    html = rich("# Why\n\nBecause **it** [works](https://example.org).")

    assert html == (
        '<div class="mh-rich"><h3>Why</h3>\n<p>Because <strong>it</strong> '
        '<a href="https://example.org" rel="noopener nofollow">works</a>.</p>\n</div>'
    )


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        '<img src=x onerror="alert(1)">',
        "![x](https://example.org/x.png)",
        "[x](data:text/html,<script>alert(1)</script>)",
    ],
)
def test_rich_text_never_runs_or_loads_anything(text):
    html = rich(text)

    assert not any(each in html for each in ("<script", "<img", 'href="javascript', 'href="data'))


def test_empty_rich_text_leaves_nothing_behind():
    assert rich("  \n") == ""


@pytest.mark.parametrize(
    ("number", "offered"),
    [
        (1, [1, 2, None, 20]),
        (4, [1, 2, 3, 4, 5, None, 20]),
        (10, [1, None, 9, 10, 11, None, 20]),
        (20, [1, None, 19, 20]),
    ],
)
def test_pages_far_away_are_left_out(number, offered):
    assert page_numbers(Paginator(range(200), 10).page(number)) == offered


def _page(body: str) -> str:
    return Template("{% heading %}" + body + "{% endheading %}").render(Context())


def test_a_heading_has_its_button_beside_it():
    assert _page("Places{% action %}<a>Apply</a>") == (
        '<div class="mh-heading"><h1 class="govuk-heading-l">Places</h1>'
        '<div class="mh-heading__action"><a>Apply</a></div></div>'
    )


def test_a_page_without_a_heading_has_no_empty_one():
    assert _page("  {% action %}") == ""


def test_a_heading_may_bring_its_own_h1():
    assert _page("<h1>Mine</h1>{% action %}") == "<h1>Mine</h1>"
