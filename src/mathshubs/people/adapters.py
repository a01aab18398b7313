"""What we do differently from django-allauth when a provider or a second factor is used."""

from __future__ import annotations

import base64
import hashlib
import logging

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.shortcuts import render

logger = logging.getLogger(__name__)

SENTENCES = {
    "incorrect_code": "That code is not right. Check it and type it again.",
    "rate_limited": "Too many tries. Wait five minutes, then try again.",
    "unverified_email": (
        "Confirm your email addresses first, or remove the one you do not use, and try again."
    ),
}


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    def populate_user(self, request, sociallogin, data):
        """Take the names as well: the provider knows them, so we need not ask."""
        person = super().populate_user(request, sociallogin, data)
        person.email = person.email.lower()
        person.given_name = (data.get("first_name") or "")[:100]
        person.family_name = (data.get("last_name") or "")[:100]
        return person

    def get_requests_session(self):
        """Say so on a page when the provider does not answer, instead of failing."""
        from requests import RequestException

        session = super().get_requests_session()
        ask = session.request

        def ask_or_say_so(method, *args, **kwargs):
            try:
                response = ask(method, *args, **kwargs)
                if method.upper() == "GET":
                    response.raise_for_status()
            except RequestException as trouble:
                logger.warning("The sign-in provider does not answer: %s", trouble)
                page = render(self.request, "socialaccount/authentication_error.html", status=503)
                raise ImmediateHttpResponse(page) from trouble
            return response

        session.request = ask_or_say_so
        return session


class MFAAdapter(DefaultMFAAdapter):
    """Keeps the secrets of authenticator apps and recovery codes encrypted with SECRET_KEY."""

    error_messages = {**DefaultMFAAdapter.error_messages, **SENTENCES}

    def generate_authenticator_name(self, user, type) -> str:
        return "My passkey"

    def encrypt(self, text: str) -> str:
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _fernet().decrypt(encrypted_text.encode()).decode()


def _fernet() -> MultiFernet:
    keys = [str(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    derived = [hashlib.sha256(b"second factor" + key.encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in derived])
