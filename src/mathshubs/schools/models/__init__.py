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

__all__ = [
    "Authority",
    "ContactsConfirmation",
    "District",
    "Employment",
    "PastName",
    "Postcode",
    "PriorityList",
    "RegisterImport",
    "School",
    "SchoolLink",
    "Trust",
    "_kept_at",
]
