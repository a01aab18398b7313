"""What is typed about a year plan: its words, its lines, its steps, its targets."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import cast

from django import forms
from django.db.models import Q

from mathshubs.core.forms import DateField, PoundsField
from mathshubs.core.phases import Phase
from mathshubs.hubs.models import Hub
from mathshubs.hubs.queries import current_posts, leaders_of
from mathshubs.people.models import Person

from ..methods import plan_steps
from ..models import HalfTerm, Plan, PlanLine, Project, Target


def _words(label: str, hint: str = "", rows: int = 4) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, help_text=hint, required=False, max_length=4000, widget=widget
    )


def _pounds(label: str, **more) -> PoundsField:
    return PoundsField(label=label, help_text="Pounds.", **more)


class PlanWords(forms.Form):
    summary = _words("The year in a few sentences", "What matters most, and why.")
    budget = _pounds("Budget", max_digits=10, required=False)


class LineFacts(forms.Form):
    """One thing that the hub means to do."""

    title = forms.CharField(
        label="What is it?", max_length=150, error_messages={"required": "Say what it is."}
    )
    project = forms.ModelChoiceField(
        label="Project", queryset=Project.objects.none(), required=False,
        empty_label="None: it stands for itself",
        help_text="What serves a national project counts for what the nation asks.",
    )  # fmt: skip
    rationale = _words("Rationale", "Why it is needed, and why this is the way.")
    outcomes = _words("Intended outcomes", "What will be different, for whom, by when.")
    lead = forms.ModelChoiceField(
        label="Lead", queryset=Person.objects.none(), required=False, empty_label="Nobody yet"
    )
    phases = forms.MultipleChoiceField(
        label="Phases", choices=Phase.choices, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one phase."},
    )  # fmt: skip
    target_schools = _words("Which schools", "Such as: primary schools of two districts.", 2)
    groups = forms.IntegerField(
        label="Work Groups", min_value=0, max_value=999, initial=1,
        error_messages={"required": "Enter how many. 0 is none."},
    )  # fmt: skip
    schools = forms.IntegerField(
        label="Schools to take part", min_value=0, max_value=9999, initial=0,
        error_messages={"required": "Enter how many. 0 is none."},
    )  # fmt: skip
    cost = _pounds("Cost", max_digits=9, initial=Decimal(0))

    def __init__(self, *args, plan: Plan, line: PlanLine | None, on: date, **kwargs):
        super().__init__(*args, **kwargs)
        project = cast(forms.ModelChoiceField, self.fields["project"])
        open_to = Q(year=plan.year) & (Q(hub=None) | Q(hub=plan.hub))
        kept = Q(pk=line.project_id if line else None)
        project.queryset = Project.objects.filter(open_to | kept).order_by("code", "title")
        lead = cast(forms.ModelChoiceField, self.fields["lead"])
        lead.queryset = _may_lead(plan.hub, on, line)
        lead.label_from_instance = lambda person: person.name


def _may_lead(hub: Hub, on: date, line: PlanLine | None):
    """Return who holds a post in the hub or is one of its leaders."""
    people = {post.person_id for post in current_posts(hub, on)}
    people |= set(leaders_of([hub], on).values_list("person", flat=True))
    if line and line.lead_id:
        people.add(line.lead_id)
    return Person.objects.filter(pk__in=people).order_by("family_name", "given_name")


class TakeStep(forms.Form):
    """A step of a plan, with the words that go with it."""

    to = forms.ChoiceField(label="What next?", widget=forms.RadioSelect)
    met_on = DateField(label="The day that the board met", required=False)
    words = _words("Words", "", 5)

    def __init__(self, *args, plan: Plan, steps: list[str], on: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on
        to = cast(forms.ChoiceField, self.fields["to"])
        to.choices = [(step, plan_steps.DOES[step]) for step in steps]
        to.error_messages |= {
            "required": "Choose what comes next.",
            "invalid_choice": "This cannot follow now: somebody may have gone on meanwhile.",
        }
        if Plan.State.BOARD_REVIEWED not in steps:
            del self.fields["met_on"]
        if len(steps) == 1:
            self._only(steps[0])
        hints = [_HINTS[step] for step in steps if step in _HINTS]
        self.fields["words"].help_text = " ".join(hints) or "If there is something to say."

    def _only(self, step: str) -> None:
        """Ask for what the one step that can follow needs."""
        self.fields["to"].initial = step
        if step in plan_steps.NEED_WORDS:
            words = self.fields["words"]
            words.required, words.label = True, _LABELS.get(step, "Words")
            words.error_messages["required"] = plan_steps.NEED_WORDS[step]
        if "met_on" in self.fields:
            self.fields["met_on"].required = True
            self.fields["met_on"].error_messages["required"] = "Enter the day that the board met."

    def clean_met_on(self) -> date | None:
        met_on = self.cleaned_data["met_on"]
        if met_on and met_on > self.on:
            raise forms.ValidationError("The board meets on that day. Record it when it has met.")
        return met_on


_LABELS = {"BOARD_REVIEWED": "What the board said", "AMENDED": "Why it has to change"}
_HINTS = {
    "BOARD_REVIEWED": "After the board met: what it said of the plan.",
    "RETURNED": "To return it: what has to change.",
    "AMENDED": "Why the approved plan has to change.",
}


class Targets(forms.Form):
    """How much of each measure a line means to have reached by the end of each half term."""

    def __init__(self, *args, line: PlanLine, **kwargs):
        super().__init__(*args, **kwargs)
        kept = {target.measure: target.planned for target in line.targets.all()}
        for measure in Target.Measure:
            for half_term in HalfTerm:
                self.fields[f"{measure}-{half_term}"] = forms.IntegerField(
                    label=f"{measure.label}, {half_term.label}", min_value=0, max_value=9999,
                    required=False, initial=kept.get(measure, {}).get(half_term),
                )  # fmt: skip

    def rows(self) -> list[tuple[str, list[tuple[str, forms.BoundField]]]]:
        """Return each measure with its six half terms and their boxes."""
        return [
            (measure.label, [(each.label, self[f"{measure}-{each}"]) for each in HalfTerm])
            for measure in Target.Measure
        ]

    def clean(self) -> dict:
        typed = super().clean() or {}
        for measure, numbers in self.planned.items():
            if list(numbers.values()) != sorted(numbers.values()):
                label = Target.Measure(measure).label
                raise forms.ValidationError(
                    f"{label}: count from the start of the year, so a later half term has no less."
                )
        return typed

    @property
    def planned(self) -> dict[str, dict[str, int]]:
        """What was typed: {measure: {half term: number}}, without the empty boxes."""
        return {
            measure.value: {
                half_term.value: number
                for half_term in HalfTerm
                if (number := self.cleaned_data.get(f"{measure}-{half_term}")) is not None
            }
            for measure in Target.Measure
        }


class Asks(forms.Form):
    """What the nation asks of one hub: groups and schools of each national project of a year."""

    def __init__(self, *args, projects: list[Project], kept: dict, **kwargs):
        super().__init__(*args, **kwargs)
        self.projects = projects
        for one in projects:
            has = kept.get(one.pk)
            for name, label in (("groups", "Work Groups"), ("schools", "Schools")):
                self.fields[f"{name}-{one.pk}"] = forms.IntegerField(
                    label=f"{label}, {one}", min_value=0, max_value=999, required=False,
                    initial=getattr(has, name) if has else None,
                )  # fmt: skip

    def rows(self) -> list[tuple[Project, list[forms.BoundField]]]:
        return [
            (one, [self[f"groups-{one.pk}"], self[f"schools-{one.pk}"]]) for one in self.projects
        ]

    @property
    def asked(self) -> dict[int, tuple[int, int]]:
        """Return {project: (groups, schools)}; no number at all asks for nothing."""
        typed = self.cleaned_data
        numbers = {
            one.pk: (typed[f"groups-{one.pk}"] or 0, typed[f"schools-{one.pk}"] or 0)
            for one in self.projects
        }
        return {pk: each for pk, each in numbers.items() if any(each)}
