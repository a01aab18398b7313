"""What people type at the doors of a hub."""

from __future__ import annotations

from datetime import date
from typing import cast

from django import forms
from django.contrib.auth.models import AnonymousUser

from mathshubs.core.forms import DateField
from mathshubs.core.phases import Phase
from mathshubs.hubs.models import Hub
from mathshubs.hubs.queries import districts_of
from mathshubs.people.models import Person
from mathshubs.schools.fields import SchoolField
from mathshubs.schools.models import District
from mathshubs.schools.queries import employments_of

from ..models import Message, Need, PartnerOffer, SupportKind, Theme
from ..queries.themes import themes_for


def _known_of(person: Person | AnonymousUser, on: date) -> dict[str, object]:
    """Return what we know of who writes: nothing is asked twice. Of several schools none is."""
    if not person.is_authenticated:
        return {}
    known: dict[str, object] = {"name": person.name, "email": person.email}
    works = list(employments_of(person, on)[:2])
    if len(works) == 1:
        known |= {"school": works[0].school, "role": works[0].get_role_display()}
    return known


class WhoWrites(forms.Form):
    """Who somebody is; known already of those signed in."""

    name = forms.CharField(
        label="Your name", max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Enter your name."},
    )  # fmt: skip
    email = forms.EmailField(
        label="Your email address", help_text="We write to you what becomes of it.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": "Enter your email address."},
    )  # fmt: skip
    role = forms.CharField(label="Your role", max_length=100, required=False)
    organisation = forms.CharField(
        label="Your organisation, if it is not a school", max_length=150, required=False
    )

    last = ("name", "email", "role", "organisation")

    def __init__(
        self, *args, hub: Hub, on: date, person: Person | AnonymousUser, about: str = "", **kwargs
    ):
        super().__init__(*args, initial=_known_of(person, on) | {"subject": about[:150]}, **kwargs)
        first = [name for name in self.fields if name not in self.last]
        self.order_fields([*first, *self.last])
        self.person = person if person.is_authenticated else None
        if "districts" in self.fields:
            districts = cast(forms.ModelMultipleChoiceField, self.fields["districts"])
            districts.queryset = districts_of(hub, on)


class Write(WhoWrites):
    """A message, or an idea of how to work together."""

    subject = forms.CharField(
        label="What is it about?", max_length=150,
        error_messages={"required": "Say in a few words what it is about."},
    )  # fmt: skip
    words = forms.CharField(
        label="Your message", max_length=4000, widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Write your message."},
    )  # fmt: skip
    school = SchoolField(label="Your school or college", required=False)


class SayNeed(WhoWrites):
    """What a school or somebody else needs."""

    title = forms.CharField(
        label="In one line, what do you need?", max_length=150,
        help_text="Such as: help with fractions in years 5 and 6",
        error_messages={"required": "Say in one line what you need."},
    )  # fmt: skip
    what = forms.CharField(
        label="Tell us more", max_length=4000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="What you see, and what you have tried. Name no pupil.",
        error_messages={"required": "Tell us what you see, and what you have tried."},
    )  # fmt: skip
    phases = forms.MultipleChoiceField(
        label="Which phases?", choices=Phase.choices, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one phase."},
    )  # fmt: skip
    affected = forms.CharField(
        label="Who is affected?", max_length=300, required=False,
        help_text="Such as: 60 pupils in two classes, three new teachers",
    )  # fmt: skip
    urgency = forms.ChoiceField(
        label="When do you need an answer?", choices=Need.Urgency.choices,
        widget=forms.RadioSelect, initial=Need.Urgency.YEAR,
    )  # fmt: skip
    school = SchoolField(label="Your school or college", required=False)
    confidential = forms.BooleanField(
        label="Keep it between us: only those who run the hub see it", required=False
    )


