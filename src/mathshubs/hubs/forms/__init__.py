"""What is typed about hubs, turned into values or into a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import groupby
from typing import cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from mathshubs.core.forms import DateField
from mathshubs.core.identifiers import clean_phone
from mathshubs.core.templatetags.mathshubs import day
from mathshubs.schools.fields import SchoolField
from mathshubs.schools.models import Authority, District

from ..models import Hub, HubArea, HubChoice, LeadSchoolTenure


class _Facts(forms.ModelChoiceField):
    """One of a hub's dated facts, by the name people know it by."""

    def __init__(self, called: Callable[..., str], *, missing: str, **kwargs):
        super().__init__(None, error_messages={"required": missing}, **kwargs)
        self.label_from_instance = called  # type: ignore[method-assign]


class _EndFact(forms.Form):
    """Which of a hub's dated facts, of the field `which`, ends and after which day."""

    which = ""
    to_on = DateField(label="Last day", missing="Enter the last day.")

    def __init__(self, *args, hub: Hub, **kwargs):
        super().__init__(*args, **kwargs)
        cast(_Facts, self.fields[self.which]).queryset = self.facts_of(hub)
        self.order_fields([self.which])

    def facts_of(self, hub: Hub) -> QuerySet:
        """Return the facts to choose from."""
        raise NotImplementedError


class HubDetails(forms.Form):
    """What a hub says of itself."""

    summary = forms.CharField(
        label="Summary",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One sentence on what the hub is.",
        error_messages={"required": "Say in one sentence what the hub is."},
    )
    email = forms.EmailField(
        label="Email address",
        max_length=254,
        help_text="A shared mailbox outlives its readers.",
        error_messages={
            "required": "Enter the email address of the hub.",
            "invalid": "Enter an email address, such as hub@school.org.uk.",
        },
    )
    phone = forms.CharField(label="Phone", max_length=30, required=False)
    website = forms.URLField(
        label="Website",
        max_length=200,
        required=False,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url"}),
        help_text="If the hub has one of its own.",
        error_messages={"invalid": "Enter a web address, such as www.saltway.org.uk."},
    )

    def clean_phone(self) -> str:
        return clean_phone(self.cleaned_data["phone"])


class NamedHubDetails(HubDetails):
    """The same with the hub's name, for those who may give it."""

    field_order = ("name",)

    name = forms.CharField(
        label="Name",
        max_length=80,
        help_text="Such as: Salt Way. “Maths Hub” is put after it.",
        error_messages={"required": "Enter the name of the hub."},
    )

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        name = re.sub(r"\s*\bmaths hub$", "", name, flags=re.IGNORECASE)
        if not name:
            raise ValidationError("Enter the name of the hub, such as Salt Way.")
        return name


class RecordLeadSchool(forms.Form):
    school = SchoolField(label="School", help_text="Type its name, town, postcode or URN.")
    from_on = DateField(label="First day", missing="Enter the first day on which it leads the hub.")
    to_on = DateField(label="Last day", required=False, help_text="Leave empty while it leads.")


class EndLeadSchool(_EndFact):
    which = "tenure"
    tenure = _Facts(
        lambda tenure: f"{tenure.school.name}, from {day(tenure.from_on)}",
        label="School",
        empty_label=None,
        missing="Choose the school.",
    )

    def facts_of(self, hub: Hub) -> QuerySet[LeadSchoolTenure]:
        return hub.lead_schools.select_related("school").order_by("-from_on")


class AddToArea(forms.Form):
    """A district, or an authority with all of its districts."""

    place = forms.ChoiceField(
        label="District or authority",
        help_text="A whole authority brings its districts, but for those given to another hub.",
        error_messages={"required": "Choose the district or authority."},
    )
    from_on = DateField(
        label="First day",
        help_text="The hub that has it now keeps it to the day before.",
        missing="Enter the first day.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        districts = District.objects.select_related("authority")
        districts = districts.order_by("authority__name", "authority__pk", "name")
        self.places: dict[str, District | Authority] = {}
        groups = []
        for authority, within in groupby(districts, key=lambda each: each.authority):
            own: dict[str, District | Authority] = {f"district-{each.pk}": each for each in within}
            choices = [(key, str(each)) for key, each in own.items()]
            if authority and len(own) > 1:
                whole = f"authority-{authority.pk}"
                choices.insert(0, (whole, f"All of {authority} ({len(own)} districts)"))
                own[whole] = authority
            groups.append((str(authority or "No authority"), choices))
            self.places |= own
        choose = ("", "Choose a district or authority")
        cast(forms.ChoiceField, self.fields["place"]).choices = [choose, *groups]

    def clean_place(self) -> District | Authority:
        return self.places[self.cleaned_data["place"]]


class EndArea(_EndFact):
    which = "area"
    area = _Facts(
        lambda area: str(area.district or area.authority),
        label="District or authority",
        empty_label="Choose one",
        missing="Choose what leaves the area.",
    )

    def facts_of(self, hub: Hub) -> QuerySet[HubArea]:
        areas = hub.areas.filter(to_on=None).select_related("district", "authority")
        return areas.order_by("district__name", "authority__name")


class ChooseHub(forms.Form):
    school = SchoolField(label="School")
    from_on = DateField(label="First day", missing="Enter the first day.")


class EndChoice(_EndFact):
    which = "choice"
    choice = _Facts(
        lambda choice: choice.school.name,
        label="School",
        empty_label="Choose a school",
        missing="Choose the school.",
    )

    def facts_of(self, hub: Hub) -> QuerySet[HubChoice]:
        choices = hub.chosen_by.filter(to_on=None).select_related("school")
        return choices.order_by("school__name")
