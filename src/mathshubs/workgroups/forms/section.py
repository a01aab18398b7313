"""What the sections of a design share."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms

from mathshubs.programmes.methods.templates import Part, plain

FORMATTING = "A blank line begins a new paragraph; lines that begin with * become a list."


def long_text(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class Section(forms.ModelForm):
    """
    One section of the design. A draft may be kept half done; what is published stays whole.

    `needed` maps each field that a published group needs to the sentence for when it is empty.
    `not_for_events` are left out of an event.
    """

    title = ""
    all_optional = True
    needed: dict[str, str] = {}
    not_for_events: tuple[str, ...] = ()
    locked: Mapping[str, Part] = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.is_event:
            for name in self.not_for_events:
                del self.fields[name]
        for name in self.fields.keys() & self.needed:
            self.fields[name].error_messages["required"] = self.needed[name]
            if self.instance.pk and not self.instance.is_draft:
                self.fields[name].required = True

    def lock(self, locked: Mapping[str, Part], of: object) -> None:
        """Show these fields as the template of `of` has them: to be read, not changed."""
        self.locked = {name: part for name, part in locked.items() if name in self.fields}
        for name in self.locked:
            field = self.fields[name]
            field.required = False
            field.widget.attrs |= {"readonly": True, "class": "mh-locked"}
            field.help_text = f"Locked: every group of {of} reads the same."

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        for name in self.locked:
            kept = self.initial.get(name) or ""
            if plain(cleaned.get(name, "")) != plain(kept):
                self.add_error(name, f"“{self.fields[name].label}” is locked. It stays as it is.")
            cleaned[name] = kept
        return cleaned
