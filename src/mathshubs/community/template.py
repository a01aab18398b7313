"""The notes that every space begins with, pinned. Moderators may reword them."""

from __future__ import annotations

from django.urls import reverse

from .models import Space

HOW_TO = """\
- **Write**: begin a topic, or reply in one. Your name and your school stand beside what you write.
- **Mention** somebody with @ and their name, and they are told.
- **Letters**: what is new comes once a day. Choose at once, or none, under “My choices here”.
- **Reply by letter**: answer the letter itself, and your words stand here.
- **Your address** is shown to nobody, unless you say so under “My choices here”.
- **Something wrong?** Report the post: those who lead this space read it.

Please name no pupils and show none.
"""


def notes(space: Space) -> list[tuple[str, str]]:
    """Return title and text of each note, the first to read first."""
    welcome = (
        f"This is where the people of {space.title} write to each other: questions, what you "
        "tried, what you found.\n\nBegin by saying who you are, where you teach and what you hope "
        "to take from it."
    )
    group = space.work_group
    if not group:
        return [("Welcome", welcome), ("How this space works", HOW_TO)]
    dates = (
        "Dates, times and places stand beside this page, and follow every change. The links to "
        f"join online are with [my places]({reverse('workgroups:my_places')}), all about the "
        f"group on [its page]({group.get_absolute_url()}).\n\n"
        "Joining details come by letter about ten days before the first workshop."
    )
    return [
        ("Welcome", welcome),
        ("Dates and joining details", dates),
        ("How this space works", HOW_TO),
    ]
