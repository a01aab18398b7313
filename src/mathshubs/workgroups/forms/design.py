"""The design of a Work Group, section by section."""

from __future__ import annotations

from datetime import date

from django import forms
from django.db.models import Q

from mathshubs.core.forms import DateField
from mathshubs.core.identifiers import clean_work_group_code
from mathshubs.core.years import academic_year_of, next_year
from mathshubs.programmes.models import Phase
from mathshubs.programmes.queries import projects_open_to

from ..models import WorkGroup

FORMATTING = "A blank line begins a new paragraph; lines that begin with * become a list."


def long_text(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class Section(forms.ModelForm):
    """
    One section of the design. A draft may be kept half done; what is published stays whole.

    `needed` maps each field that a published group needs to the sentence for when it is empty.
    `not_for_events` are left out of an event.
    """

    title = ""
    all_optional = True
    needed: dict[str, str] = {}
    not_for_events: tuple[str, ...] = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.is_event:
            for name in self.not_for_events:
                del self.fields[name]
        for name in self.fields.keys() & self.needed:
            self.fields[name].error_messages["required"] = self.needed[name]
            if self.instance.pk and not self.instance.is_draft:
                self.fields[name].required = True


class About(Section):
    title = "About it"
    needed = {
        "title": "Give it a title.",
        "summary": "Say in one sentence what it is.",
        "phases": "Choose at least one phase.",
        "kind": "Choose whether it is a Work Group or an event.",
    }
    kind = forms.ChoiceField(
        choices=[
            ("WORK_GROUP", "Work Group: several workshops with tasks between"),
            ("EVENT", "Event: one session"),
        ],
        widget=forms.RadioSelect,
        label="What is it",
    )
    phases = forms.MultipleChoiceField(
        choices=Phase.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    year = forms.ChoiceField(label="Academic year")

    class Meta:
        model = WorkGroup
        fields = ["kind", "title", "summary", "phases", "year", "project", "code"]
        help_texts = {
            "summary": "One sentence, for lists. Up to 300 characters.",
            "code": "Such as WRK123456789, if it has one.",
            "project": "The national or local project it carries out, if any.",
        }
        labels = {"code": "Work Group code"}
        error_messages = {"code": {"unique": "Another Work Group has this code. Check it."}}

    def __init__(self, *args, hub, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        this = academic_year_of(today)
        years = sorted({self.instance.year or this, this, next_year(this)})
        self.fields["year"].choices = [(year, year) for year in years]
        self.fields["project"].queryset = projects_open_to(hub).filter(
            Q(year__in=years) | Q(pk=self.instance.project_id)
        )
        self.fields["project"].empty_label = "None: it is a design of its own"
        if self.instance.pk and not self.instance.is_draft:
            del self.fields["kind"]

    def clean_code(self) -> str | None:
        code = self.cleaned_data["code"]
        return clean_work_group_code(code) if code else None


class Why(Section):
    title = "Why, and what should change"
    needed = {
        "rationale": "Write why it is needed.",
        "pupil_outcomes": "Write what should change for pupils.",
        "policy_outcomes": "Write what should change in policies and approaches.",
        "practice_outcomes": "Write what should change in practice.",
        "learning_outcomes": "Write what people should learn.",
    }
    not_for_events = (
        "pupil_outcomes", "policy_outcomes", "practice_outcomes", "learning_outcomes",
    )  # fmt: skip

    class Meta:
        model = WorkGroup
        fields = [
            "rationale", "pupil_outcomes", "policy_outcomes", "practice_outcomes",
            "learning_outcomes",
        ]  # fmt: skip
        labels = {
            "rationale": "Why it is needed",
            "pupil_outcomes": "What should change for pupils",
            "policy_outcomes": "What should change in school policies and approaches",
            "practice_outcomes": "What should change in practice",
            "learning_outcomes": "What people should learn",
        }
        help_texts = {"rationale": FORMATTING}
        widgets = {name: long_text(8 if name == "rationale" else 4) for name in fields}


class Who(Section):
    title = "Who it is for, and what is involved"
    needed = {
        "audience": "Write who it is for.",
        "involved": "Write what is involved.",
    }

    class Meta:
        model = WorkGroup
        fields = ["audience", "involved"]
        labels = {"audience": "Who it is for", "involved": "What is involved"}
        help_texts = {
            "audience": "Roles, years of experience, kinds of school, what they have done before.",
            "involved": FORMATTING,
        }
        widgets = {"audience": long_text(4), "involved": long_text(8)}


def _whole_number(label: str, most: int, help_text: str = "") -> forms.IntegerField:
    sentence = f"Give a whole number from 1 to {most:,}."
    kinds = ("required", "invalid", "min_value", "max_value")
    return forms.IntegerField(
        label=label,
        min_value=1,
        max_value=most,
        help_text=help_text,
        error_messages=dict.fromkeys(kinds, sentence),
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4"}),
    )


class Places(Section):
    title = "Places and applying"
    places = _whole_number("How many places", 5000)
    fewest = _whole_number("The fewest it runs with", 5000)
    most_per_school = _whole_number("The most people from one school", 5000)
    attendance_needed = _whole_number(
        "Attendance for a certificate", 100, "Per cent of the workshops."
    )
    apply_by = DateField(label="Last day to apply", required=False)
    counted = forms.ChoiceField(
        choices=[("PERSON", "People"), ("SCHOOL", "Schools")],
        widget=forms.RadioSelect,
        label="Places are counted in",
    )
    decides = forms.ChoiceField(
        choices=WorkGroup.Decides.choices, widget=forms.RadioSelect, label="Who decides"
    )

    class Meta:
        model = WorkGroup
        fields = [
            "counted", "places", "fewest", "most_per_school", "decides", "apply_by",
            "attendance_needed",
        ]  # fmt: skip

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("fewest", 0) > cleaned.get("places", 0) > 0:
            self.add_error("fewest", "The fewest cannot be more than the places. Lower it.")
        return cleaned


class Pounds(forms.TextInput):
    """An amount, typed with or without the pound sign and spaces."""

    def value_from_datadict(self, data, files, name):
        typed = super().value_from_datadict(data, files, name)
        return typed and "".join(typed.replace("£", "").split())


class Cost(Section):
    title = "Cost and value for money"
    needed = {"value_for_money": "Write why it is worth what it costs."}
    not_for_events = ("value_for_money",)

    class Meta:
        model = WorkGroup
        fields = ["cost", "value_for_money"]
        labels = {"cost": "Cost in pounds a person"}
        help_texts = {
            "cost": "0 when it is free.",
            "value_for_money": "What it costs the hub and schools, and why that is worth it. "
            "Only the hub sees this.",
        }
        widgets = {
            "cost": Pounds(attrs={"class": "govuk-input--width-5", "inputmode": "decimal"}),
            "value_for_money": long_text(4),
        }
        error_messages = {
            "cost": {
                "required": "Give the cost. Type 0 when it is free.",
                "invalid": "Give the cost in pounds, such as 75 or 12.50.",
                "max_digits": "Give the cost in pounds, up to 99,999.99.",
                "max_whole_digits": "Give the cost in pounds, up to 99,999.99.",
                "max_decimal_places": "Give no more than two places for pence, such as 12.50.",
            }
        }

    def clean_cost(self):
        cost = self.cleaned_data["cost"]
        if cost < 0:
            raise forms.ValidationError("The cost cannot be less than 0.")
        return cost


class Contact(Section):
    title = "Questions go to"
    needed = {"contact_email": "Give the email address for questions."}

    class Meta:
        model = WorkGroup
        fields = ["contact_name", "contact_email", "contact_phone"]
        labels = {
            "contact_name": "Name",
            "contact_email": "Email address",
            "contact_phone": "Telephone",
        }
        error_messages = {
            "contact_email": {"invalid": "Give an email address such as name@example.org."}
        }


class Evidence(Section):
    title = "How you will know what changed"
    needed = {"evidence_plan": "Write how you will know what changed."}

    class Meta:
        model = WorkGroup
        fields = ["evidence_plan"]
        labels = {"evidence_plan": "Evidence plan"}
        help_texts = {
            "evidence_plan": "What you will look at before, during and after, for each outcome. "
            "Only the hub sees this."
        }
        widgets = {"evidence_plan": long_text(8)}


SECTIONS: dict[str, type[Section]] = {
    "about": About,
    "why": Why,
    "who": Who,
    "places": Places,
    "cost": Cost,
    "contact": Contact,
    "evidence": Evidence,
}


class Reason(forms.Form):
    """Why a group is sent back, postponed or cancelled."""

    reason = forms.CharField(
        label="Why",
        max_length=300,
        widget=long_text(3),
        help_text="Those with a place read this.",
        error_messages={"required": "Say why, for those who will read it."},
    )
