"""What is typed about places, turned into values or into a sentence."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError

from mathshubs.core.identifiers import clean_trn
from mathshubs.people.models import Person
from mathshubs.schools.forms import SchoolField
from mathshubs.schools.models import Employment

from ..models import JoiningDetails, Place

FEW_ROWS = {"rows": 3}


class _OneOfTwo:
    """Asked for, and the other of the two will do: the form checks that there is one."""

    def validate(self, value):
        if value:
            super().validate(value)


class _TrnField(_OneOfTwo, forms.CharField):
    pass


class _ReasonField(_OneOfTwo, forms.ChoiceField):
    pass


class Apply(forms.Form):
    """An application. TRN is asked of those who have not said, and only then."""

    school = SchoolField(
        label="Which school do you work at?",
        help_text="Type its name, town, postcode or URN.",
        open_only=True,
    )
    role = forms.ChoiceField(
        label="What do you do there?",
        choices=Employment.Role.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you do at the school."},
    )
    why = forms.CharField(
        label="Why do you want to take part?",
        help_text="One or two sentences. The hub and those who lead the group read them.",
        widget=forms.Textarea(attrs=FEW_ROWS),
        max_length=2000,
        required=False,
    )
    access_needs = forms.CharField(
        label="What do you need to be able to take part?",
        help_text="Such as step-free access or large print. Deleted after the last workshop.",
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=500,
        required=False,
    )
    diet_needs = forms.CharField(
        label="What can you not eat?",
        help_text="Deleted after the last workshop.",
        max_length=300,
        required=False,
    )
    trn = _TrnField(
        label="Your teacher reference number (TRN)",
        help_text="Seven digits, on your payslip or teacher pension papers. Nobody else sees it "
        "without a record being kept.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "inputmode": "numeric"}),
    )
    trn_absence = _ReasonField(
        label="Or say why you have none",
        choices=[("", "I have a TRN"), *Person.TrnAbsence.choices],
    )
    head_agrees = forms.BooleanField(
        label="My headteacher or principal agrees to release me on every date of the group",
        error_messages={
            "required": "Ask your headteacher to agree to the dates, then tick the box."
        },
    )
    takes_part = forms.BooleanField(
        label="I will come to every workshop, try things out in school between them, and help to "
        "find out what changed",
        error_messages={"required": "Tick the box if you will take a full part in the group."},
    )

    TICKS = ("head_agrees", "takes_part")

    def __init__(self, *args, person: Person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person
        if person.trn or person.trn_absence:
            del self.fields["trn"], self.fields["trn_absence"]

    def clean_trn(self) -> str:
        typed = self.cleaned_data["trn"]
        if not typed.strip():
            return ""
        trn = clean_trn(typed)
        if Person.objects.filter(trn=trn).exclude(pk=self.person.pk).exists():
            raise ValidationError(
                "Another account has this TRN. Check the number; if it is yours, write to the hub."
            )
        return trn

    def clean(self) -> dict:
        if "trn" in self.fields and "trn" not in self.errors:
            trn, absence = self.cleaned_data.get("trn"), self.cleaned_data.get("trn_absence")
            if not trn and not absence:
                self.add_error("trn", "Enter your TRN, or say below why you have none.")
            if trn and absence:
                self.add_error("trn_absence", "Choose “I have a TRN”, or leave the number out.")
        return self.cleaned_data

    @property
    def application(self) -> dict:
        """What the action takes."""
        names = ("school", "role", "why", "access_needs", "diet_needs")
        return {name: self.cleaned_data[name] for name in names}

    def carried(self) -> list[tuple[str, str]]:
        """Return the values as hidden fields, so that nothing is stored before it is confirmed."""
        values = dict(self.cleaned_data)
        typed = self.fields["school"].widget.format_value(values.pop("school"))
        pairs = [
            ("school", typed.text),
            ("school-urn", typed.urn),
            ("school-for", typed.chosen_for),
        ]
        return pairs + [(name, "on" if value is True else value) for name, value in values.items()]

    def answers(self) -> list[tuple[str, str, str]]:
        """Return each question in few words, the answer, and the field to change it in."""
        said = self.cleaned_data
        rows = [
            ("School", f"{said['school'].name}, {said['school'].town}".strip(", "), "school"),
            ("Role", Employment.Role(said["role"]).label, "role"),
            ("Why", said["why"], "why"),
            ("Access needs", said["access_needs"], "access_needs"),
            ("Diet", said["diet_needs"], "diet_needs"),
        ]
        if "trn" in self.fields:
            absence = said["trn_absence"]
            trn = said["trn"] or Person.TrnAbsence(absence).label
            rows.append(("TRN", trn, "trn" if said["trn"] else "trn_absence"))
        rows.append(("Headteacher", "Agrees to release me on every date", "head_agrees"))
        return rows


class Withdraw(forms.Form):
    reason = forms.ChoiceField(
        label="Why can you not take part?",
        choices=Place.Withdrawal.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the reason why you give the place back."},
    )
    note = forms.CharField(
        label="Anything the hub should know", max_length=300, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class WriteJoiningDetails(forms.ModelForm):
    tell_again = forms.BooleanField(
        label="Write again to those who have the joining details already", required=False
    )

    class Meta:
        model = JoiningDetails
        fields = ("arrival", "access", "bring", "notes")
        labels = {
            "arrival": "Getting there, parking, where to go",
            "access": "Access",
            "bring": "What to bring, or do before",
            "notes": "Anything else",
        }
        widgets = {name: forms.Textarea(attrs={"rows": 4}) for name in fields}

    def clean(self) -> dict:
        if not any(self.cleaned_data.get(name) for name in self.Meta.fields):
            self.add_error("arrival", "Write something that people need on the day.")
        return self.cleaned_data

    @property
    def texts(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
