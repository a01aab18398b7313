"""What a supplier types to answer a brief."""

from __future__ import annotations

from django import forms

from mathshubs.core.forms import PoundsField


class SendOffer(forms.Form):
    organisation = forms.CharField(
        label="Your organisation", max_length=150, help_text="Or your name, if you work alone.",
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"required": "Enter your organisation, or your name."},
    )  # fmt: skip
    email = forms.EmailField(
        label="Your email address", help_text="We write to you what became of it.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": "Enter your email address."},
    )  # fmt: skip
    price = PoundsField(
        label="Price, in pounds", max_digits=9,
        help_text="For all of it, including VAT.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "inputmode": "decimal"}),
        error_messages={"required": "Enter the price in pounds."},
    )  # fmt: skip
    words = forms.CharField(
        label="What you offer", max_length=3000, widget=forms.Textarea(attrs={"rows": 10}),
        help_text="What you would do, who would do it, and what you have done before.",
        error_messages={"required": "Say what you offer."},
    )  # fmt: skip
