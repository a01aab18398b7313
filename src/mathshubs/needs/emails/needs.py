"""Letters about a need: that it arrived, and each thing that became of it."""

from __future__ import annotations

from mathshubs.comms.actions import Draft
from mathshubs.people.models import Person

from ..methods import steps
from ..models import Need, NeedStep
from . import words


def _to(need: Need) -> Person | str:
    return need.raised_by or need.raiser_email


def arrived(need: Need) -> Draft:
    """Thank whoever raised it, or say who passed it on, and where to see what becomes of it."""
    came = "Thank you for telling us what you need"
    if need.referred_by == Need.ReferredBy.HUB:
        came = f"{need.referrer} has passed on to us what you told it"
    parts = [
        f"Hello {need.raiser_name}" if need.raiser_name else "Hello",
        f"{came}: {need.title}. Somebody reads it within five school days.",
        f"You can see what becomes of it, at any time:\n{words.told('need', need.pk)}",
    ]
    return words.letter(
        need.hub, parts, to=_to(need), kind="need_arrived", about=f"need:{need.pk}",
        subject=f"We have what you told us: {need.title}",
    )  # fmt: skip


def to_owner(need: Need) -> Draft:
    """Tell who sees to it that a need arrived."""
    assert need.owner
    place = need.organisation or str(need.school or "")
    who = ", ".join(part for part in (need.raiser_name, place) if part) or "Somebody"
    came = f"A need told to {words.whose(need.hub)} by {who}"
    if need.referred_by == Need.ReferredBy.HUB:
        came = f"{need.referrer} passes on what it was told by {who}"
    parts = [
        f"Hello {need.owner.given_name}",
        f"{came}: {need.title}.",
        f"Read it and say what becomes of it:\n{words.address('need', need.pk)}",
    ]
    return words.letter(
        need.hub, parts, to=need.owner, kind="need_to_look_at", about=f"need:{need.pk}",
        subject=f"A need to look at: {need.title}",
    )  # fmt: skip


def told(need: Need, step: NeedStep) -> Draft:
    """Tell whoever raised it what was decided, with the words of who decided."""
    says = steps.SAYS[step.to_state] if step.to_state != "TRIAGE" else "We look into it again."
    parts = [
        f"Hello {need.raiser_name}" if need.raiser_name else "Hello",
        f"You told us what you need: {need.title}. {says}",
        *([step.words] if step.words else []),
        f"All that became of it so far:\n{words.told('need', need.pk)}",
    ]
    return words.letter(
        need.hub, parts, to=_to(need), kind="need_told", about=f"need:{need.pk}:{step.pk}",
        subject=f"What became of what you told us: {need.title}",
    )  # fmt: skip
