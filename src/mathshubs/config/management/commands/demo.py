"""`mathshubs demo`: make a network to look at."""

from __future__ import annotations

import json
from argparse import ArgumentTypeError
from dataclasses import asdict
from datetime import date

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import localdate
from tqdm import tqdm

from mathshubs.config.demo import build
from mathshubs.config.prepare import MAKING
from mathshubs.schools.models import School

FEWEST = 100  # schools
MADE_IN_WORDS = {
    "hubs": "hubs", "people": "people", "work_groups": "Work Groups", "places": "places",
    "attendance": "attendance marks",
}  # fmt: skip


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text} is not a day. Type one such as 2026-11-23.") from None


def _schools(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < FEWEST:
        raise ArgumentTypeError(f"{text} is not a number of schools. Type {FEWEST} or more.")
    return int(text)


class Command(BaseCommand):
    help = "Make a demo network from a seed: register, hubs, people, three years of Work Groups."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=1, help="another seed, another network")
        parser.add_argument("--schools", type=_schools, default=build.WHOLE, help="open schools")
        parser.add_argument("--small", action="store_true", help="three hubs with 400 schools")
        parser.add_argument("--today", type=_day, help="the day it is seen on")
        parser.add_argument("--again", action="store_true", help="empty the database first")
        parser.add_argument("--yes", action="store_true", help="do not ask before emptying it")
        parser.add_argument("--json", action="store_true", help="print a summary for programs")

    def handle(self, **options) -> None:
        if settings.MODE not in ("demo", "test"):
            raise CommandError(
                "This database is not a demo: MATHSHUBS_MODE is production. Made-up schools would "
                "mix with real ones, so nothing was done. Set MATHSHUBS_MODE=demo to try it."
            )
        if School.objects.exists():
            self._empty(options)
        with tqdm(total=100, bar_format="{desc:12} {bar} {percentage:3.0f}%", disable=None) as bar:

            def moved(step: str, share: float) -> None:
                bar.set_description_str(step)
                bar.update(100 * share)

            summary = build.build(
                seed=options["seed"],
                schools=build.SMALL if options["small"] else options["schools"],
                today=options["today"] or localdate(),
                folder=settings.DATA / "demo",
                moved=moved,
            )
        self._tell(summary, options["json"])

    def _empty(self, options: dict) -> None:
        """Empty the database when that is wanted; refuse otherwise."""
        if build.noted() == MAKING:
            self.stderr.write("  The demo network was left half made: beginning again")
        elif not options["again"]:
            raise CommandError(
                "This database already has schools, so nothing was done. "
                "To empty it and make the network again: mathshubs demo --again"
            )
        elif not options["yes"]:
            question = "This deletes every school, person and Work Group here. Type yes to go on: "
            try:
                answer = input(question)
            except EOFError:  # nobody is there to ask
                raise CommandError("Nothing was deleted. Add --yes to go on unasked.") from None
            if answer.strip().lower() != "yes":
                raise CommandError("Nothing was deleted.")
        build.empty()

    def _tell(self, summary: build.Summary, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(asdict(summary)))
            return
        made = ", ".join(f"{summary.made[what]:,} {words}" for what, words in MADE_IN_WORDS.items())
        self.stdout.write(f"  Made {made} in {sum(summary.seconds.values()):.0f} seconds.")
