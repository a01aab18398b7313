"""What is typed when somebody cannot come."""

from __future__ import annotations

from django import forms

from mathshubs.core.templatetags.mathshubs import session_time

from ..models import Workshop


class CannotCome(forms.Form):
    workshop = forms.TypedChoiceField(
        label="Which workshop?",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the workshop."},
    )
    substitute_name = forms.CharField(
        label="Who comes instead?",
        help_text="A colleague of the same school. Leave it empty if nobody does. We do not write "
        "to them: whoever has the place passes on when and where it is and how to join.",
        max_length=150,
        required=False,
    )

    def __init__(self, *args, workshops: list[Workshop], **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(one.pk, f"{one}, {session_time(one)}") for one in workshops]
        self.fields["workshop"].choices = choices
        if len(choices) == 1:
            self.fields["workshop"].initial = choices[0][0]
