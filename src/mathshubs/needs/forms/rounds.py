"""Open a round, add candidates, score, weigh, record the meeting, comment."""

from __future__ import annotations

from datetime import date
from typing import cast

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from mathshubs.core.forms import DateField
from mathshubs.core.phases import Phase
from mathshubs.core.years import academic_year_of, next_year
from mathshubs.hubs.models import Hub
from mathshubs.hubs.queries import districts_of
from mathshubs.people.models import Person
from mathshubs.schools.models import District

from ..methods.scoring import HEAVIEST
from ..models import Criterion, Need, Priority, PriorityRound

SCORES = {0: "0: not at all", 1: "1", 2: "2", 3: "3", 4: "4: very much"}


class OpenRound(forms.Form):
    """Which year, until when people can comment."""

    year = forms.ChoiceField(label="Priorities for the academic year")
    district = forms.ModelChoiceField(
        label="Only for one district?", queryset=District.objects.none(), required=False,
        empty_label="No, for the whole hub",
        help_text="A district’s partners can agree their own priorities.",
    )  # fmt: skip
    about = forms.CharField(
        label="What do you ask people?", max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Shown to everybody above the candidates while comments are open.",
    )  # fmt: skip
    consult_until = DateField(
        label="Last day for comments", missing="Enter the last day for comments."
    )

    def __init__(self, *args, hub: Hub | None, on: date, **kwargs):
        super().__init__(*args, **kwargs)
        this = academic_year_of(on)
        years = cast(forms.ChoiceField, self.fields["year"])
        years.choices = [(year, year) for year in (next_year(this), this)]
        if hub:
            districts = cast(forms.ModelChoiceField, self.fields["district"])
            districts.queryset = districts_of(hub, on)
        else:
            del self.fields["district"]


class Candidate(forms.Form):
    """A candidate, and the needs behind it."""

    title = forms.CharField(
        label="In one line, what would be the priority?", max_length=150,
        error_messages={"required": "Say in one line what the priority would be."},
    )  # fmt: skip
    why = forms.CharField(
        label="Why?", max_length=3000, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say why it should be a priority."},
    )  # fmt: skip
    phases = forms.MultipleChoiceField(
        label="Phases", choices=Phase.choices, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one phase."},
    )  # fmt: skip
    needs = forms.ModelMultipleChoiceField(
        label="Needs behind it", queryset=Need.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Needs whose evidence is gathered. Those who raised them are told.",
    )  # fmt: skip

    def __init__(self, *args, needs: QuerySet[Need], **kwargs):
        super().__init__(*args, **kwargs)
        field = cast(forms.ModelMultipleChoiceField, self.fields["needs"])
        field.queryset = needs
        field.label_from_instance = lambda need: (
            f"{need.theme}: {need.title}" if need.theme else need.title
        )


class Scores(forms.Form):
    """A value and a reason for each criterion."""

    def __init__(self, *args, priority: Priority, **kwargs):
        super().__init__(*args, **kwargs)
        kept = {score.criterion: score for score in priority.scores.all()}
        for name, label in Criterion.choices:
            head, _, hint = label.partition(": ")
            score = kept.get(name)
            self.fields[f"{name}_value"] = forms.TypedChoiceField(
                label=head, help_text=hint.capitalize() if hint else "", coerce=int,
                choices=[("", "No score yet"), *SCORES.items()], required=False, empty_value=None,
                initial=score.value if score else "",
            )  # fmt: skip
            self.fields[f"{name}_reason"] = forms.CharField(
                label=f"Why, for {head.lower()}", max_length=300, required=False,
                initial=score.reason if score else "",
            )  # fmt: skip

    def clean(self):
        typed = super().clean()
        for name, label in Criterion.choices:
            if typed.get(f"{name}_value") is not None and not typed.get(f"{name}_reason"):
                head = label.partition(":")[0].lower()
                self.add_error(f"{name}_reason", f"Give the reason for the score of {head}.")
        return typed

    @property
    def scores(self) -> dict[str, tuple[int, str]]:
        return {
            name: (self.cleaned_data[f"{name}_value"], self.cleaned_data[f"{name}_reason"])
            for name in Criterion.values
            if self.cleaned_data.get(f"{name}_value") is not None
        }


