"""Who is mentioned in a text: @ and a name, as people write it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.safestring import SafeString

from mathshubs.core.templatetags.mathshubs import rich
from mathshubs.people.models import Person

_AT = re.compile(r"(?<!\w)@(?=\w)")


def people_in(text: str, people: Iterable[Person]) -> set[Person]:
    """
    Return those of `people` whom the text mentions: "@Tess Teacher", "@tess teacher's".

    The longest name that fits is meant. A given name alone is enough where only one person has it.
    """
    marks = [text[found.end() :] for found in _AT.finditer(text)]
    return {person for person in _meant(marks, list(people)) if person} if marks else set()


def _meant(marks: list[str], people: list[Person]) -> Iterable[Person | None]:
    by_name: dict[str, list[Person]] = {}
    for person in people:
        full = f"{person.given_name} {person.family_name}".strip().lower()
        for name in {full, person.given_name.strip().lower()} - {""}:
            by_name.setdefault(name, []).append(person)
    names = sorted(by_name, key=len, reverse=True)
    for mark in marks:
        begins = " ".join(mark[:210].lower().split())
        fits = [name for name in names if re.match(rf"{re.escape(name)}(?!-?\w)", begins)]
        found = by_name[fits[0]] if fits else []
        yield found[0] if len(found) == 1 else None


def marked(text: str, people: Iterable[Person]) -> SafeString:
    """Return the text as clean HTML in which the names of those it mentions stand out."""
    for person in people:
        names = [f"{person.given_name} {person.family_name}".strip(), person.given_name.strip()]
        for name in filter(None, names):
            found = re.compile(rf"(?<![\w*])@({re.escape(name)})(?!-?\w)", re.IGNORECASE)
            text = found.sub(r"**@\1**", text)
    return rich(text)
