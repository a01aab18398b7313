"""A line of a list of Work Groups, in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from html import escape
from typing import NamedTuple

from django.db.models import QuerySet
from django.urls import reverse

from mathshubs.programmes.models import Phase

from ..models import WorkGroup, Workshop
from .groups import TAKES_APPLICATIONS, ShownState, state_shown
from .listed import Listed, listed


class Row(NamedTuple):
    """A line of a list, in words. `_rows.html` makes a table of them."""

    href: str
    title: str
    summary: str
    who: str
    when: str
    hub: str
    distance: str
    places: str
    state: ShownState

    def as_html(self) -> str:
        """Return its row of the table: written here and not by a template, for speed."""
        return _ROW.format(
            escape(self.href), escape(self.title), _quiet(self.who), escape(self.when),
            escape(self.hub), _quiet(self.distance), escape(self.state.tone),
            escape(self.state.word), _quiet(self.places),
        )  # fmt: skip


_ROW = (
    '<tr class="govuk-table__row"><th scope="row" class="govuk-table__header">'
    '<a class="govuk-link" href="{}">{}</a>{}</th><td class="govuk-table__cell">{}</td>'
    '<td class="govuk-table__cell">{}{}</td><td class="govuk-table__cell">'
    '<strong class="govuk-tag mh-tag--{}">{}</strong>{}</td></tr>\n'
)


def _quiet(text: str) -> str:
    return f'<span class="mh-quiet">{escape(text)}</span>' if text else ""


def rows(work_groups: QuerySet[WorkGroup] | Iterable[Listed], today: date) -> list[Row]:
    """Return a line for each group. A queryset is asked once, for no more than the lines need."""
    if isinstance(work_groups, QuerySet):
        work_groups = listed(work_groups)
    pages = reverse("workgroups:list")
    return [_row(group, f"{pages}{group.pk}/", today) for group in work_groups]


def _row(group: Listed, href: str, today: date) -> Row:
    state = state_shown(group, today)
    return Row(
        href=href,
        title=group.title,
        summary=group.summary,
        who=phases_in_words(group.phases),
        when=when_in_words(group, today),
        hub=f"{group.hub_name} Maths Hub",
        distance="" if group.distance is None else km(group.distance),
        places=places_in_words(group) if state in TAKES_APPLICATIONS else "",
        state=state,
    )


def title_and_day(group: WorkGroup) -> str:
    """Return what tells a group from those of the same title in other years."""
    return f"{group.title} from {group.first_on:%-d %b %Y}" if group.first_on else group.title


def phases_in_words(phases: Iterable[str]) -> str:
    """["PRIMARY", "SECONDARY"] gives "Primary and secondary"."""
    labels = [_PHASES[phase] for phase in phases]
    return in_a_row(labels).capitalize()


_PHASES = {phase.value: phase.label.lower() for phase in Phase}


def in_a_row(words: list[str]) -> str:
    """["a", "b", "c"] gives "a, b and c"."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def when_in_words(group: WorkGroup | Listed, today: date) -> str:
    """Such as: Starts Mon 7 Nov 2022, Telford, then online."""
    if group.first_on is None:
        return "Dates to be agreed"
    day = f"{group.first_on:%a %-d %b %Y}"
    if group.is_event:
        begins = day
    else:
        begins = f"Started {day}" if group.first_on < today else f"Starts {day}"
    return ", ".join(filter(None, [begins, where_in_words(group)]))


def where_in_words(group: WorkGroup | Listed) -> str:
    """Such as: Telford, then online. In the order of the workshops."""
    words, town = [], group.town or "in person"
    for mode in group.modes:
        if mode == Workshop.Mode.ONLINE:
            words.append("online")
        else:
            words.append(f"{town} or online" if mode == Workshop.Mode.BLENDED else town)
            town = "in person"  # the town is said once
    return ", then ".join(words)


def places_in_words(group: WorkGroup | Listed) -> str:
    """Such as: 6 of 30 places left."""
    by_school = group.counted == WorkGroup.Counted.SCHOOL
    if group.places == 1:
        noun, all_of, left = "place for a school" if by_school else "place", "The only", "1"
    else:
        noun, all_of = "places for schools" if by_school else "places", f"All {group.places}"
        left = f"{group.places_left} of {group.places}"
    if group.places_left and group.waiting < group.places_left:
        return f"{left} {noun} left"
    waiting = f"{group.waiting} waiting" if group.waiting else "nobody waits yet"
    return f"{all_of} {noun} taken, {waiting}"


def all_taken(group: WorkGroup) -> str:
    """Such as: All 30 places in Fractions are taken."""
    if group.places == 1:
        return f"The only place in {group.title} is taken."
    return f"All {group.places} places in {group.title} are taken."


def people_or_schools(group: WorkGroup, number: int) -> str:
    """What is counted, for a sentence with `number` before it."""
    if number != 1:
        return group.get_counted_display()
    return "school" if group.counted == WorkGroup.Counted.SCHOOL else "person"


def km(metres: float) -> str:
    return f"{round(metres / 1000)} km away" if metres >= 1000 else "Less than 1 km away"


def where_of(workshop: Workshop) -> str:
    """
    Return where a workshop is: "Park Hall, 1 High Street, Telford TF3 4JG", or "Online".

    Asks nothing when `host_school` is selected.
    """
    if workshop.mode == Workshop.Mode.ONLINE:
        return "Online"
    school = workshop.host_school
    town = workshop.town or (school.town if school else "")
    postcode = workshop.postcode or (school.postcode if school else "")
    place = workshop.venue or (school.name if school else "")
    parts = [place, workshop.address, f"{town} {postcode}".strip()]
    where = ", ".join(filter(None, parts)) or "Venue to be confirmed"
    return f"{where}, or online" if workshop.mode == Workshop.Mode.BLENDED else where
