"""Work Groups and events, places in them, and what happened at their workshops."""

from .absence import AbsenceNotice, Charge, HeadTold
from .attendance import Attendance, Certificate
from .bulk import BulkLetter
from .enrolment import Enrolment, HeadAgreement
from .group import ExpertPartner, JoiningDetails, Leader, StateChange, WorkGroup, Workshop
from .leading import (
    DaysUsed,
    ForLeaders,
    LeadersWanted,
    LeadFeedback,
    LeadInterest,
    LeadInvitation,
)
from .offers import Draw
from .place import CalendarFeed, Place, PlaceDecision, RunAgainRequest
from .plans import ActionPlan, OpenLesson, PlanReview, PlanStep, Visit
from .statements import Statement
from .successors import SchoolChange
from .tasks import Task, TaskAnswer, TaskAnswerFile, TaskFile
from .templates import TemplateChoice
from .uploads import Upload

__all__ = [
    "AbsenceNotice",
    "ActionPlan",
    "Attendance",
    "BulkLetter",
    "CalendarFeed",
    "Certificate",
    "Charge",
    "DaysUsed",
    "Draw",
    "Enrolment",
    "ExpertPartner",
    "ForLeaders",
    "HeadAgreement",
    "HeadTold",
    "JoiningDetails",
    "LeadFeedback",
    "LeadInterest",
    "LeadInvitation",
    "Leader",
    "LeadersWanted",
    "OpenLesson",
    "Place",
    "PlaceDecision",
    "PlanReview",
    "PlanStep",
    "RunAgainRequest",
    "SchoolChange",
    "StateChange",
    "Statement",
    "Task",
    "TaskAnswer",
    "TaskAnswerFile",
    "TaskFile",
    "TemplateChoice",
    "Upload",
    "Visit",
    "WorkGroup",
    "Workshop",
]
