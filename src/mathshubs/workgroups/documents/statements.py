"""The statement of professional development as a document."""

from __future__ import annotations

from datetime import date
from itertools import groupby

from django.conf import settings
from django.urls import reverse

from mathshubs.core.templatetags.mathshubs import day

from ..models import Statement
from ..queries.statements import in_all
from . import _pdf, _qr


def statement(issued: Statement) -> bytes:
    """Return the statement as PDF, in the words it was issued with. Needs its person."""
    address = settings.SITE_URL + reverse("workgroups:verified_statement", args=[issued.code])
    sums = in_all(issued.lines)
    return _pdf(
        "statement.typ",
        name=issued.person.name,
        years=[
            [year, [_row(line) for line in lines]]
            for year, lines in groupby(issued.lines, lambda line: line["year"])
        ],
        groups=sums.groups,
        attended=sums.attended,
        hours=sums.hours,
        handed_in=sums.handed_in,
        code=" ".join(issued.code[i : i + 4] for i in (0, 4, 8)),
        issued=day(issued.issued_at),
        address=address,
        qr=_qr(address),
    )


def _row(line: dict) -> list[str]:
    first, last = (_day(line[name]) for name in ("first_on", "last_on"))
    when = first if first == last else f"{first} to {last}"
    tasks = f"{line['handed_in']} of {line['tasks']}" if line["tasks"] else "None set"
    return [
        line["title"], f"{line['hub']}. For {line['school']}. {when}",
        f"{line['attended']} of {line['held']}", f"{line['hours']:g}", tasks, line["certificate"],
    ]  # fmt: skip


def _day(iso: str) -> str:
    return day(date.fromisoformat(iso)) if iso else ""
