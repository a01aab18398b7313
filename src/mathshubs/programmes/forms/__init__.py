"""What is typed about projects, and about who can take part."""

from .projects import ProjectForm

__all__ = ["ProjectForm"]
