"""Work Groups and events, places in them, and what happened at their workshops."""

from .attendance import Attendance, Certificate
from .group import ExpertPartner, JoiningDetails, Leader, StateChange, WorkGroup, Workshop
from .place import CalendarFeed, Place, PlaceDecision, RunAgainRequest

__all__ = [
    "Attendance",
    "CalendarFeed",
    "Certificate",
    "ExpertPartner",
    "JoiningDetails",
    "Leader",
    "Place",
    "PlaceDecision",
    "RunAgainRequest",
    "StateChange",
    "WorkGroup",
    "Workshop",
]
