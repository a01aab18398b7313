"""What is typed about places, turned into values or into a sentence."""

from __future__ import annotations

from django import forms

from mathshubs.people.forms import Trn
from mathshubs.people.models import Person
from mathshubs.schools.fields import SchoolField
from mathshubs.schools.models import Employment

from ..emails import joining
from ..models import JoiningDetails, Place


class Application(forms.Form):
    """What is asked of whoever applies, by themselves or by the hub. `labels` are its words."""

    labels: dict[str, str] = {}
    school = SchoolField(help_text="Type its name, town, postcode or URN.", open_only=True)
    role = forms.ChoiceField(
        choices=Employment.Role.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the role at the school."},
    )
    access_needs = forms.CharField(
        help_text="Such as step-free access or large print. Deleted after the last workshop.",
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=500,
        required=False,
    )
    diet_needs = forms.CharField(
        help_text="Deleted after the last workshop.", max_length=300, required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, label in self.labels.items():
            self.fields[name].label = label


class Apply(Trn, Application):
    """An application. TRN is asked of those who have not said, and only then."""

    labels = {
        "school": "Which school do you work at?",
        "role": "What do you do there?",
        "access_needs": "What do you need to be able to take part?",
        "diet_needs": "What can you not eat?",
    }
    field_order = ("school", "role", "why")

    why = forms.CharField(
        label="Why do you want to take part?",
        help_text="One or two sentences. The hub and those who lead the group read them.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
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
        super().__init__(*args, person=person, **kwargs)
        if person.trn or person.trn_absence:
            del self.fields["trn"], self.fields["trn_absence"]

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
        choices=[(reason.value, reason.label) for reason in Place.REASONS_TO_GIVE],
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
        for name in self.Meta.fields:
            for line in joining.unfinished(self.cleaned_data.get(name, "")):
                self.add_error(name, f"Finish or delete: “{line}”.")
        return self.cleaned_data

    @property
    def texts(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
