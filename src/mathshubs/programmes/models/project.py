"""What the network offers: national projects and local ones, and the templates of their groups."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from mathshubs.core.phases import Phase, phases_in_words
from mathshubs.hubs.models import Hub


class Maturity(models.TextChoices):
    """How far a design has come."""

    DEVELOPMENT = "DEVELOPMENT", "Development"
    EFFECTIVENESS = "EFFECTIVENESS", "Effectiveness"
    SCALING_UP = "SCALING_UP", "Scaling up"


@pghistory.track(append_only=True)
class Project(models.Model):
    """A design that Work Groups carry out: national (with its code), or one hub's own."""

    code = models.CharField(max_length=9, unique=True, null=True, blank=True)
    hub = models.ForeignKey(
        Hub, models.PROTECT, null=True, blank=True, related_name="projects",
        help_text="The hub whose own project this is. Empty for a national one.",
    )  # fmt: skip
    title = models.CharField(max_length=150)
    year = models.CharField("academic year", max_length=7, help_text="Such as: 2025/26")
    phases = ArrayField(models.CharField(max_length=12, choices=Phase.choices))
    summary = models.CharField(max_length=300)
    maturity = models.CharField(
        max_length=13, choices=Maturity.choices, default=Maturity.SCALING_UP
    )
    outcomes = models.TextField("what should change", blank=True)
    core_questions = models.JSONField(
        default=list, blank=True, help_text="Asked in every group's survey: a sentence each."
    )
    template = models.JSONField(
        default=dict, blank=True,
        help_text='Of a group\'s fields: {"rationale": {"value": "...", "locked": true}}.',
    )  # fmt: skip
    template_version = models.PositiveSmallIntegerField(
        default=0, help_text="Of the template in force. 0: there is none yet."
    )
    eligibility = models.JSONField(
        default=list, blank=True, help_text="Who can take part: rules, each with its values."
    )
    follows = models.OneToOneField(
        "self", models.SET_NULL, null=True, blank=True, related_name="followed_by",
        help_text="The same project in the year before.",
    )  # fmt: skip

    class Meta:
        ordering = ["code", "title"]
        constraints = [
            models.CheckConstraint(
                name="a_national_project_has_a_code_and_a_local_one_has_a_hub",
                condition=Q(code__isnull=False, hub=None) | Q(code=None, hub__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}" if self.code else self.title

    @property
    def phases_in_words(self) -> str:
        return phases_in_words(self.phases)


class MaturityStep(models.Model):
    """Somebody said that a project has come further, or has to go back, and why."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="maturity_steps")
    from_maturity = models.CharField(max_length=13, choices=Maturity.choices)
    to_maturity = models.CharField(max_length=13, choices=Maturity.choices)
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_step_of_maturity_leads_elsewhere",
                condition=~Q(from_maturity=models.F("to_maturity")),
            ),
            models.CheckConstraint(name="a_step_of_maturity_says_why", condition=~Q(reason="")),
        ]


class TemplateVersion(models.Model):
    """A template as it was given out, so that a hub can see what changed since theirs."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="template_versions")
    number = models.PositiveSmallIntegerField()
    fields = models.JSONField(help_text="As `Project.template`.")
    words = models.CharField("what changed, and why", max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "number"], name="a_template_has_each_version_once"
            )
        ]
