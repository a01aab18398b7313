"""Which two records to compare."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from mathshubs.people.models import Person
from mathshubs.people.queries import person_with


class TwoRecords(forms.Form):
    """Two addresses; `one` and `other` become the records."""

    one = forms.EmailField(
        label="Email address of one record",
        error_messages={"required": "Enter an email address of one record."},
    )
    other = forms.EmailField(
        label="Email address of the other",
        error_messages={"required": "Enter an email address of the other record."},
    )

    def __init__(self, *args, people: QuerySet[Person], **kwargs):
        super().__init__(*args, **kwargs)
        self.people = people

    def clean_one(self) -> Person:
        return self._record("one")

    def clean_other(self) -> Person:
        other = self._record("other")
        if other == self.cleaned_data.get("one"):
            raise ValidationError("Both addresses are of one record. There is nothing to join.")
        return other

    def _record(self, name: str) -> Person:
        person = person_with(self.cleaned_data[name])
        if person is None or not self.people.filter(pk=person.pk).exists():
            raise ValidationError(
                "You see no record with this address. Check it; records of other hubs are for "
                "national staff."
            )
        return person
