"""What staff type at the desk of a group, turned into values or into a sentence."""

from __future__ import annotations

from django import forms

from mathshubs.core.templatetags.mathshubs import session_time
from mathshubs.people.forms import Somebody

from ..models import WorkGroup
from ..queries.diary import clashes, diary
from .places import Application


class AddSomebody(Application, Somebody):
    """An application that the hub makes for somebody who asked by telephone or letter."""

    labels = {
        "email": "Their email address",
        "school": "Which school do they work at?",
        "role": "What do they do there?",
        "access_needs": "What do they need to be able to take part?",
        "diet_needs": "What can they not eat?",
    }

    agreed = forms.BooleanField(
        label="They will come to every workshop, and their headteacher has agreed to release them",
        error_messages={
            "required": "Ask them and their headteacher to agree to the dates, then tick the box."
        },
    )
    clash_known = forms.BooleanField(
        label="They know that two workshops are at the same time", required=False
    )

    reason = forms.CharField(
        label="Why do they come in late?",
        help_text="Such as: a colleague of theirs left. It is kept with your name.",
        max_length=300,
        error_messages={"required": "Write why they are let in. The reason is kept."},
    )

    def __init__(self, *args, work_group: WorkGroup, late: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.work_group = work_group
        self._reason = self.fields["reason"]
        if not late:
            self._reason.label = "Why are they let in all the same?"
            if "reason" not in self.data:
                del self.fields["reason"]
        if not self.is_bound:
            del self.fields["clash_known"]

    def ask_reason(self) -> None:
        """Ask why a rule that is against them is set aside."""
        self.fields["reason"] = self._reason

    def clean(self) -> dict:
        """Ask about a clash, and only where there is one."""
        said, group = self.cleaned_data, self.work_group
        found = clashes(diary(self.person, group), group.pk) if self.person else []
        if not found:
            del self.fields["clash_known"]
        elif not said["clash_known"]:
            one, elsewhere = found[0], "a workshop of another hub"
            other = one.other.work_group
            which = other.title if other.hub_id == group.hub_id else elsewhere
            self.add_error(
                "clash_known",
                f"{one.wanted}, {session_time(one.wanted)}, is at the same time as {which}, where "
                "they asked for a place too. Ask them, then tick the box.",
            )
        return said


class AskForNames(forms.Form):
    reason = forms.CharField(
        label="What do you need the names for?",
        help_text="Such as: a certificate is disputed. It is kept with your name.",
        max_length=300,
        error_messages={"required": "Write what you need the names for."},
    )
