"""What is said of a resource."""

from __future__ import annotations

from typing import Any

from django import forms

from mathshubs.core.phases import Phase
from mathshubs.hubs.models import Hub
from mathshubs.schools.models import School
from mathshubs.workgroups.forms.design import FORMATTING

from ..models import Resource, ResourceFile
from ..models.library import YEARS
from .posts import KINDS, FilesField

FIELDS = (
    "kind", "title", "summary", "text", "phases", "years", "topic", "licence", "author", "seen_by"
)  # fmt: skip


class About(forms.ModelForm):
    """A resource, with the files of the version that is made by saving it."""

    phases = forms.MultipleChoiceField(
        label="Phases",
        choices=Phase.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one phase."},
    )
    years = forms.MultipleChoiceField(
        label="Year groups",
        choices=YEARS,
        required=False,
        widget=forms.CheckboxSelectMultiple({"class": "govuk-checkboxes--small community-years"}),
    )
    files = FilesField(label="Files", required=False, help_text=KINDS)

    class Meta:
        model = Resource
        fields = FIELDS
        labels = {
            "kind": "What it is",
            "text": "Text",
            "licence": "Licence",
            "author": "Author",
            "seen_by": "Who may see it",
        }
        help_texts = {
            "summary": "One or two sentences for the list.",
            "text": FORMATTING,
            "author": "Whom others name when they use it.",
        }
        widgets = {
            "kind": forms.RadioSelect,
            "licence": forms.RadioSelect,
            "seen_by": forms.RadioSelect,
            "summary": forms.Textarea({"rows": 2}),
            "text": forms.Textarea({"rows": 10}),
        }
        error_messages = {
            "kind": {"required": "Choose what it is."},
            "title": {"required": "Give it a title."},
            "summary": {"required": "Say in a sentence what it is."},
            "licence": {"required": "Choose a licence."},
            "author": {"required": "Name the author."},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("kind", "licence", "seen_by"):
            self.fields[name].choices = [one for one in self.fields[name].choices if one[0]]

    def said(self) -> dict[str, Any]:
        """Return what was said of it, without its files."""
        return {name: self.cleaned_data[name] for name in self._meta.fields}


class Proposal(About):
    """A new resource: of which hub; of an answer with files, that nobody can be recognised."""

    hub = forms.ModelChoiceField(
        Hub.objects.none(),
        label="Which hub answers for it",
        empty_label="Choose",
        error_messages={"required": "Choose the hub."},
    )
    no_pupils = forms.BooleanField(
        label="I looked at the files of the answer: no pupil can be recognised", required=False
    )

    def __init__(self, *args, hubs: list[Hub], is_national: bool, of_an_answer: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["hub"].queryset = Hub.objects.filter(pk__in=[hub.pk for hub in hubs])
        if is_national:
            self.fields["hub"].required = False
            self.fields["hub"].empty_label = "The whole network's"
        elif len(hubs) == 1:
            self.fields["hub"].initial = hubs[0]
        if not of_an_answer:
            del self.fields["no_pupils"]


class NextVersion(About):
    """A resource as it is; another text or other files make the next version."""

    keep = forms.ModelMultipleChoiceField(
        ResourceFile.objects.none(),
        label="Files that stay",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(
        label="What changed",
        max_length=300,
        required=False,
        help_text="For those who used the version before.",
    )

    def __init__(self, *args, files: list[ResourceFile], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["files"].label = "New files"
        keep = self.fields["keep"]
        keep.queryset = ResourceFile.objects.filter(pk__in=[file.pk for file in files])
        keep.initial = [file.pk for file in files]
        if not files:
            del self.fields["keep"]


class Used(forms.Form):
    """Which of their schools used it."""

    school = forms.ModelChoiceField(
        School.objects.none(),
        label="School",
        empty_label="Choose",
        error_messages={"required": "Choose the school."},
    )

    def __init__(self, *args, schools, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["school"].queryset = schools
        if len(schools) == 1:
            self.fields["school"].initial = schools[0]
