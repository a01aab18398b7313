"""Choose an answer to a priority, say what came of it, commission it."""

from __future__ import annotations

from datetime import date
from typing import cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from mathshubs.core.forms import DateField, PoundsField
from mathshubs.people.models import Person
from mathshubs.programmes.models import PlanLine, Project

from ..methods import answers
from ..models import Deliverable, PartnerOffer, Provision, SupportKind, Tender

WHERE_FOUND = ("link", "project", "partner_offer", "plan_line")
MODES = {
    "SIGNPOST": "Point to what exists: say where it is found",
    "EXTEND": "Extend what exists: more places, another district, another phase",
    "DEVELOP": "Develop something new",
    "COMMISSION": "Commission somebody outside: a brief, offers, an agreement",
}


class Answer(forms.Form):
    """One of the answers to a priority."""

    mode = forms.ChoiceField(
        label="What kind of answer is it?", choices=list(MODES.items()), widget=forms.RadioSelect,
        error_messages={"required": "Choose what kind of answer it is."},
    )  # fmt: skip
    kind = forms.ChoiceField(
        label="What kind of support?", choices=[("", "Choose one"), *SupportKind.choices],
        error_messages={"required": "Choose the kind of support."},
    )  # fmt: skip
    title = forms.CharField(
        label="In one line, what is it?", max_length=150,
        error_messages={"required": "Say in one line what it is."},
    )  # fmt: skip
    what = forms.CharField(
        label="What is it, and why this answer?", max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Those who raised the needs read it.",
        error_messages={"required": "Say what it is, and why this answer."},
    )  # fmt: skip
    link = forms.URLField(
        label="Where is it found?", required=False, assume_scheme="https",
        help_text="The address of a page, if there is one.",
    )  # fmt: skip
    project = forms.ModelChoiceField(
        label="Project", queryset=Project.objects.none(), required=False, empty_label="None",
        help_text="When a national project, or one of your own, gives the answer.",
    )  # fmt: skip
    partner_offer = forms.TypedChoiceField(
        label="A partner’s offer", required=False, empty_value=None,
        help_text="When what a partner offers is the answer, or part of it.",
    )  # fmt: skip
    plan_line = forms.ModelChoiceField(
        label="Line of the year plan", queryset=PlanLine.objects.none(), required=False,
        empty_label="None yet",
        help_text="Groups serve the priority through it. A new line can be made afterwards.",
    )  # fmt: skip
    owner = forms.ModelChoiceField(
        label="Who sees to it", queryset=Person.objects.none(), required=False,
        empty_label="Nobody yet",
    )  # fmt: skip

    def __init__(
        self, *args, projects: QuerySet[Project], lines: QuerySet[PlanLine] | None,
        owners: QuerySet[Person], offers: list[PartnerOffer], **kwargs,
    ):  # fmt: skip
        super().__init__(*args, **kwargs)
        of_each = {str(offer.pk): offer for offer in offers}
        offer = cast(forms.TypedChoiceField, self.fields["partner_offer"])
        offer.choices = [("", "None"), *((pk, each.title) for pk, each in of_each.items())]
        offer.coerce = of_each.__getitem__
        cast(forms.ModelChoiceField, self.fields["project"]).queryset = projects
        owner = cast(forms.ModelChoiceField, self.fields["owner"])
        owner.queryset = owners
        owner.label_from_instance = lambda person: person.name
        if lines is None:
            del self.fields["plan_line"]
        else:
            cast(forms.ModelChoiceField, self.fields["plan_line"]).queryset = lines

    def clean(self):
        typed = super().clean()
        found = any(typed.get(name) for name in WHERE_FOUND)
        if typed.get("mode") == Provision.Mode.SIGNPOST and not found:
            self.add_error(
                "link", "Say where it is found: a page, a project, an offer or a line of the plan."
            )
        return typed


class Step(forms.Form):
    """What becomes of an answer now."""

    to = forms.ChoiceField(
        label="What becomes of it?", widget=forms.RadioSelect,
        error_messages={"required": "Choose what becomes of it."},
    )  # fmt: skip
    words = forms.CharField(
        label="Your words", max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Those who raised the needs read them. Needed when it is done or stopped: say "
        "what came of it.",
    )  # fmt: skip

    SAYS = {"UNDER_WAY": "It begins", "DONE": "It is done", "STOPPED": "It is stopped"}

    def __init__(self, *args, provision: Provision, **kwargs):
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["to"]).choices = [
            (to, self.SAYS[to]) for to in answers.AFTER.get(provision.state, ())
        ]


