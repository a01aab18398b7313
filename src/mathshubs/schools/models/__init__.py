"""The register of schools: what the national register says, and who works where."""

from .contacts import ContactsConfirmation
from .priority import PriorityList
from .register import (
    Authority,
    District,
    Employment,
    PastName,
    Postcode,
    RegisterImport,
    School,
    SchoolLink,
    Trust,
    _kept_at,  # as migrations call it
)
from .results import (
    Group,
    Mark,
    Publication,
    Release,
    Result,
    ResultsFile,
    ResultsImport,
    Stage,
)

__all__ = [
    "Authority",
    "ContactsConfirmation",
    "District",
    "Employment",
    "Group",
    "Mark",
    "PastName",
    "Postcode",
    "PriorityList",
    "Publication",
    "RegisterImport",
    "Release",
    "Result",
    "ResultsFile",
    "ResultsImport",
    "School",
    "SchoolLink",
    "Stage",
    "Trust",
    "_kept_at",
]
