"""What a head is asked to agree to, and the letters about it."""

from __future__ import annotations

from datetime import date, datetime, time

from django.conf import settings
from django.utils.timezone import make_aware

from mathshubs.comms.actions import Draft, post_many
from mathshubs.core.templatetags.mathshubs import day, pounds
from mathshubs.people.models import Person
from mathshubs.schools.models import School

from .. import calendars
from ..models import HeadAgreement, Place, WorkGroup
from ..queries.agreements import signed
from . import words

VERSION = "2026-11.2"  # changes with the fixed words of `commitment`


def commitment(work_group: WorkGroup, school: School) -> str:
    """Return what the head reads and agrees to, word for word. It is kept with the answer."""
    held = f"{work_group} is an event" if work_group.is_event else f"{work_group} is a Work Group"
    cost = f"It costs {pounds(work_group.cost)} a person." if work_group.cost else "It is free."
    return words.text(
        [
            f"{held} of {work_group.hub}, {work_group.year}. {cost}",
            _release(work_group),
            "The whole school\nWhat they learn is meant for more than their own classroom. They "
            f"{_afterwards(work_group)}, share them with colleagues, and you give "
            "them time and standing to do so. If somebody leaves or falls ill, the school tells "
            f"{work_group.hub} and names a colleague in their place if it can.",
            "Finding out what changed\nThe school helps to find out what changed for teachers and "
            "pupils: who came, short questions to those who take part, and examples of work "
            "without anything that names a pupil.",
            "What we keep\nOf those who take part: names, role, school email address, teacher "
            f"reference number, {_attendance(work_group)} and what they answer. Of you: your name, "
            "this address, your answer and when you gave it. It is used to run and to evaluate "
            "the programme, and shared with those who fund and evaluate it, as the privacy notice "
            f"says: {settings.SITE_URL}/privacy/. We keep nothing about single pupils.",
            f"You answer for {school.name}.",
        ]
    )


def sections(text: str) -> list[tuple[str, str, list[str]]]:
    """Return the parts of `commitment`: each its heading or "", its words, and its list."""
    found = []
    for part in text.strip().split("\n\n"):
        lines = part.split("\n")
        heading = lines.pop(0) if len(lines) > 1 else ""
        said = [line for line in lines if not line.startswith("- ")]
        listed = [line.removeprefix("- ") for line in lines if line.startswith("- ")]
        found.append((heading, " ".join(said), listed))
    return found


def _release(work_group: WorkGroup) -> str:
    """Return what they are released for, with each date. An event is named as one."""
    dates = words.workshops_of(work_group)
    whole = "all of the event" if work_group.is_event else "all of every date"
    lines = [words.line(each, with_link=False) for each in dates]
    listed = lines or ["The dates are agreed with those who take part."]
    heading = "Date" if work_group.is_event and len(dates) == 1 else "Dates"
    return "\n".join([heading, f"The school releases those who take part for {whole}:", *listed])


def _afterwards(work_group: WorkGroup) -> str:
    """Return when they try things out: nothing is between the sessions of an event."""
    when = "after the event" if work_group.is_event else "between the dates"
    return f"try things out in school {when}"


def _attendance(work_group: WorkGroup) -> str:
    one = work_group.is_event and len(words.workshops_of(work_group)) == 1
    return "whether they came" if one else "which dates they came to"


def asks(agreement: HeadAgreement, *, at: datetime) -> None:
    """Post the link to the head, once for each asking."""
    title = agreement.work_group.title
    parts = [
        f"{agreement.asked_by.name} has applied for {agreement.school.name} to take part in "
        f"{title}. The places are kept for the school until {day(agreement.answer_by)}, and "
        "are given to it when you agree. It takes two minutes and needs no account.",
        f"Read what the school commits to, and agree or decline:\n{_link(agreement)}",
        words.dates(agreement.work_group),
        f"If we have not heard from you by the end of {day(agreement.answer_by)}, the places go to "
        "other schools. The link is for you alone: please do not pass it on.",
    ]
    if not agreement.work_group.head_agrees:
        parts[0] = (
            f"{agreement.asked_by.name} would like {agreement.school.name} to take part in "
            f"{title}, and asks you to agree to what that means for the school. It takes two "
            "minutes and needs no account."
        )
        parts[3] = "The link is for you alone: please do not pass it on."
    subject = f"Please agree by {day(agreement.answer_by)}: {title}"
    _post(agreement, "head_asked", subject, parts, at=at)


