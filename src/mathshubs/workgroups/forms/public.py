from __future__ import annotations

from django import forms


class TellMe(forms.Form):
    email = forms.EmailField(
        label="Your email address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": "Enter the email address we should write to.",
            "invalid": "Enter an email address such as name@example.org.",
        },
    )
