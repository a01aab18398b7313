"""Plain lines on stderr, without what would tell about a person."""

from __future__ import annotations

import logging
import re

_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(\.[\w-]+)+")
_LONG_NUMBER = re.compile(r"(?<![\w.])\+?[0-9][0-9 ]{5,}[0-9](?![\w.])")
_SECRET = re.compile(r"(?<=/)(?=[\w-]*[0-9])[\w-]{20,}")  # a part of an address
# PostgreSQL repeats the values of the row it refuses; "parameters" are those of a statement.
_VALUES = re.compile(r"^(DETAIL|CONTEXT|parameters|Failing row).*$", re.MULTILINE)


class WithoutPeople(logging.Formatter):
    """Hides email addresses, telephone and reference numbers, and secrets in addresses."""

    def format(self, record: logging.LogRecord) -> str:
        return without_people(super().format(record))


def without_people(text: str) -> str:
    text = _VALUES.sub(r"\1 (hidden)", text)
    text = _EMAIL.sub("(email hidden)", text)
    text = _LONG_NUMBER.sub("(number hidden)", text)
    return _SECRET.sub("(secret hidden)", text)


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "mathshubs.config.logs.WithoutPeople",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        # Django's own handlers would write to a console we do not have, or by mail.
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        # Not every address that is not there is worth a line.
        "django.request": {"level": "ERROR"},
        "django.server": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        # It tries again, and says so at each try.
        "psycopg.pool": {"level": "ERROR"},
    },
}
