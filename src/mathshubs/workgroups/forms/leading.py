"""What is typed about leaders, turned into values or into a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from mathshubs.core.forms import DateField
from mathshubs.core.phases import Phase
from mathshubs.core.years import academic_year_of, next_year
from mathshubs.hubs.models import Accreditation, Hub, LeaderRecord
from mathshubs.hubs.queries import districts_of
from mathshubs.people.forms import Somebody
from mathshubs.schools.models import District

from ..models import Leader, WorkGroup

MOST_THEMES = 12
CHECKS_LAST_YEARS = 3


class Days(forms.DecimalField):
    """Days, halves allowed; empty is not said."""

    def __init__(self, *, label: str, most: int = 260, **kwargs):
        super().__init__(
            label=label,
            min_value=Decimal(0),
            max_value=Decimal(most),
            max_digits=5,
            decimal_places=1,
            widget=forms.TextInput({"inputmode": "decimal", "class": "govuk-input--width-4"}),
            error_messages={
                "invalid": "Enter a number of days, such as 15 or 7.5.",
                "min_value": "Enter a number of days, 0 or more.",
                "max_value": f"Enter at most {most} days.",
                "max_decimal_places": "Enter days to one decimal place, such as 7.5.",
                "max_digits": f"Enter at most {most} days.",
            },
            **kwargs,
        )

    def prepare_value(self, value):
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value


class AddLeader(Somebody):
    """Who leads work of the hub, and since when."""

    from_on = DateField(label="Leads since", missing="Enter the first day.")


class Willing(forms.Form):
    """What leaders say of themselves: phases, themes, where they travel, days."""

    all_optional = True

    phases = forms.MultipleChoiceField(
        label="Phases", choices=Phase.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    themes = forms.CharField(
        label="Themes", required=False, max_length=500,
        help_text="With commas between, such as: fractions, reasoning, Year 7.",
    )  # fmt: skip
    districts = forms.ModelMultipleChoiceField(
        District.objects.none(), label="Districts willing to travel to", required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    available_now = Days(label="Days available", required=False)
    available_next = Days(label="Days available", required=False)

    def __init__(self, *args, record: LeaderRecord, on: date, **kwargs):
        self.record, self.years = record, (academic_year_of(on), next_year(academic_year_of(on)))
        super().__init__(*args, initial=self._facts(), **kwargs)
        near = districts_of(record.hub, on).values("pk")
        chosen = Q(pk__in=near) | Q(pk__in=self.initial["districts"])
        field = cast(forms.ModelMultipleChoiceField, self.fields["districts"])
        field.queryset = District.objects.filter(chosen).order_by("name")
        for name in self.fields:
            if name.endswith("_now"):
                self.fields[name].label = f"{self.fields[name].label} in {self.years[0]}"
            elif name.endswith("_next"):
                self.fields[name].label = f"{self.fields[name].label} in {self.years[1]}"

    def _facts(self) -> dict:
        record = self.record
        facts = {name: getattr(record, name) for name in self.base_fields if hasattr(record, name)}
        said = {each.year: each for each in record.years.all()}
        for year, when in zip(self.years, ("now", "next"), strict=True):
            for what in ("available", "contracted"):
                facts[f"{what}_{when}"] = getattr(said.get(year), what, None)
        return facts | {
            "themes": ", ".join(record.themes),
            "districts": [district.pk for district in record.districts.all()],
        }

    def clean_themes(self) -> list[str]:
        words = [" ".join(word.split()) for word in self.cleaned_data["themes"].split(",")]
        themes = list(dict.fromkeys(word for word in words if word))
        if len(themes) > MOST_THEMES or any(len(word) > 60 for word in themes):
            raise ValidationError(
                f"Give at most {MOST_THEMES} themes of 60 letters, with commas between."
            )
        return themes

    def facts(self) -> dict:
        """Return what is kept on the record itself."""
        return {
            name: said for name, said in self.cleaned_data.items() if hasattr(self.record, name)
        }

    def days(self) -> dict[str, dict[str, Decimal | None]]:
        """Return the days of each of the two years, as the action takes them."""
        found: dict[str, dict[str, Decimal | None]] = {year: {} for year in self.years}
        for year, when in zip(self.years, ("now", "next"), strict=True):
            for what in ("available", "contracted"):
                if f"{what}_{when}" in self.cleaned_data:
                    found[year][what] = self.cleaned_data[f"{what}_{when}"]
        return found


class Record(Willing):
    """All of a record, as the hub's staff write it."""

    contracted_now = Days(label="Days contracted", required=False)
    contracted_next = Days(label="Days contracted", required=False)
    employer = forms.CharField(label="Employer", required=False, max_length=150)
    agreed_on = DateField(label="Employer agreed on", required=False)
    agreed_until = DateField(label="The agreement lasts until", required=False)
    agreed_by = forms.CharField(
        label="Who agreed", required=False, max_length=150,
        help_text="Their name and job, such as: Dee Marsh, headteacher.",
    )  # fmt: skip
    checked_on = DateField(label="Safeguarding checks seen on", required=False)
    check_again_by = DateField(
        label="Check again by", required=False,
        help_text=f"Empty: {CHECKS_LAST_YEARS} years after they were seen.",
    )  # fmt: skip
    from_on = DateField(label="Leads since", missing="Enter the first day.")
    to_on = DateField(
        label="Last day as a leader", required=False, help_text="Leave empty while they lead."
    )

    def clean(self) -> dict:
        said = self.cleaned_data
        agreed, until = said.get("agreed_on"), said.get("agreed_until")
        if agreed and not said.get("agreed_by"):
            self.add_error("agreed_by", "Say who agreed for the employer.")
        if not agreed and (until or said.get("agreed_by")) and "agreed_on" not in self.errors:
            self.add_error("agreed_on", "Enter the day on which the employer agreed.")
        if agreed and until and until < agreed:
            self.add_error("agreed_until", "The agreement lasts until a day after it was made.")
        self._clean_checks()
        if said.get("to_on") and said.get("from_on") and said["to_on"] < said["from_on"]:
            self.add_error("to_on", "The last day is on or after the first.")
        return said

    def _clean_checks(self) -> None:
        said = self.cleaned_data
        seen, again = said.get("checked_on"), said.get("check_again_by")
        if seen and "check_again_by" in said and not again:
            # 29 February has no birthday three years on.
            day = seen.replace(day=28) if (seen.month, seen.day) == (2, 29) else seen
            said["check_again_by"] = day.replace(year=seen.year + CHECKS_LAST_YEARS)
        elif again and not seen and "checked_on" not in self.errors:
            self.add_error("checked_on", "Enter the day on which the checks were seen.")
        elif seen and again and again <= seen:
            self.add_error("check_again_by", "Check again on a day after they were seen.")


