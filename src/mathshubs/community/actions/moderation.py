"""What should not stand is reported, and decided about by those who lead the space."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mathshubs.people.models import Person

from ..emails import moderation as letters
from ..models import Moderation, Report, SpacePost

Decision = Moderation.Decision


class ModerationRefused(Exception):
    """Nothing was decided. `str(refusal)` is a sentence for whoever asked."""


@transaction.atomic
def report(*, post: SpacePost, reason: str, by: Person, at: datetime) -> None:
    """Tell those who lead the space that a post should not stand. Twice is once, until settled."""
    _, is_new = Report.objects.get_or_create(
        post=post, by=by, settled_at=None, defaults={"reason": reason.strip()[:500], "at": at}
    )
    if is_new:
        letters.reported(post, at=at)


@transaction.atomic
def hide(*, post: SpacePost, reason: str, by: Person, at: datetime) -> None:
    """Hide a post from all but moderators, with the reason; its writer is told."""
    if not reason.strip():
        raise ModerationRefused("Say why it is hidden: its writer is told.")
    if not SpacePost.objects.filter(pk=post.pk, hidden_at=None).update(hidden_at=at):
        raise ModerationRefused("It is hidden already.")
    _decide(post, Decision.HIDDEN, reason, by, at)
    letters.hidden(post, reason.strip(), at=at)


@transaction.atomic
def restore(*, post: SpacePost, by: Person, at: datetime) -> None:
    """Show a hidden post again. Twice is once."""
    if SpacePost.objects.filter(pk=post.pk, hidden_at__isnull=False).update(hidden_at=None):
        _decide(post, Decision.RESTORED, "", by, at)


@transaction.atomic
def keep(*, post: SpacePost, by: Person, at: datetime) -> None:
    """Settle what was reported: the post stands as it is. Twice is once."""
    if post.reports.filter(settled_at=None).exists():
        _decide(post, Decision.KEPT, "", by, at)


def _decide(post: SpacePost, what: Decision, reason: str, by: Person, at: datetime) -> None:
    post.reports.filter(settled_at=None).update(settled_at=at)
    post.moderations.create(decision=what, reason=reason.strip()[:500], by=by, at=at)
