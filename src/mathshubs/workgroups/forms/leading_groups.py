"""What is typed about who is to lead a group, turned into values or into a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from django import forms

from mathshubs.core.forms import DateField

from ..models import Leader, LeadFeedback, WorkGroup
from .leading import OneOfTheGroups


class AskForLeaders(forms.Form):
    number = forms.TypedChoiceField(
        label="How many more leaders do you look for?",
        choices=[(1, "One"), (2, "Two")],
        coerce=int,
        initial=1,
        widget=forms.RadioSelect,
    )
    answer_by = DateField(label="Answer by", missing="Enter the last day to answer.")
    what = forms.CharField(
        label="What you look for", max_length=300, required=False,
        help_text="Such as: somebody who has taught Year 6, for four afternoons in Telford.",
    )  # fmt: skip


class OfferToLead(forms.Form):
    kind = forms.ChoiceField(
        label="As",
        choices=[
            (Leader.Kind.LEAD, "Lead"),
            (Leader.Kind.CO_LEAD, "Co-lead, beside somebody who has led before"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose lead or co-lead."},
    )
    why = forms.CharField(
        label="Why you", max_length=1500, widget=forms.Textarea({"rows": 5}),
        help_text="What you bring to this group. The hub's staff read it.",
        error_messages={"required": "Write why you would like to lead it."},
    )  # fmt: skip


class Decline(forms.Form):
    answer = forms.CharField(
        label="A sentence for them", max_length=300, widget=forms.Textarea({"rows": 2}),
        help_text="Such as: we chose somebody nearer, and would like you to co-lead in spring. "
        "It stands in the letter.",
        error_messages={"required": "Write them a sentence. It stands in the letter."},
    )  # fmt: skip


class Feedback(forms.Form):
    """What somebody said of how a group was led."""

    work_group = OneOfTheGroups(
        label="Work Group", empty="Choose a group",
        error_messages={"required": "Choose the group it is about."},
    )  # fmt: skip
    source = forms.ChoiceField(
        label="Who says it", choices=LeadFeedback.Source.choices, widget=forms.RadioSelect,
        error_messages={"required": "Choose who says it."},
    )  # fmt: skip
    on = DateField(label="Day", missing="Enter the day it was said.")
    words = forms.CharField(
        label="What they said", max_length=2000, widget=forms.Textarea({"rows": 3}),
        help_text="The leader reads it. Name nobody who did not agree to it.",
        error_messages={"required": "Write what was said."},
    )  # fmt: skip

    def __init__(self, *args, groups: Iterable[WorkGroup], **kwargs):
        super().__init__(*args, **kwargs)
        cast(OneOfTheGroups, self.fields["work_group"]).offer(groups)
