"""A lesson open to others, turned into values or into a sentence."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.timezone import get_default_timezone, localdate

from mathshubs.core.forms import DateField, TimeField
from mathshubs.schools.fields import SchoolField

from ..models import OpenLesson, WorkGroup, Workshop
from .design import long_text


class DescribeLesson(forms.ModelForm):
    kind = forms.ChoiceField(
        label="Kind", choices=OpenLesson.Kind.choices, widget=forms.RadioSelect,
        error_messages={"required": "Choose the kind."},
    )  # fmt: skip

    class Meta:
        model = OpenLesson
        fields = ["kind", "focus", "year_group", "taught_by", "of_group"]
        labels = {
            "focus": "What observers look at",
            "year_group": "Year group",
            "taught_by": "Who teaches",
            "of_group": "The Work Group it belongs to",
        }
        help_texts = {"year_group": "Such as: Year 8.", "focus": "In one sentence.", "of_group": ""}
        error_messages = {
            "focus": {"required": "Write what observers look at."},
            "year_group": {"required": "Give the year group."},
        }

    def __init__(self, *args: Any, groups: QuerySet[WorkGroup], **kwargs: Any):
        super().__init__(*args, **kwargs)
        field = self.fields["of_group"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset, field.empty_label = groups, "None"
        field.choices = [("", "None"), *((each.pk, f"{each}, {each.year}") for each in groups)]


class StartLesson(DescribeLesson):
    title = forms.CharField(
        label="Title", max_length=150, error_messages={"required": "Give it a title."}
    )
    host_school = SchoolField(label="Host school", open_only=True)
    day = DateField(label="Day", missing="Give the day.")
    starts = TimeField(
        label="Starts", help_text="Such as 1pm or 13:30.",
        error_messages={"required": "Say when it starts."},
    )  # fmt: skip
    ends = TimeField(
        label="Ends", help_text="With the discussion afterwards.",
        error_messages={"required": "Say when it ends."},
    )  # fmt: skip
    places = forms.IntegerField(
        label="Places for observers", min_value=1, max_value=200, initial=12,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4"}),
    )  # fmt: skip

    field_order = ["title", "kind", "host_school", "day", "starts", "ends", "places"]

    def clean_day(self) -> date:
        day = self.cleaned_data["day"]
        if day < localdate():
            raise forms.ValidationError("That day is over. Give a day that observers can book.")
        return day

    def clean(self) -> dict:
        said = super().clean() or self.cleaned_data
        if said.get("starts") and said.get("ends") and said["ends"] <= said["starts"]:
            self.add_error("ends", "It ends before it starts. Change one of the times.")
        return said

    def workshop(self) -> Workshop:
        """Return the one date of the event."""
        said, zone = self.cleaned_data, get_default_timezone()
        return Workshop(
            host_school=said["host_school"],
            mode=Workshop.Mode.IN_PERSON,
            starts_at=datetime.combine(said["day"], said["starts"], zone),
            ends_at=datetime.combine(said["day"], said["ends"], zone),
        )


class Notes(forms.Form):
    discussion = forms.CharField(
        label="Notes of the discussion", widget=long_text(10), max_length=20_000,
        help_text="Read by those who were there and those in the group. Name no pupil.",
        error_messages={"required": "Write what was said."},
    )  # fmt: skip
