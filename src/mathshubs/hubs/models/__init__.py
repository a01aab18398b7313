"""Hubs: their areas, who leads them, who holds which post, and what is kept about their leaders."""

from .hub import Hub, HubArea, HubChoice, HubShape, LeadSchoolTenure, Post
from .leaders import Accreditation, DevelopmentNote, LeaderRecord, LeaderYear

__all__ = [
    "Accreditation",
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
