"""Where a place, or everybody of a group, goes."""

from __future__ import annotations

from django import forms
from django.db.models import QuerySet

from ..models import WorkGroup


class _Groups(forms.ModelChoiceField):
    def label_from_instance(self, group: WorkGroup) -> str:
        day = f" from {group.first_on:%-d %b %Y}" if group.first_on else ""
        places = f"{group.places_left} of {group.places} places left"
        return f"{group.title}{day}, {places}"


class ChooseGroup(forms.Form):
    into = _Groups(
        queryset=WorkGroup.objects.none(), label="Which group", empty_label="Choose a group",
        error_messages={"required": "Choose the group.", "invalid_choice": "Choose the group."},
    )  # fmt: skip

    def __init__(self, *args, groups: QuerySet[WorkGroup], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = groups


class MovePlace(ChooseGroup):
    reason = forms.CharField(
        label="Why", required=False, max_length=200, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Needed when it goes against a rule or above the number of places. It is kept.",
    )  # fmt: skip
    clash_known = forms.BooleanField(
        label="They know of anything else they have booked at the same time", required=False
    )


class Merge(ChooseGroup):
    reason = forms.CharField(
        label="Why", max_length=200, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Those who lead the groups read it, and it is kept with every place.",
        error_messages={"required": "Write why the groups are merged. Everyone reads it."},
    )  # fmt: skip
