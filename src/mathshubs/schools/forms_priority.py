"""A priority list, typed: its name and days, and its areas one a line."""

from __future__ import annotations

from django import forms

from mathshubs.core.forms import DateField

from .areas import areas_typed
from .models import Authority, District, PriorityList


def _areas(label: str) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, widget=forms.Textarea(attrs={"rows": 8}),
        help_text="One a line, by the name in the national register or by code.",
    )  # fmt: skip


TYPED = {"typed_authorities": "authorities", "typed_districts": "districts"}


class PriorityListForm(forms.ModelForm):
    from_on = DateField(label="First day", missing="Give the first day on which it holds.")
    to_on = DateField(label="Last day", required=False, help_text="Leave empty while it holds.")
    source = forms.URLField(
        label="Where it is published", required=False, assume_scheme="https",
        error_messages={"invalid": "Give a full link that begins with https://."},
    )  # fmt: skip
    field_order = ("name", "about", "source")
    typed_authorities = _areas("Local authorities")
    typed_districts = _areas("Districts")

    class Meta:
        model = PriorityList
        fields = ["name", "about", "from_on", "to_on"]
        labels = {"about": "What it is"}
        help_texts = {
            "name": "Such as: Education Investment Areas",
            "about": "One sentence: whose list it is, and why these areas.",
        }
        error_messages = {
            "name": {
                "required": "Give the name of the list.",
                "unique": "Another list has this name. Give this one another.",
            }
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["source"] = self.instance.source
            for name, kept in TYPED.items():
                names = getattr(self.instance, kept).order_by("name")
                self.initial[name] = "\n".join(names.values_list("name", flat=True))

    def clean_typed_authorities(self) -> list[Authority]:
        return areas_typed(Authority, self.cleaned_data["typed_authorities"])

    def clean_typed_districts(self) -> list[District]:
        return areas_typed(District, self.cleaned_data["typed_districts"])

    def clean(self) -> dict:
        said = super().clean() or self.cleaned_data
        first, last = said.get("from_on"), said.get("to_on")
        if first and last and last < first:
            self.add_error("to_on", "The last day is before the first. Change one of them.")
        wrong = self.errors.keys() & TYPED.keys()
        if not (wrong or said["typed_authorities"] or said["typed_districts"]):
            self.add_error("typed_authorities", "Name at least one local authority or district.")
        return said

    def save(self, commit: bool = True) -> PriorityList:
        self.instance.source = self.cleaned_data["source"]
        kept = super().save()
        kept.authorities.set(self.cleaned_data["typed_authorities"])
        kept.districts.set(self.cleaned_data["typed_districts"])
        return kept
