"""A visit to a school, turned into values or into a sentence."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.timezone import localdate

from mathshubs.core.forms import DateField
from mathshubs.people.models import Person
from mathshubs.schools.models import School

from ..models import Visit
from .design import long_text


class PlanVisit(forms.ModelForm):
    on = DateField(
        label="Day", missing="Give the day of the visit.",
        help_text="A day ahead is told to the school. One that is over can be recorded.",
    )  # fmt: skip

    class Meta:
        model = Visit
        fields = ["school", "on", "leader", "purpose"]
        labels = {"school": "School", "leader": "Who visits", "purpose": "What for"}
        help_texts = {"purpose": "Such as: watch two lessons, and look at the plan together."}
        error_messages = {
            "school": {"required": "Choose the school."},
            "leader": {"required": "Choose who visits."},
            "purpose": {"required": "Write what the visit is for."},
        }

    def __init__(self, *args: Any, schools: list[School], leaders: list[Person], **kwargs: Any):
        super().__init__(*args, **kwargs)
        school, leader = self.fields["school"], self.fields["leader"]
        assert isinstance(school, forms.ModelChoiceField)
        assert isinstance(leader, forms.ModelChoiceField)
        school.queryset = School.objects.filter(pk__in=[each.pk for each in schools])
        school.choices = [("", "Choose a school"), *((each.pk, str(each)) for each in schools)]
        leader.queryset = Person.objects.filter(pk__in=[each.pk for each in leaders])
        leader.choices = [(each.pk, each.name) for each in leaders]

    def clean_on(self) -> date:
        day, today = self.cleaned_data["on"], localdate()
        if abs(day - today) > timedelta(days=366):
            raise forms.ValidationError("Give a day within a year of today.")
        return day


class RecordVisit(forms.Form):
    seen = forms.CharField(
        label="What was seen", widget=long_text(5), max_length=10_000,
        help_text="Read by those who lead the group and by the hub. Name no pupil.",
        error_messages={"required": "Write what was seen."},
    )  # fmt: skip
    agreed = forms.CharField(
        label="What was agreed", widget=long_text(4), max_length=10_000, required=False,
        help_text="Sent to the school.",
    )  # fmt: skip
    head_met = forms.TypedChoiceField(
        label="Was the head met?", choices=[("yes", "Yes"), ("no", "No")], widget=forms.RadioSelect,
        coerce=lambda said: said == "yes",
        error_messages={"required": "Say whether the head was met."},
    )  # fmt: skip

    @staticmethod
    def known_of(visit: Visit) -> dict:
        met = {True: "yes", False: "no", None: None}[visit.head_met]
        return {"seen": visit.seen, "agreed": visit.agreed, "head_met": met}
