from __future__ import annotations

import json
import sys
from pathlib import Path
from time import perf_counter

import pghistory
from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now
from tqdm import tqdm

from mathshubs.schools.actions import imports
from mathshubs.schools.actions.working import write_refused_rows
from mathshubs.schools.register.run import Question, RegisterFiles, Unanswered, import_register
from mathshubs.schools.register.unpack import NOTHING_CHANGED, RegisterRefused

COUNTS = ["read", "created", "updated", "unchanged", "closed", "reopened", "refused", "missing"]


class Command(BaseCommand):
    help = "Bring the schools up to the national register. All of the files, or nothing."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="The register: CSV, or CSV as .gz or .zip.")
        parser.add_argument("--links", type=Path, help="Which school came from which.")
        parser.add_argument("--groups", type=Path, help="Trusts, federations and sponsors.")
        parser.add_argument("--group-links", type=Path, help="Which school is in which trust.")
        parser.add_argument("--yes", action="store_true", help="Answer every question with yes.")
        parser.add_argument("--json", action="store_true", help="End with one line of JSON.")

    def handle(self, *, file, links, groups, group_links, yes, **options):
        at, began = now(), perf_counter()
        files = RegisterFiles(file, links, groups, group_links)
        with tqdm(total=100, disable=not sys.stderr.isatty(), bar_format=BAR) as bar:

            def progress(step: str, percent: int) -> None:
                bar.set_description(step)
                bar.update(percent - bar.n)

            def agrees(question: Question) -> bool:
                if yes or not (sys.stdin.isatty() and sys.stderr.isatty()):
                    return yes
                bar.clear()
                answer = input(f"{question.sentence} Go on? (yes or no) ")
                return answer.strip().lower() in ("y", "yes")

            try:
                with pghistory.context(command="import_schools", file=file.name):
                    outcome = import_register(
                        files,
                        at=at,
                        agrees=agrees,
                        progress=progress,
                        done=lambda outcome: imports.note(files, outcome, at=at),
                    )
            except Unanswered as refusal:
                said = " ".join(question.sentence for question in refusal.questions)
                again = "If that is right, run it again with --yes."
                raise CommandError(f"{said} {again} {NOTHING_CHANGED}") from None
            except RegisterRefused as refusal:
                raise CommandError(str(refusal)) from None
        refused_rows = write_refused_rows(outcome.refused, at, "register")
        self._say(outcome, refused_rows, perf_counter() - began, options)

    def _say(self, outcome, refused_rows: Path | None, seconds: float, options: dict) -> None:
        counts = ", ".join(f"{outcome.summary[name]:,} {name}" for name in COUNTS)
        self.stdout.write(f"Schools: {counts}. {seconds:.1f} s.")
        for name, part in outcome.summary.items():
            if isinstance(part, dict):
                said = ", ".join(f"{number:,} {word}" for word, number in part.items())
                self.stdout.write(f"{name.replace('_', ' ').capitalize()}: {said}.")
        if refused_rows:
            self.stdout.write(f"Refused rows, each with its reason: {refused_rows}")
        if options["json"]:
            more = {"refused_rows": str(refused_rows or ""), "seconds": round(seconds, 2)}
            self.stdout.write(json.dumps({**outcome.summary, **more}))


BAR = "{desc:34}{bar}{n:3.0f}%"
