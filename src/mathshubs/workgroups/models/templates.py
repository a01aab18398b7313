"""What a hub did when the centre changed the template of a group's project."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from mathshubs.programmes.models import Project

from .group import WorkGroup


class TemplateChoice(models.Model):
    """A hub took a version of the template for a group, or left it with a reason."""

    work_group = models.ForeignKey(WorkGroup, models.CASCADE, related_name="template_choices")
    project = models.ForeignKey(Project, models.PROTECT, related_name="template_choices")
    version = models.PositiveSmallIntegerField(help_text="Of the project's template.")
    before_version = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="The one the group was on. Empty: it was on none."
    )
    taken = models.BooleanField(help_text="Taken, or left as it is.")
    reason = models.CharField("why it was left", max_length=300, blank=True)
    before = models.JSONField(
        default=dict, blank=True, help_text="What the fields said that taking it changed."
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(
        null=True, blank=True, help_text="Taken back, or taken after having been left."
    )
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["work_group", "project", "version"], condition=Q(undone_at=None),
                name="a_group_stands_once_to_each_version",
            ),
            models.CheckConstraint(
                name="a_version_is_left_with_a_reason", condition=Q(taken=True) | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="a_choice_is_undone_by_somebody_at_a_time",
                condition=Q(undone_at=None, undone_by=None)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
            ),
        ]  # fmt: skip
