"""What is typed to make an event of a partner's offer."""

from __future__ import annotations

from typing import cast

from django import forms
from django.db.models import QuerySet

from mathshubs.core.years import academic_year_of
from mathshubs.needs.models import PartnerOffer
from mathshubs.programmes.models import PlanLine

from ..models import WorkGroup, Workshop
from .parts import WorkshopForm

KINDS = {
    "Visit": "A visit: people come to see",
    "Talk": "A talk, in a school or online",
    "Competition": "A competition",
    "Workshop": "A workshop for teachers",
}


class EventOfAnOffer(WorkshopForm):
    """What it is, when and where it meets, how many may come."""

    what = forms.ChoiceField(
        label="What is it?", choices=list(KINDS.items()), widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is."},
    )  # fmt: skip
    name = forms.CharField(
        label="What is it called?", max_length=150,
        error_messages={"required": "Say what it is called."},
    )  # fmt: skip
    rationale = forms.CharField(
        label="Why is it needed?", max_length=3000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Shown on its page. What schools asked for stands here already, if any did.",
        error_messages={"required": "Say why it is needed."},
    )  # fmt: skip
    places = forms.IntegerField(
        label="How many people may come?", min_value=1, max_value=2000,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4"}),
        error_messages={"required": "Say how many people may come."},
    )  # fmt: skip
    plan_line = forms.ModelChoiceField(
        label="Line of the year plan", queryset=PlanLine.objects.none(), required=False,
        empty_label="None", help_text="Why the event exists. It then counts for this line.",
    )  # fmt: skip

    field_order = (
        "what", "name", "rationale", "day", "starts", "ends", "mode", "host_school", "venue",
        "address", "town", "postcode", "join_link", "places", "plan_line",
    )  # fmt: skip

    def __init__(self, *args, offer: PartnerOffer, lines: QuerySet[PlanLine], **kwargs):
        draft = WorkGroup(hub=offer.hub, kind=WorkGroup.Kind.EVENT)
        super().__init__(*args, instance=Workshop(work_group=draft, number=1), **kwargs)
        del self.fields["title"]  # an event of one session has one name
        line = cast(forms.ModelChoiceField, self.fields["plan_line"])
        line.queryset = lines
        line.label_from_instance = lambda one: f"{one.plan.year}: {one.title}"

    def clean(self) -> dict:
        typed = super().clean()
        day, line = typed.get("day"), typed.get("plan_line")
        if day and line and line.plan.year != academic_year_of(day):
            self.add_error("plan_line", f"This line is of the plan for {line.plan.year}.")
        return typed
