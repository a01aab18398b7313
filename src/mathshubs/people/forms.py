"""What people type about themselves, turned into values or into a sentence."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError

from mathshubs.core.identifiers import clean_phone, clean_trn

from .models import Person, PreviousName
from .queries import person_with


class Names(forms.Form):
    given_name = forms.CharField(
        label="First name",
        max_length=100,
        widget=forms.TextInput({"autocomplete": "given-name"}),
        error_messages={"required": "Type your first name."},
    )
    family_name = forms.CharField(
        label="Last name",
        max_length=100,
        widget=forms.TextInput({"autocomplete": "family-name"}),
        error_messages={"required": "Type your last name."},
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
        labels = {"given_name": "First name", "family_name": "Last name"}
        error_messages = {"family_name": {"required": "Type the last name you had."}}


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


class _OneOfTwo:
    """Asked for, and the other of the two will do: the form checks that there is one."""

    def validate(self, value):
        if value:
            super().validate(value)


class _TrnField(_OneOfTwo, forms.CharField):
    pass


class _ReasonField(_OneOfTwo, forms.ChoiceField):
    pass


class Trn(forms.Form):
    """
    The teacher reference number, or the reason why there is none.

    `typed` is the number as it was given, be it somebody else's.
    """

    typed = ""

    trn = _TrnField(
        label="Your teacher reference number (TRN)",
        help_text="Seven digits, on your payslip or in your teacher record online. Nobody else "
        "sees it without a record being kept.",
        max_length=20,
        widget=forms.TextInput({"inputmode": "numeric", "class": "govuk-input--width-10"}),
    )
    trn_absence = _ReasonField(
        label="Or say why you have none", choices=[("", "I have one"), *Person.TrnAbsence.choices]
    )

    def __init__(self, *args, person: Person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["trn_absence"].initial = person.trn_absence

    def clean_trn(self) -> str:
        typed = self.cleaned_data["trn"].strip()
        trn = self.typed = clean_trn(typed) if typed else ""
        if trn and Person.objects.filter(trn=trn).exclude(pk=self.person.pk).exists():
            raise ValidationError(
                "Somebody else has given this number. Check it; if it is yours, write to your hub."
            )
        return trn

    def clean(self) -> dict:
        if "trn" in self.fields and "trn" not in self.errors:
            trn, absence = self.cleaned_data["trn"], self.cleaned_data.get("trn_absence")
            if trn and absence:
                self.add_error("trn_absence", "Give the number or the reason why you have none.")
            elif not (trn or absence):
                missing = "Type your teacher reference number, or say why you have none."
                self.add_error("trn", missing)
        return self.cleaned_data


class Somebody(forms.Form):
    """
    Who is meant, by their email address.

    `person` is who has it, or None: somebody new to the network is added with both names.
    """

    person: Person | None = None

    email = forms.EmailField(
        label="Email address",
        error_messages={
            "required": "Enter the email address of the person.",
            "invalid": "Enter an email address, such as sam@school.org.uk.",
        },
    )
    given_name = forms.CharField(
        label="First name", max_length=100, required=False, help_text="If they are new here."
    )
    family_name = forms.CharField(
        label="Last name", max_length=100, required=False, help_text="If they are new here."
    )

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        self.person = person_with(email)
        return email

    def clean_given_name(self) -> str:
        return self._name("given_name", "first")

    def clean_family_name(self) -> str:
        return self._name("family_name", "last")

    def _name(self, field: str, which: str) -> str:
        name = self.cleaned_data[field]
        if not name and self.person is None and "email" in self.cleaned_data:
            raise ValidationError(f"Nobody here has this address. Enter their {which} name.")
        return name
