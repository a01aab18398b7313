"""What is typed by somebody who thinks of teaching maths, and by those who answer."""

from __future__ import annotations

from django import forms

from mathshubs.core.phases import Phase

from .doors import WhoWrites

AGREE = (
    "Yes, you may pass on my name, my email address, the phases and what I wrote to one provider "
    "of teacher training, so that they can write to me"
)


class Enquire(WhoWrites):
    """Who they are, what they would teach, where they are now, and whether they may be named."""

    phases = forms.MultipleChoiceField(
        label="Whom would you like to teach?", choices=Phase.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one phase."},
    )  # fmt: skip
    words = forms.CharField(
        label="Where are you now, and what would you like to know?", max_length=3000,
        required=False, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Such as: a degree in engineering, working in a bank, two days a week free.",
    )  # fmt: skip
    consent = forms.BooleanField(label=AGREE, required=False)

    last = ("name", "email", "consent")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["role"], self.fields["organisation"]


class HandOn(forms.Form):
    """To whom an enquiry is handed on."""

    prefix = "hand"

    to = forms.CharField(
        label="Provider of teacher training", max_length=150,
        error_messages={"required": "Name the provider."},
    )  # fmt: skip
    email = forms.EmailField(
        label="Their email address", error_messages={"required": "Enter their email address."}
    )


class AnswerEnquiry(forms.Form):
    """An answer without handing it on."""

    prefix = "answer"

    words = forms.CharField(
        label="Your answer", max_length=4000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="They get it by letter.", error_messages={"required": "Write your answer."},
    )  # fmt: skip
