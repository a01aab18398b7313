"""Hubs: areas, who leads them, posts, boards, and what is kept about their leaders."""

from .board import Advice
from .hub import Hub, HubArea, HubChoice, HubShape, LeadSchoolTenure, Post
from .leaders import Accreditation, DevelopmentNote, LeaderRecord, LeaderYear

__all__ = [
    "Accreditation",
    "Advice",
    "DevelopmentNote",
    "Hub",
    "HubArea",
    "HubChoice",
    "HubShape",
    "LeadSchoolTenure",
    "LeaderRecord",
    "LeaderYear",
    "Post",
]