class Brief(forms.Form):
    """What is wanted of somebody outside, for how much at most, by when."""

    prefix = "brief"

    brief = forms.CharField(
        label="The brief", max_length=6000, widget=forms.Textarea(attrs={"rows": 8}),
        help_text="What is needed, for whom, by when, and how an offer is judged.",
        error_messages={"required": "Write the brief."},
    )  # fmt: skip
    most = PoundsField(
        label="Most to spend, in pounds", max_digits=9, required=False,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-10"}),
    )  # fmt: skip
    reply_by = DateField(label="Offers by", required=False)


class Offer(forms.Form):
    """An offer received for a brief."""

    prefix = "offer"

    organisation = forms.CharField(
        label="Who offers", max_length=150, error_messages={"required": "Say who made the offer."}
    )
    email = forms.EmailField(
        label="Their email address", error_messages={"required": "Enter their email address."}
    )
    price = PoundsField(
        label="Price, in pounds", max_digits=9,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-10"}),
        error_messages={"required": "Enter the price in pounds."},
    )  # fmt: skip
    words = forms.CharField(
        label="What they offer", max_length=3000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say what they offer."},
    )  # fmt: skip
    received_on = DateField(label="Received on", missing="Enter the day it was received.")


class Choice(forms.Form):
    """Which offer is chosen, and why or why not, of each."""

    prefix = "choice"

    chosen = forms.TypedChoiceField(
        label="Which offer do you choose?", coerce=int, widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the offers."},
    )  # fmt: skip

    def __init__(self, *args, tenders: list[Tender], **kwargs):
        super().__init__(*args, **kwargs)
        self.tenders = tenders
        cast(forms.ChoiceField, self.fields["chosen"]).choices = [
            (tender.pk, f"{tender.organisation}, £{tender.price:,.2f}") for tender in tenders
        ]
        for tender in tenders:
            self.fields[f"reason_{tender.pk}"] = forms.CharField(
                label=f"{tender.organisation}: why, or why not", max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2}), help_text="They read it by letter.",
                error_messages={"required": f"Say why, for the offer of {tender.organisation}."},
            )  # fmt: skip

    @property
    def decided(self) -> dict[str, object]:
        typed = self.cleaned_data
        reasons = {tender.pk: typed[f"reason_{tender.pk}"] for tender in self.tenders}
        return {"chosen": typed["chosen"], "reasons": reasons}


class Agreement(forms.Form):
    """What was agreed with the supplier, and when."""

    prefix = "agreement"

    agreed_on = DateField(label="Signed on", missing="Enter the day it was signed.")
    agreement = forms.CharField(
        label="What was agreed", max_length=6000, widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Say what was agreed."},
    )  # fmt: skip


class Due(forms.Form):
    """Something that is to be delivered."""

    prefix = "due"

    title = forms.CharField(
        label="What is to be delivered?", max_length=150,
        error_messages={"required": "Say what is to be delivered."},
    )  # fmt: skip
    due_on = DateField(label="Due by", missing="Enter the day it is due.")


class Delivered(forms.Form):
    """Something came."""

    prefix = "came"

    deliverable = forms.ModelChoiceField(
        label="What came?", queryset=Deliverable.objects.none(), empty_label="Choose one",
        error_messages={"required": "Choose what came."},
    )  # fmt: skip
    delivered_on = DateField(label="When?", missing="Enter the day it came.")
    words = forms.CharField(
        label="What do you think of it?", max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args, waiting: QuerySet[Deliverable], on: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on
        field = cast(forms.ModelChoiceField, self.fields["deliverable"])
        field.queryset = waiting
        field.label_from_instance = lambda each: each.title

    def clean_delivered_on(self) -> date:
        if self.cleaned_data["delivered_on"] > self.on:
            raise ValidationError("Enter a day that has been.")
        return self.cleaned_data["delivered_on"]
