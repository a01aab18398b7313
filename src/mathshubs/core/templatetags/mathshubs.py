"""Tags and filters every template has."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

from django import forms, template
from django.core.paginator import Page
from django.forms.boundfield import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import is_aware, localtime

from mathshubs.core.markdown import to_html

register = template.Library()


@register.filter
def day(value: date | datetime | None) -> str:
    """Write a day: Mon 7 Nov 2022."""
    return _day(_here(value)) if value else ""


@register.filter
def clock(value: time | datetime | None) -> str:
    """Write a time of day: 1pm, 1:30pm, midday."""
    return "" if value is None else _clock(_here(value))


@register.simple_tag
def span(starts_at: datetime | None, ends_at: datetime | None = None) -> str:
    """Write from when to when: Mon 7 Nov 2022, 1pm to 3:30pm."""
    if not starts_at:
        return ""
    starts, ends = _here(starts_at), _here(ends_at)
    begin = f"{_day(starts)}, {_clock(starts)}"
    if not ends:
        return begin
    one_day = starts.date() == ends.date()
    return f"{begin} to {_clock(ends) if one_day else f'{_day(ends)}, {_clock(ends)}'}"


@register.filter
def session_time(workshop) -> str:
    """Write when a workshop (anything with `starts_at` and `ends_at`) is."""
    return span(workshop.starts_at, workshop.ends_at) if workshop else ""


@register.filter
def rich(text: str | None) -> SafeString:
    """Write markdown as clean HTML."""
    if not text or not text.strip():
        return SafeString("")
    return format_html('<div class="mh-rich">{}</div>', mark_safe(to_html(text)))


@register.filter
def pounds(amount: Decimal | int | None) -> str:
    """Write pounds: £75.00, or Free."""
    if amount is None or amount == "":
        return ""
    return f"£{amount:,.2f}" if amount else "Free"


@register.filter
def metres(distance: float | None) -> str:
    """Write a distance in metres as kilometres: 12 km."""
    if distance is None or distance == "":
        return ""
    return "under 1 km" if distance < 1000 else f"{round(distance / 1000):,} km"


@register.filter
def classes(attrs: dict, block: str) -> str:
    """Return the class of a widget: the block's, its error form when invalid, and its own."""
    invalid = f"{block}--error" if attrs.get("aria-invalid") else ""
    return " ".join(filter(None, (block, invalid, attrs.get("class"))))


@register.filter
def widget_kind(field: BoundField) -> str:
    """Return `checkbox` for one box to tick, which carries its own label."""
    return getattr(field.field.widget, "input_type", "") or ""


@register.filter
def lands_on(field: BoundField) -> str:
    """Return the id of what to focus when this field has an error."""
    if field.use_fieldset and field.subwidgets:
        first = field.subwidgets[0]
        inner = first.data.get("subwidgets") or [first.data]
        return inner[0]["attrs"].get("id", field.auto_id)
    return (not field.use_fieldset and field.id_for_label) or f"{field.auto_id}_group"


@register.filter
def sentences(field: BoundField) -> list[str]:
    """Return a field's errors; one left empty is named, if it has no sentence of its own."""
    if not field.errors:
        return []
    todo = "Enter an answer"
    if isinstance(field.field, forms.BooleanField):
        todo = "Tick the box"
    elif isinstance(field.field, forms.ChoiceField | forms.ModelChoiceField):
        todo = "Choose an answer"
    empty = f"{todo}: {field.label}" + ("" if field.label[-1:] in "?.!" else ".")
    unsaid = forms.Field.default_error_messages["required"]
    return [empty if error == unsaid else str(error) for error in field.errors]


@register.filter
def error_links(form: forms.BaseForm | forms.BaseFormSet | None) -> list[tuple[str, str]]:
    """Return (sentence, id to land on or "") of each error of a form or a formset."""
    if not form or not form.is_bound:
        return []
    if isinstance(form, forms.BaseFormSet):
        own = [(str(sentence), "") for sentence in form.non_form_errors()]
        return own + [link for each in form.forms for link in error_links(each)]
    links: list[tuple[str, str]] = []
    for name, errors in form.errors.items():
        if name not in form.fields:
            links += [(str(error), "") for error in errors]
        else:
            target = "" if form[name].is_hidden else lands_on(form[name])
            links += [(error, target) for error in sentences(form[name])]
    return links


@register.filter
def page_numbers(page: Page) -> list[int | None]:
    """Return the page numbers to offer, None where some are left out: 1, None, 6, 7, 8."""
    last = page.paginator.num_pages
    near = {1, page.number - 1, page.number, page.number + 1, last}
    numbers: list[int | None] = []
    for number in sorted(number for number in near if 1 <= number <= last):
        if numbers and numbers[-1] is not None and number > numbers[-1] + 1:
            numbers.append(number - 1 if number == numbers[-1] + 2 else None)
        numbers.append(number)
    return numbers


@register.tag
def heading(parser, token):
    """
    Write a page's h1 with its one button: {% heading %}h1{% action %}button{% endheading %}.

    Nothing is written when there is no heading. A heading that brings its own h1 keeps it.
    """
    title = parser.parse(("action",))
    parser.delete_first_token()
    action = parser.parse(("endheading",))
    parser.delete_first_token()
    return HeadingNode(title, action)


class HeadingNode(template.Node):
    child_nodelists = ("title", "action")

    def __init__(self, title: template.NodeList, action: template.NodeList):
        self.title, self.action = title, action

    def render(self, context) -> str:
        title = self.title.render(context).strip()
        if not title:
            return ""
        if "<h1" not in title:
            title = format_html('<h1 class="govuk-heading-l">{}</h1>', SafeString(title))
        action = SafeString(self.action.render(context).strip())
        row = '<div class="mh-heading">{}<div class="mh-heading__action">{}</div></div>'
        return format_html(row, SafeString(title), action) if action else title


def _here(value):
    return localtime(value) if isinstance(value, datetime) and is_aware(value) else value


def _day(here: date) -> str:
    return f"{here:%a} {here.day} {here:%b %Y}"


def _clock(here: time | datetime) -> str:
    if here.minute == 0 and here.hour in (0, 12):
        return "midday" if here.hour else "midnight"
    minutes = f":{here.minute:02d}" if here.minute else ""
    return f"{here.hour % 12 or 12}{minutes}{'pm' if here.hour >= 12 else 'am'}"
