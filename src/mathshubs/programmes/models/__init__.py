"""Projects and their templates, pathways, year plans."""

from mathshubs.core.phases import Phase

from .pathway import Pathway, SchoolStage, Stage
from .plan import (
    Commitment,
    HalfTerm,
    HalfTermReturn,
    Plan,
    PlanLine,
    PlanStep,
    PlanVersion,
    RollOverStep,
    Target,
)
from .planner import PlannerRun
from .project import Maturity, MaturityStep, Project, TemplateVersion

__all__ = [
    "Commitment",
    "HalfTerm",
    "HalfTermReturn",
    "Maturity",
    "MaturityStep",
    "Pathway",
    "Phase",
    "Plan",
    "PlanLine",
    "PlanStep",
    "PlanVersion",
    "PlannerRun",
    "Project",
    "RollOverStep",
    "SchoolStage",
    "Stage",
    "Target",
    "TemplateVersion",
]
