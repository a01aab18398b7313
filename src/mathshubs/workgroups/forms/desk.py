"""What staff type at the desk of a group, turned into values or into a sentence."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError

from mathshubs.core.templatetags.mathshubs import session_time
from mathshubs.people.models import Person
from mathshubs.schools.forms import SchoolField
from mathshubs.schools.models import Employment

from ..models import WorkGroup
from ..queries.diary import clashes, diary


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
        help_text="Only for somebody who is new here: then both names are needed.",
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
        help_text="Such as step-free access or large print. Deleted after the last workshop.",
        widget=forms.Textarea(attrs={"rows": 2}), max_length=500, required=False,
    )  # fmt: skip
    diet_needs = forms.CharField(
        label="What can they not eat?",
        help_text="Deleted after the last workshop.",
        max_length=300,
        required=False,
    )
    agreed = forms.BooleanField(
        label="They will come to every workshop, and their headteacher has agreed to release them",
        error_messages={
            "required": "Ask them and their headteacher to agree to the dates, then tick the box."
        },
    )
    clash_known = forms.BooleanField(
        label="They know that two workshops are at the same time", required=False
    )

    def __init__(self, *args, work_group: WorkGroup, **kwargs):
        super().__init__(*args, **kwargs)
        self.work_group = work_group
        self.person: Person | None = None
        if not self.is_bound:
            del self.fields["clash_known"]

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        self.person = Person.objects.filter(email__iexact=email).first()
        return email

    def clean_given_name(self) -> str:
        return self._name("given_name", "first")

    def clean_family_name(self) -> str:
        return self._name("family_name", "last")

    def _name(self, field: str, which: str) -> str:
        """Somebody whom nobody knows yet needs it."""
        name = self.cleaned_data[field]
        if not name and self.person is None and "email" in self.cleaned_data:
            raise ValidationError(f"Nobody here has this address. Enter their {which} name.")
        return name

    def clean(self) -> dict:
        """Ask about a clash, and only where there is one."""
        said, group = self.cleaned_data, self.work_group
        found = clashes(diary(self.person, group), group.pk) if self.person else []
        if not found:
            del self.fields["clash_known"]
        elif not said["clash_known"]:
            one = found[0]
            self.add_error(
                "clash_known",
                f"{one.wanted}, {session_time(one.wanted)}, is at the same time as "
                f"{one.other.work_group.title}, which {self.person} asked for too. Ask them, then "
                "tick the box.",
            )
        return said


class AskForNames(forms.Form):
    reason = forms.CharField(
        label="What do you need the names for?",
        help_text="Such as: a certificate is disputed. It is kept with your name.",
        max_length=300,
        error_messages={"required": "Write what you need the names for."},
    )
