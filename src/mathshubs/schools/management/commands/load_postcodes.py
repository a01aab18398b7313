from __future__ import annotations

import sys
from json import dumps
from time import perf_counter

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from mathshubs.schools import places
from mathshubs.schools.actions.postcodes import load_postcodes


class Command(BaseCommand):
    help = "Load where every English postcode is. Quick when that is done already."

    def add_arguments(self, parser):
        parser.add_argument("--letters", help="Only those that begin so, such as TW: T or W.")
        parser.add_argument("--json", action="store_true", help="End with one line of JSON.")

    def handle(self, *, letters=None, json=False, **options):
        began = perf_counter()
        if letters and not set(letters.upper()) <= set(places.letters()):
            known = "".join(sorted(places.letters()))
            raise CommandError(
                f"No postcode begins with every one of {letters}. Choose from {known}. "
                "Nothing was changed."
            )
        shown = sys.stderr.isatty()
        with tqdm(total=100, disable=not shown, bar_format="{desc:24}{bar}{n:3.0f}%") as bar:

            def progress(letter: str, done: int, of: int) -> None:
                bar.set_description("Indexing" if letter == "index" else f"Postcodes {letter}")
                bar.update(95 * done / of - bar.n)

            held = load_postcodes(letters.upper() if letters else None, progress=progress)
            bar.update(100 - bar.n)
        seconds = round(perf_counter() - began, 1)
        if json:
            self.stdout.write(dumps({"postcodes": held, "seconds": seconds}))
        else:
            edition = f"ONS Postcode Directory {places.edition()}"
            self.stdout.write(f"{held:,} postcodes are there ({edition}), {seconds} s.")
