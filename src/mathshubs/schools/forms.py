"""What is typed about schools, turned into values or into a sentence."""

from __future__ import annotations

from .fields import SchoolField

__all__ = ["SchoolField"]
