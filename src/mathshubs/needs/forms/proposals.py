"""Accept what published results suggest as a need, or dismiss it."""

from __future__ import annotations

from django import forms

from ..models import Need


class Accept(forms.Form):
    """The need, in the words of whoever knows the place."""

    prefix = "accept"
    title = forms.CharField(
        label="In one line, what is needed?", max_length=150,
        error_messages={"required": "Say in one line what is needed."},
    )  # fmt: skip
    what = forms.CharField(
        label="What do you know of it, and why is it a need?", max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="The figures go with it as evidence. Say what they cannot: what you know of "
        "the place, and what would help.",
        error_messages={"required": "Say why it is a need, beside the figures."},
    )  # fmt: skip
    urgency = forms.ChoiceField(
        label="When is an answer needed?", choices=Need.Urgency.choices, widget=forms.RadioSelect,
        initial=Need.Urgency.YEAR,
    )  # fmt: skip


class Dismiss(forms.Form):
    """Why it is no need."""

    prefix = "dismiss"
    reason = forms.CharField(
        label="Why is it no need?", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Such as: a new intake, already supported, a small year group with known causes.",
        error_messages={"required": "Say why it is no need."},
    )  # fmt: skip
