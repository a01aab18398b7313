"""What comes through the doors beside needs: messages, ideas, offers to be a partner."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from mathshubs.core.phases import Phase, phases_in_words
from mathshubs.hubs.models import Hub
from mathshubs.schools.models import District, School

from .need import Theme


class SupportKind(models.TextChoices):
    """The kinds of support that a network gives, or a partner offers."""

    RECRUITMENT = "RECRUITMENT", "Recruitment into teaching"
    TRAINING = "TRAINING", "Initial training and induction"
    DEVELOPMENT = "DEVELOPMENT", "Professional development and school-to-school support"
    LEADERSHIP = "LEADERSHIP", "Leadership development"
    SYSTEM = "SYSTEM", "System leadership"
    UNIVERSITIES = "UNIVERSITIES", "Enrichment with universities"
    EMPLOYERS = "EMPLOYERS", "Enrichment with employers"
    RESOURCES = "RESOURCES", "Schemes of work and resources"


class Approach(models.Model):
    """What every message through a door has: who it is from, who sees to it, what became of it."""

    name = models.CharField(max_length=150)
    email = models.EmailField()
    role = models.CharField("your role", max_length=100, blank=True)
    organisation = models.CharField(max_length=150, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True,
        related_name="%(class)ss_sent",
    )  # fmt: skip
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True,
        related_name="%(class)ss_owned",
    )  # fmt: skip
    at = models.DateTimeField()
    answer = models.TextField(blank=True, help_text="What became of it, as whoever wrote reads it.")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["-at", "-pk"]


@pghistory.track(append_only=True)
class Message(Approach):
    """A question to the hub, or an idea of how to work together."""

    class Kind(models.TextChoices):
        CONTACT = "CONTACT", "A message"
        SUGGESTION = "SUGGESTION", "A way of working together"

    class State(models.TextChoices):
        RECEIVED = "RECEIVED", "Received"
        ANSWERED = "ANSWERED", "Answered"
        TAKEN_UP = "TAKEN_UP", "Taken up"
        DECLINED = "DECLINED", "Declined"

    hub = models.ForeignKey(Hub, models.PROTECT, related_name="messages")
    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.RECEIVED)
    subject = models.CharField(max_length=150)
    words = models.TextField("your message")

    class Meta(Approach.Meta):
        constraints = [
            models.CheckConstraint(
                name="an_answered_message_has_its_answer",
                condition=Q(state="RECEIVED") | ~Q(answer=""),
            )
        ]
        indexes = [models.Index(fields=["hub", "state", "-at"])]

    def __str__(self) -> str:
        return self.subject


@pghistory.track(append_only=True)
class PartnerOffer(Approach):
    """What a university, employer, trust, subject association or school offers to schools."""

    class From(models.TextChoices):
        UNIVERSITY = "UNIVERSITY", "A university or college"
        EMPLOYER = "EMPLOYER", "An employer"
        TRUST = "TRUST", "A trust"
        SUBJECT_ASSOCIATION = "SUBJECT_ASSOCIATION", "A subject association"
        SCHOOL = "SCHOOL", "A school"
        OTHER = "OTHER", "Somebody else"

    class State(models.TextChoices):
        OFFERED = "OFFERED", "To look at"
        LISTED = "LISTED", "Listed"
        DECLINED = "DECLINED", "Declined"
        ENDED = "ENDED", "Ended"

    hub = models.ForeignKey(Hub, models.PROTECT, related_name="partner_offers")
    of = models.CharField("who offers it", max_length=19, choices=From.choices)
    title = models.CharField(max_length=150, help_text="Such as: A day in our statistics lab")
    what = models.TextField("what you can offer")
    kind = models.CharField("kind of support", max_length=12, choices=SupportKind.choices)
    phases = ArrayField(models.CharField(max_length=12, choices=Phase.choices), default=list)
    themes = models.ManyToManyField(Theme, related_name="partner_offers", blank=True)
    districts = models.ManyToManyField(District, related_name="partner_offers", blank=True)
    where = models.CharField(max_length=150, blank=True, help_text="A place, or: online")
    when = models.CharField(max_length=150, blank=True, help_text="Such as: any Friday in spring")
    until_on = models.DateField("offered until", null=True, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OFFERED)

    class Meta(Approach.Meta):
        constraints = [
            models.CheckConstraint(
                name="a_declined_offer_says_why", condition=~Q(state="DECLINED") | ~Q(answer="")
            )
        ]
        indexes = [models.Index(fields=["hub", "state"])]

    def __str__(self) -> str:
        return self.title

    @property
    def phases_in_words(self) -> str:
        return phases_in_words(self.phases)


class TrainingEnquiry(Approach):
    """Somebody thinks of becoming a maths teacher, and may be put in touch with a trainer."""

    hub = models.ForeignKey(Hub, models.PROTECT, related_name="training_enquiries")
    phases = ArrayField(models.CharField(max_length=12, choices=Phase.choices), default=list)
    words = models.TextField("where you are now", blank=True)
    consented_at = models.DateTimeField(
        null=True, blank=True, help_text="When they said that we may hand on who they are."
    )
    withdrawn_at = models.DateTimeField(
        null=True, blank=True, help_text="When they took that back."
    )
    handed_to = models.CharField("handed on to", max_length=150, blank=True)
    handed_email = models.EmailField("their email address", blank=True)
    handed_at = models.DateTimeField(null=True, blank=True)
    handed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    forgotten_at = models.DateTimeField(
        null=True, blank=True, help_text="When who they are was deleted: only counts are left."
    )

    class Meta(Approach.Meta):
        constraints = [
            models.CheckConstraint(
                name="nobody_is_handed_on_who_did_not_agree",
                condition=Q(handed_at=None) | Q(consented_at__isnull=False) & ~Q(handed_to=""),
            ),
            models.CheckConstraint(
                name="who_is_forgotten_has_no_name_left",
                condition=Q(forgotten_at=None) | Q(name="", email="", words="", person=None),
            ),
        ]
        indexes = [models.Index(fields=["hub", "-at"])]

    def __str__(self) -> str:
        return self.name or "Somebody whose details are deleted"

    @property
    def phases_in_words(self) -> str:
        return phases_in_words(self.phases)

    @property
    def may_be_handed_on(self) -> bool:
        return bool(self.consented_at and not self.handed_at and not self.forgotten_at)
