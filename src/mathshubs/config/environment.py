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
LOCAL = ["127.0.0.1", "localhost", "[::1]"]
LOOPBACK = ("127.0.0.1", "localhost", "::1")

# How long a page may wait for the database, so that one slow question cannot hold a web process.
WEB_WAITS = {
    "statement_timeout": "20s",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "30s",
}


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
    reply_domain: str

    @classmethod
    def read(cls) -> Environment:
        """Read and check os.environ. Raises ImproperlyConfigured with a sentence."""
        get = os.environ.get
        mode = get("MATHSHUBS_MODE", "test" if "pytest" in sys.modules else "production")
        if mode not in ("production", "demo", "test"):
            raise ImproperlyConfigured(
                f"MATHSHUBS_MODE is {mode!r}. Set it to production or demo, or leave it out."
            )
        port = whole_number("PORT", 8000)
        site_url = get("MATHSHUBS_SITE_URL") or f"http://127.0.0.1:{port}"
        host = urlsplit(site_url).hostname or ""
        if mode == "demo":
            _refuse_production_settings(host)
        if mode == "production":
            _need_production_settings()
        data = Path(get("MATHSHUBS_DATA") or _usual_data_folder()).expanduser().resolve()
        return cls(
            mode=mode,
            data=data,
            secret_key=get("MATHSHUBS_SECRET_KEY") or _kept_secret(data, mode),
            # Production answers to local names too: for the health checks of its own machine.
            hosts=[host, *LOCAL] + ["testserver"] * (mode != "production"),
            site_url=site_url.rstrip("/"),
            database=_database(get("DATABASE_URL") or embedded.start(data, mode), mode),
            smtp_host=get("MATHSHUBS_SMTP_HOST", ""),
            smtp_port=whole_number("MATHSHUBS_SMTP_PORT", 25),
            smtp_user=get("MATHSHUBS_SMTP_USER", ""),
            smtp_password=get("MATHSHUBS_SMTP_PASSWORD", ""),
            smtp_tls=get("MATHSHUBS_SMTP_TLS", "") == "1",
            mail_from=get("MATHSHUBS_MAIL_FROM", f"mathshubs@{host or 'localhost'}"),
            reply_domain=get("MATHSHUBS_REPLY_DOMAIN", ""),
        )


def whole_number(name: str, otherwise: int) -> int:
    said = os.environ.get(name) or str(otherwise)
    if not said.isascii() or not said.isdigit():
        raise ImproperlyConfigured(f"{name} is {said!r}. Set it to a whole number.")
    return int(said)


def _refuse_production_settings(host: str) -> None:
    if os.environ.get("MATHSHUBS_SECRET_KEY"):
        raise ImproperlyConfigured(
            "Demo mode lets anyone sign in as anyone, and MATHSHUBS_SECRET_KEY is a production "
            "setting. Remove one of them: MATHSHUBS_MODE=demo or MATHSHUBS_SECRET_KEY."
        )
    if host not in LOOPBACK:
        raise ImproperlyConfigured(
            "Demo mode lets anyone sign in as anyone, so it serves this machine only, and "
            f"MATHSHUBS_SITE_URL names {host}. Remove MATHSHUBS_MODE=demo or MATHSHUBS_SITE_URL."
        )
    if os.environ.get("MATHSHUBS_LISTEN", "127.0.0.1") not in LOOPBACK:
        raise ImproperlyConfigured(
            "Demo mode lets anyone sign in as anyone, so it serves this machine only. Remove "
            "MATHSHUBS_MODE=demo or MATHSHUBS_LISTEN."
        )


def _need_production_settings() -> None:
    if len(os.environ.get("MATHSHUBS_SECRET_KEY", "")) < 50:
        raise ImproperlyConfigured(
            "MATHSHUBS_SECRET_KEY is missing or shorter than 50 characters. Make one with: "
            'python3 -c "import secrets; print(secrets.token_urlsafe(60))"'
        )
    if not os.environ.get("MATHSHUBS_SITE_URL", "").startswith("https://"):
        raise ImproperlyConfigured(
            "MATHSHUBS_SITE_URL is missing. Set it to the address people use, such as "
            "https://hubs.example.org."
        )


def _usual_data_folder() -> Path:
    """Beside the checkout; where there is none (installed from a wheel), where we stand."""
    return (ROOT if (ROOT / "pyproject.toml").exists() else Path.cwd()) / ".data"


def _kept_secret(data: Path, mode: str) -> str:
    """A demo's own secret, made once and kept with its data so that sessions survive a restart."""
    if mode == "test":
        return "test" * 20
    kept = data / "secret-key"
    if not kept.exists():
        try:
            data.mkdir(parents=True, exist_ok=True)
            made = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return kept.read_text()
        except OSError as error:
            raise ImproperlyConfigured(
                f"Nothing can be written to {data} ({error.strerror}). Set MATHSHUBS_DATA to a "
                "folder of your own."
            ) from None
        with os.fdopen(made, "w") as file:
            file.write(secrets.token_urlsafe(60))
    return kept.read_text()


def _database(url: str, mode: str) -> dict:
    """Django's settings for a postgresql:// address."""
    try:
        parts = urlsplit(url)
        port, is_ours = parts.port or "", parts.scheme in ("postgresql", "postgres")
    except ValueError:  # a port that is no number, brackets that do not close
        is_ours = False
    if not is_ours:
        raise ImproperlyConfigured(
            "DATABASE_URL is not the address of a PostgreSQL database. It looks like "
            "postgresql://user:password@host:5432/name."
        )
    query = {key: said[-1] for key, said in parse_qs(parts.query).items()}
    host = query.pop("host", unquote(parts.hostname or ""))
    # What is asked the fifth time on a connection is planned no more: see `core.prepared`.
    options: dict = {"connect_timeout": 5, "prepare_threshold": 5, **query}
    # Compiling a query's plan takes longer than any of our queries.
    session = {"jit": "off"}
    in_web = os.environ.get("MATHSHUBS_PROCESS") == "web"
    if in_web and mode != "test":
        session |= WEB_WAITS
        threads = whole_number("MATHSHUBS_WEB_THREADS", 4)
        options["pool"] = {"min_size": 1, "max_size": threads + 1, "timeout": 5}
    options["options"] = " ".join(f"-c {key}={value}" for key, value in session.items())
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(port),
        "OPTIONS": options,
        # The pool hands out a connection only when it still answers.
        "CONN_HEALTH_CHECKS": in_web,
        "TEST": {"NAME": os.environ.get("MATHSHUBS_TEST_NAME", "test_mathshubs")},
    }
