"""What staff type at the desk of a group, turned into values or into a sentence."""

from __future__ import annotations

from django import forms

from mathshubs.schools.forms import SchoolField
from mathshubs.schools.models import Employment


class AddSomebody(forms.Form):
    """An application that the hub makes for somebody who asked by telephone or letter."""

    email = forms.EmailField(
        label="Their email address",
        help_text="Their letters and dates go there.",
        error_messages={
            "required": "Enter the email address of the person.",
            "invalid": "Enter an email address such as name@example.org.",
        },
    )
    given_name = forms.CharField(
        label="First name", max_length=100, required=False,
        help_text="Both names are needed for somebody who is new here.",
    )  # fmt: skip
    family_name = forms.CharField(label="Last name", max_length=100, required=False)
    school = SchoolField(
        label="Which school do they work at?",
        help_text="Type its name, town, postcode or URN.",
        open_only=True,
    )
    role = forms.ChoiceField(
        label="What do they do there?",
        choices=Employment.Role.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what they do at the school."},
    )
    access_needs = forms.CharField(
        label="What do they need to be able to take part?",
        widget=forms.Textarea(attrs={"rows": 2}), max_length=500, required=False,
    )  # fmt: skip
    diet_needs = forms.CharField(label="What can they not eat?", max_length=300, required=False)
    agreed = forms.BooleanField(
        label="They will come to every workshop, and their headteacher has agreed to release them",
        error_messages={
            "required": "Ask them and their headteacher to agree to the dates, then tick the box."
        },
    )
    clash_known = forms.BooleanField(
        label="They know of any workshop at the same time as another of theirs", required=False
    )


class AskForNames(forms.Form):
    reason = forms.CharField(
        label="What do you need the names for?",
        help_text="Such as: a certificate is disputed. It is kept with your name.",
        max_length=300,
        error_messages={"required": "Write what you need the names for."},
    )
