"""Signing in with an organisation's own account, at a real provider over HTTP."""

from __future__ import annotations

import runpy
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, build_opener

import pytest

from mathshubs import people
from mathshubs.people.models import Person

from ..builders import a_person, national
from .builders import code_sent_to
from .oidc_provider import CLIENT, SECRET, Provider, oidc_provider
from .signing_in import sign_in

pytestmark = pytest.mark.django_db
LOGIN = "/account/oidc/organisation/login/"
CALLBACK = "/account/oidc/organisation/login/callback/"
TESS = {
    "sub": "tess-1", "email": "Tess@example.org", "email_verified": True,
    "given_name": "Tess", "family_name": "Teacher",
}  # fmt: skip


@pytest.fixture
def provider(settings, monkeypatch):
    """A provider named by the environment, as `settings` would read it."""
    with oidc_provider() as provider:
        monkeypatch.setenv("MATHSHUBS_OIDC_ISSUER", provider.url)
        monkeypatch.setenv("MATHSHUBS_OIDC_CLIENT_ID", CLIENT)
        monkeypatch.setenv("MATHSHUBS_OIDC_CLIENT_SECRET", SECRET)
        monkeypatch.setenv("MATHSHUBS_OIDC_NAME", "Salt Way Trust")
        read = runpy.run_path(str(Path(people.__file__).with_name("sign_in_settings.py")))
        settings.SOCIALACCOUNT_PROVIDERS = read["SOCIALACCOUNT_PROVIDERS"]
        directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
        settings.CONTENT_SECURITY_POLICY = {
            "DIRECTIVES": directives | {"form-action": ["'self'", *read["SIGN_IN_ORIGINS"]]}
        }
        provider.claims = TESS
        yield provider


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


def at_the_provider(address: str) -> str:
    """Open the provider's page as a browser would, and return where it sends us back."""
    try:
        build_opener(_Stay).open(address)
    except HTTPError as answer:
        return answer.headers["Location"]
    raise AssertionError("The provider did not send us back.")


def go_through(client, next_page: str = "/my/profile/"):
    leave = client.post(f"{LOGIN}?process=login&next={next_page}")
    back = at_the_provider(leave["Location"])
    return client.get(back.removeprefix("http://testserver"))


def test_the_sign_in_page_names_the_provider(client, provider):
    assert "Sign in with Salt Way Trust" in client.get("/account/login/").content.decode()


def test_without_settings_there_is_no_provider(client):
    assert client.post(LOGIN).status_code == 404


def test_a_new_person_arrives_with_names_and_a_confirmed_address(client, provider: Provider):
    answer = go_through(client)

    tess = Person.objects.get()
    assert answer["Location"] == "/my/profile/"
    assert (tess.name, tess.email) == ("Tess Teacher", "tess@example.org")
    assert tess.emailaddress_set.get().verified
    assert client.get("/my/profile/").status_code == 200
    assert provider.asked.count("/token") == 1


def test_a_person_we_know_by_that_address_is_the_same_person(client, provider):
    tess = a_person("Tess", email="tess@example.org")
    tess.emailaddress_set.create(email=tess.email, verified=True, primary=True)

    go_through(client)
    go_through(client)

    assert client.get("/my/profile/").wsgi_request.user == tess
    assert Person.objects.count() == 1


def test_an_address_the_provider_has_not_verified_opens_nobodys_account(client, provider):
    tess = a_person("Tess", email="tess@example.org")
    tess.emailaddress_set.create(email=tess.email, verified=True, primary=True)
    provider.claims = TESS | {"email_verified": False, "sub": "not-tess"}

    go_through(client)

    assert not client.get("/account/login/").wsgi_request.user.is_authenticated


def test_a_new_unverified_address_is_confirmed_by_a_code_first(client, provider):
    provider.claims = TESS | {"email_verified": False}

    stopped = go_through(client)
    client.post(stopped["Location"], {"code": code_sent_to("tess@example.org")})

    assert stopped["Location"].startswith("/account/confirm-email/")
    assert client.get("/my/profile/").wsgi_request.user == Person.objects.get()


def test_staff_are_still_asked_for_a_second_factor(client, provider):
    ada = national()
    ada.emailaddress_set.create(email=ada.email, verified=True, primary=True)
    provider.claims = TESS | {"email": ada.email}

    go_through(client)

    assert client.get("/my/profile/")["Location"].startswith("/my/second-factor/")


def test_a_code_brought_by_another_browser_is_refused(client, provider):
    leave = client.post(f"{LOGIN}?process=login")
    back = at_the_provider(leave["Location"]).removeprefix("http://testserver")

    stranger = type(client)()
    answer = stranger.get(back)

    assert "We could not sign you in" in answer.content.decode()
    assert not Person.objects.exists()


def test_a_wrong_secret_signs_nobody_in(client, provider, settings):
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["secret"] = "wrong"

    answer = go_through(client)

    assert "We could not sign you in" in answer.content.decode()
    assert not Person.objects.exists()


def test_a_provider_that_is_away_is_said_so(client, settings, provider):
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"] = {"server_url": "http://127.0.0.1:9"}

    answer = client.post(f"{LOGIN}?process=login")

    assert answer.status_code == 503
    assert "We could not sign you in" in answer.content.decode()


def test_it_can_be_connected_while_signed_in_and_seen(client, provider):
    tess = a_person("Tess", email="other@example.org")
    sign_in(client, tess)
    leave = client.post(f"{LOGIN}?process=connect")
    client.get(at_the_provider(leave["Location"]).removeprefix("http://testserver"))

    assert "Salt Way Trust" in client.get("/account/3rdparty/").content.decode()
    assert tess.socialaccount_set.get().uid == "tess-1"
