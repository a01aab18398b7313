"""What is typed about projects, turned into values or into a sentence."""

from __future__ import annotations

from datetime import date
from typing import cast

from django import forms

from mathshubs.core.identifiers import clean_project_code
from mathshubs.core.years import academic_year_of, next_year
from mathshubs.hubs.models import Hub

from ..models import Maturity, Phase, Project


class ProjectForm(forms.ModelForm):
    """A national project, or one of `hub`."""

    class Meta:
        model = Project
        fields = ["code", "title", "year", "phases", "summary", "maturity", "outcomes"]
        error_messages = {
            "title": {"required": "Enter the title of the project."},
            "summary": {"required": "Say in one sentence what the project is."},
            "code": {"unique": "Another project has this code. Check it and type it again."},
        }

    phases = forms.MultipleChoiceField(
        choices=Phase.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one phase."},
    )
    year = forms.ChoiceField(label="Academic year")
    summary = forms.CharField(
        label="Summary",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One sentence.",
        error_messages={"required": "Say in one sentence what the project is."},
    )

    maturity = forms.ChoiceField(
        label="How far has it come?", choices=Maturity.choices, initial=Maturity.DEVELOPMENT,
        widget=forms.RadioSelect,
        help_text="Later steps are recorded with their reason.",
        error_messages={"required": "Choose how far it has come."},
    )  # fmt: skip
    outcomes = forms.CharField(
        label="What should change", required=False, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="For pupils, in practice, in departments. A blank line begins a new paragraph; "
        "lines that begin with * become a list.",
    )  # fmt: skip

    def __init__(self, *args, hub: Hub | None, on: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.hub = hub
        this = academic_year_of(on)
        years = {this, next_year(this), self.instance.year or this}
        if before := self.instance.follows:
            later = {year for year in years if year > before.year}
            years = later if self.instance.pk else later | {next_year(before.year)}
        cast(forms.ChoiceField, self.fields["year"]).choices = [
            (year, year) for year in sorted(years)
        ]
        if self.instance.pk or self.instance.follows:
            del self.fields["maturity"]
        if hub:
            del self.fields["code"]
        else:
            code = cast(forms.CharField, self.fields["code"])
            code.required, code.max_length = True, 20
            code.help_text = "Such as NCP26-07"
            code.error_messages["required"] = "Enter the code of the project, such as NCP26-07."
            code.validators = []

    def clean_code(self) -> str:
        return clean_project_code(self.cleaned_data["code"])