class OfferSupport(WhoWrites):
    """What a partner can offer, where and when."""

    of = forms.ChoiceField(
        label="Who are you?", choices=PartnerOffer.From.choices, widget=forms.RadioSelect,
        error_messages={"required": "Choose who you are."},
    )  # fmt: skip
    title = forms.CharField(
        label="In one line, what do you offer?", max_length=150,
        help_text="Such as: a day in our statistics lab for year 12",
        error_messages={"required": "Say in one line what you offer."},
    )  # fmt: skip
    what = forms.CharField(
        label="Tell us more", max_length=4000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="For whom, how many, what it costs schools if anything.",
        error_messages={"required": "Tell us for whom it is and what happens."},
    )  # fmt: skip
    kind = forms.ChoiceField(
        label="What kind of support is it?", choices=[("", "Choose one"), *SupportKind.choices],
        error_messages={"required": "Choose the kind that fits best."},
    )  # fmt: skip
    phases = forms.MultipleChoiceField(
        label="For which phases?", choices=Phase.choices, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one phase."},
    )  # fmt: skip
    districts = forms.ModelMultipleChoiceField(
        label="For schools in", queryset=District.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple, help_text="None chosen: anywhere in the hub’s area.",
    )  # fmt: skip
    where = forms.CharField(
        label="Where?", max_length=150, required=False, help_text="A place, in school, or online"
    )
    when = forms.CharField(
        label="When?", max_length=150, required=False, help_text="Such as: any Friday in spring"
    )
    until_on = DateField(label="Until which day does the offer stand?", required=False)


class Answer(forms.Form):
    """The answer to a message, as its sender reads it."""

    state = forms.ChoiceField(
        label="What becomes of it?", widget=forms.RadioSelect,
        error_messages={"required": "Choose what becomes of it."},
    )  # fmt: skip
    words = forms.CharField(
        label="Your answer", max_length=4000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Sent by letter, and kept here.",
        error_messages={"required": "Write your answer. It is sent by letter."},
    )  # fmt: skip

    def __init__(self, *args, message: Message, **kwargs):
        super().__init__(*args, **kwargs)
        states = [(Message.State.ANSWERED, "Answered")]
        if message.kind == Message.Kind.SUGGESTION:
            states = [
                (Message.State.TAKEN_UP, "We take it up"),
                (Message.State.ANSWERED, "Answered, nothing further"),
                (Message.State.DECLINED, "We cannot take it up"),
            ]
        state = cast(forms.ChoiceField, self.fields["state"])
        state.choices = states
        if len(states) == 1:
            state.widget, state.initial = forms.HiddenInput(), states[0][0]


class DecideOffer(forms.Form):
    """Whether a partner's offer is listed."""

    state = forms.ChoiceField(
        label="What becomes of it?", widget=forms.RadioSelect,
        choices=[("LISTED", "List it, where schools find it"), ("DECLINED", "Decline it")],
        error_messages={"required": "Choose whether it is listed."},
    )  # fmt: skip
    words = forms.CharField(
        label="A sentence for them", max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}), help_text="Needed when you decline it.",
    )  # fmt: skip


class SortOffer(forms.Form):
    """What a partner's offer is about, so that schools and needs find it."""

    kind = forms.ChoiceField(label="Kind of support", choices=SupportKind.choices)
    phases = forms.MultipleChoiceField(
        label="Phases", choices=Phase.choices, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one phase."},
    )  # fmt: skip
    themes = forms.ModelMultipleChoiceField(
        label="Themes", queryset=Theme.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Needs with the same theme are matched before all others.",
    )  # fmt: skip
    new_theme = forms.CharField(
        label="A theme that is not named yet", max_length=80, required=False
    )
    districts = forms.ModelMultipleChoiceField(
        label="For schools in", queryset=District.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple, help_text="None chosen: anywhere in the hub’s area.",
    )  # fmt: skip
    until_on = DateField(label="Until which day does the offer stand?", required=False)

    def __init__(self, *args, offer: PartnerOffer, on: date, **kwargs):
        initial = {
            "kind": offer.kind, "phases": offer.phases, "until_on": offer.until_on,
            "themes": [theme.pk for theme in offer.themes.all()],
            "districts": [district.pk for district in offer.districts.all()],
        }  # fmt: skip
        super().__init__(*args, initial=initial, **kwargs)
        themes = cast(forms.ModelMultipleChoiceField, self.fields["themes"])
        themes.queryset = themes_for(offer.hub)
        districts = cast(forms.ModelMultipleChoiceField, self.fields["districts"])
        districts.queryset = districts_of(offer.hub, on)
