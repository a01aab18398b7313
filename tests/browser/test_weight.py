"""What a first visit weighs over the wire, with static files packed as whitenoise sends them."""

from __future__ import annotations

import gzip
from pathlib import Path

import brotli
import pytest

from tests.builders import a_hub, a_work_group

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_list_and_a_form_weigh_at_most_60_kb(open_page):
    hub = a_hub("Salt Way")
    for number in range(30):
        a_work_group(title=f"Secondary maths leadership {number}", hub=hub)

    assert _weight(open_page, "/work-groups/") <= 60_000
    assert _weight(open_page, "/account/login/") <= 60_000


def test_a_page_with_a_map_weighs_at_most_120_kb(open_page):
    for number in range(40):
        a_hub(f"Hub {number}")

    assert _weight(open_page, "/hubs/") <= 120_000


def _weight(open_page, path: str) -> int:
    """Return the bytes of all that a page fetches, packed: pages by gzip, files by brotli."""
    page, answers = open_page(), []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(path, wait_until="networkidle")
    return sum(_bytes(answer) for answer in answers)


def _bytes(answer) -> int:
    body = answer.body()
    if Path(answer.url).suffix in {".woff2", ".png"}:
        return len(body)
    return len(gzip.compress(body) if answer.url.endswith("/") else brotli.compress(body))
