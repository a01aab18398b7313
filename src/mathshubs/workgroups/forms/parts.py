"""What belongs to a Work Group: its workshops, leaders and expert partners."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.utils.timezone import get_default_timezone, localtime

from mathshubs.core.forms import DateField, TimeField
from mathshubs.core.identifiers import clean_postcode
from mathshubs.schools.fields import SchoolField

from ..models import ExpertPartner, Leader, Workshop
from .section import long_text


class WorkshopForm(forms.ModelForm):
    """A workshop: its day and two times become two moments here."""

    day = DateField(label="Date", missing="Give the date.")
    starts = TimeField(
        label="Starts", help_text="Such as 1pm or 13:30.",
        error_messages={"required": "Say when it starts."},
    )  # fmt: skip
    ends = TimeField(label="Ends", error_messages={"required": "Say when it ends."})
    mode = forms.ChoiceField(choices=Workshop.Mode.choices, widget=forms.RadioSelect, label="Meets")
    join_link = forms.URLField(
        label="Link to join online",
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text="Shown only to those with a place.",
        error_messages={"invalid": "Give a full link that begins with https://."},
    )
    host_school = SchoolField(
        label="Host school",
        required=False,
        help_text="When it meets in a school: its name, town, postcode or URN.",
    )

    class Meta:
        model = Workshop
        fields = [
            "number", "title", "day", "starts", "ends", "mode", "host_school", "venue", "address",
            "town", "postcode", "join_link",
        ]  # fmt: skip
        labels = {"number": "Number"}
        help_texts = {
            "title": "Such as: Launch. Empty, it is called by its number.",
        }
        widgets = {
            "number": forms.NumberInput(attrs={"class": "govuk-input--width-2", "min": 1}),
            "postcode": forms.TextInput(attrs={"class": "govuk-input--width-10"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        workshop = self.instance
        if workshop.pk:
            starts, ends = localtime(workshop.starts_at), localtime(workshop.ends_at)
            self.initial |= {"day": starts.date(), "starts": starts.time(), "ends": ends.time()}
        self.fields["starts"].error_messages["required"] = "Give the time it starts."
        self.fields["ends"].error_messages["required"] = "Give the time it ends."
        self.fields["number"].error_messages["required"] = "Give its number."
        if workshop.work_group.is_event:
            del self.fields["number"]

    def clean_postcode(self) -> str:
        postcode = self.cleaned_data["postcode"]
        return clean_postcode(postcode) if postcode.strip() else ""

    def clean_number(self) -> int:
        number = self.cleaned_data["number"]
        others = self.instance.work_group.workshops.exclude(pk=self.instance.pk)
        if not 1 <= number <= 200:
            raise forms.ValidationError("Give a number from 1 to 200.")
        if others.filter(number=number).exists():
            raise forms.ValidationError(f"There is a workshop {number} already. Give another.")
        return number

    def clean(self) -> dict:
        cleaned = super().clean()
        day, starts, ends = (cleaned.get(name) for name in ("day", "starts", "ends"))
        if day and starts and ends:
            if ends <= starts:
                self.add_error("ends", "It ends before it starts. Change one of the times.")
            zone = get_default_timezone()
            self.instance.starts_at = datetime.combine(day, starts, zone)
            self.instance.ends_at = datetime.combine(day, ends, zone)
        return cleaned


class Biography(forms.ModelForm):
    """What the public page says of somebody who leads: how, and who they are."""

    all_optional = True  # A biography can wait, but not for ever: its hint says how long.

    kind = forms.ChoiceField(
        choices=Leader.Kind.choices,
        widget=forms.RadioSelect,
        label="Leads as",
        error_messages={"required": "Choose whether they lead or co-lead."},
    )

    class Meta:
        model = Leader
        fields = ["kind", "biography"]
        labels = {"biography": "Biography"}
        help_texts = {
            "biography": "Two or three sentences for the public page. Needed for approval."
        }
        widgets = {"biography": long_text(4)}


class Partner(forms.ModelForm):
    class Meta:
        model = ExpertPartner
        fields = ["name", "organisation", "about"]
        labels = {"about": "What they bring"}
        widgets = {"about": long_text(3)}
        error_messages = {"name": {"required": "Give the name of the partner."}}
