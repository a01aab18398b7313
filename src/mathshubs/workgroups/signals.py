"""What this room does when the rooms below say that something happened."""

from __future__ import annotations

from datetime import datetime

from mathshubs.comms.queue import defer
from mathshubs.programmes.models import TemplateVersion

from .actions import templates


def tell_hubs_of_template(sender, version: TemplateVersion, at: datetime, **kwargs) -> None:
    """Write to the hubs with groups that may follow, in the transaction that gave it out."""
    templates.tell_hubs(version=version, at=at)


def follow_schools_soon(sender, **kwargs) -> None:
    """Queue the job that lets places go on with their schools, in the import's transaction."""
    defer("workgroups.follow_schools", timestamp=0)
