"""Which schools a survey goes to, from the address of the page; and the sending."""

from __future__ import annotations

from datetime import date
from typing import cast

from django import forms

from mathshubs.hubs.models import Hub
from mathshubs.hubs.queries import districts_of
from mathshubs.schools.bands import BANDS, band_in_words
from mathshubs.schools.models import District, School

from ..queries.surveys import Wanted


class WhichSchools(forms.Form):
    """The filters. What is no choice counts for nothing."""

    all_optional = True

    not_engaged = forms.BooleanField(
        label="Not engaged yet: no place in a group of this academic year or the last"
    )
    phase = forms.MultipleChoiceField(
        label="Phase", choices=School.Phase.choices, widget=forms.CheckboxSelectMultiple
    )
    district = forms.ModelMultipleChoiceField(
        label="District", queryset=District.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    fsm = forms.TypedMultipleChoiceField(
        label="Pupils eligible for free school meals", coerce=int,
        choices=[(number, band_in_words(number).capitalize()) for number in range(len(BANDS) + 1)],
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    hub = forms.ModelChoiceField(
        label="Hub", queryset=Hub.objects.order_by("name"), empty_label="All hubs"
    )

    def __init__(self, *args, hub: Hub | None, on: date, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False
        if hub:
            del self.fields["hub"]
            districts = cast(forms.ModelMultipleChoiceField, self.fields["district"])
            districts.queryset = districts_of(hub, on)
        else:  # too many to tick
            self.fields["district"] = forms.ModelChoiceField(
                label="District", queryset=District.objects.order_by("name", "pk"),
                empty_label="All districts", required=False,
            )  # fmt: skip

    @property
    def wanted(self) -> Wanted:
        self.full_clean()
        said = self.cleaned_data
        districts = said.get("district") or ()
        return Wanted(
            phases=tuple(said.get("phase", ())),
            districts=(districts,) if isinstance(districts, District) else tuple(districts),
            bands=tuple(said.get("fsm", ())),
            hub=said.get("hub"),
            not_engaged=said.get("not_engaged", False),
        )


class Send(forms.Form):
    expected = forms.IntegerField(widget=forms.HiddenInput, required=False)
