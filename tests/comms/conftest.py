from __future__ import annotations

import pytest
from django.db import connection

from mathshubs.comms import sending

from .smtp_sink import smtp_sink


@pytest.fixture(autouse=True)
def no_jobs_left_over(db):
    """Tests that commit leave their jobs behind: Django does not empty tables it does not own."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


@pytest.fixture
def sink(settings):
    """A real mail server, which the letterbox sends to."""
    with smtp_sink() as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        settings.DEFAULT_FROM_EMAIL = "hubs@example.org"
        yield sink
        sending.close()
