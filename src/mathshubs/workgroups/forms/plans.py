"""An action plan, turned into values or into a sentence."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BaseInlineFormSet, inlineformset_factory

from mathshubs.core.forms import DateField
from mathshubs.core.templatetags.mathshubs import session_time
from mathshubs.schools.models import School

from ..models import ActionPlan, PlanStep, Workshop
from .design import long_text


class WritePlan(forms.ModelForm):
    school = forms.ModelChoiceField(
        School.objects.none(), label="School", widget=forms.RadioSelect,
        error_messages={"required": "Choose the school."},
    )  # fmt: skip

    class Meta:
        model = ActionPlan
        fields = ["school", "title", "aims"]
        labels = {"title": "What the plan is called", "aims": "What will be different"}
        help_texts = {
            "title": "Such as: Talk about fractions in every lesson.",
            "aims": "For pupils, and for those who teach them.",
        }
        widgets = {"aims": long_text(5)}
        error_messages = {
            "title": {"required": "Give the plan a name."},
            "aims": {"required": "Write what will be different."},
        }

    def __init__(self, *args: Any, schools: list[School], **kwargs: Any):
        super().__init__(*args, **kwargs)
        if len(schools) < 2:
            del self.fields["school"]
        else:
            field = self.fields["school"]
            field.queryset = School.objects.filter(pk__in=[school.pk for school in schools])  # type: ignore[attr-defined]


class Step(forms.ModelForm):
    by_on = DateField(label="By when", missing="Give the day it is done by.")

    class Meta:
        model = PlanStep
        fields = ["what", "who", "by_on", "shown_by", "state"]
        labels = {
            "what": "What",
            "who": "Who",
            "shown_by": "What will show it",
            "state": "How far it is",
        }
        error_messages = {
            "what": {"required": "Write what is done."},
            "who": {"required": "Write who does it."},
            "shown_by": {"required": "Write what will show that it worked."},
        }


class _Steps(BaseInlineFormSet):
    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = "Take this step away"


Steps = inlineformset_factory(
    ActionPlan,
    PlanStep,
    form=Step,
    formset=_Steps,
    extra=1,
    can_delete=True,
    can_delete_extra=False,
    max_num=30,
)


class AskHead(forms.Form):
    head_name = forms.CharField(
        label="Name of the head", max_length=150,
        error_messages={"required": "Give the head’s name."},
    )  # fmt: skip
    sent_to = forms.EmailField(
        label="Their email address at the school",
        error_messages={"required": "Give the head’s address."},
    )


class Agree(forms.Form):
    name = forms.CharField(
        label="Your name", max_length=150, error_messages={"required": "Type your name."}
    )


class Review(forms.Form):
    """A note, at which workshop, and how far each step is."""

    all_optional = True  # but the note: what is chosen already need not be said to be so
    workshop = forms.TypedChoiceField(label="When", required=False, coerce=int, empty_value=None)
    note = forms.CharField(
        label="What was said", widget=long_text(3), max_length=5_000,
        error_messages={"required": "Write what was said, in a sentence or two."},
    )  # fmt: skip

    def __init__(self, *args: Any, steps: list[PlanStep], workshops: list[Workshop], **kwargs: Any):
        super().__init__(*args, **kwargs)
        choices = [(each.pk, f"{each}, {session_time(each)}") for each in workshops]
        if choices:
            self.fields["workshop"].choices = [("", "In between two workshops"), *choices]  # type: ignore[attr-defined]
        else:
            del self.fields["workshop"]
        for step in steps:
            self.fields[f"state-{step.pk}"] = forms.ChoiceField(
                label=step.what, choices=PlanStep.State.choices, initial=step.state
            )

    @property
    def states(self) -> dict[int, str]:
        return {
            int(name.removeprefix("state-")): value
            for name, value in self.cleaned_data.items()
            if name.startswith("state-")
        }
