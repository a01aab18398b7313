"""What heads answer, and what is typed about whom to ask."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms

from mathshubs.people.models import Person
from mathshubs.schools.models import ContactsConfirmation, Employment, School
from mathshubs.schools.queries import contacts_of
from mathshubs.schools.rules import has_address_of


class AnswerOfHead(forms.Form):
    answer = forms.ChoiceField(
        label="Does your school agree to this?",
        choices=[("yes", "Yes, the school agrees"), ("no", "No, not this time")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose yes or no."},
    )
    reason = forms.CharField(
        label="If no: why?",
        help_text="Those who applied read it. Their places go to another school.",
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=300,
        required=False,
    )
    name = forms.CharField(
        label="Your name",
        help_text="You answer as the headteacher or principal, or on their behalf.",
        max_length=150,
        widget=forms.TextInput({"autocomplete": "name"}),
        error_messages={"required": "Type your name. It is kept with the answer."},
    )

    def clean(self) -> dict:
        said = self.cleaned_data
        if said.get("answer") == "no" and not said.get("reason"):
            self.add_error("reason", "Write why the school does not agree.")
        return said


class WhomToAsk(forms.Form):
    """The name and the school address of a head."""

    head_name = forms.CharField(
        label="Name of the headteacher or principal",
        max_length=150,
        error_messages={"required": "Type the name of the head."},
    )
    sent_to = forms.EmailField(
        label="Their email address at the school",
        help_text="They get a letter with a link, and agree without an account.",
        error_messages={
            "required": "Type the email address of the head.",
            "invalid": "Type an email address, such as head@school.org.uk.",
        },
    )


class AskHead(WhomToAsk):
    """Where a place waits for the head. It begins with what the school last confirmed."""

    def __init__(self, *args, school: School, by: Person, **kwargs):
        super().__init__(*args, **kwargs)
        self.school, self.by = school, by
        known = head_to_ask(contacts_of(school), school)
        self.fields["head_name"].initial = known["head_name"]
        self.fields["sent_to"].initial = known["head_email"]

    def clean_sent_to(self) -> str:
        address = self.cleaned_data["sent_to"].lower()
        refuse_own(address, self.by)
        return address


class OnPaper(forms.Form):
    name = forms.CharField(
        label="Who agreed", max_length=150,
        help_text="The head, or whoever signed on their behalf.",
        error_messages={"required": "Type who agreed."},
    )  # fmt: skip
    reason = forms.CharField(
        label="Where that can be read",
        max_length=250,
        help_text="Such as: signed letter of 3 November, in our files. It is kept with your name.",
        error_messages={"required": "Write where that can be read. It is kept with your name."},
    )


def head_to_ask(
    contacts: ContactsConfirmation | None, school: School, staff: Iterable[Employment] = ()
) -> dict[str, str]:
    """Return what a form begins with: whom the school confirmed, works there, or is registered."""
    if contacts and contacts.head_email:
        return {"head_name": contacts.head_name, "head_email": contacts.head_email}
    for each in staff:
        if each.role == Employment.Role.HEAD:
            return {"head_name": each.person.name, "head_email": each.person.email}
    return {"head_name": school.head_name, "head_email": ""}


def refuse_own(address: str, person: Person) -> None:
    """Nobody answers for their head."""
    if address == person.email.lower():
        raise forms.ValidationError("This is your own address. Type the address of the head.")


def unlike_the_school(address: str, school: School) -> str:
    """Return a sentence when an address is not at the school's website, else ""."""
    if not school.website or has_address_of(Person(email=address), school):
        return ""
    return (
        f"{address} is not at the address of {school.name}’s website. Check that it is the "
        "head’s own address at the school."
    )
