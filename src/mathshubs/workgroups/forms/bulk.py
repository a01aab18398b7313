"""A letter to many: to whom, and its words."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

from django import forms

from mathshubs.programmes.models import Phase
from mathshubs.schools.models import Employment

from ..models import Place, WorkGroup
from ..queries.lines import title_and_day
from ..queries.recipients import ALL_LIVE, Wanted

STATES = [
    (Place.State.HELD.value, "Hold a place"),
    (Place.State.OFFERED.value, "Are offered a place"),
    (Place.State.AGREEMENT.value, "Wait for their head to agree"),
    (Place.State.APPLIED.value, "Applied"),
    (Place.State.WAITING.value, "Are on the waiting list"),
    (ALL_LIVE, "All of these"),
]


class ToWhom(forms.Form):
    """The filters, from the address of the page. What is no choice counts for nothing."""

    all_optional = True

    group = forms.MultipleChoiceField(
        label="Groups", required=False, widget=forms.CheckboxSelectMultiple
    )
    state = forms.ChoiceField(label="People who", required=False, choices=STATES)
    phase = forms.ChoiceField(
        label="Phase of the group", required=False, choices=[("", "Any phase"), *Phase.choices]
    )
    role = forms.ChoiceField(
        label="Their role", required=False, choices=[("", "Any role"), *Employment.Role.choices]
    )
    school = forms.CharField(
        label="School", required=False, max_length=100, help_text="Part of its name, or its URN"
    )
    trn = forms.BooleanField(
        label="Without a teacher reference number", required=False,
    )  # fmt: skip

    def __init__(self, *args, groups: Sequence[WorkGroup], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = [(group.pk, title_and_day(group)) for group in groups]

    @property
    def wanted(self) -> Wanted:
        self.full_clean()
        said = self.cleaned_data
        return Wanted(
            groups=tuple(int(group) for group in said.get("group", ())),
            state=said.get("state") or Place.State.HELD.value,
            phase=said.get("phase", ""),
            role=said.get("role", ""),
            school=said.get("school", ""),
            without_trn=said.get("trn", False),
        )


class WriteLetter(forms.Form):
    subject = forms.CharField(
        label="Subject", max_length=150,
        error_messages={"required": "Write what the letter is about, in a few words."},
    )  # fmt: skip
    text = forms.CharField(
        label="Letter", max_length=10_000,
        help_text="“Dear …” and the names of you and the hub are put round it. An empty line "
        "begins a paragraph, a line with a - a list; **bold**, [words](https://address).",
        widget=forms.Textarea(attrs={"rows": 12}),
        error_messages={"required": "Write the letter."},
    )  # fmt: skip
    leave_out = forms.BooleanField(required=False, initial=True)
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    expected = forms.IntegerField(widget=forms.HiddenInput, required=False)