class Weights(forms.Form):
    """How much each criterion counts."""

    def __init__(self, *args, round_: PriorityRound, **kwargs):
        super().__init__(*args, **kwargs)
        for name, label in Criterion.choices:
            self.fields[name] = forms.IntegerField(
                label=label.partition(":")[0], min_value=0, max_value=HEAVIEST,
                initial=round_.weights[name],
                widget=forms.NumberInput(attrs={"class": "govuk-input--width-2"}),
                error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), (
                    f"Enter a weight from 0 to {HEAVIEST}: {label.partition(':')[0].lower()}."
                )),
            )  # fmt: skip


class Meeting(forms.Form):
    """What the meeting decided, of every candidate."""

    met_on = DateField(label="Day of the meeting", missing="Enter the day of the meeting.")
    present = forms.CharField(
        label="Who was there", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say who was there."},
    )  # fmt: skip
    decision = forms.CharField(
        label="What was decided, and why", max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say what was decided, and why."},
    )  # fmt: skip
    dissent = forms.CharField(
        label="Who disagreed, and why", max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 2}), help_text="Empty when nobody did.",
    )  # fmt: skip

    def __init__(self, *args, priorities: list[Priority], **kwargs):
        super().__init__(*args, **kwargs)
        self.priorities = priorities
        for one in priorities:
            self.fields[f"chosen_{one.pk}"] = forms.ChoiceField(
                label="Is it chosen?",
                choices=[("yes", "Chosen"), ("no", "Not chosen this year")],
                widget=forms.RadioSelect,
                error_messages={"required": f"Say whether {one.title} is chosen."},
            )  # fmt: skip
            self.fields[f"reason_{one.pk}"] = forms.CharField(
                label="Why?", max_length=1000,
                widget=forms.Textarea(attrs={"rows": 2}), help_text="Everybody reads it.",
                error_messages={"required": f"Say why, for {one.title}."},
            )  # fmt: skip

    @property
    def general(self) -> list[forms.BoundField]:
        """What is asked of the meeting as a whole."""
        return [self[name] for name in ("met_on", "present", "decision", "dissent")]

    @property
    def candidates(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Of each candidate: whether it is chosen, and why."""
        return [(self[f"chosen_{one.pk}"], self[f"reason_{one.pk}"]) for one in self.priorities]

    @property
    def decisions(self) -> dict[int, tuple[bool, str]]:
        typed = self.cleaned_data
        return {
            one.pk: (typed[f"chosen_{one.pk}"] == "yes", typed[f"reason_{one.pk}"])
            for one in self.priorities
        }

    @property
    def meeting(self) -> dict[str, object]:
        return {
            name: self.cleaned_data[name] for name in ("met_on", "present", "decision", "dissent")
        }


class SayComment(forms.Form):
    """What somebody thinks of the candidates."""

    priority = forms.ModelChoiceField(
        label="About", queryset=Priority.objects.none(), required=False,
        empty_label="All of them, or something that is missing",
    )  # fmt: skip
    words = forms.CharField(
        label="What do you think?", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Write what you think."},
    )  # fmt: skip
    name = forms.CharField(
        label="Your name", max_length=150, error_messages={"required": "Enter your name."},
        help_text="Only those who decide see it.",
    )  # fmt: skip
    organisation = forms.CharField(
        label="Your school or organisation", max_length=150, required=False
    )

    def __init__(self, *args, round_: PriorityRound, person: Person | AnonymousUser, **kwargs):
        known = {"name": person.name} if person.is_authenticated else {}
        super().__init__(*args, initial=known, **kwargs)
        self.person = person if person.is_authenticated else None
        field = cast(forms.ModelChoiceField, self.fields["priority"])
        field.queryset = round_.priorities.all()
