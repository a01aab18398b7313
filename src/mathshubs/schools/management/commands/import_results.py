from __future__ import annotations

import json
import sys
from pathlib import Path
from time import perf_counter

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now
from tqdm import tqdm

from mathshubs.core.years import is_academic_year
from mathshubs.schools.actions.working import write_refused_rows
from mathshubs.schools.models import Release, ResultsImport, Stage
from mathshubs.schools.published.files import Told
from mathshubs.schools.published.run import Given, Outcome, import_results
from mathshubs.schools.register.unpack import RegisterRefused

from .import_schools import BAR

STAGES = [stage.value.lower() for stage in Stage]
RELEASES = [release.value.lower() for release in Release]


class Command(BaseCommand):
    help = "Keep published results of schools. All of the files, or nothing."

    def add_arguments(self, parser):
        parser.add_argument(
            "files", nargs="+", type=Path, help="Published tables: CSV, or CSV as .gz or .zip."
        )
        parser.add_argument("--year", default="", help="Such as 2018/19; else each file says it.")
        parser.add_argument("--stage", default="", choices=STAGES, help="Else each file says it.")
        parser.add_argument(
            "--release", default="", choices=RELEASES, help="Else the name says it, or it is final."
        )
        parser.add_argument("--json", action="store_true", help="End with one line of JSON.")

    def handle(self, *, files, year, stage, release, **options):
        at, began = now(), perf_counter()
        year = year.replace("-", "/")
        if year and not is_academic_year(year):
            raise CommandError("Write the academic year such as 2018/19.")
        told = Told(year, stage.upper(), release.upper())
        noted = ResultsImport(at=at, year=told.year, release=told.release)

        def done(outcome: Outcome) -> None:
            path = write_refused_rows(outcome.refused, at, "results")
            noted.refused_rows.name = str(path.relative_to(settings.MEDIA_ROOT)) if path else ""
            if outcome.changed:
                noted.summary = outcome.summary
                noted.save()

        with tqdm(total=100, disable=not sys.stderr.isatty(), bar_format=BAR) as bar:

            def progress(step: str, percent: int) -> None:
                bar.set_description(step)
                bar.update(percent - bar.n)

            try:
                outcome = import_results(
                    [Given(path, path.name) for path in files],
                    results_import=noted,
                    at=at,
                    told=told,
                    progress=progress,
                    done=done,
                )
            except RegisterRefused as refusal:
                raise CommandError(str(refusal)) from None
            progress("Done", 100)
        refused_rows = noted.refused_rows.path if noted.refused_rows else ""
        self._say(outcome, refused_rows, perf_counter() - began, options)

    def _say(self, outcome: Outcome, refused_rows: str, seconds: float, options) -> None:
        for each in outcome.summary:
            stage, release = Stage(each["stage"]).label, Release(each["release"]).label.lower()
            self.stdout.write(
                f"{each['file']}: {stage}, {each['year']}, {release}. {each['read']:,} rows, "
                f"{each['schools']:,} schools; {each['created']:,} new figures, "
                f"{each['replaced']:,} replaced, {each['completed']:,} completed, "
                f"{each['unchanged']:,} as held; "
                f"{each['refused']:,} rows refused."
            )
        self.stdout.write(f"{seconds:.1f} s.")
        if refused_rows:
            self.stdout.write(f"Refused rows, each with its reason: {refused_rows}")
        if options["json"]:
            self.stdout.write(
                json.dumps({
                    "files": outcome.summary,
                    "refused_rows": refused_rows,
                    "seconds": round(seconds, 2),
                })
            )  # fmt: skip
