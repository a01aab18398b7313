"""An application for several groups of one project, the one preferred most first."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms

from ..models import WorkGroup
from .places import Apply

ORDER = ("first", "second", "third")


class Choices(Apply):
    field_order = (*ORDER, "school", "role", "why")

    def __init__(self, *args, groups: Sequence[tuple[WorkGroup, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.groups = {str(group.pk): group for group, _ in groups}
        options = [(str(group.pk), words) for group, words in groups]
        for name in ORDER:
            self.fields[name] = forms.ChoiceField(
                label=f"{name.capitalize()} choice", required=name == "first",
                choices=[("", "Choose a group" if name == "first" else "None"), *options],
                error_messages={"required": "Choose the group you want most."},
            )  # fmt: skip
        if self.is_bound:
            self.fields["clash_known"] = forms.BooleanField(
                label="I know that a workshop is at the same time as something else I have booked",
                required=False,
            )
        self.order_fields(self.field_order)

    def clean(self) -> dict:
        super().clean()
        said = [self.cleaned_data.get(name) for name in ORDER]
        for name, pk in zip(ORDER, said, strict=True):
            if pk and said.index(pk) < ORDER.index(name):
                self.add_error(name, "Choose another group here, or none: this one is above.")
        return self.cleaned_data

    @property
    def chosen(self) -> list[WorkGroup]:
        picked = (self.cleaned_data[name] for name in ORDER)
        return [self.groups[pk] for pk in picked if pk]
