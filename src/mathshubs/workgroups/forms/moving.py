"""Where a place, or everybody of a group, goes."""

from __future__ import annotations

from django import forms
from django.db.models import QuerySet

from ..models import WorkGroup
from ..queries.lines import title_and_day


class GroupField(forms.ModelChoiceField):
    def label_from_instance(self, group: WorkGroup) -> str:
        return f"{title_and_day(group)}, {group.places_left} of {group.places} places left"


class ChooseGroup(forms.Form):
    into = GroupField(
        queryset=WorkGroup.objects.none(), label="Which group", empty_label="Choose a group",
        error_messages={"required": "Choose the group.", "invalid_choice": "Choose the group."},
    )  # fmt: skip

    def __init__(self, *args, groups: QuerySet[WorkGroup], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = groups


class MovePlace(ChooseGroup):
    reason = forms.CharField(
        label="Why", required=False, max_length=200, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="They read it in their letter, and it is kept. Needed when it goes against a "
        "rule or above the number of places.",
    )  # fmt: skip
    clash_known = forms.BooleanField(
        label="They know of anything else they have booked at the same time", required=False
    )


class Merge(ChooseGroup):
    reason = forms.CharField(
        label="Why", max_length=200, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Everybody who moves reads it in their letter, and so do those who lead the "
        "groups. It is kept with every place.",
        error_messages={"required": "Write why the groups are merged. Their leaders read it."},
    )  # fmt: skip
    set_aside = forms.CharField(
        label="Why those it is not for may take part all the same", required=False, max_length=150,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Kept with the place of each of them, as set aside by you. Or move them to "
        "another group first.",
    )  # fmt: skip