def reminds(agreement: HeadAgreement, *, at: datetime) -> None:
    """Post the link again; each reminder once."""
    title, last_day = agreement.work_group.title, day(agreement.answer_by)
    parts = [
        f"On {day(agreement.asked_at)} we asked whether {agreement.school.name} agrees to take "
        f"part in {title}. We have not heard from you yet.",
        f"Read what the school commits to, and agree or decline:\n{_link(agreement)}",
        f"The places are kept until the end of {last_day}.",
    ]
    kind = f"head_reminded_{agreement.reminders}"
    _post(agreement, kind, f"Still open, answer by {last_day}: {title}", parts, at=at)


def thanks(agreement: HeadAgreement, *, at: datetime) -> None:
    """Post to the head what they agreed to, to keep."""
    title = agreement.work_group.title
    parts = [
        f"Thank you. On {day(agreement.answered_at)} you agreed that {agreement.school.name} takes "
        f"part in {title}, as {agreement.answered_by}. These are the words:",
        agreement.text.strip(),
    ]
    _post(agreement, "head_thanked", f"What you agreed to: {title}", parts, at=at)


def answered(agreement: HeadAgreement, *, at: datetime) -> None:
    """Tell whoever gave the head's address that they agreed."""
    title = agreement.work_group.title
    parts = [
        f"{agreement.answered_by} has agreed that {agreement.school.name} takes part in {title}.",
        "What happens next: each of you with a place has a letter of their own with the dates.",
    ]
    subject = f"Your head has agreed: {title}"
    _post(agreement, "head_agreed", subject, parts, to=agreement.asked_by, at=at)


def declined(agreement: HeadAgreement, places: list[Place], *, at: datetime) -> None:
    """Tell each who had a place or waited, and who asked, that the head said no, and why."""
    title, name = agreement.work_group.title, agreement.answered_by
    parts = [
        f"{name} has not agreed that {agreement.school.name} takes part in {title}, so the place "
        "of the school goes to another.",
        f"The reason: {agreement.reason}",
        "Talk to them first if you think that something can be done. Then write to us: the hub can "
        "ask again.",
    ]
    _to_each(agreement, places, "head_declined", f"No place in {title}: the head's answer",
             parts, at=at)  # fmt: skip


def silent(agreement: HeadAgreement, places: list[Place], *, at: datetime) -> None:
    """Tell each whose place was kept that it has gone, for no answer came."""
    title = agreement.work_group.title
    parts = [
        f"We kept a place in {title} for {agreement.school.name} until "
        f"{day(agreement.answer_by)}. {agreement.head_name} did not answer by then, so it goes to "
        "the next who waits.",
        "If the school still wants to take part, talk to your head and apply again:\n"
        + words.address("detail", agreement.work_group_id),
    ]
    _to_each(agreement, places, "head_silent", f"The place kept for you has gone: {title}",
             parts, at=at)  # fmt: skip


def _to_each(
    agreement: HeadAgreement, places: list[Place], kind: str, subject: str, parts: list[str], *,
    at: datetime,
) -> None:  # fmt: skip
    readers = {place.reader.pk: place.reader for place in places}
    readers.setdefault(agreement.asked_by_id, agreement.asked_by)
    work_group = agreement.work_group
    calendar = calendars.cancelled_ics(words.workshops_of(work_group), work_group)
    drafts = [_draft(agreement, kind, subject, parts, to, calendar) for to in readers.values()]
    post_many(drafts, at=at)


def _post(
    agreement: HeadAgreement, kind: str, subject: str, parts: list[str], *,
    to: Person | None = None, at: datetime,
) -> None:  # fmt: skip
    post_many([_draft(agreement, kind, subject, parts, to)], at=at)


def _draft(
    agreement: HeadAgreement, kind: str, subject: str, parts: list[str], to: Person | None,
    calendar: str = "",
) -> Draft:  # fmt: skip
    """
    Return a letter to `to`, or to the head at the school: with a link in it, so that the ledger
    of letters forgets its words once it is sent.
    """
    work_group = agreement.work_group
    hello = words.hello(to) if to else f"Dear {agreement.head_name},"
    return Draft(
        to=to or agreement.sent_to,
        kind=f"{words.ROOM}.{kind}",
        about=f"agreement:{agreement.pk}",
        topic=words.topic(work_group),
        subject=subject,
        text=words.text([hello, *parts, words.signed(work_group)]),
        from_name=str(work_group.hub),
        reply_to=words.contact(work_group)[1],
        calendar=calendar,
        secret_until=None if to or agreement.answer else _end_of(agreement.answer_by),
    )


def _end_of(last_day: date | None) -> datetime | None:
    return make_aware(datetime.combine(last_day, time.max)) if last_day else None


def _link(agreement: HeadAgreement) -> str:
    return words.address("agree", signed(agreement))
