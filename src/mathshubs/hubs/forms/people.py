"""What is typed about who holds a post, who sits on the board, and what the board says."""

from __future__ import annotations

from django import forms

from mathshubs.core.forms import DateField
from mathshubs.people.forms import Somebody
from mathshubs.people.models import Person
from mathshubs.schools.fields import SchoolField

from ..models import Advice, Post


class _Give(Somebody):
    """Who gets a post, from when, and whether everybody reads their name."""

    from_on = DateField(label="First day", missing="Enter the first day of the post.")
    public = forms.BooleanField(
        label="Name them on the hub's public page", required=False, initial=True
    )
    facts: tuple[str, ...] = ("person", "kind", "public", "from_on")

    def clean(self) -> dict:
        """`person` is who has the address, or a new Person not yet saved."""
        said = self.cleaned_data
        if self.person is None and not self.errors:
            names = {name: said[name] for name in ("given_name", "family_name")}
            self.person = Person(email=said["email"], **names)
            self.person.set_unusable_password()
        said["person"] = self.person
        return said

    @property
    def given(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.facts}


class GivePost(_Give):
    """Who gets a post, which, and from when."""

    field_order = ("email", "given_name", "family_name", "kind", "from_on", "public")

    kind = forms.ChoiceField(
        label="Post",
        choices=[each for each in Post.Kind.choices if each[0] not in Post.ON_THE_BOARD],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the post."},
    )


class GiveSeat(_Give):
    """Who sits on the board, for whom, and where they come from."""

    field_order = (
        "email", "given_name", "family_name", "kind", "stands_for", "school", "organisation",
        "from_on", "public",
    )  # fmt: skip
    facts = (*_Give.facts, "stands_for", "school", "organisation")

    kind = forms.ChoiceField(
        label="Seat",
        choices=[(kind.value, kind.label) for kind in Post.ON_THE_BOARD],
        widget=forms.RadioSelect,
        initial=Post.Kind.BOARD_MEMBER,
        error_messages={"required": "Choose the seat."},
    )
    stands_for = forms.ChoiceField(
        label="Whom they stand for",
        choices=Post.StandsFor.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whom they stand for."},
    )
    school = SchoolField(
        label="The school they come from",
        required=False,
        help_text="Type its name, town, postcode or URN.",
    )
    organisation = forms.CharField(
        label="Or the organisation",
        max_length=150,
        required=False,
        help_text="Such as a university, an employer, a trust or the NCETM.",
    )

    def clean(self) -> dict:
        said = super().clean()
        whence = [name for name in ("school", "organisation") if said.get(name)]
        if len(whence) != 1 and "school" not in self.errors:
            what = "one of the two, not both" if whence else "the school, or type the organisation"
            self.add_error("school", f"Say where they come from: choose {what}.")
        return said


class Advise(forms.Form):
    """What somebody on the board says to the hub."""

    kind = forms.ChoiceField(
        label="Is it advice or a challenge?",
        choices=Advice.Kind.choices,
        widget=forms.RadioSelect,
        help_text="A challenge asks the hub to think again, or to show why.",
        error_messages={"required": "Choose advice or challenge."},
    )
    words = forms.CharField(
        label="What do you say to the hub?",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="It is kept with your name and the day. The hub answers.",
        error_messages={"required": "Write what you say to the hub."},
    )


class AnswerAdvice(forms.Form):
    words = forms.CharField(
        label="What the hub answers",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="The board reads it. It stays as it is.",
        error_messages={"required": "Write what the hub answers."},
    )


class EndPost(forms.Form):
    to_on = DateField(label="Last day of the post", missing="Enter the last day of the post.")
