"""Pages for when something is wrong: what happened, then what to do."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory


@pytest.mark.parametrize("page", ["500.html", "503.html"])
def test_when_we_are_broken_the_page_needs_neither_database_nor_request(page):
    html = render_to_string(page)

    assert "go back and try once more" in html
    assert "was not saved" in html


@pytest.mark.django_db
def test_an_unknown_address_offers_where_to_go(client):
    response = client.get("/no/such/page/")

    assert response.status_code == 404
    assert b"We have no page at this address" in response.content
    assert b'href="/find-your-hub/"' in response.content


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["400.html", "403.html", "403_csrf.html"])
def test_a_refusal_says_what_happened_and_what_to_do(page):
    html = render_to_string(page, request=RequestFactory().get("/"))

    assert "Nothing was changed" in html
