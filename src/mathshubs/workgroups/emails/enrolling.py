"""Letters to who applied for a school, and to those they name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from mathshubs.comms.actions import Draft, post_many
from mathshubs.core.templatetags.mathshubs import day

from ..models import Enrolment, Place, WorkGroup
from . import place_letters, words


def applied_for_school(enrolment: Enrolment, places: Iterable[Place], *, at: datetime) -> None:
    """Post to the applicant what has become of each of those they applied for."""
    work_group, later = enrolment.work_group, enrolment.names_by
    lines = (f"- {place.who}: {place.get_state_display().lower()}" for place in places)
    parts = [
        f"We have your application for {enrolment.school.name} to take part in {work_group.title}.",
        "\n".join(lines),
        words.dates(work_group),
        f"Name those who have no name yet by the end of {day(later)}. Whoever is not named by then "
        "gives up the place."
        if later
        else "",
        "Everybody you named has a letter of their own. See it all, or name somebody:\n"
        + words.address("enrolment", enrolment.pk),
    ]
    _post(enrolment, work_group, "school_applied", f"Your school's application: {work_group}",
          parts, at=at)  # fmt: skip


def names_due(enrolment: Enrolment, number: int, *, days: int, at: datetime) -> None:
    """Post that names are due, once for each number of days left."""
    work_group, last_day = enrolment.work_group, day(enrolment.names_by)
    parts = [
        f"You keep {_places(number)} in {work_group.title} for {enrolment.school.name}, for people "
        "you have not named yet.",
        f"Name them by the end of {last_day}:\n{words.address('enrolment', enrolment.pk)}",
        "Whoever is not named by then gives up the place, and it goes to the next who waits.",
    ]
    _post(enrolment, work_group, f"names_due_{days}", f"Name them by {last_day}: {work_group}",
          parts, at=at)  # fmt: skip


def given_back(
    enrolment: Enrolment, work_group: WorkGroup, number: int, *, at: datetime
) -> None:  # fmt: skip
    """Post that the day to name somebody is over."""
    parts = [
        f"You kept {_places(number)} in {work_group.title} for {enrolment.school.name}, to be "
        f"named by {day(enrolment.names_by)}. We did not hear whom, so "
        f"{'it has' if number == 1 else 'they have'} gone to the next who wait.",
        "If the school still wants to send somebody, apply again:\n"
        + words.address("detail", work_group.pk),
    ]
    _post(enrolment, work_group, "names_over", f"Given back: places in {work_group}",
          parts, at=at)  # fmt: skip


def named(place: Place, *, at: datetime) -> None:
    """Write to somebody who is named now what everyone in their state was written."""
    if place.state == Place.State.HELD:
        place_letters.place_held(place, at=at)
    elif place.state == Place.State.OFFERED:
        place_letters.place_offered(place, at=at)
    else:
        place_letters.put_forward(place, at=at)


def _places(number: int) -> str:
    return "a place" if number == 1 else f"{number} places"


def _post(
    enrolment: Enrolment, work_group: WorkGroup, kind: str, subject: str, parts: list[str], *,
    at: datetime,
) -> None:  # fmt: skip
    person = enrolment.applied_by
    draft = Draft(
        to=person,
        kind=f"{words.ROOM}.{kind}",
        about=f"enrolment:{enrolment.pk}",
        topic=words.topic(work_group),
        subject=subject,
        text=words.text([words.hello(person), *parts, words.signed(work_group)]),
        from_name=str(work_group.hub),
        reply_to=words.contact(work_group)[1],
    )
    post_many([draft], at=at)
