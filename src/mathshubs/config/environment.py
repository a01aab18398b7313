"""What the environment says, read once and checked."""

from __future__ import annotations

import os
import secrets
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from . import embedded

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Environment:
    mode: str
    data: Path
    secret_key: str
    hosts: list[str]
    site_url: str
    database: dict
    smtp_host: str
    smtp_port: int
    smtp_user: str
    smtp_password: str
    smtp_tls: bool
    mail_from: str

    @classmethod
    def read(cls) -> Environment:
        """Read and check os.environ. Raises ImproperlyConfigured with a sentence."""
        get = os.environ.get
        mode = get("MATHSHUBS_MODE", "test" if "pytest" in sys.modules else "production")
        if mode not in ("production", "demo", "test"):
            raise ImproperlyConfigured(
                f"MATHSHUBS_MODE is {mode!r}. Set it to production or demo, or leave it out."
            )
        if mode == "demo" and get("MATHSHUBS_SECRET_KEY"):
            raise ImproperlyConfigured(
                "Demo mode lets anyone sign in as anyone, and MATHSHUBS_SECRET_KEY is a production "
                "setting. Remove one of them: MATHSHUBS_MODE=demo or MATHSHUBS_SECRET_KEY."
            )
        data = Path(get("MATHSHUBS_DATA") or ROOT / ".data").expanduser().resolve()
        if mode == "production":
            secret_key = get("MATHSHUBS_SECRET_KEY", "")
            if len(secret_key) < 50:
                raise ImproperlyConfigured(
                    "MATHSHUBS_SECRET_KEY is missing or shorter than 50 characters. Make one with: "
                    'python3 -c "import secrets; print(secrets.token_urlsafe(60))"'
                )
            if not get("MATHSHUBS_SITE_URL", "").startswith("https://"):
                raise ImproperlyConfigured(
                    "MATHSHUBS_SITE_URL is missing. Set it to the address people use, such as "
                    "https://hubs.example.org."
                )
        else:
            secret_key = _kept_secret(data) if mode == "demo" else "test" * 20
        port = get("PORT", "8000")
        site_url = get("MATHSHUBS_SITE_URL") or f"http://127.0.0.1:{port}"
        host = urlsplit(site_url).hostname or ""
        local = ["127.0.0.1", "localhost", "[::1]", "testserver"]
        return cls(
            mode=mode,
            data=data,
            secret_key=secret_key,
            hosts=[host] if mode == "production" else [host, *local],
            site_url=site_url.rstrip("/"),
            database=_database(get("DATABASE_URL") or embedded.start(data, mode), mode),
            smtp_host=get("MATHSHUBS_SMTP_HOST", "127.0.0.1"),
            smtp_port=int(get("MATHSHUBS_SMTP_PORT", "25")),
            smtp_user=get("MATHSHUBS_SMTP_USER", ""),
            smtp_password=get("MATHSHUBS_SMTP_PASSWORD", ""),
            smtp_tls=get("MATHSHUBS_SMTP_TLS", "") == "1",
            mail_from=get("MATHSHUBS_MAIL_FROM", f"mathshubs@{host or 'localhost'}"),
        )


def _kept_secret(data: Path) -> str:
    """A demo's own secret, made once and kept with its data so that sessions survive a restart."""
    kept = data / "secret-key"
    if not kept.exists():
        data.mkdir(parents=True, exist_ok=True)
        kept.write_text(secrets.token_urlsafe(60))
        kept.chmod(0o600)
    return kept.read_text()


def _database(url: str, mode: str) -> dict:
    """Django's settings for a postgresql:// address."""
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", [parts.hostname or ""])[0],
        "PORT": str(parts.port or ""),
        "OPTIONS": {}
        if mode == "test"
        else {"pool": {"min_size": 1, "max_size": 8, "timeout": 10}},
        "TEST": {"NAME": os.environ.get("MATHSHUBS_TEST_NAME", "test_mathshubs")},
    }
