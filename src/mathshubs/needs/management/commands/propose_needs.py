from __future__ import annotations

import json
from time import perf_counter

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now

from mathshubs.core.years import is_academic_year
from mathshubs.needs.actions.proposals import propose
from mathshubs.needs.methods.proposal_words import ASKED, span
from mathshubs.needs.models import ProposalRun


class Command(BaseCommand):
    help = "Read published results, and propose as needs what stands out. All of it, or nothing."

    def add_arguments(self, parser):
        parser.add_argument(
            "--years", nargs="+", default=[], metavar="YEAR",
            help="Only these academic years, such as 2017/18; else the latest three of each.",
        )  # fmt: skip
        parser.add_argument("--json", action="store_true", help="End with one line of JSON.")

    def handle(self, *, years, **options):
        years = sorted(year.replace("-", "/") for year in years)
        if not all(map(is_academic_year, years)):
            raise CommandError("Write academic years such as 2017/18.")
        began = perf_counter()
        run = propose(run_id=ProposalRun.objects.create(at=now(), years=years).pk, at=now())
        if run.refusal:
            raise CommandError(run.refusal)
        seconds = perf_counter() - began
        for each in run.summary["readings"]:
            asked = ASKED[each["measure"]]
            self.stdout.write(f"{asked.stage}, {span(each['years'])}. {asked.name}")
            for place in each["places"]:
                self.stdout.write(
                    f"  {place['kind']}: {place['read']:,} read, {place['out']:,} stand out, "
                    f"at most {place['by_chance']:g} would by chance"
                )
        self.stdout.write(
            f"{run.summary['proposed']:,} proposed, {run.summary['again']:,} again, "
            f"{run.summary['decided']:,} decided before, {run.summary['overtaken']:,} overtaken. "
            f"{seconds:.1f} s."
        )
        if options["json"]:
            self.stdout.write(json.dumps(run.summary | {"seconds": round(seconds, 2)}))
