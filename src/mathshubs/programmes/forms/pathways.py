"""What is typed about pathways: their facts, their stages, what a person knows of a school."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast

from django import forms

from mathshubs.core.phases import Phase
from mathshubs.core.years import is_academic_year

from ..models import Project, SchoolStage, Stage


class YearField(forms.CharField):
    """An academic year as we write it."""

    def __init__(self, **kwargs):
        widget = forms.TextInput(attrs={"class": "govuk-input--width-5"})
        super().__init__(max_length=7, widget=widget, **kwargs)

    def clean(self, value: str) -> str:
        year = super().clean(value)
        if year and not is_academic_year(year):
            raise forms.ValidationError("Enter an academic year, such as 2025/26.")
        return year


class PathwayFacts(forms.Form):
    name = forms.CharField(
        label="Name", max_length=100, help_text="Such as: Teaching for Mastery, primary",
        error_messages={"required": "Enter the name of the pathway."},
    )  # fmt: skip
    about = forms.CharField(
        label="What it is", max_length=300, required=False,
        widget=forms.Textarea(attrs={"rows": 3}), help_text="One or two sentences.",
    )  # fmt: skip
    phases = forms.MultipleChoiceField(
        label="Phases", choices=Phase.choices, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one phase."},
    )  # fmt: skip
    from_year = YearField(
        label="First academic year", help_text="Such as 2025/26. Earlier groups do not count.",
        error_messages={"required": "Enter the first academic year, such as 2025/26."},
    )  # fmt: skip
    to_year = YearField(
        label="Last academic year", required=False, help_text="Empty while it lasts."
    )

    def clean(self) -> dict:
        typed = super().clean() or {}
        first, last = typed.get("from_year"), typed.get("to_year")
        if first and last and last < first:
            self.add_error("to_year", "The last year must not lie before the first.")
        return typed


class StageFacts(forms.Form):
    name = forms.CharField(
        label="Name", max_length=80, help_text="Such as: Embedding",
        error_messages={"required": "Enter the name of the stage."},
    )  # fmt: skip
    years = forms.IntegerField(
        label="Years it usually takes", min_value=1, max_value=9, initial=1,
        help_text="Records call it completed after so many years with a certificate.",
        error_messages={"required": "Enter how many years it usually takes."},
    )  # fmt: skip
    projects = forms.ModelMultipleChoiceField(
        label="Projects whose groups are evidence of it", queryset=Project.objects.none(),
        required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Without any, only what a person says puts a school at this stage.",
    )  # fmt: skip

    def __init__(self, *args, projects, **kwargs):
        super().__init__(*args, **kwargs)
        field = cast(forms.ModelMultipleChoiceField, self.fields["projects"])
        field.queryset = projects
        field.label_from_instance = lambda project: f"{project.year} {project}"


class SayStage(forms.Form):
    """What a person knows of a school's stage that records do not tell."""

    stage = forms.ChoiceField(label="Stage", error_messages={"required": "Choose a stage."})
    year = forms.ChoiceField(label="Academic year")
    state = forms.ChoiceField(
        label="Where the school was in that year", choices=SchoolStage.State.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say where the school was in that year."},
    )  # fmt: skip
    evidence = forms.CharField(
        label="How we know", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Who saw what, and when. Name no pupil.",
        error_messages={"required": "Say how we know: who saw what, and when."},
    )  # fmt: skip

    def __init__(self, *args, stages: Sequence[Stage], years: Iterable[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.stages = {str(each.pk): each for each in stages}
        stage = cast(forms.ChoiceField, self.fields["stage"])
        stage.choices = [
            (pk, f"{each.pathway} ({each.pathway.years_in_words}): {each}")
            for pk, each in self.stages.items()
        ]
        year = cast(forms.ChoiceField, self.fields["year"])
        year.choices = [(each, each) for each in years]

    def clean_stage(self) -> Stage:
        return self.stages[self.cleaned_data["stage"]]
