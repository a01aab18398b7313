"""Agree targeted support for a school, its milestones, its end."""

from __future__ import annotations

from datetime import date
from typing import cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from mathshubs.core.forms import DateField
from mathshubs.people.models import Person
from mathshubs.schools.fields import SchoolField

from ..models import Milestone, SupportPlan

LEVELS = {
    "STANDARD": "Standard: what every school can have, with somebody who keeps an eye on it",
    "ENHANCED": "Enhanced: visits and help beyond the standard offer",
    "INTENSIVE": "Intensive: regular work with the school, for as long as its milestones say",
}


class SupportFacts(forms.Form):
    """Who leads it, how much, what for."""

    leader = forms.ModelChoiceField(
        label="Who leads it", queryset=Person.objects.none(), empty_label="Choose one",
        error_messages={"required": "Choose who leads it."},
    )  # fmt: skip
    level = forms.ChoiceField(
        label="Level", choices=[(value, LEVELS[value]) for value in SupportPlan.Level.values],
        widget=forms.RadioSelect, error_messages={"required": "Choose the level."},
    )  # fmt: skip
    aims = forms.CharField(
        label="What is it for?", max_length=3000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="As agreed with the school. Its headteacher and maths lead read it.",
        error_messages={"required": "Say what the support is for."},
    )  # fmt: skip

    to_on = DateField(
        label="Last day, as planned", required=False,
        help_text="Its leader is asked then how it ended. Empty while it is open.",
    )  # fmt: skip

    def __init__(self, *args, leaders: QuerySet[Person], **kwargs):
        super().__init__(*args, **kwargs)
        leader = cast(forms.ModelChoiceField, self.fields["leader"])
        leader.queryset = leaders
        leader.label_from_instance = lambda person: person.name


class AgreeSupport(SupportFacts):
    """Support for a school, from a day."""

    school = SchoolField(label="School", open_only=True)
    from_on = DateField(label="From", missing="Enter the day it begins.")

    field_order = ("school", "leader", "level", "aims", "from_on", "to_on")


class NewMilestone(forms.Form):
    """A step, and the day it should be reached by."""

    prefix = "step"

    horizon = forms.ChoiceField(
        label="Which term is it for?", choices=Milestone.Horizon.choices, widget=forms.RadioSelect,
        error_messages={"required": "Choose short, medium or long term."},
    )  # fmt: skip
    words = forms.CharField(
        label="What is reached then?", max_length=300,
        error_messages={"required": "Say what is reached then."},
    )  # fmt: skip
    by_on = DateField(label="By which day?", missing="Enter the day it should be reached by.")


class Reached(forms.Form):
    """A milestone is reached."""

    prefix = "reached"

    milestone = forms.ModelChoiceField(
        label="Which milestone?", queryset=Milestone.objects.none(), empty_label="Choose one",
        error_messages={"required": "Choose the milestone."},
    )  # fmt: skip
    reached_on = DateField(label="When?", missing="Enter the day it was reached.")
    note = forms.CharField(
        label="How do you know?", max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args, waiting: QuerySet[Milestone], on: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on
        field = cast(forms.ModelChoiceField, self.fields["milestone"])
        field.queryset = waiting
        field.label_from_instance = lambda each: each.words

    def clean_reached_on(self) -> date:
        if self.cleaned_data["reached_on"] > self.on:
            raise ValidationError("Enter a day that has been.")
        return self.cleaned_data["reached_on"]


class EndSupport(forms.Form):
    """How the support ended."""

    prefix = "end"

    to_on = DateField(label="Last day", missing="Enter the last day.")
    review = forms.CharField(
        label="How did it end?", max_length=3000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What was reached, what was not, and how the school goes on. It reads this.",
        error_messages={"required": "Say how it ended."},
    )  # fmt: skip
