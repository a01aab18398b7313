"""What is typed about projects, and about who can take part."""

from .eligibility import FORMS, ChooseRule, RuleForm
from .projects import ProjectForm

__all__ = ["FORMS", "ChooseRule", "ProjectForm", "RuleForm"]
