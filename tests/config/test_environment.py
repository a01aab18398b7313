"""What the environment may say, and what is refused in a sentence."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from mathshubs.config.environment import Environment

DATABASE = "postgresql://someone:a%40b@db.example.org:5433/hubs?sslmode=require"
PRODUCTION = {
    "MATHSHUBS_MODE": "production",
    "MATHSHUBS_SECRET_KEY": "k" * 60,
    "MATHSHUBS_SITE_URL": "https://hubs.example.org/",
}


@pytest.fixture
def read(monkeypatch, tmp_path):
    """Read an environment that says only this."""

    def read(**said: str) -> Environment:
        for name in ("PORT", *PRODUCTION, "MATHSHUBS_LISTEN", "MATHSHUBS_SMTP_HOST"):
            monkeypatch.delenv(name, raising=False)
        for name, value in {
            "MATHSHUBS_DATA": str(tmp_path),
            "DATABASE_URL": DATABASE,
            **said,
        }.items():
            monkeypatch.setenv(name, value)
        return Environment.read()

    return read


def test_production_takes_its_settings_from_the_environment(read):
    env = read(**PRODUCTION)

    assert env.hosts == ["hubs.example.org", "127.0.0.1", "localhost", "[::1]"]
    assert env.site_url == "https://hubs.example.org"
    assert {key: env.database[key] for key in ("HOST", "PORT", "NAME", "USER", "PASSWORD")} == {
        "HOST": "db.example.org",
        "PORT": "5433",
        "NAME": "hubs",
        "USER": "someone",
        "PASSWORD": "a@b",
    }
    assert env.database["OPTIONS"]["sslmode"] == "require"


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ("MATHSHUBS_SECRET_KEY", "MATHSHUBS_SECRET_KEY is missing or shorter"),
        ("MATHSHUBS_SITE_URL", "MATHSHUBS_SITE_URL is missing"),
    ],
)
def test_production_does_not_start_without(read, missing, sentence):
    with pytest.raises(ImproperlyConfigured, match=sentence):
        read(**{**PRODUCTION, missing: ""})


def test_production_does_not_start_with_a_short_secret(read):
    with pytest.raises(ImproperlyConfigured, match="shorter than 50"):
        read(**{**PRODUCTION, "MATHSHUBS_SECRET_KEY": "k" * 49})


@pytest.mark.parametrize(
    "production_setting",
    [
        {"MATHSHUBS_SECRET_KEY": "k" * 60},
        {"MATHSHUBS_SITE_URL": "https://hubs.example.org"},
        {"MATHSHUBS_LISTEN": "0.0.0.0"},
    ],
)
def test_demo_mode_and_a_production_setting_refuse_each_other(read, production_setting):
    with pytest.raises(ImproperlyConfigured, match="lets anyone sign in as anyone"):
        read(MATHSHUBS_MODE="demo", **production_setting)


def test_a_demo_keeps_its_secret_so_that_people_stay_signed_in(read):
    first = read(MATHSHUBS_MODE="demo").secret_key

    assert read(MATHSHUBS_MODE="demo").secret_key == first
    assert len(first) >= 50


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"MATHSHUBS_MODE": "staging"}, "Set it to production or demo"),
        ({"MATHSHUBS_MODE": "demo", "PORT": "80a"}, "PORT is '80a'. Set it to a whole number."),
        ({"MATHSHUBS_MODE": "demo", "DATABASE_URL": "mysql://x"}, "It looks like postgresql://"),
        (
            {"MATHSHUBS_MODE": "demo", "DATABASE_URL": "postgresql://h:a/x"},
            "It looks like postgresql://",
        ),
    ],
)
def test_what_makes_no_sense_is_said(read, said, sentence):
    with pytest.raises(ImproperlyConfigured, match=sentence):
        read(**said)


def test_only_web_processes_keep_a_pool_and_give_up_waiting(read):
    command = read(MATHSHUBS_MODE="demo", MATHSHUBS_PROCESS="").database["OPTIONS"]
    web = read(MATHSHUBS_MODE="demo", MATHSHUBS_PROCESS="web").database["OPTIONS"]

    assert "pool" not in command
    assert "statement_timeout" not in command["options"]
    assert web["pool"]["max_size"] == 5
    assert "statement_timeout=20s" in web["options"]
