"""
A form field whose value is a school.

With JavaScript the typed text is completed as people type. Without it the text is searched when
the form is sent: one match is taken; of several the form, shown again, asks which.
"""

from __future__ import annotations

from typing import NamedTuple

from django import forms
from django.core.exceptions import ValidationError

from mathshubs.core.prepared import Prepared

from .models import School
from .search import label, search_schools

MOST_CHOICES = 10
_BY_URN = Prepared(lambda urn: School.objects.select_related("authority").filter(urn=urn), str)


class Typed(NamedTuple):
    """What the browser sent: the text, the chosen URN, and the text that URN was chosen for."""

    text: str
    urn: str = ""
    chosen_for: str = ""


class SchoolPicker(forms.Widget):
    """
    A text box, the URN chosen in it (`NAME-urn`) and the text it was chosen for (`NAME-for`).

    A URN whose text was changed since counts for nothing.
    """

    template_name = "schools/widgets/school_picker.html"

    def __init__(self, attrs=None):
        super().__init__(attrs)
        self.matches: list[School] = []

    def value_from_datadict(self, data, files, name) -> Typed:
        return Typed(
            data.get(name, "").strip(),
            data.get(f"{name}-urn", "").strip(),
            data.get(f"{name}-for", "").strip(),
        )

    def value_omitted_from_data(self, data, files, name) -> bool:
        return name not in data

    def format_value(self, value) -> Typed:
        if isinstance(value, Typed):
            return value
        if isinstance(value, School):
            return Typed(label(value), value.urn, label(value))
        return Typed("")

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        typed = context["widget"]["value"]
        context["widget"]["typed"] = typed
        context["widget"]["choices"] = [(school.urn, label(school)) for school in self.matches]
        return context


class SchoolField(forms.Field):
    """`cleaned_data` has a School, or None when it is not required and nothing was typed."""

    widget = SchoolPicker
    default_error_messages = {
        "required": "Type the school's name, town, postcode or URN, and choose it.",
        "none": "No school matches “%(text)s”. Check the spelling, or type its URN or postcode.",
        "several": "More than one school matches “%(text)s”. Choose which.",
    }

    def __init__(self, *, open_only: bool = False, **kwargs):
        super().__init__(**kwargs)
        self.open_only = open_only

    def prepare_value(self, value):
        if isinstance(value, int):  # a model form's initial value
            return School.objects.select_related("authority").filter(pk=value).first()
        return value

    def clean(self, value: Typed | None) -> School | None:
        typed = value or Typed("")
        if not typed.text:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        if typed.urn and typed.chosen_for == typed.text:
            for school in _BY_URN(typed.urn):
                if school.is_open or not self.open_only:
                    return school
        found = search_schools(typed.text, limit=MOST_CHOICES, open_only=self.open_only)
        exact = [school for school in found if typed.text in (school.urn, label(school))]
        found = exact or found
        if len(found) == 1:
            return found[0]
        self.widget.matches = found
        code = "several" if found else "none"
        raise ValidationError(self.error_messages[code], code=code, params={"text": typed.text})

    def has_changed(self, initial, data) -> bool:
        assert isinstance(self.widget, SchoolPicker)
        was = self.widget.format_value(self.prepare_value(initial))
        return (data or Typed("")).text != was.text
