"""A letter to many, as each person reads it: greeting, the words, who wrote them, and why."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from mathshubs.comms.actions import Draft
from mathshubs.core.markdown import to_html
from mathshubs.people.models import Person

from ..models import BulkLetter, Place, WorkGroup
from ..queries.recipients import BULK
from . import words


def letter(bulk: BulkLetter, place: Place) -> Draft:
    """Return the letter to who has `place`: once for each person, however many places they have."""
    assert place.person
    return _draft(
        bulk, place.person, place.work_group, kind=BULK, about=bulk.topic, topic=bulk.topic
    )


def test(bulk: BulkLetter, work_group: WorkGroup, *, number: str) -> Draft:
    """Return the letter as a test to who wrote it. Each test is a letter of its own."""
    about = f"person:{bulk.by.pk}:{number}"
    return _draft(bulk, bulk.by, work_group, kind=f"{BULK}_test", about=about, test=True)


def _draft(
    bulk: BulkLetter, to: Person, work_group: WorkGroup, *, kind: str, about: str, topic: str = "",
    test: bool = False,
) -> Draft:  # fmt: skip
    subject = f"Test: {bulk.subject}" if test else bulk.subject
    why = (
        f"You read this because you take part in {work_group.title}, or asked to. An answer to "
        f"this letter reaches {bulk.hub}."
    )
    parts = [words.hello(to), bulk.text.strip(), f"{bulk.by.name}  \n{bulk.hub}", f"*{why}*"]
    html = render_to_string(
        "comms/letter.html",
        {"title": subject, "rich": mark_safe(to_html("\n\n".join(parts))), "parts": []},
    )
    plain = [*parts[:2], f"{bulk.by.name}\n{bulk.hub}", why]
    return Draft(
        to=to,
        kind=kind,
        about=about,
        topic=topic,
        subject=subject,
        text=words.text(plain),
        html=html,
        from_name=str(bulk.hub),
        reply_to=bulk.hub.email,
    )
