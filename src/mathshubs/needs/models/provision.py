"""How a priority is answered: point to, extend, develop, commission; support for one school."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from mathshubs.core.dated import Dated
from mathshubs.hubs.models import Hub
from mathshubs.programmes.models import PlanLine, Project
from mathshubs.schools.models import School

from .doors import PartnerOffer, SupportKind
from .need import Need
from .priorities import Priority


@pghistory.track(append_only=True)
class Provision(models.Model):
    """One of the answers to a priority. Groups serve it through its line of the year plan."""

    class Mode(models.TextChoices):
        SIGNPOST = "SIGNPOST", "Point to what exists"
        EXTEND = "EXTEND", "Extend what exists"
        DEVELOP = "DEVELOP", "Develop something new"
        COMMISSION = "COMMISSION", "Commission somebody outside"

    class State(models.TextChoices):
        CHOSEN = "CHOSEN", "Chosen"
        UNDER_WAY = "UNDER_WAY", "Under way"
        DONE = "DONE", "Done"
        STOPPED = "STOPPED", "Stopped"

    priority = models.ForeignKey(Priority, models.PROTECT, related_name="provisions")
    mode = models.CharField(max_length=10, choices=Mode.choices)
    kind = models.CharField("kind of support", max_length=12, choices=SupportKind.choices)
    title = models.CharField(max_length=150)
    what = models.TextField("what it is, and why this answer")
    link = models.URLField("where it is found", blank=True)
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="provisions"
    )
    partner_offer = models.ForeignKey(
        PartnerOffer, models.SET_NULL, null=True, blank=True, related_name="provisions",
        help_text="What a partner offers, when that is the answer.",
    )  # fmt: skip
    plan_line = models.ForeignKey(
        PlanLine, models.SET_NULL, null=True, blank=True, related_name="provisions"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=9, choices=State.choices, default=State.CHOSEN)
    review = models.TextField("what came of it", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="an_answer_that_ended_says_what_came_of_it",
                condition=~Q(state__in=["DONE", "STOPPED"]) | ~Q(review=""),
            )
        ]

    def __str__(self) -> str:
        return self.title


@pghistory.track(append_only=True)
class Commission(models.Model):
    """The brief of an answer that somebody outside gives, and the agreement with them."""

    class State(models.TextChoices):
        DRAFT = "DRAFT", "Brief being written"
        OPEN = "OPEN", "Open for offers"
        CHOSEN = "CHOSEN", "Supplier chosen"
        AGREED = "AGREED", "Agreement signed"
        DELIVERED = "DELIVERED", "All delivered"

    provision = models.OneToOneField(Provision, models.CASCADE, related_name="commission")
    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)
    brief = models.TextField()
    most = models.DecimalField(
        "most to spend", max_digits=9, decimal_places=2, null=True, blank=True, help_text="Pounds."
    )
    reply_by = models.DateField("offers by", null=True, blank=True)
    agreed_on = models.DateField(null=True, blank=True)
    agreement = models.TextField("what was agreed", blank=True)


@pghistory.track(append_only=True)
class Tender(models.Model):
    """An offer received for a brief."""

    commission = models.ForeignKey(Commission, models.CASCADE, related_name="tenders")
    organisation = models.CharField(max_length=150)
    email = models.EmailField()
    price = models.DecimalField(max_digits=9, decimal_places=2, help_text="Pounds.")
    words = models.TextField("what they offer")
    received_on = models.DateField()
    chosen = models.BooleanField(null=True, help_text="Empty until it is decided.")
    reason = models.TextField("why it was chosen, or not", blank=True)

    class Meta:
        ordering = ["price", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["commission"], condition=Q(chosen=True), name="one_offer_is_chosen"
            ),
            models.CheckConstraint(
                name="a_choice_of_offers_says_why", condition=Q(chosen=None) | ~Q(reason="")
            ),
        ]


class Deliverable(models.Model):
    """Something that was commissioned, due by a day, delivered on another."""

    commission = models.ForeignKey(Commission, models.CASCADE, related_name="deliverables")
    title = models.CharField(max_length=150)
    due_on = models.DateField()
    delivered_on = models.DateField(null=True, blank=True)
    words = models.TextField("what we think of it", blank=True)

    class Meta:
        ordering = ["due_on", "pk"]


@pghistory.track(append_only=True)
class SupportPlan(Dated):
    """Targeted support for one school: a named leader, milestones, a level, an end."""

    class Level(models.TextChoices):
        STANDARD = "STANDARD", "Standard"
        ENHANCED = "ENHANCED", "Enhanced"
        INTENSIVE = "INTENSIVE", "Intensive"

    hub = models.ForeignKey(Hub, models.PROTECT, related_name="support_plans")
    school = models.ForeignKey(School, models.PROTECT, related_name="support_plans")
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="support_given"
    )
    need = models.ForeignKey(
        Need, models.SET_NULL, null=True, blank=True, related_name="support_plans"
    )
    level = models.CharField(max_length=9, choices=Level.choices)
    aims = models.TextField()
    review = models.TextField("how it ended", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(Dated.Meta):
        ordering = ["-from_on", "-pk"]


class Milestone(models.Model):
    """A step of targeted support, with the day it should be reached by."""

    class Horizon(models.TextChoices):
        SHORT = "SHORT", "Short term"
        MEDIUM = "MEDIUM", "Medium term"
        LONG = "LONG", "Long term"

    plan = models.ForeignKey(SupportPlan, models.CASCADE, related_name="milestones")
    horizon = models.CharField(max_length=6, choices=Horizon.choices)
    words = models.CharField(max_length=300)
    by_on = models.DateField("to be reached by")
    reached_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["by_on", "pk"]
