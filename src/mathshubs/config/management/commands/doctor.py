"""Say what is wrong with this installation, and how to mend it."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.timezone import now

from mathshubs.config import health


class Command(BaseCommand):
    help = "Look at everything the service needs; say what is wrong and how to mend it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="Print one JSON object.")

    def handle(self, *args: Any, **options: Any) -> None:
        findings = []
        for finding in health.findings(now()):
            findings.append(finding)
            if not options["json"]:
                mark = "ok   " if finding.well else "WRONG"
                self.stdout.write(f"{mark}  {finding.name}: {finding.says}")
                if not finding.well:
                    self.stdout.write(f"       {finding.mend}")
        wrong = [finding.name for finding in findings if not finding.well]
        if options["json"]:
            rows = {each.name: {"says": each.says, "mend": each.mend} for each in findings}
            self.stdout.write(json.dumps({"wrong": wrong, "findings": rows}))
        elif wrong:
            self.stdout.write(f"\n{len(wrong)} of {len(findings)} things need mending.")
        if wrong:
            sys.exit(1)
