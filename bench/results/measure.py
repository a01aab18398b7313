"""
Measure the import of published results beside a bare COPY of the same figures, in the same run.

    MATHSHUBS_MODE=demo MATHSHUBS_DATA=/tmp/bench-results \
        python bench/results/measure.py REGISTER PERFORMANCE [ROUNDS]

PERFORMANCE is a folder of published tables. Three years of each of three stages are taken. Works in
a database of its own. Each figure is the least of the rounds: wall clock, then processor seconds of
this process and of its PostgreSQL backend.
"""

from __future__ import annotations

import io
import json
import os
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

from mathshubs.schools.models import Group, Result, ResultsImport, School  # noqa: E402
from mathshubs.schools.published.figures import figures_of  # noqa: E402
from mathshubs.schools.published.files import Told, read_results  # noqa: E402
from mathshubs.schools.published.run import Given, import_results  # noqa: E402
from mathshubs.schools.queries import results  # noqa: E402
from mathshubs.schools.queries_results import results_of  # noqa: E402
from mathshubs.schools.register.run import RegisterFiles, import_register  # noqa: E402

NAMES = [
    "ks2_summary_2015-16", "ks2_summary_2016-17", "ks2_summary_2017-18",
    "ks4_summary_2016-17", "ks4_summary_2017-18", "ks4_summary_2018-19",
    "a_level_maths_science_2017-18", "a_level_maths_science_2018-19",
    "a_level_maths_science_2024-25",
]  # fmt: skip
EMPTY = "TRUNCATE schools_result, schools_resultsfile, schools_publication, schools_resultsimport"
WIDTH = "school_id integer, measure text, grp text, value float8, low float8, high float8, pupils integer, mark text"  # noqa: E501


def main() -> None:
    register, folder = Path(sys.argv[1]), Path(sys.argv[2])
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    call_command("migrate", verbosity=0)
    if not School.objects.exists():
        import_register(RegisterFiles(register), at=now(), agrees=lambda question: True)
    files = [folder / f"{name}.csv.gz" for name in NAMES]
    schools = dict(School.objects.values_list("urn", "pk"))
    plain = io.BytesIO()

    def read_only() -> None:
        plain.seek(0)
        plain.truncate()
        for path in files:
            table = read_results(path, name=path.name, told=Told())
            figures_of(table, schools).write_csv(plain, include_header=False)

    def load() -> None:
        import_results(
            [Given(path, path.name) for path in files],
            results_import=ResultsImport(at=now()),
            at=now(),
            told=Told(),
        )

    def bare_copy() -> None:
        command = "COPY bare FROM STDIN (FORMAT csv)"
        with transaction.atomic(), connection.cursor() as cursor, cursor.copy(command) as copy:
            copy.write(plain.getvalue())

    def empty_bare() -> None:
        run("DROP TABLE IF EXISTS bare", f"CREATE TABLE bare ({WIDTH})", "CHECKPOINT")

    def empty_ours() -> None:
        run(f"{EMPTY} CASCADE", "CHECKPOINT")

    measured = {
        "reading and checking the files": best(rounds, lambda: None, read_only),
        "bare COPY of the same figures": best(rounds, empty_bare, bare_copy),
        "first load": best(rounds, empty_ours, load),
        "load again, nothing changed": best(rounds, lambda: None, load),
    }
    run("ANALYZE schools_result")
    every = Group.ALL, Group.GIRLS, Group.BOYS
    proposals = ["KS2_EXPECTED", "KS2_SCORE", "KS4_EM_5", "A_LEVEL_MATHS", "A_LEVEL_FURTHER"]
    measured["results() of five measures, three groups, all years"] = best(
        rounds, lambda: None, lambda: results(proposals, groups=every)
    )
    school = School.objects.get(urn="100049")
    measured["results_of() one school"] = best(rounds, lambda: None, lambda: results_of(school))
    figures = {
        "figures": Result.objects.count(),
        "figures read back": len(results(proposals, groups=every)),
        "size": one("SELECT pg_size_pretty(pg_total_relation_size('schools_result'))"),
        "load average": os.getloadavg(),
    }
    print(json.dumps(figures | measured, indent=2))


def best(rounds: int, prepare: Callable[[], object], do: Callable[[], object]) -> dict[str, float]:
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
