"""What a design still lacks, section by section, and the six marks of the charter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..models import WorkGroup, Workshop
from .lines import in_a_row

# Each answers with the sentence that says what to do, or "" when nothing is lacking.
Check = Callable[[WorkGroup], str]


def _summary(group: WorkGroup) -> str:
    return "" if group.summary.strip() else "Say in one sentence what it is, for lists."


def _phases(group: WorkGroup) -> str:
    return "" if group.phases else "Choose the phases it is for."


def _project(group: WorkGroup) -> str:
    if group.project and group.project.year != group.year:
        return f"Choose the project of {group.year}: {group.project} is of {group.project.year}."
    return ""


def _rationale(group: WorkGroup) -> str:
    return "" if group.rationale.strip() else "Write why it is needed."


def _outcomes(group: WorkGroup) -> str:
    sets = {
        "pupils": group.pupil_outcomes,
        "policies and approaches": group.policy_outcomes,
        "practice": group.practice_outcomes,
        "professional learning": group.learning_outcomes,
    }
    missing = [name for name, text in sets.items() if not text.strip()]
    return f"Write the outcomes for {in_a_row(missing)}." if missing else ""


def _audience(group: WorkGroup) -> str:
    return "" if group.audience.strip() else "Write who it is for."


def _involved(group: WorkGroup) -> str:
    return "" if group.involved.strip() else "Write what is involved."


def _leaders(group: WorkGroup) -> str:
    if not (leaders := group.leaders.all()):
        return "Name who leads it."
    silent = [leader.person.name for leader in leaders if not leader.biography.strip()]
    return f"Write a short biography of {in_a_row(silent)}." if silent else ""


def _partners(group: WorkGroup) -> str:
    return "" if group.partners.all() else "Name an expert partner from outside the hub."


def _workshops(group: WorkGroup) -> str:
    if group.is_event:
        return "" if _held(group) else "Give its date."
    return "" if len(_held(group)) > 1 else "Plan two workshops or more."


def _tasks(group: WorkGroup) -> str:
    if any(workshop.tasks.all() for workshop in _held(group)):
        return ""
    return "Write a task to do in school after at least one workshop."


def _held(group: WorkGroup) -> list[Workshop]:
    return [workshop for workshop in group.workshops.all() if workshop.cancelled_at is None]


def _value(group: WorkGroup) -> str:
    return "" if group.value_for_money.strip() else "Write why it is worth what it costs."


def _contact(group: WorkGroup) -> str:
    return "" if group.contact_email else "Say whom people write to with questions."


def _apply_by(group: WorkGroup) -> str:
    if group.apply_by and group.first_on and group.apply_by > group.first_on:
        return "Move the last day to apply: it is after the first date."
    return ""


def _evidence(group: WorkGroup) -> str:
    return "" if group.evidence_plan.strip() else "Write how you will know what changed."


SECTIONS: dict[str, tuple[Check, ...]] = {
    "about": (_summary, _phases, _project),
    "why": (_rationale, _outcomes),
    "who": (_audience, _involved),
    "eligibility": (),
    "leaders": (_leaders,),
    "partners": (_partners,),
    "workshops": (_workshops, _tasks),
    "places": (_apply_by,),
    "cost": (_value,),
    "contact": (_contact,),
    "evidence": (_evidence,),
}
CHARTER: dict[str, tuple[Check, ...]] = {
    "Rationale": (_rationale,),
    "Outcomes": (_outcomes,),
    "Local leadership with expert partners": (_leaders, _partners),
    "Mixed activity: workshops and tasks": (_workshops, _tasks),
    "Value for money": (_value,),
    "Evidence plan": (_evidence,),
}
_OF_AN_EVENT = {
    "Local leadership with expert partners": "Local leadership",
    "Mixed activity: workshops and tasks": "A date",
}
_NOT_FOR_EVENTS = {_outcomes, _partners, _tasks, _value, _evidence}


def lacking(group: WorkGroup) -> dict[str, list[str]]:
    """Return for each section that the group has the sentences of what it lacks."""
    return {
        section: _sentences(group, checks)
        for section, checks in SECTIONS.items()
        if not (group.is_event and section in ("partners", "evidence"))
    }


@dataclass(frozen=True)
class Mark:
    """One mark of the charter, and what is still to do for it."""

    name: str
    todo: list[str]


def charter(group: WorkGroup) -> list[Mark]:
    """Return the six marks; of an event those that an event has."""
    return [
        Mark(_OF_AN_EVENT.get(name, name) if group.is_event else name, _sentences(group, checks))
        for name, checks in CHARTER.items()
        if not (group.is_event and _NOT_FOR_EVENTS.issuperset(checks))
    ]


def to_do(group: WorkGroup) -> list[str]:
    """Return everything that is to do before the group can be approved."""
    return [sentence for sentences in lacking(group).values() for sentence in sentences]


def _sentences(group: WorkGroup, checks: tuple[Check, ...]) -> list[str]:
    wanted = [check for check in checks if not (group.is_event and check in _NOT_FOR_EVENTS)]
    return [sentence for check in wanted if (sentence := check(group))]
