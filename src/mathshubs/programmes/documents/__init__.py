"""The year plan as a document."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from mathshubs.core.documents import pdf
from mathshubs.core.templatetags.mathshubs import day, pounds

from ..models import Plan, PlanVersion

_HERE = Path(__file__).parent


def year_plan(plan: Plan, content: dict, version: PlanVersion | None, on: date) -> bytes:
    """Return the plan with this content as PDF; without a version: as it stands `on` this day."""
    lines = content["lines"]
    standing = (
        f"Version {version.number}, {version.get_state_display().lower()} {day(version.at)}"
        if version
        else f"As it stood on {day(on)}: {plan.get_state_display().lower()}"
    )
    return pdf(
        _HERE / "plan.typ",
        hub=str(plan.hub),
        year=plan.year,
        standing=standing,
        summary=content["summary"],
        budget=pounds(Decimal(content["budget"])) if content["budget"] else "",
        cost=pounds(sum((Decimal(line["cost"]) for line in lines), Decimal(0))),
        groups=sum(line["groups"] for line in lines),
        parts=[
            [label, [_line(line) for line in lines if line["kind"] == kind]]
            for kind, label in (
                ("National commitment", "National commitments"), ("Local", "Local work"),
            )
            if any(line["kind"] == kind for line in lines)
        ],
    )  # fmt: skip


def _line(line: dict) -> dict:
    facts = [
        ["Project", line["project"]],
        ["Priority served", line.get("serves", "")],  # versions from before kept none
        ["Rationale", line["rationale"]],
        ["Intended outcomes", line["outcomes"]],
        ["Lead", line["lead"]],
        ["Phases", line["phases"]],
        ["Which schools", line["target_schools"]],
        ["Work Groups", str(line["groups"])],
        ["Schools to take part", str(line["schools"]) if line["schools"] else ""],
        ["Cost", pounds(Decimal(line["cost"])) if Decimal(line["cost"]) else ""],
        ["Targets", line["targets"]],
    ]
    return {"title": line["title"], "facts": [fact for fact in facts if fact[1]]}
