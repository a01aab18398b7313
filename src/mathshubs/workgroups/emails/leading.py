"""Letters to those who lead, or might."""

from __future__ import annotations

from mathshubs.comms.actions import Draft

from ..models import LeadInterest
from . import words


def offered(interest: LeadInterest) -> Draft:
    """Tell the hub that somebody would like to lead one of its groups."""
    work_group, person = interest.work_group, interest.person
    parts = [
        f"{person.name} would like to lead {work_group.title} ({work_group.year}), as "
        f"{interest.get_kind_display().lower()}.",
        f"Why:\n{interest.why}",
        "Choose, or say no with a kind sentence. They wait for an answer:\n"
        + words.address("leaders_wanted", work_group.pk),
    ]
    return Draft(
        to=work_group.hub.email,
        kind=f"{words.ROOM}.lead_offered",
        about=f"lead_interest:{interest.pk}",
        topic=words.topic(work_group),
        subject=f"{person.name} would like to lead {work_group.title}",
        text=words.text(parts),
        from_name=str(work_group.hub),
        reply_to=person.email,
    )


def declined(interest: LeadInterest) -> Draft:
    """Say no to somebody who offered to lead a group, with the hub's own sentence."""
    work_group = interest.work_group
    parts = [
        words.hello(interest.person),
        f"Thank you for offering to lead {work_group.title} ({work_group.year}). This time the hub "
        "has chosen otherwise.",
        interest.answer,
        "Groups that look for a leader, and your own record, are here:\n"
        + words.address("my_leading"),
        f"Questions? Write to {work_group.hub.email}.\n\n{work_group.hub}",
    ]
    return Draft(
        to=interest.person,
        kind=f"{words.ROOM}.lead_declined",
        about=f"lead_interest:{interest.pk}",
        topic=words.topic(work_group),
        subject=f"Your offer to lead {work_group.title}",
        text=words.text(parts),
        from_name=str(work_group.hub),
        reply_to=work_group.hub.email,
    )
