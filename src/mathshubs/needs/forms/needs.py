"""Record and change a need, add evidence, say what becomes of it."""

from __future__ import annotations

from datetime import date
from typing import cast

from django import forms
from django.core.exceptions import ValidationError

from mathshubs.core.forms import DateField
from mathshubs.core.phases import Phase
from mathshubs.hubs.models import Hub
from mathshubs.hubs.queries import current_posts, districts_of
from mathshubs.people.models import Person
from mathshubs.schools.fields import SchoolField
from mathshubs.schools.models import District

from ..methods import steps
from ..models import KeyStage, Need, Theme

CONFIDENTIAL = "Confidential: only {}, and who raised it, see it"


class NeedFacts(forms.Form):
    """What a need is, as staff keep it."""

    title = forms.CharField(
        label="In one line, what is needed?", max_length=150,
        error_messages={"required": "Say in one line what is needed."},
    )  # fmt: skip
    what = forms.CharField(
        label="What is it, and why?", max_length=4000, widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Say what is needed, and why."},
    )  # fmt: skip
    phases = forms.MultipleChoiceField(
        label="Phases", choices=Phase.choices, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one phase."},
    )  # fmt: skip
    key_stages = forms.MultipleChoiceField(
        label="Key stages", choices=KeyStage.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    affected = forms.CharField(
        label="Who is affected", max_length=300, required=False,
        help_text="Pupils or staff, and about how many.",
    )  # fmt: skip
    urgency = forms.ChoiceField(
        label="When is an answer needed?", choices=Need.Urgency.choices, widget=forms.RadioSelect,
        initial=Need.Urgency.YEAR,
    )  # fmt: skip
    districts = forms.ModelMultipleChoiceField(
        label="Districts it is about", queryset=District.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    place_school = SchoolField(label="A school it is about", required=False)
    confidential = forms.BooleanField(
        label=CONFIDENTIAL.format("those who run the hub"), required=False
    )  # fmt: skip

    def __init__(self, *args, hub: Hub | None, on: date, **kwargs):
        super().__init__(*args, **kwargs)
        districts = cast(forms.ModelMultipleChoiceField, self.fields["districts"])
        if hub:
            districts.queryset = districts_of(hub, on)
        else:
            del self.fields["districts"]
            self.fields["confidential"].label = CONFIDENTIAL.format("national staff")

    @property
    def places(self) -> list[dict[str, object]]:
        typed = self.cleaned_data
        places: list[dict[str, object]] = [{"district": one} for one in typed.get("districts", ())]
        if typed.get("place_school"):
            places.append({"school": typed["place_school"]})
        return places

    @property
    def facts(self) -> dict[str, object]:
        return {
            name: value for name, value in self.cleaned_data.items()
            if name not in ("districts", "place_school")
        }  # fmt: skip


class RecordNeed(NeedFacts):
    """A need that staff know of, with where they have it from."""

    source = forms.ChoiceField(
        label="Where does it come from?",
        choices=[
            (Need.Source.HUB, "Our own knowledge"),
            *((each, each.label) for each in (Need.Source.REQUEST, Need.Source.REFERRAL)),
        ],
        widget=forms.RadioSelect, initial=Need.Source.HUB,
    )  # fmt: skip
    referred_by = forms.ChoiceField(
        label="Who referred it", required=False,
        choices=[("", "Not a referral"), *Need.ReferredBy.choices],
    )  # fmt: skip
    referrer = forms.CharField(label="Name of who referred it", max_length=150, required=False)
    raiser_name = forms.CharField(
        label="Who told you", max_length=150, required=False,
        help_text="They are told what becomes of it, if you give an address.",
    )  # fmt: skip
    raiser_email = forms.EmailField(label="Their email address", required=False)

    field_order = ("source", "referred_by", "referrer", "raiser_name", "raiser_email")

    def clean(self):
        typed = super().clean()
        if typed.get("source") == Need.Source.REFERRAL and not typed.get("referred_by"):
            self.add_error("referred_by", "Say who referred it.")
        elif typed.get("source") != Need.Source.REFERRAL:
            typed["referred_by"] = typed["referrer"] = ""
        return typed


class Evidence(forms.Form):
    """One piece of evidence for a need."""

    prefix = "evidence"

    words = forms.CharField(
        label="What does it show?", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say what the evidence shows."},
    )  # fmt: skip
    source = forms.CharField(
        label="Where is it from?", max_length=150, help_text="Such as: our visit, KS2 results",
        error_messages={"required": "Say where it is from."},
    )  # fmt: skip
    of_on = DateField(label="Of which day is it?", missing="Enter the day it is of.")
    link = forms.URLField(label="Link", required=False, assume_scheme="https")

    def __init__(self, *args, on: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on

    def clean_of_on(self) -> date:
        if self.cleaned_data["of_on"] > self.on:
            raise ValidationError("Enter a day that has been.")
        return self.cleaned_data["of_on"]


WHAT_FOLLOWS = {
    "TRIAGE": "Look into it",
    "EVIDENCED": "The evidence is there: let it wait for the next priorities",
    "CLOSED": "It is met: say how",
    "REFERRED_ON": "Pass it on",
    "DECLINED": "Decline it, with the reason",
    "REVIEWED": "It was answered: review what came of it",
}


class Decide(forms.Form):
    """What becomes of a need now."""

    to = forms.ChoiceField(
        label="What becomes of it?", widget=forms.RadioSelect,
        error_messages={"required": "Choose what becomes of it."},
    )  # fmt: skip
    words = forms.CharField(
        label="Your words", max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Whoever raised it reads them. Needed when it is met, passed on or declined.",
    )  # fmt: skip
    passed_to_hub = forms.ModelChoiceField(
        label="Pass it on to this hub", queryset=Hub.objects.none(), required=False,
        empty_label="Not to a hub",
    )  # fmt: skip
    passed_to = forms.CharField(
        label="Or to somebody else", max_length=150, required=False,
        help_text="Such as: the authority's school improvement team",
    )  # fmt: skip

    def __init__(self, *args, need: Need, **kwargs):
        super().__init__(*args, **kwargs)
        can = steps.BY_HAND.get(need.state, ())
        again = "Open it again" if not need.is_open else "Go back to looking into it"
        if need.state == Need.State.MERGED:
            again = "Take it apart again: it goes on alone, and its evidence stays with the other"
        cast(forms.ChoiceField, self.fields["to"]).choices = [
            (to, again if to == "TRIAGE" and need.state not in ("RAISED", "ACKNOWLEDGED")
             else WHAT_FOLLOWS[to])
            for to in can
        ]  # fmt: skip
        if "REFERRED_ON" in can:
            hubs = cast(forms.ModelChoiceField, self.fields["passed_to_hub"])
            hubs.queryset = Hub.objects.exclude(pk=need.hub_id)
        else:
            del self.fields["passed_to_hub"], self.fields["passed_to"]


class Sort(forms.Form):
    """Which theme a need belongs to, and who sees to it."""

    theme = forms.ModelChoiceField(
        label="Theme", queryset=Theme.objects.none(), required=False, empty_label="None yet"
    )
    new_theme = forms.CharField(
        label="Or a new theme", max_length=80, required=False,
        help_text="Such as: Fractions in years 3 to 6",
    )  # fmt: skip
    owner = forms.ModelChoiceField(
        label="Who sees to it", queryset=Person.objects.none(), required=False,
        empty_label="Nobody yet",
    )  # fmt: skip

    def __init__(self, *args, need: Need, themes, on: date, **kwargs):
        initial = {"theme": need.theme_id, "owner": need.owner_id}
        super().__init__(*args, initial=initial, **kwargs)
        cast(forms.ModelChoiceField, self.fields["theme"]).queryset = themes
        if need.hub:
            staff = {post.person_id for post in current_posts(need.hub, on)}
            owner = cast(forms.ModelChoiceField, self.fields["owner"])
            owner.queryset = Person.objects.filter(pk__in=staff).order_by("family_name", "pk")
            owner.label_from_instance = lambda person: person.name
        else:
            del self.fields["owner"]
