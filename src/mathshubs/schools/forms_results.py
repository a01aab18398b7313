"""What is typed about files of results."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from mathshubs.core.years import is_academic_year

from .forms import RegisterFileField
from .models import Release

MOST_FILES = 20


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class ResultsFilesField(RegisterFileField):
    """One CSV file or several, each perhaps packed."""

    widget = SeveralFiles(attrs={"accept": ".csv,.gz,.zip", "multiple": True})

    def clean(self, data, initial=None) -> list[Any]:
        given = data if isinstance(data, (list, tuple)) else [data] if data else []
        if len(given) > MOST_FILES:
            raise ValidationError(f"Choose {MOST_FILES} files or fewer at a time.")
        if not given:
            return [super().clean(None, initial)]
        return [super(ResultsFilesField, self).clean(file, initial) for file in given]


class ResultsUpload(forms.Form):
    files = ResultsFilesField(  # type: ignore[assignment]  # a name that Django's own stands under
        label="Files of results",
        called="a file of results",
        help_text="CSV, or CSV packed as .gz or .zip. All of them are taken, or none.",
        error_messages={"required": "Choose the files of results."},
    )
    year = forms.CharField(
        label="Academic year",
        required=False,
        max_length=7,
        help_text="Only where neither the file nor its name says it. Such as 2018/19.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )
    release = forms.ChoiceField(
        label="Release",
        required=False,
        choices=[("", "As the file’s name says, else final"), *Release.choices],
    )

    def clean_year(self) -> str:
        year = self.cleaned_data["year"].strip().replace("-", "/")
        if year and not is_academic_year(year):
            raise ValidationError("Write the academic year such as 2018/19.")
        return year
