"""
Counts the SQL statements of one booking by the whole web way, BEGIN and COMMIT with them.

Reads the server's own log of statements, so nothing that is sent can be missed.
"""

from __future__ import annotations

import time

import psycopg


class Counted:
    """Counts what other connections of this database send between `begin` and `end`."""

    def __init__(self, address: str, log):
        self.address, self.log = address, log

    def begin(self) -> None:
        self._set("all")
        self.start = self.log.stat().st_size

    def end(self) -> list[str]:
        self._set("none")
        with self.log.open(errors="replace") as log:
            log.seek(self.start)
            lines = log.readlines()
        said = [line.partition("LOG:  ")[2] for line in lines if "LOG:  " in line]
        sent = [line for line in said if line.startswith(("statement: ", "execute "))]
        # A pool asks an empty question to see whether a connection lives: no statement.
        sent = [line for line in sent if line.strip() != "statement:"]
        return [line for line in sent if "ALTER SYSTEM" not in line and "pg_reload" not in line]

    def _set(self, what: str) -> None:
        with psycopg.connect(self.address, autocommit=True) as connection:
            connection.execute(f"ALTER SYSTEM SET log_statement = '{what}'")
            connection.execute("SELECT pg_reload_conf()")
        time.sleep(0.5)
