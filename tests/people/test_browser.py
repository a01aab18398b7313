"""Passkeys and another organisation's sign-in, in a real browser under the real policy."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.core.cache import cache

from ..browser.checks import assert_accessible, assert_errors_land
from ..builders import national
from .builders import code_sent_to
from .test_openid_connect import provider  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def no_limits_left_over(db):
    cache.clear()


def a_phone_with_a_fingerprint(page) -> None:
    """Give the browser an authenticator that says yes, as a phone with a finger on it would."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    cdp.send("WebAuthn.addVirtualAuthenticator", {
        "options": {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
            "hasUserVerification": True, "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
    })  # fmt: skip


def arrive(page, path: str) -> None:
    page.wait_for_url(lambda url: urlsplit(url).path == path)


def sign_in_by_code(page, email: str) -> None:
    page.goto("/account/login/?next=/my/profile/")
    page.get_by_label("Email address").fill(email)
    page.get_by_role("button", name="Email me a code").click()
    page.get_by_label("Code").fill(code_sent_to(email))
    page.get_by_role("button", name="Continue").click()


def test_staff_set_up_a_passkey_and_sign_in_with_it_alone(open_page):
    ada = national()
    page = open_page("/")
    a_phone_with_a_fingerprint(page)
    sign_in_by_code(page, ada.email)

    page.get_by_role("link", name="Set up a passkey").click()
    page.get_by_role("button", name="Set up a passkey").click()
    page.get_by_role("link", name="Continue to where you were going").click()
    arrive(page, "/my/profile/")
    page.get_by_role("button", name="Sign out").click()
    arrive(page, "/")
    page.goto("/account/login/?next=/my/profile/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    arrive(page, "/my/profile/")

    assert page.get_by_role("heading", level=1).inner_text() == "My profile"


def test_a_passkey_is_the_second_factor_after_a_code(open_page):
    ada = national()
    page = open_page("/")
    a_phone_with_a_fingerprint(page)
    sign_in_by_code(page, ada.email)
    page.get_by_role("link", name="Set up a passkey").click()
    page.get_by_label("A name for it").fill("Work phone")
    page.get_by_role("button", name="Set up a passkey").click()
    arrive(page, "/account/2fa/recovery-codes/")
    page.goto("/account/2fa/webauthn/")
    named = page.get_by_text("Work phone", exact=True).first.is_visible()
    page.goto("/my/profile/")
    page.get_by_role("button", name="Sign out").click()
    arrive(page, "/")

    sign_in_by_code(page, ada.email)
    arrive(page, "/account/2fa/authenticate/")
    other_ways = page.get_by_text("Or type one of your recovery codes.").is_visible()
    page.get_by_role("button", name="Use a passkey").click()
    arrive(page, "/my/profile/")

    assert named
    assert other_ways


def test_another_organisations_sign_in_takes_us_there_and_back(open_page, provider):  # noqa: F811
    page = open_page("/account/login/?next=/my/profile/phone/")

    page.get_by_role("button", name="Sign in with Salt Way Trust").click()
    arrive(page, "/my/profile/phone/")

    assert page.get_by_role("link", name="Tess Teacher").count() == 1


@pytest.mark.parametrize(("width", "dark"), [(320, True), (1280, False)])
def test_the_pages_of_signing_in_are_accessible(open_page, width, dark):
    ada = national()
    page = open_page("/account/login/", width=width, dark=dark)
    assert_accessible(page)
    page.get_by_role("button", name="Email me a code").click()
    assert_errors_land(page)
    page.goto("/account/signup/")
    assert_accessible(page)

    sign_in_by_code(page, ada.email)
    assert_accessible(page)  # one more step
    for path in ("2fa/webauthn/add/", "2fa/totp/activate/", "2fa/", "email/", "sessions/"):
        page.goto(f"/account/{path}")
        assert_accessible(page)
