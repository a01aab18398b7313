"""Letters about somebody who does not come, or did not."""

from __future__ import annotations

from datetime import datetime

from mathshubs.comms.actions import post
from mathshubs.core.templatetags.mathshubs import pounds, session_time
from mathshubs.people.models import Person

from ..models import AbsenceNotice, Attendance, Charge, HeadTold, WorkGroup
from . import words


def told_for_you(notice: AbsenceNotice, *, at: datetime) -> None:
    """Somebody told for whoever has the place."""
    place, workshop = notice.place, notice.workshop
    name = notice.substitute_name
    told = (
        f"{notice.told_by.name} told us that {name} comes instead of you to"
        if name
        else f"{notice.told_by.name} told us that you cannot come to"
    )
    words.post_many(
        [
            words.draft(
                place, kind="absence_told", about=f"place:{place.pk}:workshop:{workshop.pk}",
                subject=f"You are not expected at {workshop} of {place.work_group.title}",
                parts=[
                    f"{told} {workshop} of {place.work_group.title}, {session_time(workshop)}.",
                    f"We do not write to {name}. Please pass on to them what they need:\n"
                    + words.line(workshop, with_link=True)
                    if name
                    else "",
                    "Is that wrong? Say so here, before the workshop:\n"
                    + words.address("cannot_come", place.pk),
                ],
            )
        ],
        at=at,
    )  # fmt: skip


def head_told(absences: list[Attendance], address: str, *, at: datetime) -> None:
    """One letter to the head about everybody of the school who was missing at a workshop."""
    workshop, school = absences[0].workshop, absences[0].place.school
    group = workshop.work_group
    who = _listed([one.place.who for one in absences])
    coming = [each for each in words.workshops_of(group) if each.starts_at > at]
    _post(
        group, address, kind="head_told",
        about=f"workshop:{workshop.pk}:school:{school.pk}:{at:%Y%m%d}",
        subject=f"{who} did not come to {workshop} of {group.title}",
        parts=[
            f"{who} of {school.name} did not come to {workshop} of {group.title}, "
            f"{session_time(workshop)}. Nobody told us before.",
            f"By the terms of the group an absence without a week's notice may be charged at "
            f"{pounds(group.absence_charge)}. We write again if it is."
            if group.absence_charge
            else "",
            f"The next workshop is {words.line(coming[0], with_link=False)[2:]}." if coming else "",
            "Was it a mistake, or should a colleague take the place? Write to us. A colleague can "
            "come instead at any time: tell us the name before.",
        ],
        at=at,
    )  # fmt: skip


def charged(charge: Charge, *, at: datetime) -> None:
    attendance = charge.attendance
    workshop, group = attendance.workshop, attendance.workshop.work_group
    _post(
        group, _whom(attendance), kind="charged", about=f"charge:{charge.pk}",
        subject=f"{pounds(charge.pounds)} for an absence from {group.title}",
        parts=[
            f"{attendance.place.who} of {attendance.place.school.name} did not come to {workshop} "
            f"of {group.title}, {session_time(workshop)}, and we were not told a week before.",
            f"By the terms of the group {group.hub} charges the school "
            f"{pounds(charge.pounds)}. An invoice follows.",
            "Was there a reason we should know? Write to us: a charge can be waived.",
        ],
        at=at,
    )  # fmt: skip


def waived(charge: Charge, *, at: datetime) -> None:
    attendance = charge.attendance
    workshop, group = attendance.workshop, attendance.workshop.work_group
    _post(
        group, _whom(attendance), kind="charge_waived", about=f"charge:{charge.pk}",
        subject=f"Nothing to pay: {workshop} of {group.title}",
        parts=[
            f"We wrote that {pounds(charge.pounds)} is charged for the absence of "
            f"{attendance.place.who} from {workshop} of {group.title}. That charge is waived: "
            "there is nothing to pay.",
        ],
        at=at,
    )  # fmt: skip


def _whom(attendance: Attendance) -> Person | str:
    """Return where the head was told of the absence, else the person."""
    told = HeadTold.objects.filter(attendance=attendance).first()
    if told:
        return told.sent_to
    assert attendance.place.person
    return attendance.place.person


def _post(
    group: WorkGroup, to: Person | str, *, kind: str, about: str, subject: str, parts: list[str],
    at: datetime,
) -> None:  # fmt: skip
    hello = words.hello(to) if isinstance(to, Person) else "Dear headteacher,"
    post(
        to=to, kind=f"{words.ROOM}.{kind}", about=about, topic=words.topic(group), subject=subject,
        text=words.text([hello, *parts, words.signed(group)]), from_name=str(group.hub),
        reply_to=words.contact(group)[1], at=at,
    )  # fmt: skip


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
