"""What is typed when a hub leaves a new version of a template."""

from __future__ import annotations

from django import forms

from .section import long_text


class LeaveForm(forms.Form):
    reason = forms.CharField(
        label="Why this group leaves it", max_length=300, widget=long_text(3),
        help_text="The national team reads this. You can take it later all the same.",
        error_messages={"required": "Say why you leave it: the national team reads this."},
    )  # fmt: skip
