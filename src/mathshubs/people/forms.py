"""What people type about themselves, turned into values or into a sentence."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError

from mathshubs.core.identifiers import clean_phone, clean_trn

from .models import Person, PreviousName


class Names(forms.Form):
    given_name = forms.CharField(
        label="Given names",
        max_length=100,
        widget=forms.TextInput({"autocomplete": "given-name"}),
        error_messages={"required": "Type your given names."},
    )
    family_name = forms.CharField(
        label="Family name",
        max_length=100,
        widget=forms.TextInput({"autocomplete": "family-name"}),
        error_messages={"required": "Type your family name."},
    )
    keep_old = forms.BooleanField(
        label="Keep my old name as a previous name",
        help_text="So that old records and certificates still find you.",
        required=False,
        initial=True,
    )

    def __init__(self, *args, person: Person, **kwargs):
        named = {"given_name": person.given_name, "family_name": person.family_name}
        super().__init__(*args, initial=named, **kwargs)
        if not any(named.values()):
            del self.fields["keep_old"]


class AddPreviousName(forms.ModelForm):
    class Meta:
        model = PreviousName
        fields = ["given_name", "family_name"]
        labels = {"given_name": "Given names", "family_name": "Family name"}
        error_messages = {"family_name": {"required": "Type the family name you had."}}


class Phone(forms.Form):
    phone = forms.CharField(
        label="Phone",
        max_length=30,
        required=False,
        help_text="For the day of a workshop. Only staff of hubs you take part in can ask for it.",
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
    )

    def clean_phone(self) -> str:
        return clean_phone(self.cleaned_data["phone"])


class Trn(forms.Form):
    all_optional = True  # one or the other is needed, so neither says that it is not

    trn = forms.CharField(
        label="Teacher reference number",
        help_text="Seven digits. It is on your payslip, or in your teacher record online.",
        required=False,
        max_length=20,
        widget=forms.TextInput({"inputmode": "numeric", "class": "govuk-input--width-10"}),
    )
    trn_absence = forms.ChoiceField(
        label="Or say why you have none",
        required=False,
        choices=[("", "I have one"), *Person.TrnAbsence.choices],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, person: Person, **kwargs):
        self.person = person
        super().__init__(*args, initial={"trn_absence": person.trn_absence}, **kwargs)

    def clean_trn(self) -> str | None:
        if not self.cleaned_data["trn"]:
            return None
        trn = clean_trn(self.cleaned_data["trn"])
        if Person.objects.filter(trn=trn).exclude(pk=self.person.pk).exists():
            raise ValidationError(
                "Somebody else has given this number. Check it; if it is yours, write to your hub."
            )
        return trn

    def clean(self) -> dict:
        values = super().clean() or self.cleaned_data
        absence = values.get("trn_absence")
        if values.get("trn") and absence:
            self.add_error("trn_absence", "Give the number or the reason why you have none.")
        if not self.errors and not values.get("trn") and not absence:
            self.add_error("trn", "Type your teacher reference number, or say why you have none.")
        return values
