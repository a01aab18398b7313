"""One rule of who can take part, typed into a form of its kind."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError

from mathshubs.core.identifiers import clean_project_code
from mathshubs.core.phases import Phase
from mathshubs.schools.areas import areas_typed, split_lines
from mathshubs.schools.models import Authority, District, Employment, PriorityList, School

from ..methods import eligibility
from ..methods.eligibility import Area, Once, Rule, RuleProblem
from ..models import Project


def _lines(rows: int = 4) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _number(label: str, missing: str) -> forms.IntegerField:
    kinds = ("required", "invalid", "min_value", "max_value")
    return forms.IntegerField(
        label=label, min_value=1, max_value=100, error_messages=dict.fromkeys(kinds, missing),
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-2"}),
    )  # fmt: skip


class RuleForm(forms.Form):
    """The values of a rule. Valid, it has the `rule`."""

    kind = ""
    rule: Rule

    def __init__(self, *args, on: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on

    def values(self) -> dict[str, Any]:
        """Return what the rule is made of."""
        return self.cleaned_data

    def clean(self) -> dict:
        if not self.errors:
            try:
                values = self.values()
                self.rule = eligibility.read([{"rule": self.kind, **values}])[0]
            except RuleProblem as problem:
                self.add_error(None, str(problem))
            except ValidationError as problem:
                self.add_error(None, problem)
        return self.cleaned_data


class StateFunded(RuleForm):
    kind = "STATE_FUNDED"


class Phases(RuleForm):
    kind = "PHASE"
    phases = forms.MultipleChoiceField(
        choices=Phase.choices, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one phase."},
    )  # fmt: skip


class AreaForm(RuleForm):
    kind = "AREA"
    of = forms.ChoiceField(
        label="Which schools", choices=list(Area.OF.items()), widget=forms.RadioSelect,
        error_messages={"required": "Choose the area."},
    )  # fmt: skip
    places = forms.CharField(
        label="Local authorities or districts", required=False, widget=_lines(),
        help_text="When you chose those. One a line, by the name in the national register.",
    )  # fmt: skip
    priority_list = forms.ModelChoiceField(
        label="Priority list", queryset=PriorityList.objects.none(), required=False,
        empty_label="None", help_text="When you chose its areas.",
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = cast(forms.ModelChoiceField, self.fields["priority_list"])
        field.queryset = PriorityList.objects.on(self.on)

    def values(self) -> dict:
        of, chosen = self.cleaned_data["of"], self.cleaned_data["priority_list"]
        if of == "LIST":
            if not chosen:
                raise ValidationError({"priority_list": "Choose the priority list."})
            return {"of": of, "places": [[str(chosen.pk), chosen.name]]}
        if of in ("AUTHORITIES", "DISTRICTS"):
            return {"of": of, "places": _places(of, self.cleaned_data["places"])}
        return {"of": of}


def _places(of: str, typed: str) -> list[list[str]]:
    """Return code and name of each place. Raises ValidationError for one nobody knows."""
    kind = Authority if of == "AUTHORITIES" else District
    try:
        return [[place.code, place.name] for place in areas_typed(kind, typed)]
    except ValidationError as problem:
        raise ValidationError({"places": problem.messages}) from None


class OnceForm(RuleForm):
    kind = "ONCE"
    who = forms.ChoiceField(
        label="Who takes part once", choices=list(Once.WHO.items()), widget=forms.RadioSelect,
        error_messages={"required": "Choose who can take part once."},
    )  # fmt: skip


class Codes(RuleForm):
    codes = forms.CharField(
        label="Codes of the projects", help_text="Such as NCP24-11. One a line.", widget=_lines(3),
        error_messages={"required": "Give the code of a project, such as NCP24-11."},
    )  # fmt: skip

    def clean_codes(self) -> list[str]:
        typed = split_lines(self.cleaned_data["codes"].replace(",", "\n"))
        codes = [clean_project_code(code) for code in typed]
        known = set(Project.objects.filter(code__in=codes).values_list("code", flat=True))
        if unknown := [code for code in codes if code not in known]:
            raise ValidationError(f"We know no project {', '.join(unknown[:5])}. Check the code.")
        return codes


class EarlierStage(Codes):
    kind = "EARLIER_STAGE"
    only = forms.ChoiceField(
        label="What it decides", widget=forms.RadioSelect, initial="yes",
        choices=[
            ("yes", "Only schools that completed one of them can take part"),
            ("no", "They come first, where the group says so; others can take part too"),
        ],
    )  # fmt: skip

    def values(self) -> dict:
        said = self.cleaned_data
        return {"codes": said["codes"], "only": said["only"] == "yes"}


class NotBefore(Codes):
    kind = "NOT_BEFORE"


class Roles(RuleForm):
    kind = "ROLE"
    roles = forms.MultipleChoiceField(
        choices=Employment.Role.choices, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one role."},
    )  # fmt: skip


class CareerYears(RuleForm):
    kind = "CAREER_YEARS"
    first = _number("From year", "Give the first year of the career, such as 2.")
    last = _number("To year", "Give the last year of the career, such as 3.")


class PeoplePerSchool(RuleForm):
    kind = "PEOPLE"
    fewest = _number("The fewest from one school", "Give the fewest people, such as 1.")
    most = _number("The most from one school", "Give the most people, such as 2.")


class Trial(RuleForm):
    kind = "TRIAL"
    name = forms.CharField(
        label="Name of the trial", max_length=120,
        error_messages={"required": "Give the name of the trial."},
    )  # fmt: skip
    schools = forms.CharField(
        label="Schools that take part now", help_text="Their URNs, one a line.", widget=_lines(6),
        error_messages={"required": "Give the URNs of the schools that take part, one a line."},
    )  # fmt: skip
    waiting = forms.CharField(
        label="Schools whose turn comes later", required=False, widget=_lines(6),
        help_text="Their URNs, one a line. They are told that they are asked to wait, and why.",
    )  # fmt: skip

    def clean_schools(self) -> list[str]:
        return _urns(self.cleaned_data["schools"])

    def clean_waiting(self) -> list[str]:
        return _urns(self.cleaned_data["waiting"])


def _urns(typed: str) -> list[str]:
    urns = split_lines("\n".join(typed.replace(",", " ").split()))
    known = set(School.objects.filter(urn__in=urns).values_list("urn", flat=True))
    if unknown := [urn for urn in urns if urn not in known]:
        raise ValidationError(f"We know no school with URN {', '.join(unknown[:5])}. Check it.")
    return urns


FORMS: dict[str, type[RuleForm]] = {
    form.kind: form
    for form in (
        StateFunded, Phases, AreaForm, OnceForm, EarlierStage, NotBefore, Roles, CareerYears,
        PeoplePerSchool, Trial,
    )
}  # fmt: skip


class ChooseRule(forms.Form):
    rule = forms.ChoiceField(
        label="Add a rule", widget=forms.RadioSelect,
        choices=[(kind, rule.label) for kind, rule in eligibility.KINDS.items()],
        error_messages={"required": "Choose the rule to add."},
    )  # fmt: skip
