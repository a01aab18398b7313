"""What is typed in a space."""

from __future__ import annotations

from typing import Any

from django import forms

from mathshubs.core.files import FileRefused, read_upload
from mathshubs.people.models import Person
from mathshubs.workgroups.forms.design import FORMATTING

from ..actions.posts import MOST_FILES
from ..models import Membership

KINDS = "PDF, Word, Excel, PowerPoint, photos or plain text, up to 10 MB each."


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True

    def __init__(self):
        super().__init__({"multiple": True})

    def value_from_datadict(self, data, files, name):
        return files.getlist(name) if hasattr(files, "getlist") else []


class FilesField(forms.FileField):
    """Several files. The value is a list of the fields of stored files."""

    widget = ManyFiles

    def clean(self, data, initial=None) -> list[dict[str, Any]]:
        uploads = [upload for upload in data or [] if upload]
        if len(uploads) > MOST_FILES:
            raise forms.ValidationError(
                f"Choose at most {MOST_FILES} files. Put the others in another reply."
            )
        kept, problems = [], []
        for upload in uploads:
            try:
                kept.append(read_upload(upload))
            except FileRefused as refusal:
                problems.append(str(refusal))
        if problems:
            raise forms.ValidationError(problems)
        return kept


class Reply(forms.Form):
    """What is said in reply, whom it mentions, what comes with it."""

    text = forms.CharField(
        label="Your reply",
        help_text=FORMATTING,
        max_length=20_000,
        widget=forms.Textarea({"rows": 6}),
        error_messages={"required": "Write something first."},
    )
    files = FilesField(label="Files", required=False, help_text=KINDS)
    mentioned = forms.ModelMultipleChoiceField(
        Person.objects.none(),
        label="Mention",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="They are told at once. Or write @ and the name in the text.",
    )

    def __init__(self, *args, people: list[tuple[int, str]] = (), **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["mentioned"]
        field.queryset = Person.objects.filter(pk__in=[pk for pk, _ in people])
        field.choices = people
        if not people:
            del self.fields["mentioned"]


class Topic(Reply):
    """A reply to nobody yet: it has a title."""

    title = forms.CharField(
        label="Title",
        max_length=150,
        help_text="What it is about, in a few words.",
        error_messages={"required": "Give it a title."},
    )
    field_order = ["title", "text", "files", "mentioned"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = "What you want to say"


class Reword(forms.Form):
    title = Topic.base_fields["title"]
    text = forms.CharField(
        label="Text",
        help_text=FORMATTING,
        max_length=20_000,
        widget=forms.Textarea({"rows": 10}),
        error_messages={"required": "Write something, or take the post back."},
    )

    def __init__(self, *args, is_reply: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if is_reply:
            del self.fields["title"]


class Choices(forms.ModelForm):
    class Meta:
        model = Membership
        fields = ["notices", "shown"]
        labels = {
            "notices": "Letters about what is new",
            "shown": "What other members see of me in the list of members",
        }
        help_texts = {
            "notices": "Whoever mentions you reaches you at once, unless you choose none.",
            "shown": "What you write stands beside your name and your school, whatever you choose.",
        }
        widgets = {"notices": forms.RadioSelect, "shown": forms.RadioSelect}


class Reason(forms.Form):
    """Why a post should not stand, or does not."""

    reason = forms.CharField(
        label="Reason",
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Say why."},
    )


class Somebody(forms.Form):
    """Whom to add by hand: by the address they sign in with."""

    email = forms.EmailField(
        label="Email address",
        error_messages={"required": "Give the email address.", "invalid": "Give a full address."},
    )
    given_name = forms.CharField(label="Given name", max_length=100, required=False)
    family_name = forms.CharField(
        label="Family name",
        max_length=100,
        required=False,
        help_text="Both names are needed only for somebody who is new to the network.",
    )
