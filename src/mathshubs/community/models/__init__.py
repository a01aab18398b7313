"""Spaces and what is written in them; the resource library."""

from .library import Resource, ResourceFile, ResourceUse, ResourceVersion
from .posts import POST_WORDS, Moderation, PostFile, Reading, Report, SpacePost
from .spaces import Digest, Membership, Space

__all__ = [
    "POST_WORDS",
    "Digest",
    "Membership",
    "Moderation",
    "PostFile",
    "Reading",
    "Report",
    "Resource",
    "ResourceFile",
    "ResourceUse",
    "ResourceVersion",
    "Space",
    "SpacePost",
]
