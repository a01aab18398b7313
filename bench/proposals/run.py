"""
Propose needs from three years of results of 22,000 schools, and say how long it took.

    MATHSHUBS_MODE=demo MATHSHUBS_DATA=/tmp/bench-proposals python bench/proposals/run.py \
        [REGISTER LINKS PERFORMANCE]

With a register, its links and a folder of published tables: what is in them. Without: 22,000
made-up schools that differ by 4 points lastingly, 200 of them besides 25 points lower, whose
numbers of pupils were not published in the last year, and a third of which were academies after
the first; then it also says how many of these were found, and how many were found that are not
among the lowest sixth. Works in a database of its own, empty at first. The least of three rounds,
in seconds.
"""

from __future__ import annotations

import json
import os
import random
import resource
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mathshubs.config.settings")
os.environ.setdefault("MATHSHUBS_MODE", "demo")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils.timezone import localdate, now  # noqa: E402

from mathshubs.needs.actions.proposals import propose  # noqa: E402
from mathshubs.needs.methods import standing_out  # noqa: E402
from mathshubs.needs.methods.proposal_words import ASKED  # noqa: E402
from mathshubs.needs.models import Proposal, ProposalRun  # noqa: E402
from mathshubs.needs.queries.proposal_columns import schools_and_hubs  # noqa: E402
from mathshubs.needs.queries.proposal_figures import figures_of, known_of_schools  # noqa: E402
from mathshubs.schools.models import (  # noqa: E402
    Authority,
    District,
    Publication,
    Result,
    ResultsFile,
    ResultsImport,
    School,
    SchoolLink,
    Trust,
)
from mathshubs.schools.published.files import Told  # noqa: E402
from mathshubs.schools.published.run import Given, import_results  # noqa: E402
from mathshubs.schools.register.run import RegisterFiles, import_register  # noqa: E402

NAMES = [
    "ks2_summary_2015-16", "ks2_summary_2016-17", "ks2_summary_2017-18",
    "ks4_summary_2016-17", "ks4_summary_2017-18", "ks4_summary_2018-19",
    "a_level_maths_science_2017-18", "a_level_maths_science_2018-19", "ks2_maths_2023-24",
    "ks2_maths_2024-25", "ks4_provisional_2017-18", "ks4_provisional_2018-19",
    "ks4_summary_2023-24", "ks4_summary_2024-25", "census_2018-19", "census_2022-23",
]  # fmt: skip
SCHOOLS, LOW, BY, LASTING, ROUNDS = 22_000, 200, 25, 4, 3
YEARS = ("2016/17", "2017/18", "2018/19")


def main() -> None:
    call_command("migrate", verbosity=0)
    made_up = len(sys.argv) < 4
    if not School.objects.exists():
        make_up() if made_up else load(*map(Path, sys.argv[1:4]))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    first, again, read = [], [], []
    for _ in range(ROUNDS):
        ProposalRun.objects.all().delete()
        first.append(seconds(run))
        again.append(seconds(run))
        read.append(seconds(reckon))
    held = ProposalRun.objects.latest("pk").summary
    figures = {
        "schools": School.objects.exclude(status="CLOSED").count(),
        "figures": Result.objects.count(),
        "proposing": least(first),
        "proposing again": least(again),
        "of that, reading and reckoning": least(read),
        "most memory, MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "proposals": Proposal.objects.count(),
        "readings": [
            {"measure": each["measure"], "years": each["years"], "left out": each["left_out"]}
            | {place["kind"]: [place["read"], place["out"], place["by_chance"]]
               for place in each["places"]}
            for each in held["readings"]
        ],
        "load average": os.getloadavg(),
    }  # fmt: skip
    if made_up:
        out = Proposal.objects.filter(school__isnull=False, measure="KS2_EXPECTED")
        truly = [float(one) for one in out.values_list("school__street", flat=True)]
        figures |= {
            "made low": LOW,
            "of these found": out.filter(school__name__startswith="Low").count(),
            "found": len(truly),
            "of these not among the lowest sixth": sum(one > -LASTING for one in truly),
        }
    print(json.dumps(figures, indent=1))


def seconds(do: Callable[[], None]) -> tuple[float, float]:
    """Return how long it took by the clock, and of this process's CPU."""
    began = time.perf_counter(), time.process_time()
    do()
    return time.perf_counter() - began[0], time.process_time() - began[1]


def least(measured: list[tuple[float, float]]) -> dict[str, float]:
    return {
        "wall": round(min(measured)[0], 2),
        "own cpu": round(min(each[1] for each in measured), 2),
    }


def run() -> None:
    propose(run_id=ProposalRun.objects.create(at=now()).pk, at=now())


