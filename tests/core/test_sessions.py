"""A session is read as it is now, and only while it lasts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from mathshubs.core.sessions import SessionStore

pytestmark = pytest.mark.django_db


def a_session() -> str:
    session = SessionStore()
    session["seen"] = 1
    session.create()
    return session.session_key


def test_what_one_request_keeps_the_next_one_reads():
    key = a_session()
    first = SessionStore(key)
    first["seen"] += 1
    first.save()

    assert SessionStore(key)["seen"] == 2


def test_a_session_that_is_over_or_was_never_is_empty():
    key = a_session()
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    for gone in (key, "never"):
        session = SessionStore(gone)

        assert (session.get("seen"), session.session_key) == (None, None)
