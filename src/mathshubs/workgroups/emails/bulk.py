"""A letter to many, as each person reads it: greeting, the words, who wrote them, and why."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from mathshubs.comms.actions import Draft
from mathshubs.core.markdown import to_html
from mathshubs.people.models import Person
from mathshubs.schools.models import School

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


def letter_to_school(bulk: BulkLetter, school: School, email: str) -> Draft:
    """Return the letter to an address of a school: once for each, whoever works there."""
    why = (
        f"You read this because {school} is one of the schools that {bulk.hub} works for, and this "
        "is the address we have of its head or of who leads maths there. To say who it should be, "
        "or that you want no such letters, answer this one."
    )
    return _written(
        bulk, email, hello="Hello", why=why, kind=BULK, about=bulk.topic, topic=bulk.topic
    )


def test_to_school(bulk: BulkLetter, *, number: str) -> Draft:
    """Return the letter to schools as a test to who wrote it. Each test is a letter of its own."""
    why = (
        f"A school reads here why it gets this from {bulk.hub}, and how to say who else it should "
        "go to."
    )
    return _written(
        bulk, bulk.by, hello="Hello", why=why, kind=f"{BULK}_test",
        about=f"person:{bulk.by.pk}:{number}", test=True,
    )  # fmt: skip


def _draft(
    bulk: BulkLetter, to: Person, work_group: WorkGroup, *, kind: str, about: str, topic: str = "",
    test: bool = False,
) -> Draft:  # fmt: skip
    why = (
        f"You read this because you take part in {work_group.title}, or asked to. An answer to "
        f"this letter reaches {bulk.hub}."
    )
    return _written(
        bulk, to, hello=words.hello(to), why=why, kind=kind, about=about, topic=topic, test=test
    )


def _written(
    bulk: BulkLetter, to: Person | str, *, hello: str, why: str, kind: str, about: str,
    topic: str = "", test: bool = False,
) -> Draft:  # fmt: skip
    subject = f"Test: {bulk.subject}" if test else bulk.subject
    parts = [hello, bulk.text.strip(), f"{bulk.by.name}  \n{bulk.hub}", f"*{why}*"]
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
