"""The frame of a page is written once for many, and still each person's own."""

from __future__ import annotations

import re

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from ..builders import a_person

HEADER = Template("{% load frame %}{% header %}")


def header(path: str, user=None) -> str:
    return HEADER.render(Context({"request": RequestFactory().get(path), "user": user}))


@pytest.mark.django_db
def test_everybody_reads_their_own_name_and_nobody_elses():
    ada, mary = a_person(given_name="Ada", family_name="<b>"), a_person(given_name="Mary")

    for person, other, name in ((ada, "Mary", "Ada &lt;b&gt;"), (mary, "Ada", "Mary")):
        shown = header("/my/", person)
        assert name in shown
        assert other not in shown
        assert "Sign in" not in shown
    assert "Sign in" in header("/my/")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/my/", [("Today", "page")]),
        ("/my/profile/", []),
        ("/my/places/", [("My places", "page")]),
        ("/my/places/7/withdraw/", [("My places", "true")]),
        ("/work-groups/", [("Work Groups", "page")]),
        ("/work-groups/7/", [("Work Groups", "true")]),
        ("/", []),
    ],
)
def test_the_menu_says_where_we_are(path, current):
    marked = re.compile(r'aria-current="(\w+)"><strong[^>]*>([^<]+)')

    found = marked.findall(header(path, a_person()))

    assert [(text, how) for how, text in found] == current
