"""Letters to those who lead, or might."""

from __future__ import annotations

from mathshubs.comms.actions import Draft
from mathshubs.core.templatetags.mathshubs import day
from mathshubs.hubs.models import Accreditation

from ..models import ForLeaders, Leader, LeadInterest, LeadInvitation
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


def invited(invitation: LeadInvitation) -> Draft:
    """Invite somebody to co-lead, or to lead."""
    hub = invitation.hub
    step = (
        "to lead a Work Group of your own"
        if invitation.kind == Leader.Kind.LEAD
        else "to co-lead a Work Group, beside somebody who has led before"
    )
    parts = [
        words.hello(invitation.person),
        f"{hub} invites you {step}.",
        f"Why we ask you: {invitation.because[0].lower()}{invitation.because[1:]}.",
        invitation.words,
        "A yes binds you to nothing yet: the hub keeps your name on its list of leaders and talks "
        "with you, and with your headteacher, about which group and which days.",
        f"Say yes or no:\n{words.address('invitation', invitation.pk)}",
        f"Questions? Write to {invitation.sent_by.name}: {hub.email}\n\n{hub}",
    ]
    return Draft(
        to=invitation.person,
        kind=f"{words.ROOM}.lead_invited",
        about=f"lead_invitation:{invitation.pk}",
        topic=f"hub:{hub.pk}",
        subject=f"{hub} invites you {step.partition(',')[0]}",
        text=words.text(parts),
        from_name=str(hub),
        reply_to=hub.email,
    )


def invitation_answered(invitation: LeadInvitation) -> Draft:
    """Tell the hub what somebody said to its invitation."""
    hub, person = invitation.hub, invitation.person
    yes = invitation.state == LeadInvitation.State.YES
    step = invitation.get_kind_display().lower()
    parts = [
        f"{person.name} said {'yes' if yes else 'no'} to your invitation to {step}.",
        f"In their words:\n{invitation.answer}" if invitation.answer else "",
        f"The answer stands on your page of invitations:\n{words.address('pathway', hub.slug)}",
    ]
    return Draft(
        to=hub.email,
        kind=f"{words.ROOM}.lead_invitation_answered",
        about=f"lead_invitation:{invitation.pk}",
        topic=f"hub:{hub.pk}",
        subject=f"{person.name} said {'yes' if yes else 'no'} to your invitation to {step}",
        text=words.text(parts),
        from_name=str(hub),
        reply_to=person.email,
    )


def accredited(accreditation: Accreditation, cohort: ForLeaders) -> Draft:
    """Tell somebody who completed a cohort what they are now."""
    record, group = accreditation.record, cohort.work_group
    until = (
        f" It holds to {day(accreditation.expires_on)}, and can be renewed."
        if accreditation.expires_on
        else ""
    )
    renewed = "renewed" if accreditation.renewed_on else "awarded"
    parts = [
        words.hello(record.person),
        f"You completed {group.title}. Your accreditation as {accreditation.get_kind_display()} is "
        f"{renewed}.{until}",
        "It stands on your record as a leader, where you also say where you can travel and how "
        f"many days you have:\n{words.address('my_leading')}",
        words.signed(group),
    ]
    return Draft(
        to=record.person,
        kind=f"{words.ROOM}.accredited",
        about=f"accreditation:{accreditation.pk}:{group.pk}",
        topic=words.topic(group),
        subject=f"You are accredited: {accreditation.get_kind_display()}",
        text=words.text(parts),
        from_name=str(group.hub),
        reply_to=words.contact(group)[1],
    )
