"""A need: what it is, who raised it, where, what speaks for it, and every step it took."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse

from mathshubs.core.phases import Phase, phases_in_words
from mathshubs.hubs.models import Hub
from mathshubs.schools.models import School

from ..methods import steps
from .evidence import Proposal
from .places import AboutAPlace


class KeyStage(models.TextChoices):
    EARLY_YEARS = "EYFS", "Reception"
    KS1 = "KS1", "Key stage 1"
    KS2 = "KS2", "Key stage 2"
    KS3 = "KS3", "Key stage 3"
    KS4 = "KS4", "Key stage 4"
    KS5 = "KS5", "16 to 18"


class Theme(models.Model):
    """What several needs have in common: a hub's own word for it, or the nation's."""

    hub = models.ForeignKey(Hub, models.CASCADE, null=True, blank=True, related_name="themes")
    name = models.CharField(max_length=80, help_text="Such as: Fractions in years 3 to 6")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["hub", "name"], nulls_distinct=False, name="a_theme_is_named_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track(exclude=["search"], append_only=True)
class Need(models.Model):
    """Something that schools or people in them need, told to one hub or to the national team."""

    class Source(models.TextChoices):
        HUB = "HUB", "The hub's own knowledge"
        REQUEST = "REQUEST", "A direct request"
        SURVEY = "SURVEY", "A survey of schools"
        REFERRAL = "REFERRAL", "A referral"
        NATIONAL = "NATIONAL", "National evidence"

    class ReferredBy(models.TextChoices):
        TRUST = "TRUST", "A trust"
        AUTHORITY = "AUTHORITY", "A local authority"
        PARTNER = "PARTNER", "A partner"
        HUB = "HUB", "Another hub"

    class Urgency(models.TextChoices):
        SOON = "SOON", "This term"
        YEAR = "YEAR", "This academic year"
        LATER = "LATER", "It can wait for the next plan"

    class State(models.TextChoices):
        RAISED = "RAISED", "Raised"
        ACKNOWLEDGED = "ACKNOWLEDGED", "Acknowledged"
        TRIAGE = "TRIAGE", "Being looked into"
        EVIDENCED = "EVIDENCED", "Evidence gathered"
        PRIORITISED = "PRIORITISED", "Made a priority"
        PROVISION_CHOSEN = "PROVISION_CHOSEN", "Answer chosen"
        IN_PROVISION = "IN_PROVISION", "Being answered"
        REVIEWED = "REVIEWED", "Reviewed"
        CLOSED = "CLOSED", "Met"
        MERGED = "MERGED", "Joined with another"
        REFERRED_ON = "REFERRED_ON", "Passed on"
        DECLINED = "DECLINED", "Declined"

    hub = models.ForeignKey(
        Hub, models.PROTECT, null=True, blank=True, related_name="needs",
        help_text="Whose it is to answer. Empty: the national team's.",
    )  # fmt: skip
    title = models.CharField(max_length=150)
    what = models.TextField("what is needed, and why")
    source = models.CharField(max_length=8, choices=Source.choices)
    referred_by = models.CharField(max_length=9, choices=ReferredBy.choices, blank=True)
    referrer = models.CharField("who referred it", max_length=150, blank=True)
    phases = ArrayField(models.CharField(max_length=12, choices=Phase.choices), default=list)
    key_stages = ArrayField(models.CharField(max_length=4, choices=KeyStage.choices), default=list)
    theme = models.ForeignKey(Theme, models.SET_NULL, null=True, blank=True, related_name="needs")
    affected = models.CharField(
        "who is affected", max_length=300, blank=True, help_text="Pupils or staff, and how many."
    )
    urgency = models.CharField(max_length=5, choices=Urgency.choices, default=Urgency.YEAR)
    confidential = models.BooleanField(
        default=False, help_text="Only those who run the hub, and who raised it, see it."
    )
    state = models.CharField(max_length=16, choices=State.choices, default=State.RAISED)
    answer = models.TextField(
        "what we did", blank=True, help_text="Shown to whoever raised it. Empty while it is open."
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="needs_owned"
    )

    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True,
        related_name="needs_raised",
    )  # fmt: skip
    raiser_name = models.CharField(max_length=150, blank=True)
    raiser_email = models.EmailField(blank=True)
    raiser_role = models.CharField(max_length=100, blank=True)
    organisation = models.CharField(max_length=150, blank=True)
    school = models.ForeignKey(
        School, models.PROTECT, null=True, blank=True, related_name="needs_raised",
        help_text="The school that asks. What it is about stands in its places.",
    )  # fmt: skip
    raised_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was first decided what becomes of it."
    )

    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_from"
    )
    passed_to = models.CharField(max_length=150, blank=True)
    passed_to_hub = models.ForeignKey(
        Hub, models.PROTECT, null=True, blank=True, related_name="needs_passed_here"
    )
    search = models.GeneratedField(
        expression=SearchVector("title", "what", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    NEW = (State.RAISED, State.ACKNOWLEDGED, State.TRIAGE)
    PLANNED = (State.PRIORITISED, State.PROVISION_CHOSEN, State.IN_PROVISION, State.REVIEWED)
    ENDED = (State.CLOSED, State.MERGED, State.REFERRED_ON, State.DECLINED)

    class Meta:
        ordering = ["-raised_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_need_that_ended_says_what_became_of_it",
                condition=~Q(state__in=["CLOSED", "REFERRED_ON", "DECLINED"]) | ~Q(answer=""),
            ),
            models.CheckConstraint(
                name="a_joined_need_says_which_one_carries_on",
                condition=Q(state="MERGED", merged_into__isnull=False)
                | ~Q(state="MERGED") & Q(merged_into=None),
            ),
            models.CheckConstraint(
                name="a_need_passed_on_says_to_whom",
                condition=~Q(state="REFERRED_ON") | ~Q(passed_to=""),
            ),
            models.CheckConstraint(
                name="a_need_is_not_joined_with_itself", condition=~Q(merged_into=F("pk"))
            ),
        ]
        indexes = [
            models.Index(fields=["hub", "state", "-raised_at"]),
            GinIndex(fields=["search"], name="needs_by_words"),
            GinIndex(
                OpClass(Func(F("title"), function="plain"), name="gin_trgm_ops"),
                name="needs_by_title",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("needs:need", args=[self.pk])

    @property
    def phases_in_words(self) -> str:
        return phases_in_words(self.phases)

    @property
    def says(self) -> str:
        """What became of it so far, in a sentence for everybody."""
        return steps.SAYS[self.state]

    @property
    def is_open(self) -> bool:
        return self.state not in self.ENDED


class NeedPlace(AboutAPlace):
    """A district, authority, trust or school that the need is about."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="places")

    class Meta(AboutAPlace.Meta):
        constraints = [
            *AboutAPlace.Meta.constraints,
            models.UniqueConstraint(
                fields=["need", "district", "authority", "trust", "school"],
                nulls_distinct=False,
                name="a_need_names_a_place_once",
            ),
        ]


class NeedEvidence(models.Model):
    """What speaks for a need, with where it comes from and of when it is."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="evidence")
    words = models.TextField("what it shows")
    source = models.CharField(max_length=150, help_text="Such as: our visit, KS2 results of 2025")
    of_on = models.DateField("of which day")
    link = models.URLField(blank=True)
    proposal = models.ForeignKey(
        Proposal, models.SET_NULL, null=True, blank=True, related_name="evidence_for"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-of_on", "-pk"]


class NeedStep(models.Model):
    """A need went from one state to another: who, when, and the words that went with it."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="steps")
    from_state = models.CharField(max_length=16, choices=Need.State.choices)
    to_state = models.CharField(max_length=16, choices=Need.State.choices)
    words = models.TextField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
