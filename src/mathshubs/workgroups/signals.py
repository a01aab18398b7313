"""What this room does when the rooms below say that something happened."""

from __future__ import annotations

from mathshubs.comms.queue import defer


def follow_schools_soon(sender, **kwargs) -> None:
    """Queue the job that lets places go on with their schools, in the import's transaction."""
    defer("workgroups.follow_schools", timestamp=0)
