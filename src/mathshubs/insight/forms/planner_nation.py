"""What the planner is asked for all hubs at once; the rest each hub's records say."""

from __future__ import annotations

from django import forms

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
