"""Spaces and what is written in them."""

from .posts import Moderation, PostFile, Reading, Report, SpacePost
from .spaces import Digest, Membership, Space

__all__ = [
    "Digest",
    "Membership",
    "Moderation",
    "PostFile",
    "Reading",
    "Report",
    "Space",
    "SpacePost",
]
