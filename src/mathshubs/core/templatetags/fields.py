"""What the templates of form fields have besides: filters in place of loops, as forms are long."""

from __future__ import annotations

from django import template
from django.forms.boundfield import BoundField
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
_WRITTEN_ELSEWHERE = ("class", "required")


@register.filter
def attributes(attrs: dict) -> SafeString:
    """
    Write a widget's attributes, each after a space, but those its template writes itself.

    None of ours is `required`: browsers would refuse the form before we can say why.
    """
    return mark_safe(
        "".join(
            f" {name}" if value is True else f' {name}="{conditional_escape(str(value))}"'
            for name, value in attrs.items()
            if name not in _WRITTEN_ELSEWHERE and value is not False
        )
    )


@register.filter
def is_optional(field: BoundField) -> bool:
    """Return whether to say that a field may stay empty: not where all of the form's may."""
    return not (field.field.required or getattr(field.form, "all_optional", False))
