"""What a school types that applies for several of its people, turned into values or sentences."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms

from mathshubs.core.forms import DateField
from mathshubs.people.forms import Trn
from mathshubs.people.models import Person
from mathshubs.schools.fields import SchoolField
from mathshubs.schools.models import Employment, School

from ..actions.enrolling import Colleague
from ..models import WorkGroup
from .agreements import refuse_own

MOST_NEW = 6  # rows for people we do not know yet
NEW = ("given_name", "family_name", "email", "role")


_HOW_MANY = "Type how many you name later as a whole number, such as 1, or leave it empty."


class ChooseSchool(forms.Form):
    """The hub, on a school's behalf."""

    school = SchoolField(
        label="Which school applies?", help_text="Type its name, town, postcode or URN.",
        open_only=True,
    )  # fmt: skip


class Enrol(forms.Form):
    """
    One application of a school: known staff, new people and places to be named later.

    The hub, applying on its behalf, says who at the school asked.
    """

    all_optional = True
    colleagues = forms.MultipleChoiceField(
        label="Who takes part?", widget=forms.CheckboxSelectMultiple, required=False
    )
    later = forms.IntegerField(
        label="How many more will you name later?",
        min_value=0,
        max_value=99,
        required=False,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"}),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _HOW_MANY),
    )
    names_by = DateField(
        label="By when will you name them?",
        help_text="Whoever is not named by then gives up the place.",
        required=False,
    )
    why = forms.CharField(
        label="Why does the school want to take part?",
        help_text="One or two sentences. The hub and those who lead the group read them.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )
    head_name = forms.CharField(
        label="Name of the headteacher or principal",
        max_length=150,
        error_messages={"required": "Type the name of the head."},
    )
    head_email = forms.EmailField(
        label="Their email address at the school",
        help_text="They get a letter with a link, and agree without an account.",
        error_messages={
            "required": "Type the email address of the head.",
            "invalid": "Type an email address, such as head@school.org.uk.",
        },
    )
    dates_checked = forms.BooleanField(
        label="We have checked every date: each of them can be released for all of it",
        error_messages={"required": "Check the dates with each of them, then tick the box."},
    )
    takes_part = forms.BooleanField(
        label="They try things out in school between the dates, and the school helps to find out "
        "what changed",
        error_messages={"required": "Tick the box if the school will take a full part."},
    )

    def __init__(
        self, *args, work_group: WorkGroup, school: School, staff: Iterable[Employment],
        head_is_asked: bool, by: Person, on_behalf: bool, **kwargs,
    ):  # fmt: skip
        super().__init__(*args, **kwargs)
        self.work_group, self.school, self.by = work_group, school, by
        self.staff = {str(each.person_id): each for each in staff}
        self.fields["colleagues"].choices = [
            (key, f"{each.person.name}, {each.get_role_display().lower()}")
            for key, each in self.staff.items()
        ]
        if not self.staff:
            del self.fields["colleagues"]
        self.new_rows = min(work_group.most_per_school, MOST_NEW)
        for number in range(self.new_rows):
            for name, field in _new_fields().items():
                self.fields[f"{name}_{number}"] = field
        if not work_group.head_agrees or head_is_asked:
            del self.fields["head_name"], self.fields["head_email"]
        if work_group.is_event:  # nothing is between its sessions
            self.fields["takes_part"].label = "They come to every part of the event"
            self.fields["takes_part"].error_messages["required"] = (
                "Tick the box if they will come to all of it."
            )
        if on_behalf:
            for name, field in _new_fields(role=False).items():
                self.fields[f"contact_{name}"] = field

    def say_room(self, has: int, room: int) -> None:
        """Say beside the names how many can be chosen: `has` of the school are there already."""
        people = "1 person" if room == 1 else f"{room} people"
        said = f"Choose up to {people}, with those you add below or name later."
        if has:
            said = f"{self.school.name} has {has} there already. {said}"
        self.fields["colleagues" if self.staff else "later"].help_text = said

    def clean_head_email(self) -> str:
        address = self.cleaned_data["head_email"].lower()
        if self.staff.get(str(self.by.pk)) is None or not self._is_head(self.by):
            refuse_own(address, self.by)
        return address

    def _is_head(self, person: Person) -> bool:
        return self.staff[str(person.pk)].role == Employment.Role.HEAD

    def clean(self) -> dict:
        said = self.cleaned_data
        for number in range(self.new_rows):
            typed = {name: said.get(f"{name}_{number}", "") for name in NEW}
            if any(typed.values()):
                for name, value in typed.items():
                    key = f"{name}_{number}"
                    if not value and key not in self.errors:
                        self.add_error(key, _MISSING[name])
        asked_by = said.get("contact_email") or "contact_email" in self.errors
        if "contact_email" in self.fields and not asked_by:
            self.add_error("contact_email", "Type who at the school asked.")
        if said.get("later") and not said.get("names_by") and "names_by" not in self.errors:
            self.add_error("names_by", "Type the day by which you name them.")
        somebody = said.get("colleagues") or said.get("later") or self._has_new()
        if not somebody and "later" not in self.errors:
            where = "colleagues" if self.staff else None
            self.add_error(where, "Choose who takes part, or say how many you name later.")
        return said

    def _has_new(self) -> bool:
        """Whether anything is typed about somebody who is not on the list."""
        names = (f"{name}_{number}" for number in range(self.new_rows) for name in NEW)
        return any(self.data.get(name) for name in names)

    def people(self, clash_known: Iterable[str] = ()) -> list[Colleague]:
        """Return those chosen, then those typed, then those named later."""
        said, known = self.cleaned_data, set(clash_known)
        found = [
            Colleague(
                each.person.email, each.role, each.person.given_name, each.person.family_name,
                clash_known=each.person.email in known,
            )
            for each in (self.staff[key] for key in said.get("colleagues", ()))
        ]  # fmt: skip
        for number in range(self.new_rows):
            if email := said.get(f"email_{number}", "").lower():
                found.append(
                    Colleague(
                        email, said[f"role_{number}"], said[f"given_name_{number}"],
                        said[f"family_name_{number}"], clash_known=email in known,
                    )
                )  # fmt: skip
        return found + [Colleague()] * (said.get("later") or 0)

    @property
    def contact(self) -> Colleague:
        """Who at the school asked, where the hub applies on its behalf."""
        said = self.cleaned_data
        return Colleague(
            said["contact_email"].lower(), given_name=said.get("contact_given_name", ""),
            family_name=said.get("contact_family_name", ""),
        )  # fmt: skip

    @property
    def new(self) -> list[list[forms.BoundField]]:
        """Return the fields of each row for somebody we do not know yet."""
        return [[self[f"{name}_{number}"] for name in NEW] for number in range(self.new_rows)]

    @property
    def asked_by(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("contact_")]

    def carried(self) -> list[tuple[str, str]]:
        """Return what was sent, as hidden fields: nothing is stored before it is confirmed."""
        left_out = ("csrfmiddlewaretoken", "step", "clash_known")
        names = (name for name in self.data if name not in left_out)
        return [(name, value) for name in names for value in self.data.getlist(name)]


_MISSING = {
    "given_name": "Type their first name.",
    "family_name": "Type their last name.",
    "email": "Type their email address.",
    "role": "Choose what they do at the school.",
}


def _new_fields(*, role: bool = True) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {
        "given_name": forms.CharField(label="First name", max_length=100, required=False),
        "family_name": forms.CharField(label="Last name", max_length=100, required=False),
        "email": forms.EmailField(
            label="Email address at the school", required=False,
            error_messages={"invalid": "Type an email address, such as sam@school.org.uk."},
        ),
    }  # fmt: skip
    if role:
        choices = [("", "Choose"), *Employment.Role.choices]
        fields["role"] = forms.ChoiceField(label="Role", choices=choices, required=False)
    return fields


class NameSomebody(forms.Form):
    """Whom the school names for a place it keeps: one of its staff, or somebody new."""

    all_optional = True
    colleague = forms.ChoiceField(
        label="Who takes part?", widget=forms.RadioSelect,
        error_messages={"required": "Choose who takes part."},
    )  # fmt: skip
    clash_known = forms.BooleanField(
        label="They know that two things are at the same time", required=False
    )

    def __init__(self, *args, staff: Iterable[Employment], **kwargs):
        super().__init__(*args, **kwargs)
        self.staff = {str(each.person_id): each for each in staff}
        known = [
            (key, f"{each.person.name}, {each.get_role_display().lower()}")
            for key, each in self.staff.items()
        ]
        self.fields["colleague"].choices = [*known, ("new", "Somebody else, written below")]
        if not known:
            self.fields["colleague"].initial = "new"
        for name, field in _new_fields().items():
            self.fields[name] = field
        self.order_fields(["colleague", *NEW, "clash_known"])
        if "clash_known" not in self.data:
            self.fields["clash_known"].widget = forms.HiddenInput()

    def ask_of_clash(self) -> None:
        self.fields["clash_known"].widget = forms.CheckboxInput()

    def clean(self) -> dict:
        said = self.cleaned_data
        if said.get("colleague") == "new":
            for name in NEW:
                if not said.get(name) and name not in self.errors:
                    self.add_error(name, _MISSING[name])
        return said

    @property
    def named(self) -> Colleague:
        said = self.cleaned_data
        known = self.staff.get(said["colleague"])
        if known:
            return Colleague(known.person.email, known.role, clash_known=said["clash_known"])
        return Colleague(
            said["email"].lower(), said["role"], said["given_name"], said["family_name"],
            clash_known=said["clash_known"],
        )  # fmt: skip


class MyDetails(Trn):
    """What somebody says of themselves who was named by their school."""

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
    field_order = ("access_needs", "diet_needs")

    def __init__(self, *args, person: Person, **kwargs):
        super().__init__(*args, person=person, **kwargs)
        if person.trn or person.trn_absence:
            del self.fields["trn"], self.fields["trn_absence"]
