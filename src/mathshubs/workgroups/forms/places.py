"""What is typed about places, turned into values or into a sentence."""

from __future__ import annotations

from datetime import date

from django import forms

from mathshubs.people.forms import Trn
from mathshubs.people.models import Person
from mathshubs.schools.fields import SchoolField
from mathshubs.schools.models import Employment

from ..actions.refusing import no_more_from
from ..emails import joining
from ..models import JoiningDetails, Place, WorkGroup
from ..queries.agreements import agreement_of
from ..queries.eligibility import asks_career_year, refusals
from .agreements import refuse_own


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
    """
    An application, to a `work_group` if it is to one: then also what that group asks for.

    TRN is asked of those who have not said, and only then.
    """

    labels = {
        "school": "Which school do you work at?",
        "role": "What do you do there?",
        "access_needs": "What do you need to be able to take part?",
        "diet_needs": "What can you not eat?",
    }
    field_order = ("school", "role", "career_year", "why")

    why = forms.CharField(
        label="Why do you want to take part?",
        help_text="One or two sentences. The hub and those who lead the group read them.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )
    career_year = forms.IntegerField(
        label="Which year of your career as a teacher are you in?",
        help_text="1 for the first. Years before you were qualified do not count.",
        min_value=1,
        max_value=60,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"}),
        error_messages={"required": "Type the year of your career, such as 2."},
    )
    head_name = forms.CharField(
        label="Who is your headteacher or principal?", max_length=150, required=False
    )
    head_email = forms.EmailField(
        label="Their email address at the school",
        help_text="A place is confirmed when they agree. They get a letter with a link, and need "
        "no account.",
        required=False,
        error_messages={"invalid": "Type an email address, such as head@school.org.uk."},
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

    def __init__(self, *args, person: Person, work_group: WorkGroup | None = None, **kwargs):
        super().__init__(*args, person=person, **kwargs)
        self.work_group = work_group
        if person.trn or person.trn_absence:
            del self.fields["trn"], self.fields["trn_absence"]
        if not (work_group and asks_career_year(work_group)):
            del self.fields["career_year"]
        if work_group and work_group.head_agrees:
            del self.fields["head_agrees"]  # the head says so, by the letter
        else:
            del self.fields["head_name"], self.fields["head_email"]
        if work_group and work_group.is_event:
            self._ask_of_an_event()

    def _ask_of_an_event(self) -> None:
        """An event has no tasks, and nothing between its sessions."""
        takes_part = self.fields["takes_part"]
        takes_part.label = "I will come to every part of the event"
        takes_part.error_messages["required"] = "Tick the box if you will come to all of it."
        if "head_agrees" in self.fields:
            self.fields[
                "head_agrees"
            ].label = "My headteacher or principal agrees to release me for all of the event"

    def clean(self) -> dict:
        """Ask for the head, unless the head of that school was asked about this group before."""
        said = super().clean()
        if self.work_group is None or "head_email" not in self.fields or not said.get("school"):
            return said
        if agreement_of(self.work_group, said["school"].pk):
            return said | {"head_name": "", "head_email": ""}
        if not said.get("head_name"):
            self.add_error("head_name", "Type the name of your headteacher or principal.")
        if not said.get("head_email") and "head_email" not in self.errors:
            self.add_error("head_email", "Type the email address of your headteacher.")
        return said

    def clean_head_email(self) -> str:
        address = self.cleaned_data["head_email"].lower()
        refuse_own(address, self.person)
        return address

    def refusals(self, on: date) -> list[str]:
        """Return why they cannot take part, by the rules and the limit, as far as is said."""
        said = self.cleaned_data if self.is_bound else self.initial
        if self.work_group is None or not said.get("school"):
            return []
        group, school = self.work_group, said["school"]
        unfit = refusals(
            group, school, self.person.pk, said.get("role", ""), on,
            career_year=said.get("career_year"),
        )  # fmt: skip
        full = no_more_from(group, school, group.__dict__["schools_in"].count(school.pk))
        return [*unfit, full] if full else unfit

    @property
    def application(self) -> dict:
        """What the action takes."""
        names = ("school", "role", "why", "access_needs", "diet_needs")
        more = ("career_year", "head_name", "head_email")
        said = self.cleaned_data
        return {name: said[name] for name in names} | {
            name: said[name] for name in more if said.get(name)
        }

    def carried(self) -> list[tuple[str, str]]:
        """Return the values as hidden fields, so that nothing is stored before it is confirmed."""
        values = dict(self.cleaned_data)
        typed = self.fields["school"].widget.format_value(values.pop("school"))
        pairs = [
            ("school", typed.text),
            ("school-urn", typed.urn),
            ("school-for", typed.chosen_for),
        ]
        return pairs + [
            (name, "on" if value is True else value)
            for name, value in values.items()
            if value is not None
        ]

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
        if said.get("career_year"):
            rows.append(("Year of career", str(said["career_year"]), "career_year"))
        if "head_agrees" in self.fields:
            rows.append(("Headteacher", "Agrees to release me on every date", "head_agrees"))
        elif said.get("head_email"):
            rows.append(("Headteacher", f"{said['head_name']}, {said['head_email']}", "head_name"))
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


class Withdrew(Withdraw):
    """What somebody told the hub, noted by its staff."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = "What they said"
        self.fields["note"].label = "Anything else they said"


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
