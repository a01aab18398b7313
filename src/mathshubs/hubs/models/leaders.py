"""What a hub keeps about those who lead its work (LLMEs)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from mathshubs.core.dated import Dated
from mathshubs.core.phases import Phase, phases_in_words
from mathshubs.schools.models import District

from .hub import Hub

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


@pghistory.track(append_only=True)
class LeaderRecord(Dated):
    """
    Somebody leads work of a hub, and what the hub keeps about that: one record for each person.

    The hub's staff write it; the leader writes phases, themes, districts and days to spare.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="leader_record"
    )
    hub = models.ForeignKey(
        Hub, models.PROTECT, related_name="leader_records", help_text="The hub that keeps it."
    )
    phases = ArrayField(
        models.CharField(max_length=12, choices=Phase.choices), default=list, blank=True
    )
    themes = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    districts = models.ManyToManyField(
        District, blank=True, related_name="leaders", help_text="Where they are willing to travel."
    )
    employer = models.CharField(max_length=150, blank=True)
    agreed_on = models.DateField("employer agreed on", null=True, blank=True)
    agreed_until = models.DateField(null=True, blank=True, help_text="The last day it covers.")
    agreed_by = models.CharField(max_length=150, blank=True, help_text="Who agreed, and their job.")
    checked_on = models.DateField("safeguarding checks seen on", null=True, blank=True)
    check_again_by = models.DateField(null=True, blank=True)

    if TYPE_CHECKING:
        accreditations: RelatedManager[Accreditation]
        years: RelatedManager[LeaderYear]
        notes: RelatedManager[DevelopmentNote]

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                name="an_employers_agreement_says_who_and_ends_after_it_begins",
                condition=Q(agreed_on=None, agreed_until=None, agreed_by="")
                | Q(agreed_on__isnull=False, agreed_until=None) & ~Q(agreed_by="")
                | Q(agreed_on__isnull=False, agreed_until__gte=F("agreed_on")) & ~Q(agreed_by=""),
            ),
            models.CheckConstraint(
                name="checks_are_due_again_after_they_were_seen",
                condition=Q(checked_on=None, check_again_by=None)
                | Q(checked_on__isnull=False, check_again_by__isnull=False)
                & Q(check_again_by__gt=F("checked_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.person.name

    @property
    def phases_in_words(self) -> str:
        return phases_in_words(self.phases)


class LeaderYear(models.Model):
    """The days of one academic year: what the hub has contracted, and what the leader can give."""

    record = models.ForeignKey(LeaderRecord, models.CASCADE, related_name="years")
    year = models.CharField("academic year", max_length=7, help_text="Such as: 2025/26")
    contracted = models.DecimalField(
        max_digits=5, decimal_places=1, null=True, blank=True, help_text="Days. Empty: not said."
    )
    available = models.DecimalField(
        max_digits=5, decimal_places=1, null=True, blank=True, help_text="Days. Empty: not said."
    )

    class Meta:
        ordering = ["year"]
        constraints = [
            models.UniqueConstraint(fields=["record", "year"], name="one_line_of_days_a_year"),
            models.CheckConstraint(
                name="days_of_a_leader_are_not_negative",
                condition=(Q(contracted=None) | Q(contracted__gte=0))
                & (Q(available=None) | Q(available__gte=0)),
            ),
        ]


@pghistory.track(append_only=True)
class Accreditation(models.Model):
    """A national programme found somebody ready to lead. It may be renewed, and may end."""

    class Kind(models.TextChoices):
        PRIMARY_SPECIALIST = "PRIMARY_SPECIALIST", "Primary Mastery Specialist"
        SECONDARY_SPECIALIST = "SECONDARY_SPECIALIST", "Secondary Mastery Specialist"
        FE_SPECIALIST = "FE_SPECIALIST", "Further education Mastery Specialist"
        PD_LEAD = "PD_LEAD", "Professional Development Lead"
        SCHOOL_DEVELOPMENT_LEAD = "SCHOOL_DEVELOPMENT_LEAD", "School Development Lead"

    record = models.ForeignKey(LeaderRecord, models.CASCADE, related_name="accreditations")
    kind = models.CharField(max_length=25, choices=Kind.choices)
    cohort = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="The number of the cohort they trained in."
    )
    awarded_on = models.DateField()
    renewed_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True, help_text="The last day. Empty: no end.")

    class Meta:
        ordering = ["awarded_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "kind"], name="an_accreditation_is_renewed_not_given_twice"
            ),
            models.CheckConstraint(
                name="an_accreditation_is_renewed_and_ends_after_it_was_awarded",
                condition=(Q(renewed_on=None) | Q(renewed_on__gte=F("awarded_on")))
                & (Q(expires_on=None) | Q(expires_on__gte=F("awarded_on"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}{f', cohort {self.cohort}' if self.cohort else ''}"


class DevelopmentNote(models.Model):
    """What was seen, agreed or planned for a leader's development. Written once."""

    record = models.ForeignKey(LeaderRecord, models.CASCADE, related_name="notes")
    on = models.DateField("day")
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["-on", "-pk"]
