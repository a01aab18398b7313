"""Two sections of a design: places and how they are given; what it costs."""

from __future__ import annotations

from django import forms

from mathshubs.core.forms import DateField

from ..models import WorkGroup
from ..queries.eligibility import rules_of
from .section import Section, long_text

Rule = WorkGroup.OfferRule


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


SHARE = dict.fromkeys(("invalid", "min_value", "max_value"), "Give a whole number from 0 to 100.")


class Places(Section):
    title = "Places and applying"
    not_for_events = ("tasks_needed",)
    places = _whole_number("How many places", 5000)
    fewest = _whole_number("The fewest it runs with", 5000)
    most_per_school = _whole_number("The most people from one school", 5000)
    attendance_needed = _whole_number(
        "Attendance for a certificate", 100, "Per cent of the workshops."
    )
    tasks_needed = forms.IntegerField(
        label="Tasks handed in for a certificate, per cent", min_value=0, max_value=100,
        help_text="Of the tasks that were set. 0 asks for none.", required=False,
        error_messages=SHARE, widget=forms.NumberInput(attrs={"class": "govuk-input--width-4"}),
    )  # fmt: skip
    apply_by = DateField(label="Last day to apply", required=False)
    counted = forms.ChoiceField(
        choices=[("PERSON", "People"), ("SCHOOL", "Schools")],
        widget=forms.RadioSelect,
        label="Places are counted in",
    )
    decides = forms.ChoiceField(
        choices=WorkGroup.Decides.choices, widget=forms.RadioSelect, label="Who decides"
    )
    offer_rule = forms.ChoiceField(
        choices=Rule.choices, widget=forms.RadioSelect, required=False,
        label="Who comes first when more apply than there are places",
        help_text="Its page says so, and it stays once somebody has applied. With any rule but the "
        "first the hub decides: you give out the places together.",
    )  # fmt: skip
    new_schools_share = forms.IntegerField(
        label="Share kept for new schools, per cent", min_value=0, max_value=100, required=False,
        help_text="Of the places, while schools new to the hub ask. For that rule only.",
        error_messages=SHARE,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4"}),
    )  # fmt: skip

    class Meta:
        model = WorkGroup
        fields = [
            "counted", "places", "fewest", "most_per_school", "decides", "offer_rule",
            "new_schools_share", "apply_by", "head_agrees", "attendance_needed", "tasks_needed",
        ]  # fmt: skip
        labels = {"head_agrees": "A place is confirmed only when the headteacher has agreed"}
        help_texts = {
            "head_agrees": "We write to the head at the school's address, with a link to agree by."
        }

    def clean_offer_rule(self) -> str:
        return self.cleaned_data["offer_rule"] or self.instance.offer_rule

    def clean_tasks_needed(self) -> int:
        needed = self.cleaned_data["tasks_needed"]
        return self.instance.tasks_needed if needed is None else needed

    def clean_new_schools_share(self) -> int:
        share = self.cleaned_data["new_schools_share"]
        return self.instance.new_schools_share if share is None else share

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("fewest", 0) > cleaned.get("places", 0) > 0:
            self.add_error("fewest", "The fewest cannot be more than the places. Lower it.")
        if problem := self._lacks_for_its_rule(cleaned):
            self.add_error(*problem)
        return cleaned

    def _lacks_for_its_rule(self, cleaned: dict) -> tuple[str, str] | None:
        """Return the field and the sentence of what the rule of who comes first still needs."""
        rule = cleaned.get("offer_rule", Rule.FIRST_COME)
        if rule == Rule.FIRST_COME:
            return None
        if cleaned.get("decides") == WorkGroup.Decides.AT_ONCE:
            return (
                "decides",
                "Choose that the hub decides: by this rule places are given out together.",
            )
        if rule == Rule.NEW_SCHOOLS and not cleaned.get("new_schools_share"):
            return "new_schools_share", "Give the share of places kept for new schools, such as 20."
        if rule == Rule.LOTTERY and not cleaned.get("apply_by") and "apply_by" not in self.errors:
            return "apply_by", "Give the last day to apply: the lottery is drawn after it."
        stages = (each.kind == "EARLIER_STAGE" for each in rules_of(self.instance))
        if rule == Rule.STAGE_DONE and not any(stages):
            return "offer_rule", "First name the earlier stage, under “Who can take part”."
        return None


class Pounds(forms.TextInput):
    """An amount, typed with or without the pound sign and spaces."""

    def value_from_datadict(self, data, files, name):
        typed = super().value_from_datadict(data, files, name)
        return typed and "".join(typed.replace("£", "").split())


POUNDS = {"class": "govuk-input--width-5", "inputmode": "decimal"}
AMOUNT = {
    "required": "Give the cost. Type 0 when it is free.",
    "invalid": "Give the cost in pounds, such as 75 or 12.50.",
    "max_digits": "Give the cost in pounds, up to 99,999.99.",
    "max_whole_digits": "Give the cost in pounds, up to 99,999.99.",
    "max_decimal_places": "Give no more than two places for pence, such as 12.50.",
}


def _not_negative(amount):
    if amount < 0:
        raise forms.ValidationError("The cost cannot be less than 0.")
    return amount


class Cost(Section):
    title = "Cost and value for money"
    absence_charge = forms.DecimalField(
        label="Charge in pounds for an absence", max_digits=7, decimal_places=2, required=False,
        help_text="For each workshop missed without a week's notice. 0 charges none.",
        widget=Pounds(attrs=POUNDS), error_messages=AMOUNT,
    )  # fmt: skip
    needed = {"value_for_money": "Write why it is worth what it costs."}
    not_for_events = ("value_for_money",)

    class Meta:
        model = WorkGroup
        fields = ["cost", "absence_charge", "value_for_money"]
        labels = {"cost": "Cost in pounds a person"}
        help_texts = {
            "cost": "0 when it is free.",
            "value_for_money": "What it costs the hub and schools, and why that is worth it. "
            "Only the hub sees this.",
        }
        widgets = {
            "cost": Pounds(attrs=POUNDS),
            "value_for_money": long_text(4),
        }
        error_messages = {"cost": AMOUNT}

    def clean_cost(self):
        return _not_negative(self.cleaned_data["cost"])

    def clean_absence_charge(self):
        charge = self.cleaned_data["absence_charge"]
        return self.instance.absence_charge if charge is None else _not_negative(charge)
