"""Letters about an enquiry into teaching: to whoever wrote, to who answers, to a provider."""

from __future__ import annotations

from mathshubs.comms.actions import Draft
from mathshubs.people.models import Person

from ..models import TrainingEnquiry
from ..queries.needs import told_key
from . import words


def topic(pk: int) -> str:
    """Return what the ledger keeps the letters of an enquiry under: they are deleted with it."""
    return f"training_enquiry:{pk}"


def _link(enquiry: TrainingEnquiry) -> str:
    return words.address("my_enquiry", told_key("teaching", enquiry.pk))


def _letter(
    enquiry: TrainingEnquiry, parts: list[str], *, to: Person | str, kind: str, subject: str
) -> Draft:
    return words.letter(
        enquiry.hub, parts, to=to, kind=kind, about=topic(enquiry.pk), subject=subject
    )


def arrived(enquiry: TrainingEnquiry) -> Draft:
    agreed = (
        "You agreed that we may pass on your name, your email address, the phases and what you "
        "wrote to one provider of teacher training. Until we do, you can take that back here:"
        if enquiry.consented_at
        else "We pass on nothing of it. If you change your mind, say so here:"
    )
    parts = [
        f"Hello {enquiry.name}",
        "Thank you for thinking of teaching maths. Somebody who knows the ways into teaching "
        "here answers within five school days.",
        f"{agreed}\n{_link(enquiry)}",
        "We delete who you are and what you wrote a year from now.",
    ]
    return _letter(
        enquiry, parts, to=enquiry.person or enquiry.email, kind="enquiry_arrived",
        subject="Thinking of teaching maths: we have what you wrote",
    )  # fmt: skip


def to_owner(enquiry: TrainingEnquiry) -> Draft:
    assert enquiry.owner
    may = "may" if enquiry.consented_at else "may not"
    parts = [
        f"Hello {enquiry.owner.given_name}",
        f"{enquiry.name} thinks of teaching maths ({enquiry.phases_in_words.lower()}). You {may} "
        "hand it on to a provider of teacher training.",
        f"Read it, and answer or hand it on:\n{words.address('enquiry', enquiry.pk)}",
    ]
    return _letter(
        enquiry, parts, to=enquiry.owner, kind="enquiry_to_answer",
        subject="To answer: somebody thinks of teaching maths",
    )  # fmt: skip


def to_provider(enquiry: TrainingEnquiry) -> Draft:
    """Return a letter with what they agreed to, and nothing else."""
    parts = [
        f"Hello {enquiry.handed_to}",
        f"{enquiry.name} thinks of becoming a maths teacher and has agreed that you may write to "
        "them about training.",
        f"Email: {enquiry.email}\nPhases: {enquiry.phases_in_words}",
        *([f"What they wrote:\n{enquiry.words}"] if enquiry.words else []),
        "Use it for this only, and delete it when they ask you to.",
    ]
    return _letter(
        enquiry, parts, to=enquiry.handed_email, kind="enquiry_for_provider",
        subject="Somebody near you thinks of teaching maths",
    )  # fmt: skip


def handed_on(enquiry: TrainingEnquiry) -> Draft:
    parts = [
        f"Hello {enquiry.name}",
        f"As you agreed, we have passed on your name, your email address, the phases and what you "
        f"wrote to {enquiry.handed_to}, {enquiry.handed_email}. They write to you about training.",
        "If you want them to stop, write to them.",
    ]
    return _letter(
        enquiry, parts, to=enquiry.person or enquiry.email, kind="enquiry_handed_on",
        subject=f"Teaching maths: {enquiry.handed_to} will write to you",
    )  # fmt: skip


def answered(enquiry: TrainingEnquiry) -> Draft:
    parts = [
        f"Hello {enquiry.name}",
        "You wrote that you think of teaching maths. Our answer:",
        enquiry.answer,
        f"What you agreed to, and how to change it:\n{_link(enquiry)}",
    ]
    return _letter(
        enquiry, parts, to=enquiry.person or enquiry.email, kind="enquiry_answered",
        subject="Our answer: thinking of teaching maths",
    )  # fmt: skip