class Accredit(forms.Form):
    kind = forms.ChoiceField(
        label="Accreditation",
        choices=[("", "Choose one"), *Accreditation.Kind.choices],
        error_messages={"required": "Choose the accreditation."},
    )
    cohort = forms.IntegerField(
        label="Cohort", required=False, min_value=1, max_value=999,
        widget=forms.TextInput({"inputmode": "numeric", "class": "govuk-input--width-3"}),
        error_messages={"invalid": "Enter the number of the cohort, such as 11."},
    )  # fmt: skip
    awarded_on = DateField(label="Awarded on", missing="Enter the day it was awarded.")
    expires_on = DateField(
        label="Expires after", required=False, help_text="The last day. Empty: it does not end."
    )


class ChangeAccreditation(Accredit):
    kind = None
    renewed_on = DateField(label="Renewed on", required=False)
    field_order = ("cohort", "awarded_on", "renewed_on", "expires_on")


class Note(forms.Form):
    text = forms.CharField(
        label="Note", max_length=2000, widget=forms.Textarea({"rows": 3}),
        help_text="What was seen, agreed or planned. The leader reads it too.",
        error_messages={"required": "Write the note."},
    )  # fmt: skip
    on = DateField(label="Day", missing="Enter the day the note is about.")


class OneOfTheGroups(forms.ChoiceField):
    """One of the groups the form is given; its value is the WorkGroup."""

    def __init__(self, *, empty: str, **kwargs):
        self.empty = empty
        super().__init__(**kwargs)

    def offer(self, groups: Iterable[WorkGroup]) -> None:
        self.groups = {str(group.pk): group for group in groups}
        named = [(pk, f"{group.title}, {group.year}") for pk, group in self.groups.items()]
        self.choices = [("", self.empty), *named]

    def clean(self, value) -> WorkGroup | None:
        return self.groups.get(super().clean(value))


class UseDays(forms.Form):
    """A line of the ledger."""

    days = forms.DecimalField(
        label="Days", min_value=Decimal("0.25"), max_value=Decimal(20), max_digits=4,
        decimal_places=2,
        widget=forms.TextInput({"inputmode": "decimal", "class": "govuk-input--width-4"}),
        error_messages={
            "required": "Enter the number of days.",
            "invalid": "Enter a number of days, such as 1 or 0.5.",
            "min_value": "Enter a quarter of a day or more.",
            "max_value": "Enter at most 20 days in one line.",
        },
    )  # fmt: skip
    what = forms.CharField(
        label="What for", max_length=200, error_messages={"required": "Say what the days were for."}
    )
    on = DateField(label="Day", missing="Enter the day.")
    work_group = OneOfTheGroups(label="Work Group", required=False, empty="None of them")

    def __init__(self, *args, groups: Iterable[WorkGroup], **kwargs):
        super().__init__(*args, **kwargs)
        cast(OneOfTheGroups, self.fields["work_group"]).offer(groups)


class Deploy(forms.Form):
    """Which group somebody leads, and how."""

    work_group = OneOfTheGroups(
        label="Work Group", empty="Choose a group",
        error_messages={"required": "Choose the group."},
    )  # fmt: skip
    kind = forms.ChoiceField(
        label="As", choices=Leader.Kind.choices, initial=Leader.Kind.LEAD, widget=forms.RadioSelect
    )

    def __init__(self, *args, groups: Iterable[WorkGroup], **kwargs):
        super().__init__(*args, **kwargs)
        cast(OneOfTheGroups, self.fields["work_group"]).offer(groups)


class HandOver(forms.Form):
    hub = forms.ModelChoiceField(
        Hub.objects.none(), label="Hub", empty_label="Choose a hub",
        error_messages={"required": "Choose the hub that takes the record."},
    )  # fmt: skip

    def __init__(self, *args, record: LeaderRecord, **kwargs):
        super().__init__(*args, **kwargs)
        others = Hub.objects.exclude(pk=record.hub_id).order_by("name")
        cast(forms.ModelChoiceField, self.fields["hub"]).queryset = others
