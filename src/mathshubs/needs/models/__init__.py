"""Needs, the doors they come through, priorities, and how they are answered."""

from .doors import Message, PartnerOffer, SupportKind, TrainingEnquiry
from .evidence import Proposal, ProposalRun
from .need import KeyStage, Need, NeedEvidence, NeedPlace, NeedStep, Theme
from .places import PLACES, AboutAPlace
from .priorities import Comment, Criterion, Priority, PriorityRound, Score
from .provision import Commission, Deliverable, Milestone, Provision, SupportPlan, Tender
from .survey import Question, Survey, SurveyedNeed, SurveyedSchool

__all__ = [
    "PLACES",
    "AboutAPlace",
    "Comment",
    "Commission",
    "Criterion",
    "Deliverable",
    "KeyStage",
    "Message",
    "Milestone",
    "Need",
    "NeedEvidence",
    "NeedPlace",
    "NeedStep",
    "PartnerOffer",
    "Priority",
    "PriorityRound",
    "Proposal",
    "ProposalRun",
    "Provision",
    "Question",
    "Score",
    "SupportKind",
    "SupportPlan",
    "Survey",
    "SurveyedNeed",
    "SurveyedSchool",
    "Tender",
    "Theme",
    "TrainingEnquiry",
]
