"""What is typed at a school's desk, turned into values or into a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django import forms
from django.core.exceptions import ValidationError

from mathshubs.core.forms import DateField
from mathshubs.people.models import Person
from mathshubs.people.queries import person_with
from mathshubs.workgroups.models import Place

SOMEBODY_ELSE, BACK = "else", "back"
FARTHEST_LEAVING = timedelta(days=365)


class _Newcomer(forms.Form):
    """A colleague by their address, where none of those who work here is chosen."""

    email = forms.EmailField(
        label="Their email address",
        required=False,
        help_text="If it is somebody else.",
        error_messages={"invalid": "Type an email address, such as sam@school.org.uk."},
    )
    given_name = forms.CharField(label="First name", max_length=100, required=False)
    family_name = forms.CharField(
        label="Last name", max_length=100, required=False, help_text="If they are new to us."
    )

    def refuse_unless_known(self) -> None:
        """Ask for the address, and for both names of somebody nobody knows yet."""
        email = self.cleaned_data.get("email")
        if not email:
            if "email" not in self.errors:
                self.add_error("email", "Enter the email address of the colleague.")
        elif person_with(email) is None:
            for name, which in (("given_name", "first"), ("family_name", "last")):
                if not self.cleaned_data.get(name):
                    self.add_error(name, f"Nobody here has this address. Enter their {which} name.")

    @property
    def newcomer(self) -> dict[str, str]:
        names = ("email", "given_name", "family_name")
        return {name: self.cleaned_data[name] for name in names}


class HandOver(_Newcomer):
    """Who carries on a place: `person`, or None for the newcomer."""

    who = forms.ChoiceField(
        label="Who takes over?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who takes over."},
    )
    clash_known = forms.BooleanField(
        label="We know if a workshop clashes with another of theirs", required=False
    )
    field_order = ("who", "email", "given_name", "family_name", "clash_known")

    def __init__(self, *args, colleagues: Sequence[Person], **kwargs):
        super().__init__(*args, **kwargs)
        self.colleagues = {str(person.pk): person for person in colleagues}
        named = [(key, person.name) for key, person in self.colleagues.items()]
        self.fields["who"].choices = [*named, (SOMEBODY_ELSE, "Somebody else")]

    @property
    def person(self) -> Person | None:
        return self.colleagues.get(self.cleaned_data["who"])

    def clean(self) -> dict:
        if self.cleaned_data.get("who") == SOMEBODY_ELSE:
            self.refuse_unless_known()
        return self.cleaned_data


class GiveBack(forms.Form):
    reason = forms.ChoiceField(
        label="Why is the place given back?",
        choices=[
            (Place.Withdrawal.STAFF_LEFT.value, "They are leaving the school"),
            (Place.Withdrawal.CAPACITY.value, "They cannot be released"),
            *(
                (reason.value, reason.label)
                for reason in Place.REASONS_TO_GIVE
                if reason not in (Place.Withdrawal.STAFF_LEFT, Place.Withdrawal.CAPACITY)
                and reason != Place.Withdrawal.MOVED_SCHOOL
            ),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the reason why the place is given back."},
    )
    note = forms.CharField(
        label="Anything the hub should know", max_length=300, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class Leaves(_Newcomer):
    """The last day, and for each open place who carries it on."""

    last_day = DateField(
        label="Their last day at the school",
        help_text="It may lie ahead. Places are passed on at once.",
        missing="Type their last day at the school.",
    )

    def __init__(
        self, *args, colleagues: Sequence[Person], places: Sequence[Place], today: date, **kwargs
    ):
        super().__init__(*args, **kwargs)
        self.today = today
        self.colleagues = {str(person.pk): person for person in colleagues}
        named = [(key, person.name) for key, person in self.colleagues.items()]
        choices = [("", "Choose"), *named, (SOMEBODY_ELSE, "Somebody else"), (BACK, "Give it back")]
        self.places = {f"place_{place.pk}": place for place in places}
        for name, place in self.places.items():
            self.fields[name] = forms.ChoiceField(
                label=f"{place.work_group.title}: who carries on?",
                choices=choices,
                error_messages={
                    "required": f"Say who carries on in {place.work_group.title}, or that the "
                    "place is given back."
                },
            )
        if not places:
            for name in ("email", "given_name", "family_name"):
                del self.fields[name]
        self.order_fields(["last_day", *self.places, "email", "given_name", "family_name"])

    def clean_last_day(self) -> date:
        last_day = self.cleaned_data["last_day"]
        if abs(last_day - self.today) > FARTHEST_LEAVING:
            raise ValidationError("The last day must be within a year of today.")
        return last_day

    def clean(self) -> dict:
        if SOMEBODY_ELSE in {self.cleaned_data.get(name) for name in self.places}:
            self.refuse_unless_known()
        return self.cleaned_data

    def passed_to(self, newcomer: Person | None) -> dict[int, Person]:
        """Return who carries on which place; what is given back is not among them."""
        chosen = {
            place.pk: newcomer
            if self.cleaned_data[name] == SOMEBODY_ELSE
            else self.colleagues.get(self.cleaned_data[name])
            for name, place in self.places.items()
        }
        return {pk: person for pk, person in chosen.items() if person}

    @property
    def needs_newcomer(self) -> bool:
        return SOMEBODY_ELSE in {self.cleaned_data.get(name) for name in self.places}


class Contacts(forms.Form):
    head_name = forms.CharField(
        label="Headteacher or principal", max_length=150,
        error_messages={"required": "Type the name of the head."},
    )  # fmt: skip
    head_email = forms.EmailField(
        label="Email address of the head",
        help_text="Agreements to take part are sent to it.",
        error_messages={
            "required": "Type the email address of the head.",
            "invalid": "Type an email address, such as head@school.org.uk.",
        },
    )
    lead_name = forms.CharField(
        label="Who leads maths", max_length=150,
        error_messages={"required": "Type the name of who leads maths."},
    )  # fmt: skip
    lead_email = forms.EmailField(
        label="Email address of who leads maths",
        error_messages={
            "required": "Type the email address of who leads maths.",
            "invalid": "Type an email address, such as maths@school.org.uk.",
        },
    )
