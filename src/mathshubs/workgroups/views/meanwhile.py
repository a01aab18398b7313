"""Two who have one form open: the second reads what the first saved before theirs is kept."""

from __future__ import annotations

import hashlib

from django.forms import BaseForm
from django.http import HttpRequest

SAVED_MEANWHILE = (
    "Somebody else, or you in another window, saved this while you had it open. Read what is kept "
    "now, then save again to put yours in its place."
)


def stamp(kept: object) -> str:
    """Return a short text that changes when what is `kept` changes; the form carries it."""
    return hashlib.sha256(repr(kept).encode()).hexdigest()[:16]


def was_saved_meanwhile(request: HttpRequest, kept: object) -> bool:
    """Return whether what is kept has changed since the form that is posted was shown."""
    return request.POST.get("seen", stamp(kept)) != stamp(kept)


def kept_instead(form: BaseForm) -> list[tuple[str, str]]:
    """Return the label and the kept value of each field in which the form differs from it."""
    return [
        (str(form[name].label), _in_words(form, name)) for name in form.changed_data if form.initial
    ]


def _in_words(form: BaseForm, name: str) -> str:
    value = form.initial.get(name)
    values = value if isinstance(value, list) else [value]
    words = dict(getattr(form.fields[name], "choices", ()))
    said = [str(words.get(one, one)) for one in values if one not in (None, "")]
    return ", ".join(said) or "Nothing"
