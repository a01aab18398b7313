"""What is typed about schools, turned into values or into a sentence."""

from __future__ import annotations

import gzip
import zlib
from datetime import date
from typing import ClassVar

from django import forms
from django.core.exceptions import ValidationError

from mathshubs.core.forms import DateField

from .fields import SchoolField
from .models import Employment, School
from .register.unpack import RegisterRefused, refuse_what_is_no_csv

__all__ = [
    "AddEmployment",
    "ConfirmImport",
    "EndEmployment",
    "RegisterUpload",
    "SchoolField",
    "SchoolSearch",
]

LARGEST_UPLOAD = 150_000_000  # bytes; the largest official file is 62 MB


class SchoolSearch(forms.Form):
    all_optional = True

    q = forms.CharField(
        label="Name, town, postcode, URN or LAESTAB", required=False, strip=True, max_length=200
    )
    phase = forms.ChoiceField(
        label="Phase", required=False, choices=[("", "Any phase"), *School.Phase.choices]
    )
    open = forms.BooleanField(label="Open schools only", required=False)


class RegisterFileField(forms.FileField):
    """A CSV file, perhaps packed. What it is not is said beside the field."""

    widget = forms.ClearableFileInput(attrs={"accept": ".csv,.gz,.zip"})

    def __init__(self, *, called: str, **kwargs):
        super().__init__(**kwargs)
        self.called = called
        self.error_messages["empty"] = (
            f"The file you chose as {called} is empty. Download it again, or choose another."
        )

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        if not file:
            return file
        if file.size > LARGEST_UPLOAD:
            raise ValidationError(
                f"The file is larger than {LARGEST_UPLOAD // 1_000_000} MB. Pack it as .zip."
            )
        if not file.name.lower().endswith((".csv", ".gz", ".zip")):
            raise ValidationError("The file must end in .csv, .gz or .zip. Choose another.")
        start = file.read(4096)
        file.seek(0)
        if start.startswith(b"\x1f\x8b"):
            try:
                start = gzip.GzipFile(fileobj=file).read(4096)
            except (OSError, EOFError, zlib.error):
                raise ValidationError(
                    "The packed file is damaged. Download it again and try once more."
                ) from None
            file.seek(0)
        try:
            if not start.startswith(b"PK"):
                refuse_what_is_no_csv(start, self.called)
        except RegisterRefused as refusal:
            raise ValidationError(str(refusal)) from None
        return file


class RegisterUpload(forms.Form):
    schools = RegisterFileField(
        called="the schools register",
        label="Schools register",
        help_text="edubasealldata, as CSV, .gz or .zip.",
        error_messages={"required": "Choose the schools register. It is called edubasealldata."},
    )
    links = RegisterFileField(
        called="the links file",
        label="Links",
        help_text="links_edubasealldata: which school came from which.",
        required=False,
    )
    groups = RegisterFileField(
        called="the groups file",
        label="Groups",
        help_text="allgroupsdata: trusts, federations and sponsors.",
        required=False,
    )
    group_links = RegisterFileField(
        called="the group links file",
        label="Group links",
        help_text="alllinksdata or grouplinks: which school is in which trust.",
        required=False,
    )


class ConfirmImport(forms.Form):
    """A tick for each question that needs a yes."""

    YES: ClassVar = {
        "closures": "Yes, close these schools",
        "missing": "Yes, go on without the schools it leaves out",
        "refused": "Yes, leave the rows out that we cannot use",
        "links": "Yes, withdraw these links",
        "unfinished": "Yes, the file is whole",
    }

    def __init__(self, *args, questions: list[dict], **kwargs):
        super().__init__(*args, **kwargs)
        for question in questions:
            self.fields[question["key"]] = forms.BooleanField(
                label=self.YES[question["key"]],
                help_text=question["sentence"],
                error_messages={"required": f"{question['sentence']} Tick this if it is right."},
            )

    @property
    def answers(self) -> list[str]:
        return [key for key, value in self.cleaned_data.items() if value]


class AddEmployment(forms.Form):
    school = SchoolField(
        label="School", help_text="Type its name, town, postcode or URN.", open_only=True
    )
    role = forms.ChoiceField(
        label="My role there",
        choices=Employment.Role.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose your role there."},
    )
    from_on = DateField(
        label="I started on",
        help_text="About when is enough. For example, 1 9 2023.",
        missing="Type the day you started there.",
    )

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_from_on(self) -> date:
        from_on = self.cleaned_data["from_on"]
        if not date(1950, 1, 1) <= from_on <= self.today:
            raise ValidationError("The day you started must be in the past.")
        return from_on


class EndEmployment(forms.Form):
    last_day = DateField(label="My last day there", missing="Type your last day there.")
