"""A task, and an answer to one, turned into values or into a sentence."""

from __future__ import annotations

from typing import Any

from django import forms

from mathshubs.core.files import MEDIA_TYPES, PHOTOS
from mathshubs.core.forms import DateField
from mathshubs.core.templatetags.mathshubs import session_time

from ..models import Task, TaskAnswer, Workshop
from ..queries.tasks import due_before_the_next
from .design import FORMATTING, long_text

KINDS_OF_FILE = ",".join(f".{ending}" for ending in MEDIA_TYPES)


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class FilesField(forms.FileField):
    """One or more files: `cleaned_data` has a list."""

    def __init__(self, *, accept: str = KINDS_OF_FILE, **kwargs: Any):
        kwargs.setdefault("required", False)
        super().__init__(widget=ManyFiles(attrs={"accept": accept}), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(FilesField, self).clean(file, initial) for file in files]


class _WithFiles:
    """Files that are there may be ticked to be taken away."""

    fields: dict[str, forms.Field]

    def _offer_to_remove(self, files: list) -> None:
        self.fields["without"].choices = [  # type: ignore[attr-defined]
            (file.pk, f"{file.name}, {file.size_in_words}") for file in files
        ]
        if not files:
            del self.fields["without"]


def _without() -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label="Take away", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )


class WriteTask(_WithFiles, forms.ModelForm):
    due_on = DateField(
        label="Hand in by", required=False,
        help_text="Leave it empty for the day before the next workshop.",
    )  # fmt: skip
    answer_kind = forms.ChoiceField(
        label="What they hand in", choices=Task.AnswerKind.choices, widget=forms.RadioSelect
    )
    choices = forms.CharField(
        label="The answers to choose from", required=False, widget=long_text(4),
        help_text="One a line. Only for a task with one of several answers.",
    )  # fmt: skip
    without = _without()
    uploads = FilesField(
        label="Files",
        help_text="Up to six: PDF, Word, Excel, PowerPoint, text or photos, 10 MB each.",
    )

    class Meta:
        model = Task
        fields = ["workshop", "title", "brief", "answer_kind", "choices", "due_on"]
        field_order = ["workshop", "title", "brief", "answer_kind", "choices", "due_on", "without"]
        labels = {"workshop": "After which workshop", "brief": "What to do"}
        help_texts = {
            "workshop": "",
            "title": "Such as: Try a bar model with one class.",
            "brief": f"The page of the group shows it to everyone. {FORMATTING}",
        }
        widgets = {"brief": long_text(8)}
        error_messages = {
            "title": {"required": "Give it a title."},
            "brief": {"required": "Write what to do."},
            "workshop": {"required": "Choose the workshop it follows."},
        }

    def __init__(self, *args: Any, workshops: list[Workshop], files: list = (), **kwargs: Any):  # type: ignore[assignment]
        super().__init__(*args, **kwargs)
        self.initial["choices"] = "\n".join(self.instance.choices)
        field = self.fields["workshop"]
        field.queryset = Workshop.objects.filter(pk__in=[each.pk for each in workshops])
        field.choices = [(each.pk, f"{each}, {session_time(each)}") for each in workshops]
        self._offer_to_remove(list(files))

    def clean(self) -> dict:
        said = super().clean() or self.cleaned_data
        choices = [line.strip() for line in said.get("choices", "").splitlines() if line.strip()]
        said["choices"] = choices if said.get("answer_kind") == Task.AnswerKind.CHOICE else []
        if said.get("answer_kind") == Task.AnswerKind.CHOICE:
            if len(choices) < 2:
                self.add_error("choices", "Give two answers or more, one a line.")
            elif max(map(len, choices)) > 150:
                self.add_error("choices", "Make each answer 150 characters or fewer.")
        workshop, due = said.get("workshop"), said.get("due_on")
        if workshop and not due and "due_on" not in self.errors:
            said["due_on"] = due = due_before_the_next(workshop)
        if workshop and due and due < workshop.starts_at.date():
            self.add_error("due_on", "It is due before its workshop. Give a later day.")
        return said


class Answer(_WithFiles, forms.Form):
    """Only what the task asks for; words are welcome with any answer."""

    all_optional = True  # a draft may be kept half done; what handing in needs, the action says
    choice = forms.ChoiceField(
        label="Your answer", widget=forms.RadioSelect, required=False,
        error_messages={"invalid_choice": "Choose one of the answers."},
    )  # fmt: skip
    text = forms.CharField(widget=long_text(8), max_length=20_000, required=False)
    without = _without()
    uploads = FilesField(label="Add files", help_text="Up to six, 10 MB each.")
    no_pupils = forms.BooleanField(
        label="No pupil can be recognised: no face, no name, no work with a name on it",
        required=False,
    )

    def __init__(
        self, *args: Any, task: Task, answer: TaskAnswer | None, files: list, **kwargs: Any
    ):
        if answer:
            kwargs["initial"] = {
                "choice": answer.choice, "text": answer.text, "no_pupils": answer.no_pupils
            }  # fmt: skip
        super().__init__(*args, **kwargs)
        kind = task.answer_kind
        self._offer_to_remove(files)
        if kind == Task.AnswerKind.CHOICE:
            self.fields["choice"].choices = [(each, each) for each in task.choices]  # type: ignore[attr-defined]
        else:
            del self.fields["choice"]
        if kind == Task.AnswerKind.PHOTO:
            self.fields["uploads"] = FilesField(
                label="Add photos", accept=",".join(PHOTOS), help_text="Up to six, 10 MB each."
            )
            self.order_fields(["without", "uploads", "no_pupils", "text"])
        elif kind == Task.AnswerKind.FILE:
            self.order_fields(["without", "uploads", "no_pupils", "text"])
        else:
            del self.fields["uploads"], self.fields["no_pupils"]
        wanted = kind == Task.AnswerKind.TEXT
        self.fields["text"].label = "Your answer" if wanted else "Anything you want to say about it"
        if wanted:
            self.fields["text"].help_text = "What you tried, what happened, what you would change."


class Reply(forms.Form):
    reply = forms.CharField(
        label="Write back", widget=long_text(4), max_length=5_000, required=False,
        help_text="They get it as a letter, and see it beside their answer.",
    )  # fmt: skip
