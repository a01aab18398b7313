"""
Measure the import of the register beside a bare COPY of the same columns, in the same run.

    MATHSHUBS_MODE=demo MATHSHUBS_DATA=/tmp/bench python bench/import/measure.py REGISTER [ROUNDS]

Works in a database of its own. Each figure is the least of the rounds: wall clock, then processor
seconds of this process and of its PostgreSQL backend.
"""

from __future__ import annotations

import io
import json
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mathshubs.config.settings")
os.environ.setdefault("MATHSHUBS_MODE", "demo")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils.timezone import now  # noqa: E402

from mathshubs.schools.models import School  # noqa: E402
from mathshubs.schools.register import columns, stage  # noqa: E402
from mathshubs.schools.register.files import read_table  # noqa: E402
from mathshubs.schools.register.run import RegisterFiles, import_register  # noqa: E402
from mathshubs.schools.search import search_schools  # noqa: E402

OURS = (
    "schools_school, schools_schoolevent, schools_trust, schools_trustevent, schools_authority,"
    " schools_district, schools_schoollink, schools_schoollinkevent, schools_pastname"
)
SEARCHES = [
    "st josephs catholic", "oak", "holy trinty church of england", "wrekin colege", "telford",
    "primary school", "TF3 4JG", "100000", "st marys",
]  # fmt: skip


def main() -> None:
    register = Path(sys.argv[1])
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    call_command("migrate", verbosity=0)
    table = read_table(register, wanted=columns.WANTED, needed=columns.NEEDED, called="it")
    rows = columns.school_rows(table).frame.drop("line")
    plain, named = io.BytesIO(), [name for name in rows.columns if not name.endswith("_name")]
    rows.select(named).write_csv(plain, include_header=False, null_value="\\N")
    copied = plain.getvalue()
    kinds = ", ".join(f"{name} {kind(rows.schema[name])}" for name in named)

    def bare_copy() -> None:
        copy_into("bare", copied)

    def load() -> None:
        import_register(RegisterFiles(register), at=now(), agrees=lambda question: True)

    def read_only() -> None:
        columns.school_rows(
            read_table(register, wanted=columns.WANTED, needed=columns.NEEDED, called="it")
        )

    def empty_bare() -> None:
        run("DROP TABLE IF EXISTS bare", f"CREATE TABLE bare ({kinds})", "CHECKPOINT")

    def empty_ours() -> None:
        run(f"TRUNCATE {OURS} CASCADE", "CHECKPOINT")

    def empty_without_history() -> None:
        empty_ours()
        run("ALTER TABLE schools_school DISABLE TRIGGER USER")

    def empty_without_search() -> None:
        empty_ours()
        run(
            "ALTER TABLE schools_school ENABLE TRIGGER USER",
            "DROP INDEX IF EXISTS schools_by_name_and_town",
        )

    load()
    ours = copy_out("schools_school")

    def empty_schools() -> None:
        run("TRUNCATE schools_school, schools_schoolevent CASCADE", "CHECKPOINT")

    def copy_of_ours() -> None:
        copy_into("schools_school", ours)

    def nothing() -> None:
        pass

    figures = {
        "rows": rows.height,
        "columns copied": len(named),
        "bytes copied": len(copied),
        "bare COPY, heap": best(rounds, empty_bare, bare_copy),
        "COPY into the same table, with its keys, indexes and history": best(
            rounds, empty_schools, copy_of_ours
        ),
        "reading and checking the file": best(rounds, nothing, read_only),
        "first load": best(rounds, empty_ours, load),
        "load again, nothing changed": best(rounds, nothing, load),
    }
    figures["first load, history off"] = best(rounds, empty_without_history, load)
    index = one("SELECT pg_get_indexdef('schools_by_name_and_town'::regclass)")
    figures["first load, no search index"] = best(rounds, empty_without_search, load)
    run(index)
    figures["searches, ms"] = {text: searched(text) for text in SEARCHES}
    figures["schools"] = School.objects.count()
    figures["peak memory, MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    figures["load average"] = os.getloadavg()
    print(json.dumps(figures, indent=2))


def kind(kind) -> str:
    return stage.TYPES.get(str(kind), "text")


def copy_into(table: str, rows: bytes) -> None:
    command = f"COPY {table} FROM STDIN (FORMAT csv, NULL '\\N')"
    with transaction.atomic(), connection.cursor() as cursor, cursor.copy(command) as copy:
        copy.write(rows)


def copy_out(table: str) -> bytes:
    command = f"COPY {table} TO STDOUT (FORMAT csv, NULL '\\N')"
    with connection.cursor() as cursor, cursor.copy(command) as copy:
        return b"".join(copy)


def best(rounds: int, prepare: Callable[[], None], do: Callable[[], None]) -> dict[str, float]:
    measured = []
    for _ in range(rounds):
        prepare()
        before = backend_seconds(), time.process_time(), time.perf_counter()
        do()
        after = backend_seconds(), time.process_time(), time.perf_counter()
        server, own, wall = (b - a for a, b in zip(before, after, strict=True))
        measured.append((wall, own, server))
    return {
        name: round(min(each[place] for each in measured), 3)
        for place, name in enumerate(["wall", "own cpu", "postgres cpu"])
    }


def backend_seconds() -> float:
    """Processor seconds that this connection's server process has used."""
    pid = one("SELECT pg_backend_pid()")
    parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


def searched(text: str) -> dict[str, float]:
    search_schools(text)
    before, times = backend_seconds(), []
    for _ in range(20):
        began = time.perf_counter()
        search_schools(text)
        times.append(time.perf_counter() - began)
    spent = (backend_seconds() - before) / 20
    return {"wall": round(min(times) * 1000, 1), "postgres cpu": round(spent * 1000, 1)}


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def one(sql: str):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


if __name__ == "__main__":
    main()
