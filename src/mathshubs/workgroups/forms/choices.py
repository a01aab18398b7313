"""An application for several groups of one project, the one preferred most first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from datetime import date

from django import forms

from ..actions.refusing import no_more_from
from ..models import WorkGroup
from ..queries.agreements import agreement_of
from ..queries.applying import from_school
from ..queries.eligibility import asks_career_year, refusals
from .places import Apply

ORDER = ("first", "second", "third")
HEAD = ("head_name", "head_email")


Told = tuple[str, WorkGroup, list[str]]


class Choices(Apply):
    """
    What is asked is what any of the groups needs. Whoever leaves empty what only another group
    needs is not asked again.
    """

    field_order = (*ORDER, "school", "role", "career_year", "why")

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
        self._ask_what_any_needs()
        if self.is_bound:
            self.fields["clash_known"] = forms.BooleanField(
                label="I know that a workshop is at the same time as something else I have booked",
                required=False,
            )
        self.order_fields(self.field_order)

    def _ask_what_any_needs(self) -> None:
        groups = list(self.groups.values())
        years, heads = _need(groups, asks_career_year), _need(groups, _head)
        if years:
            year = self.fields["career_year"] = deepcopy(self.base_fields["career_year"])
            year.required = False
            year.help_text += _only_for(years, groups)
        if heads:
            for name in HEAD:
                self.fields[name] = deepcopy(self.base_fields[name])
            self.fields["head_name"].help_text = _only_for(heads, groups).strip()
            self.fields["head_agrees"].required = False
            self.fields["head_agrees"].label += _only_for(
                [group for group in groups if group not in heads], groups
            )
        if len(heads) == len(groups):
            del self.fields["head_agrees"]  # they say so, by the letter
        if groups and all(group.is_event for group in groups):
            self._ask_of_an_event()

    def clean(self) -> dict:
        said = super().clean()
        chosen = [said.get(name) for name in ORDER]
        for name, pk in zip(ORDER, chosen, strict=True):
            if pk and chosen.index(pk) < ORDER.index(name):
                self.add_error(name, "Choose another group here, or none: this one is above.")
        groups = self.chosen
        if (
            _need(groups, asks_career_year)
            and not said.get("career_year")
            and self._is_new("career_year")
        ):
            self.add_error("career_year", self.fields["career_year"].error_messages["required"])
        heads = _need(groups, _head)
        if len(heads) < len(groups) and not said.get("head_agrees") and self._is_new("head_agrees"):
            missing = self.fields["head_agrees"].error_messages["required"]
            self.add_error("head_agrees", missing)
        school = said.get("school")
        if school and any(agreement_of(group, school.pk) is None for group in heads):
            for name, what in (("head_name", "name"), ("head_email", "email address")):
                if not said.get(name) and self._is_new(name):
                    self.add_error(name, f"Type the {what} of your headteacher.")
        return said

    def _is_new(self, name: str) -> bool:
        return name not in self.errors

    def told(self, on: date) -> list[Told]:
        """
        Return of each choice its field, its group, and what is against it as far as is said.

        Nothing is against one where they have a place or a turn already.
        """
        said = self.cleaned_data if self.is_bound else self.initial
        school = said.get("school")
        if not school:
            return []
        there = from_school(self.chosen, school, self.person)
        found = []
        for name in ORDER:
            group = self.groups.get(str(said.get(name, "")))
            if group is None:
                continue
            number, mine = there.get(group.pk, (0, False))
            against = []
            if not mine:
                against = refusals(
                    group, school, self.person.pk, said.get("role", ""), on,
                    career_year=said.get("career_year"),
                )  # fmt: skip
                full = no_more_from(group, school, number)
                against = [*against, full] if full else against
            found.append((name, group, against))
        return found

    @property
    def chosen(self) -> list[WorkGroup]:
        said = self.cleaned_data if self.is_bound else self.initial
        picked = (self.groups.get(str(said.get(name, ""))) for name in ORDER)
        return [group for group in picked if group]

    @property
    def who_and_which(self) -> list[forms.BoundField]:
        """Return what decides whether a group is for them."""
        return [self[name] for name in self.fields if name in _DECIDES]

    @property
    def the_rest(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in _DECIDES]


_DECIDES = (*ORDER, "school", "role", "career_year")


def _head(group: WorkGroup) -> bool:
    return group.head_agrees


def _need(groups: Iterable[WorkGroup], what: Callable[[WorkGroup], bool]) -> list[WorkGroup]:
    return [group for group in groups if what(group)]


def _only_for(some: Sequence[WorkGroup], groups: Sequence[WorkGroup]) -> str:
    if len(some) == len(groups):
        return ""
    return f" (For {', '.join(group.title for group in some)}.)"