def reckon() -> None:
    schools, _ = schools_and_hubs(localdate())
    known = known_of_schools()
    for asked in ASKED.values():
        figures = figures_of(asked, [], known)
        standing_out.read(figures, schools, is_share=asked.is_share, both_ways=asked.both_ways)


def load(register: Path, links: Path, folder: Path) -> None:
    import_register(RegisterFiles(register, links), at=now(), agrees=lambda question: True)
    files = [folder / f"{name}.csv.gz" for name in NAMES]
    given = [Given(path, path.name) for path in files]
    import_results(given, results_import=ResultsImport(at=now()), at=now(), told=Told())


def make_up() -> None:
    """Schools that differ lastingly, and by 2 points from year to year, beyond chance."""
    chance = random.Random(1)
    authorities = Authority.objects.bulk_create(
        Authority(code=f"{number + 100}", name=f"Authority {number}") for number in range(150)
    )
    districts = District.objects.bulk_create(
        District(
            code=f"E{number:08}", name=f"District {number}", authority=authorities[number // 2]
        )
        for number in range(300)
    )
    trusts = Trust.objects.bulk_create(
        Trust(uid=number + 1, name=f"Trust {number}") for number in range(1_500)
    )
    schools = []
    for number in range(SCHOOLS):
        district = chance.choice(districts)
        lasting = chance.gauss(0, LASTING) - (BY if number < LOW else 0)
        schools.append(School(
            urn=str(100_000 + number), name=f"{'Low' if number < LOW else 'School'} {number}",
            status="OPEN", phase="PRIMARY", fsm_percent=round(chance.uniform(2, 60), 1),
            district=district, authority=district.authority, trust=chance.choice(trusts),
            street=f"{lasting:.3f}",
        ))  # fmt: skip
    School.objects.bulk_create(schools, batch_size=2_000)
    before = were_others(schools)
    taken = ResultsImport.objects.create(at=now(), done_at=now(), state="DONE")
    files = []
    for year in YEARS:
        publication = Publication.objects.create(stage="KS2", year=year, release="FINAL")
        files.append(
            ResultsFile.objects.create(results_import=taken, name=year, publication=publication)
        )
    command = (
        'COPY schools_result (publication_id, file_id, school_id, measure, "group", value, pupils, '
        "mark) FROM STDIN"
    )
    with transaction.atomic(), connection.cursor() as cursor, cursor.copy(command) as copy:
        for school in schools:
            for row in made_up_of(school, before.get(school, school), files, chance):
                copy.write_row(row)


def were_others(schools: list[School]) -> dict[School, School]:
    """Make of every third school the one that it was before, and return it."""
    changed = schools[::3]
    past = School.objects.bulk_create(
        (School(urn=str(200_000 + number), name="Before", status="CLOSED")
         for number in range(len(changed))),
        batch_size=2_000,
    )  # fmt: skip
    SchoolLink.objects.bulk_create(
        SchoolLink(predecessor=before, successor=school, kind="CONVERSION")
        for before, school in zip(past, changed, strict=True)
    )
    return dict(zip(changed, past, strict=True))


def made_up_of(
    school: School, before: School, files: list, chance: random.Random
) -> Iterator[tuple]:
    lasting, meals = float(school.street), float(school.fsm_percent)
    usually = chance.choice([15, 30, 45, 60, 90])
    for file in files:
        of = before if file == files[0] else school
        cohort = max(round(usually * chance.gauss(1, 0.12)), 8)
        untold = cohort if file != files[-1] else None
        poor = min(max(round(cohort * meals / 100), 3), cohort - 3)
        girls = cohort // 2
        usual = 88 - 0.4 * meals + lasting + chance.gauss(0, 2)
        groups = {"DISADVANTAGED": (poor, usual - 12), "OTHER": (cohort - poor, usual + 4)}
        reached = 0
        for group, (pupils, percent) in groups.items():
            number = sum(chance.random() < percent / 100 for _ in range(pupils))
            reached += number
            if pupils >= 6:
                yield (*at(file, of), "KS2_EXPECTED", group, 100 * number / pupils, pupils, "")
        yield (*at(file, of), "KS2_EXPECTED", "ALL", 100 * reached / cohort, untold, "")
        for group, pupils in {"GIRLS": girls, "BOYS": cohort - girls}.items():
            mean = 104 + lasting / 5 + chance.gauss(0, 7 / pupils**0.5)
            yield (*at(file, of), "KS2_SCORE", group, round(mean, 1), pupils, "")


def at(file: ResultsFile, school: School) -> tuple[int, int, int]:
    return file.publication_id, file.pk, school.pk


if __name__ == "__main__":
    main()
