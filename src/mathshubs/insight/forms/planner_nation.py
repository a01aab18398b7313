"""What the planner is asked for all hubs at once; the rest each hub's records say."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from ..queries.planner import Facts
from .planner import AskPlanner

SECONDS = [("60", "1 minute"), ("300", "5 minutes"), ("900", "15 minutes"), ("1800", "30 minutes")]


class AskNation(AskPlanner):
    """Numbers that are the same for all hubs. Its facts are the nation's projects, nothing else."""

    hub_budgets = forms.BooleanField(
        label="Each hub keeps to the budget of its own plan", required=False, initial=True,
        help_text="A hub whose plan of the year names none has no limit of its own.",
    )  # fmt: skip
    seconds = forms.ChoiceField(
        label="Search for at most", choices=SECONDS, initial="300",
        help_text="For all hubs together. It ends sooner when no plan can be better by more than "
        "half a per cent.",
    )  # fmt: skip

    def __init__(self, *args, facts: Facts, **kwargs):
        super().__init__(*args, facts=facts, **kwargs)
        self.fields["budget"].label = "National budget for these groups"
        self.fields["budget"].help_text = "Pounds, of all hubs together. Empty: there is none."
        for project in facts.projects:
            self.fields[f"use-{project.pk}"].initial = True


def of_hub(facts: Facts, asked: dict[str, Any]) -> dict[str, Any] | None:
    """
    Return what the planner of one hub is asked: what its records suggest, and what was asked of all
    hubs in place of it. None where nothing can be planned.
    """
    if not (facts.priorities and facts.projects and facts.leaders):
        return None
    form = AskPlanner(facts=facts)
    suggested = {
        name: form.get_initial_for_field(field, name) for name, field in form.fields.items()
    }
    # A project the nation does not use is not used; one it does, where the hub's records do.
    over = {
        name: value
        for name, value in asked.items()
        if name in form.fields and not (name.startswith("use-") and value)
    }
    over["budget"] = facts.budget if asked.get("hub_budgets") else None
    over["seconds"] = "60"  # the time is one for all hubs
    told = {
        name: value if isinstance(value, list) else [value]
        for name, value in {**suggested, **over}.items()
        if value is not None and value is not False
    }
    filled = AskPlanner(MultiValueDict(told), facts=facts)
    return filled.cleaned_data if filled.is_valid() else None
