"""How our forms become HTML, and the fields Django lacks."""

from __future__ import annotations

import re
from datetime import date, time
from pathlib import Path

import django.forms
from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import BaseRenderer
from django.template.backends.django import DjangoTemplates
from django.utils.functional import cached_property

_OURS = Path(__file__).resolve().parent / "templates"
_DJANGOS = Path(django.forms.__file__).resolve().parent / "templates"
_TAGS = ("mathshubs", "fields")


class Renderer(BaseRenderer):
    """Writes forms with the markup of GOV.UK Frontend, from templates/forms and django/forms."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"

    @cached_property
    def engine(self) -> DjangoTemplates:
        # Our folder stands before Django's own, which its renderers do not allow.
        return DjangoTemplates(
            {
                "NAME": "forms",
                "DIRS": [_OURS, _DJANGOS],
                "APP_DIRS": True,
                "OPTIONS": {"builtins": [f"mathshubs.core.templatetags.{name}" for name in _TAGS]},
            }
        )

    def get_template(self, template_name: str):
        return self.engine.get_template(template_name)


MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


class DateWidget(forms.MultiWidget):
    """Three boxes: day, month, year. A month may be a number or a name."""

    template_name = "forms/date.html"
    use_fieldset = True

    def __init__(self, attrs: dict | None = None):
        boxes = {name: forms.TextInput() for name in ("day", "month", "year")}
        super().__init__(boxes, attrs)

    def decompress(self, value: date | None) -> list:
        return [value.day, value.month, value.year] if value else [None, None, None]

    def value_from_datadict(self, data, files, name):
        if isinstance(data.get(name), date):
            return self.decompress(data[name])
        return super().value_from_datadict(data, files, name)


class DateField(forms.MultiValueField):
    """
    A day typed into three boxes. The value is a `date`, or None when all three are empty.

    `missing` is the sentence for an empty answer, such as "Enter the day it starts".
    """

    widget = DateWidget

    def __init__(self, *, missing: str = "", **kwargs):
        kwargs.setdefault("error_messages", {})
        if missing:
            kwargs["error_messages"].setdefault("required", missing)
        fields = tuple(forms.CharField(required=False) for _ in range(3))
        super().__init__(fields, require_all_fields=False, **kwargs)

    def clean(self, value):
        day, month, year = (str(part or "").strip() for part in value or ("", "", ""))
        if not (day or month or year):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        lacking = [
            name for name, part in (("day", day), ("month", month), ("year", year)) if not part
        ]
        if lacking:
            raise ValidationError(
                f"{self.label or 'The date'} must have a {' and a '.join(lacking)}.",
                code="incomplete",
            )
        found = self._read(day, month, year)
        self.validate(found)
        self.run_validators(found)
        return found

    def _read(self, day: str, month: str, year: str) -> date:
        number = month[:3].lower()
        month = str(MONTHS.index(number) + 1) if number in MONTHS else month
        year = f"20{year}" if len(year) == 2 else year
        try:
            if len(year) != 4:
                raise ValueError("A year has two figures or four.")
            return date(int(year), int(month), int(day))
        except ValueError:
            raise ValidationError(
                f"{self.label or 'The date'} must be a real date, such as 7 11 2025.",
                code="invalid",
            ) from None

    def has_changed(self, initial, data) -> bool:
        before = self.widget.decompress(initial) if isinstance(initial, date) else initial
        return [str(part or "") for part in before or ["", "", ""]] != [
            str(part or "") for part in data or ["", "", ""]
        ]


class PoundsField(forms.DecimalField):
    """An amount of money as people write it: 4000, 4,000 or £4,000.50."""

    def __init__(self, **kwargs):
        said = f"{kwargs.get('label', 'It')}: enter an amount in pounds, such as 1200 or 1,200.50."
        errors = dict.fromkeys(("invalid", "min_value", "max_decimal_places"), said)
        kwargs["error_messages"] = errors | kwargs.get("error_messages", {})
        super().__init__(min_value=0, decimal_places=2, **kwargs)

    def to_python(self, value):
        return super().to_python(re.sub(r"[£,\s]", "", value) if isinstance(value, str) else value)


_TIME = re.compile(r"^(\d{1,2})(?:[:.]?(\d{2}))?\s*(am|pm)?$")


class TimeField(forms.TimeField):
    """
    A time of day as people write it: 1pm, 1:30pm, 13:30 or 1330. The value is a `time`.

    "1:30" could be either half of the day, and is asked back; "09:00" and "9:00" are not.
    """

    widget = forms.TextInput(attrs={"class": "govuk-input--width-5"})

    def __init__(self, **kwargs):
        kwargs.setdefault("error_messages", {})
        kwargs["error_messages"].setdefault("invalid", "Enter a time, such as 1pm or 13:30.")
        kwargs["error_messages"].setdefault(
            "half", "Say whether that is am or pm, such as 1:30pm, or write 13:30."
        )
        super().__init__(**kwargs)

    def prepare_value(self, value):
        return value.strftime("%H:%M") if isinstance(value, time) else value

    def to_python(self, value) -> time | None:
        if value in self.empty_values or isinstance(value, time):
            return value or None
        text = str(value).strip().lower()
        if text in ("midday", "noon"):
            return time(12)
        found = _TIME.match(text)
        if not found:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
        if half:
            hour = hour % 12 + (12 if half == "pm" else 0) if 1 <= hour <= 12 else 99
        elif hour <= (6 if found[2] else 12) and text[0] != "0":
            raise ValidationError(self.error_messages["half"], code="half")
        elif not found[2]:
            hour = 99
        try:
            return time(hour, minute)
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
