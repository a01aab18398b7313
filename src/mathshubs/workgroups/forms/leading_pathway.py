"""What is typed on the pathway to leading, turned into values or into a sentence."""

from __future__ import annotations

from django import forms

from mathshubs.hubs.models import Accreditation

from ..models import ForLeaders

_WRONG = ("invalid", "min_value", "max_value")


class Invite(forms.Form):
    words = forms.CharField(
        label="What you add", required=False, max_length=1500,
        widget=forms.Textarea({"rows": 5}),
        help_text="Such as: which group you think of, and with whom. It stands in the letter.",
    )  # fmt: skip


class AnswerInvitation(forms.Form):
    yes = forms.ChoiceField(
        label="Your answer",
        choices=[("yes", "Yes, I would like to"), ("no", "No, not now")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose yes or no."},
    )
    words = forms.CharField(
        label="Anything the hub should know", required=False, max_length=300,
        widget=forms.Textarea({"rows": 3}),
    )  # fmt: skip

    def clean_yes(self) -> bool:
        return self.cleaned_data["yes"] == "yes"


class SayForLeaders(forms.ModelForm):
    """A numbered cohort that awards an accreditation, or an event of the leaders' community."""

    awards = forms.ChoiceField(
        label="What is it?", required=False, widget=forms.RadioSelect,
        choices=[
            ("", "An event of the leaders’ community"),
            *((kind.value, f"A cohort that trains: {kind.label}") for kind in Accreditation.Kind),
        ],
    )  # fmt: skip

    information = forms.URLField(
        label="Link to the information document", required=False, max_length=300,
        assume_scheme="https", widget=forms.TextInput({"inputmode": "url"}),
        help_text="Such as: https://www.saltway.org.uk/cohort-12.pdf",
        error_messages={"invalid": "Enter a full link that begins with https://."},
    )  # fmt: skip
    all_optional = True

    class Meta:
        model = ForLeaders
        fields = ["awards", "cohort", "lasts_years", "heads_support", "information"]
        labels = {
            "cohort": "Number of the cohort",
            "lasts_years": "Years until the accreditation expires",
            "heads_support": "What the headteacher supports",
        }
        help_texts = {
            "cohort": "Only of a cohort.",
            "lasts_years": "Only of a cohort. Empty: it does not expire.",
            "heads_support": "Such as: release for fifteen days, and comes to the launch.",
        }
        widgets = {
            "cohort": forms.TextInput({"inputmode": "numeric", "class": "govuk-input--width-3"}),
            "lasts_years": forms.TextInput(
                {"inputmode": "numeric", "class": "govuk-input--width-2"}
            ),
            "heads_support": forms.Textarea({"rows": 3}),
        }
        error_messages = {
            "cohort": dict.fromkeys(_WRONG, "Enter the number of the cohort, such as 11."),
            "lasts_years": dict.fromkeys(_WRONG, "Enter a number of years, such as 3."),
        }

    def clean(self) -> dict:
        said = super().clean() or self.cleaned_data
        if said.get("awards") and not said.get("cohort") and "cohort" not in self.errors:
            self.add_error("cohort", "Enter the number of the cohort.")
        if not said.get("awards"):
            said["cohort"] = said["lasts_years"] = None
        return said
