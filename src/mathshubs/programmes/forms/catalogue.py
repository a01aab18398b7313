"""What is typed about a project's maturity, core questions and template."""

from __future__ import annotations

from collections.abc import Iterator

from django import forms
from django.forms import BoundField

from ..methods.templates import FIELDS, LONGEST, read
from ..models import Maturity, Project

WHAT_IT_MEANS = {
    Maturity.DEVELOPMENT: "Being designed and tried in a few groups.",
    Maturity.EFFECTIVENESS: "The design is settled; what it changes is being found out.",
    Maturity.SCALING_UP: "What it changes is known; it is offered widely.",
}


class MaturityForm(forms.Form):
    """How far a project has come, and why that is said now."""

    to = forms.ChoiceField(
        label="How far has it come?", widget=forms.RadioSelect,
        error_messages={"required": "Choose how far it has come."},
    )  # fmt: skip
    reason = forms.CharField(
        label="Why", max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What was found, and where it can be read. Everybody can read this.",
        error_messages={"required": "Say why, for all who read the catalogue."},
    )  # fmt: skip

    def __init__(self, *args, project: Project, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            (value, f"{label}. {WHAT_IT_MEANS[Maturity(value)]}")
            for value, label in Maturity.choices
            if value != project.maturity
        ]


class QuestionForm(forms.Form):
    question = forms.CharField(
        label="Another question", max_length=200,
        help_text="Asked in every group's survey, so that answers can be put together.",
        error_messages={
            "required": "Write the question.",
            "max_length": "A question has 200 characters at most.",
        },
    )  # fmt: skip


SIDE_BY_SIDE = "govuk-radios--inline govuk-radios--small"
SET_BY = [("locked", "Locked: every group reads the same"), ("local", "Local: a hub may change it")]


class TemplateForm(forms.Form):
    """A text and who may change it for each field, and what this version changes."""

    all_optional = True  # but for the words on what changed

    def __init__(self, *args, project: Project, **kwargs):
        super().__init__(*args, **kwargs)
        parts = read(project.template)
        for name, label in FIELDS.items():
            part = parts.get(name)
            self.fields[name] = forms.CharField(
                label=label, required=False, initial=part.value if part else "",
                max_length=LONGEST.get(name, 20_000),
                widget=forms.Textarea(attrs={"rows": 2 if name in LONGEST else 5}),
            )  # fmt: skip
            self.fields[f"{name}_by"] = forms.ChoiceField(
                label=f"Who may change “{label}”", choices=SET_BY,
                initial="locked" if part and part.locked else "local", required=False,
                widget=forms.RadioSelect(attrs={"class": SIDE_BY_SIDE}),
            )  # fmt: skip
        first = not project.template_version
        self.fields["words"] = forms.CharField(
            label="What is the template for?" if first else "What changed, and why", max_length=300,
            required=not first, widget=forms.Textarea(attrs={"rows": 3}),
            help_text="Hubs read this before they take it.",
            error_messages={"required": "Say what changed and why: hubs read it."},
        )  # fmt: skip

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        for name, label in FIELDS.items():
            if cleaned.get(f"{name}_by") == "locked" and not cleaned.get(name, "").strip():
                self.add_error(name, f"“{label}” is locked, so it needs its words.")
        return cleaned

    @property
    def parts(self) -> Iterator[tuple[BoundField, BoundField]]:
        return ((self[name], self[f"{name}_by"]) for name in FIELDS)

    @property
    def template(self) -> dict[str, tuple[str, bool]]:
        typed = self.cleaned_data
        return {name: (typed[name], typed[f"{name}_by"] == "locked") for name in FIELDS}
