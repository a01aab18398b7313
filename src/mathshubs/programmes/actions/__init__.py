"""What changes a project, beyond what its form says."""

from __future__ import annotations

from django.db import transaction

from ..methods import eligibility
from ..methods.eligibility import Rule
from ..models import Project


@transaction.atomic
def change_rules(*, project: Project, add: Rule | None = None, without: str = "") -> Project:
    """
    Add a rule of who can take part, or take away the one with the stamp `without`. Twice is once.

    It holds for whoever applies from now on; nobody loses a place by it.
    """
    project = Project.objects.select_for_update(of=("self",)).get(pk=project.pk)
    project.eligibility = eligibility.changed(project.eligibility, add=add, without=without)
    project.save(update_fields=["eligibility"])
    return project
