"""What the planner is asked: numbers that the records suggest and a person changes."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django import forms

from mathshubs.needs.models import Priority
from mathshubs.programmes.models import Project

from ..queries.planner import Facts, free_days
from ..queries.planner_costs import known_cost
from ..queries.planner_usual import SAME, usual

TERMS = [("Autumn", "Autumn"), ("Spring", "Spring"), ("Summer", "Summer")]
SERVES = [("0", "No"), ("50", "Partly"), ("100", "Fully")]
SECONDS = [("20", "20 seconds"), ("60", "1 minute"), ("180", "3 minutes"), ("600", "10 minutes")]


def _number(label: str, initial: int, most: int, least: int = 0, hint: str = "") -> forms.Field:
    return forms.IntegerField(
        label=label, initial=initial, min_value=least, max_value=most, help_text=hint,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4"}),
        error_messages={"required": f"{label}: enter a number."},
    )  # fmt: skip


def _decimal(label: str, initial: Decimal, digits: int = 7, places: int = 2) -> forms.Field:
    return forms.DecimalField(
        label=label, initial=initial, min_value=0, max_digits=digits, decimal_places=places,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-5"}),
        error_messages={"required": f"{label}: enter a number."},
    )  # fmt: skip


class AskPlanner(forms.Form):
    """All that a plan may take, and what it is for."""

    terms = forms.MultipleChoiceField(
        label="Terms to plan", choices=TERMS, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one term."},
    )  # fmt: skip
    budget = forms.DecimalField(
        label="Budget for these groups", min_value=0, max_digits=10, decimal_places=2,
        required=False, help_text="Pounds. Empty: money is no limit.",
    )  # fmt: skip
    keep_asked = forms.BooleanField(
        label="Keep what the nation asks: groups of national projects that are not running yet",
        required=False, help_text="If not all of it can be, the answer says why.",
    )  # fmt: skip
    only_new = forms.BooleanField(
        label="Count only schools that do not take part in the year yet", required=False
    )
    near_km = _number("All schools travel up to (km)", SAME["near_km"], 200, 1)
    middle_km = _number("Fewer travel up to (km)", SAME["middle_km"], 200, 1)
    middle_share = _number("Of 100 schools, these travel that far", SAME["middle_share"], 100)
    far_km = _number("The keenest travel up to (km)", SAME["far_km"], 200, 1)
    far_share = _number("Of 100 schools, these travel that far", SAME["far_share"], 100)
    leader_km = _number("Leaders travel up to (km)", SAME["leader_km"], 300, 1)
    venue_schools = _number("Schools that one venue holds", SAME["venue_schools"], 200, 1)
    venue_cost = _decimal("Cost of a venue for a group (£)", SAME["venue_cost"])
    seconds = forms.ChoiceField(
        label="Search for at most", choices=SECONDS, initial="60",
        help_text="It ends sooner when no plan can be better by more than half a per cent.",
    )  # fmt: skip

    def __init__(self, *args, facts: Facts, **kwargs):
        super().__init__(*args, **kwargs)
        self.facts, self.usual = facts, usual(facts)
        self.fields["budget"].initial = facts.budget
        for priority in facts.priorities:
            self._number(f"weight-{priority.pk}", f"Weight of {priority}", 100)
        for project in facts.projects:
            self._add_project(project)
        for each in facts.leaders:
            name = f"leader-{each.record.pk}"
            label = f"Days of {each.record.person.name} for these groups"
            self.fields[name] = _decimal(label, self.usual[name], 4, 1)
        for host in facts.hosts:
            self._number(f"host-{host.pk}", f"Groups in a term at {host.name}", 50)
        for district in facts.districts:
            label = f"Groups in a term in the middle of {district.name}"
            self._number(f"middle-{district.pk}", label, 50)

    def _number(self, name: str, label: str, most: int, least: int = 0) -> None:
        self.fields[name] = _number(label, self.usual[name], most, least)

    def _add_project(self, project: Project) -> None:
        pk, of = project.pk, f"of {project}"
        self.fields[f"use-{pk}"] = forms.BooleanField(
            label=f"Use {project}", required=False, initial=self.usual[f"use-{pk}"]
        )
        self._number(f"fewest-{pk}", f"Fewest schools {of}", 200, 1)
        self._number(f"most-{pk}", f"Most schools {of}", 200, 1)
        days, cost = self.usual[f"days-{pk}"], self.usual[f"cost-{pk}"]
        self.fields[f"days-{pk}"] = _decimal(f"Leader days {of}", days, 4, 1)
        self.fields[f"cost-{pk}"] = _decimal(f"Cost of a group {of}", cost)
        for one in self.facts.priorities:
            name = f"serves-{pk}-{one.pk}"
            self.fields[name] = forms.ChoiceField(
                label=f"{project} answers {one}", choices=SERVES, initial=self.usual[name]
            )

    def clean(self) -> dict:
        typed = super().clean() or {}
        for project in self.facts.projects:
            fewest, most = typed.get(f"fewest-{project.pk}"), typed.get(f"most-{project.pk}")
            if typed.get(f"use-{project.pk}") and fewest and most and fewest > most:
                self.add_error(
                    f"fewest-{project.pk}", f"{project}: the fewest schools are more than the most."
                )
            if typed.get(f"use-{project.pk}") and typed.get(f"days-{project.pk}") == 0:
                self.add_error(f"days-{project.pk}", f"{project}: a group takes some leader days.")
        kms = [typed.get(name) for name in ("near_km", "middle_km", "far_km")]
        if None not in kms and kms != sorted(kms):
            self.add_error("middle_km", "The three distances rise: all, fewer, the keenest.")
        if (typed.get("far_share") or 0) > (typed.get("middle_share") or 0):
            self.add_error("far_share", "Fewer schools travel further, not more.")
        if not self.errors and not any(typed.get(f"use-{one.pk}") for one in self.facts.projects):
            raise forms.ValidationError("Choose at least one project to run.")
        return typed

    def weights(self) -> Iterator[tuple[Priority, forms.BoundField]]:
        for priority in self.facts.priorities:
            yield priority, self[f"weight-{priority.pk}"]

    def projects(self) -> Iterator[dict]:
        """Yield each project with its boxes."""
        for project in self.facts.projects:
            pk = project.pk
            yield {
                "project": project,
                "use": self[f"use-{pk}"],
                "boxes": [
                    (label, self[f"{name}-{pk}"])
                    for name, label in (
                        ("fewest", "Fewest schools"), ("most", "Most schools"),
                        ("days", "Leader days"), ("cost", "Cost, £"),
                    )
                ],
                "serves": [(one, self[f"serves-{pk}-{one.pk}"]) for one in self.facts.priorities],
                "cost_known": known_cost(project)[1],
                "missing": max(project.__dict__["asked"] - project.__dict__["running"], 0),
            }  # fmt: skip

    def leaders(self) -> Iterator[tuple]:
        for each in self.facts.leaders:
            yield each, free_days(each), self[f"leader-{each.record.pk}"]

    def venues(self) -> Iterator[tuple[str, str, forms.BoundField]]:
        for host in self.facts.hosts:
            yield host.name, f"Hosted {host.hosted} workshops", self[f"host-{host.pk}"]
        for district in self.facts.districts:
            if district.point:
                many = len(district.schools)
                yield (
                    f"The middle of {district.name}",
                    f"Stands for any place there; {many} schools",
                    self[f"middle-{district.pk}"],
                )

    def travel(self) -> list[forms.BoundField]:
        return [self[name] for name in (
            "near_km", "middle_km", "middle_share", "far_km", "far_share", "leader_km",
            "venue_schools", "venue_cost",
        )]  # fmt: skip
