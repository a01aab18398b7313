"""What a survey says and asks, and what a school answers."""

from __future__ import annotations

from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from mathshubs.core.forms import DateField

from ..models import Question, Survey
from ..queries.survey import choices_of

Kind = Question.Kind
CHOICES = (Kind.ONE, Kind.SEVERAL)


class SurveyFacts(forms.Form):
    """What schools read first, who is asked in them, and until when. Once open: only the days."""

    title = forms.CharField(
        label="What is it about?", max_length=150,
        help_text="The subject of the letter, such as: What maths needs next year",
        error_messages={"required": "Say in a few words what it is about."},
    )  # fmt: skip
    intro = forms.CharField(
        label="What schools read first", max_length=1500, required=False,
        widget=forms.Textarea(attrs={"rows": 4}), help_text="Why you ask, and what you do with it.",
    )  # fmt: skip
    to_heads = forms.BooleanField(label="Write to headteachers", required=False, initial=True)
    to_leads = forms.BooleanField(label="Write to who leads maths", required=False, initial=True)
    close_on = DateField(label="Last day to answer", missing="Enter the last day to answer.")
    remind_after_days = forms.IntegerField(
        label="Days between reminders", min_value=0, max_value=60, initial=7,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"}),
        help_text="To schools that have not answered. 0: no reminders.",
        error_messages={"required": "Say after how many days, or 0 for no reminders."},
    )  # fmt: skip
    five_questions = forms.BooleanField(
        label="Begin with five questions that suit most surveys; each can be changed",
        required=False, initial=True,
    )  # fmt: skip

    def __init__(self, *args, survey: Survey | None = None, on: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on
        if survey:
            del self.fields["five_questions"]
            for name in ("title", "intro", "to_heads", "to_leads") if not survey.is_draft else ():
                del self.fields[name]

    def clean_close_on(self) -> date:
        if self.cleaned_data["close_on"] < self.on:
            raise ValidationError("The last day is over. Enter one to come.")
        return self.cleaned_data["close_on"]

    def clean(self):
        typed = super().clean()
        if "to_heads" in self.fields and not (typed["to_heads"] or typed["to_leads"]):
            self.add_error("to_heads", "Choose headteachers, who leads maths, or both.")
        return typed


class AskQuestion(forms.Form):
    """One question of a survey."""

    words = forms.CharField(
        label="Question", max_length=300, error_messages={"required": "Write the question."}
    )
    hint = forms.CharField(
        label="Hint under it", max_length=300, required=False,
    )  # fmt: skip
    kind = forms.ChoiceField(
        label="How is it answered?", choices=Kind.choices, widget=forms.RadioSelect,
        error_messages={"required": "Choose how it is answered."},
    )  # fmt: skip
    options = forms.CharField(
        label="What can be chosen", max_length=3000, required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="One a line. For a scale: what 1 means, then what 5 means. Empty for words.",
    )  # fmt: skip
    required = forms.BooleanField(label="It must be answered", required=False)

    def clean_options(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["options"].splitlines()]
        return list(dict.fromkeys(line for line in lines if line))

    def clean(self):
        typed = super().clean()
        kind, options = typed.get("kind"), typed.get("options", [])
        if kind in CHOICES and not 2 <= len(options) <= 20:
            self.add_error("options", "Write what can be chosen, one a line: from 2 to 20.")
        elif kind == Kind.SCALE and len(options) not in (0, 2):
            self.add_error("options", "Write two lines: what 1 means, and what 5 means.")
        elif kind in (Kind.WORDS, Kind.NEED):
            typed["options"] = []
        if max(map(len, options), default=0) > 150:
            self.add_error("options", "Write each in 150 letters or fewer.")
        return typed


def _field(question: Question, required: bool) -> forms.Field:
    said = {
        "label": question.words,
        "help_text": question.hint,
        "required": required,
        "error_messages": {"required": f"Answer the question: {question.words}"},
    }
    if question.kind == Kind.SEVERAL:
        return forms.MultipleChoiceField(
            choices=choices_of(question), widget=forms.CheckboxSelectMultiple, **said
        )
    if question.kind in (Kind.ONE, Kind.SCALE):
        return forms.ChoiceField(
            choices=choices_of(question), widget=forms.RadioSelect, **said
        )  # fmt: skip
    return forms.CharField(max_length=4000, widget=forms.Textarea(attrs={"rows": 4}), **said)


class Answers(forms.Form):
    """
    A school's answer to all questions, and who gives it.

    `sending`: whether what must be answered is asked for; else all is kept as it stands.
    """

    name = forms.CharField(
        label="Your name", max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Give your name, so that colleagues know who answered."},
    )  # fmt: skip
    role = forms.CharField(
        label="Your role", max_length=100, help_text="Such as: headteacher, maths lead",
        error_messages={"required": "Say what your role is."},
    )  # fmt: skip
    email = forms.EmailField(
        label="Your email address", required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text="To write to you what becomes of what your school needs.",
    )  # fmt: skip

    def __init__(self, *args, questions: list[Question], sending: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        self.questions = questions
        if not any(question.kind == Kind.NEED for question in questions):
            del self.fields["email"]
        who = dict(self.fields)
        self.fields.clear()
        for question in questions:
            self.fields[f"q{question.pk}"] = _field(question, sending and question.required)
        self.fields.update(who)
        if not sending:
            for field in self.fields.values():
                field.required = False

    @property
    def answers(self) -> dict[str, str | list[str]]:
        """What was answered, by the question's number, and the address under "email"."""
        typed = {str(one.pk): self.cleaned_data[f"q{one.pk}"] for one in self.questions}
        typed["email"] = self.cleaned_data.get("email", "")
        return {name: value for name, value in typed.items() if value}

    @staticmethod
    def initial_of(answers: dict, name: str, role: str) -> dict[str, object]:
        kept = {f"q{key}": value for key, value in answers.items() if key != "email"}
        return {**kept, "email": answers.get("email", ""), "name": name, "role": role}


class AddAddress(forms.Form):
    email = forms.EmailField(
        label="Email address", error_messages={"required": "Type the address to write to."}
    )
