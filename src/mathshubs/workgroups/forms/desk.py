"""What staff type at the desk of a group, turned into values or into a sentence."""

from __future__ import annotations

from django import forms

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
        if not self.is_bound:
            del self.fields["clash_known"]

    def clean(self) -> dict:
        """Ask for the names of somebody new, and about a clash only where there is one."""
        said = self.cleaned_data
        person = Person.objects.filter(email__iexact=said.get("email", "")).first()
        found = clashes(diary(person, self.work_group), self.work_group.pk) if person else []
        if person is None and "email" in said:
            for name, which in (("given_name", "first"), ("family_name", "last")):
                if not said.get(name):
                    self.add_error(name, f"Nobody here has this address. Enter their {which} name.")
        if found and not said["clash_known"]:
            one = found[0]
            self.add_error(
                "clash_known",
                f"{one.wanted}, {session_time(one.wanted)}, is at the same time as "
                f"{one.other.work_group.title}, which {person} asked for too. Ask them, then tick "
                "the box.",
            )
        if not found:
            del self.fields["clash_known"]
        return said


class AskForNames(forms.Form):
    reason = forms.CharField(
        label="What do you need the names for?",
        help_text="Such as: a certificate is disputed. It is kept with your name.",
        max_length=300,
        error_messages={"required": "Write what you need the names for."},
    )
