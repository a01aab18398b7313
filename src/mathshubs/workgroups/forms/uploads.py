"""What is chosen where a spreadsheet is handed in."""

from __future__ import annotations

from django import forms
from django.db.models import QuerySet

from ..models import Upload, WorkGroup
from ..queries.lines import title_and_day

_KINDS = {
    Upload.Kind.APPLICATIONS: "Applications to a group",
    Upload.Kind.ATTENDANCE: "Attendance of a group",
    Upload.Kind.PEOPLE: "People, and where they work",
}


class SheetField(forms.FileField):
    widget = forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.txt"})
    default_error_messages = {"empty": "There is nothing in this file. Choose another."}


class _Groups(forms.ModelChoiceField):
    def label_from_instance(self, group: WorkGroup) -> str:
        return title_and_day(group)


class HandIn(forms.Form):
    """A spreadsheet of one kind; of a group, but for people."""

    kind = forms.ChoiceField(
        label="What is in it?",
        choices=_KINDS.items(),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what is in the file."},
    )
    work_group = _Groups(
        WorkGroup.objects.none(),
        label="Which group?",
        help_text="Not needed for people.",
        required=False,
        empty_label="Choose a group",
    )
    file = SheetField(
        label="Spreadsheet",
        help_text="xlsx or csv, up to 5 MB and 5,000 rows, with the titles of a template.",
        error_messages={"required": "Choose the file."},
    )

    def __init__(self, *args, work_groups: QuerySet[WorkGroup], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["work_group"].queryset = work_groups

    def clean(self) -> dict:
        said = self.cleaned_data
        if said.get("kind") == Upload.Kind.PEOPLE:
            said["work_group"] = None
        elif said.get("kind") and not said.get("work_group") and "work_group" not in self.errors:
            self.add_error("work_group", "Choose the group the file is about.")
        return said


class MeetingReport(forms.Form):
    file = SheetField(
        label="Attendance report of the meeting",
        help_text="The CSV that Microsoft Teams, Zoom or Google Meet gives, as it is.",
        error_messages={"required": "Choose the report of the meeting."},
    )
