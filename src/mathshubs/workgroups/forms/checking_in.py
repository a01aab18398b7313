"""What is typed at the door of a workshop."""

from __future__ import annotations

from mathshubs.people.forms import Somebody

from .places import Application


class AtTheDoor(Application, Somebody):
    """Somebody who came without a place."""

    labels = {
        "email": "Their email address",
        "school": "Which school do they work at?",
        "role": "What do they do there?",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["access_needs"], self.fields["diet_needs"]
