"""What no page can read is refused, and what was made for somebody is not kept."""

from __future__ import annotations

import pytest
from django.db import DataError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import path

from mathshubs.config import pages
from mathshubs.config.urls import urlpatterns as all_of_them

NUL = "\x00"


def keep(request: HttpRequest) -> HttpResponse:
    if request.GET.get("fails") == "DataError":
        raise DataError("numeric value out of range")
    if request.GET.get("fails") == "surrogate":
        "\ud800".encode()
    if request.GET.get("fails") == "OperationalError":
        raise OperationalError("canceling statement due to lock timeout")
    return HttpResponse("kept")


handler500 = pages.broken
urlpatterns = [
    path("keep/", keep),
    path("keep/<int:number>/", lambda request, number: HttpResponse(str(number))),
    *pages.urlpatterns,
    *all_of_them,
]
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


@pytest.mark.parametrize("address", ["/keep/?q=%00", "/keep/?a%00b=1", "/keep/%00"])
def test_a_nul_in_an_address_is_a_bad_request(client, address):
    assert client.get(address).status_code == 400


def test_a_nul_in_a_form_is_a_bad_request(client):
    assert client.post("/keep/", {"note": f"a{NUL}b"}).status_code == 400
    assert client.post("/keep/", {f"no{NUL}te": "a"}).status_code == 400


def test_a_nul_in_a_cookie_is_a_bad_request(client):
    client.cookies.load('sessionid="abcdefgh\\000"')

    assert client.get("/keep/").status_code == 400


@pytest.mark.parametrize("digits", [19, 20, 23, 5000])
def test_a_number_that_no_identifier_reaches_is_not_found(client, digits):
    assert client.get(f"/keep/{'9' * digits}/").status_code == 404


def test_a_long_identifier_is_found(client):
    assert client.get(f"/keep/{'9' * 18}/").status_code == 200


@pytest.mark.parametrize("fails", ["DataError", "surrogate"])
def test_what_only_the_database_refuses_is_a_bad_request(client, fails):
    assert client.get("/keep/", {"fails": fails}).status_code == 400


def test_a_database_that_is_away_or_overworked_asks_to_try_again(client):
    client.raise_request_exception = False

    answer = client.get("/keep/", {"fails": "OperationalError"})

    assert (answer.status_code, answer["Retry-After"]) == (503, "10")


def test_half_a_character_is_read_as_a_replacement(client):
    assert client.get("/keep/?q=%ED%A0%80").status_code == 200


def test_a_page_for_somebody_is_not_kept(client, django_user_model):
    client.force_login(django_user_model.objects.create(email="ann@example.org"))

    answer = client.get("/keep/")

    assert "no-store" in answer["Cache-Control"]
    assert "private" in answer["Cache-Control"]


def test_a_page_for_anyone_may_be_kept(client):
    assert "Cache-Control" not in client.get("/keep/").headers
