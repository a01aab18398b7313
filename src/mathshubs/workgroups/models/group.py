"""A Work Group or event: its design, its leaders, its workshops."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse

from mathshubs.hubs.models import Hub
from mathshubs.needs.models import PartnerOffer, SupportKind
from mathshubs.programmes.models import Phase, PlanLine, Project
from mathshubs.schools.models import School

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from .place import Place


# These follow from other rows (workshops, places) or change with every booking; their history
# is the history of those rows.
DERIVED = ["places_taken", "waiting", "first_on", "last_on", "modes", "easting", "northing", "town"]


@pghistory.track(exclude=[*DERIVED, "search"], append_only=True)
class WorkGroup(models.Model):
    """Teachers from several schools working on one focus; or an event of one session."""

    class Kind(models.TextChoices):
        WORK_GROUP = "WORK_GROUP", "Work Group"
        EVENT = "EVENT", "Event"

    class State(models.TextChoices):
        IDEA = "IDEA", "Idea"
        DESIGNED = "DESIGNED", "Designed"
        APPROVED = "APPROVED", "Approved"
        PUBLISHED = "PUBLISHED", "Published"
        RECRUITING = "RECRUITING", "Recruiting"
        CONFIRMED = "CONFIRMED", "Confirmed"
        RUNNING = "RUNNING", "Running"
        EVIDENCE = "EVIDENCE", "Gathering evidence"
        REPORTED = "REPORTED", "Reported"
        CLOSED = "CLOSED", "Closed"
        POSTPONED = "POSTPONED", "Postponed"
        CANCELLED = "CANCELLED", "Cancelled"
        MERGED = "MERGED", "Merged"

    class Counted(models.TextChoices):
        PERSON = "PERSON", "people"
        SCHOOL = "SCHOOL", "schools"

    class Decides(models.TextChoices):
        AT_ONCE = "AT_ONCE", "A place is held at once while there are places"
        ADMINISTRATOR = "ADMINISTRATOR", "The hub decides on each application"

    class OfferRule(models.TextChoices):
        FIRST_COME = "FIRST_COME", "First come, first served"
        PRIORITY_AREAS = "PRIORITY_AREAS", "Schools in priority areas first"
        DISADVANTAGE = "DISADVANTAGE", "Schools with more disadvantaged pupils first"
        STAGE_DONE = "STAGE_DONE", "Schools that completed the earlier stage first"
        NEW_SCHOOLS = "NEW_SCHOOLS", "A share is kept for schools new to the hub"
        SPREAD = "SPREAD", "Spread over districts"
        LOTTERY = "LOTTERY", "A sealed lottery"

    hub = models.ForeignKey(Hub, models.PROTECT, related_name="work_groups")
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="work_groups"
    )
    plan_line = models.ForeignKey(
        PlanLine, models.SET_NULL, null=True, blank=True, related_name="work_groups",
        help_text="The line of the hub's year plan that it carries out: why it exists.",
    )  # fmt: skip
    template_version = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="Of its project's template: the one it was made from, or took last.",
    )
    partner_offer = models.ForeignKey(
        PartnerOffer, models.SET_NULL, null=True, blank=True, related_name="work_groups",
        help_text="What a partner offered, of which this event was made.",
    )  # fmt: skip
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.WORK_GROUP)
    support = models.CharField(
        "kind of support", max_length=12, choices=SupportKind.choices, blank=True
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.IDEA)
    code = models.CharField(max_length=15, unique=True, null=True, blank=True)
    title = models.CharField(max_length=150)
    summary = models.CharField(max_length=300, blank=True, help_text="One sentence for lists.")
    year = models.CharField("academic year", max_length=7, help_text="Such as: 2025/26")
    phases = ArrayField(models.CharField(max_length=12, choices=Phase.choices), default=list)

    rationale = models.TextField(blank=True)
    pupil_outcomes = models.TextField(blank=True)
    policy_outcomes = models.TextField("school and department policies and approaches", blank=True)
    practice_outcomes = models.TextField("practice development", blank=True)
    learning_outcomes = models.TextField("professional learning", blank=True)
    audience = models.TextField("who it is for", blank=True)
    involved = models.TextField("what is involved", blank=True)
    value_for_money = models.TextField(blank=True)
    evidence_plan = models.TextField(blank=True)
    cost = models.DecimalField(
        max_digits=7, decimal_places=2, default=0, help_text="Pounds a person. 0 is free."
    )

    counted = models.CharField(max_length=6, choices=Counted.choices, default=Counted.PERSON)
    places = models.PositiveSmallIntegerField(
        default=30, help_text="People or schools, as counted."
    )
    fewest = models.PositiveSmallIntegerField("fewest to run", default=1)
    most_per_school = models.PositiveSmallIntegerField(
        default=2, help_text="People from one school."
    )
    decides = models.CharField(max_length=13, choices=Decides.choices, default=Decides.AT_ONCE)
    apply_by = models.DateField(null=True, blank=True)
    head_agrees = models.BooleanField(
        "the headteacher must agree", default=False,
        help_text="A place is confirmed only when the head has agreed by the link sent to them.",
    )  # fmt: skip
    offer_rule = models.CharField(
        "who comes first", max_length=14, choices=OfferRule.choices, default=OfferRule.FIRST_COME
    )
    new_schools_share = models.PositiveSmallIntegerField(
        default=0, help_text="Per cent of places kept for schools new to the hub."
    )
    eligibility = models.JSONField(
        default=list, blank=True, help_text="Rules of its own, besides its project's."
    )
    absence_charge = models.DecimalField(
        max_digits=7, decimal_places=2, default=0,
        help_text="Pounds a workshop, for an absence without a week's notice. 0 is none.",
    )  # fmt: skip
    attendance_needed = models.PositiveSmallIntegerField(
        default=75, help_text="Per cent of workshops for a certificate."
    )
    tasks_needed = models.PositiveSmallIntegerField(
        "tasks handed in for a certificate", default=0,
        help_text="Per cent of the tasks that were set. 0 asks for none.",
    )  # fmt: skip
    contact_name = models.CharField(max_length=100, blank=True)
    contact_email = models.EmailField(blank=True)
    contact_phone = models.CharField(max_length=30, blank=True)
    copied_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="copies"
    )

    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="merged_from"
    )

    # Kept by actions, so that lists need not count (see DERIVED).
    places_taken = models.PositiveSmallIntegerField(default=0)
    waiting = models.PositiveSmallIntegerField(default=0)
    first_on = models.DateField(null=True, blank=True)
    last_on = models.DateField(null=True, blank=True)
    modes = ArrayField(models.CharField(max_length=10), default=list)
    town = models.CharField(max_length=80, blank=True)
    easting = models.PositiveIntegerField(null=True, blank=True)
    northing = models.PositiveIntegerField(null=True, blank=True)
    search = SearchVectorField(null=True, editable=False)

    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    # A trigger keeps `search` (migration search_words), whoever writes the row.
    DRAFT = (State.IDEA, State.DESIGNED, State.APPROVED)
    BOOKABLE = (State.RECRUITING, State.CONFIRMED)
    OVER = (State.EVIDENCE, State.REPORTED, State.CLOSED, State.MERGED)

    if TYPE_CHECKING:
        workshops: RelatedManager[Workshop]
        leaders: RelatedManager[Leader]
        partners: RelatedManager[ExpertPartner]
        bookings: RelatedManager[Place]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="fewest_to_run_is_no_more_than_the_places",
                condition=Q(fewest__lte=F("places")),
            ),
            models.CheckConstraint(name="cost_is_not_negative", condition=Q(cost__gte=0)),
            models.CheckConstraint(
                name="an_absence_charge_is_not_negative", condition=Q(absence_charge__gte=0)
            ),
            models.CheckConstraint(
                name="a_share_is_at_most_all", condition=Q(new_schools_share__lte=100)
            ),
            models.CheckConstraint(
                name="tasks_needed_are_at_most_all", condition=Q(tasks_needed__lte=100)
            ),
        ]
        indexes = [
            GinIndex(fields=["search"], name="work_groups_by_words"),
            GinIndex(
                OpClass(Func(F("title"), function="plain"), name="gin_trgm_ops"),
                name="work_groups_by_title",
            ),
            models.Index(fields=["state", "first_on"]),
            models.Index(fields=["hub", "year"]),
            models.Index(fields=["project", "state"]),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("workgroups:detail", args=[self.pk])

    @property
    def places_left(self) -> int:
        return max(self.places - self.places_taken, 0)

    @property
    def is_draft(self) -> bool:
        """Seen by its own hub and its leaders only."""
        return self.state in self.DRAFT

    @property
    def is_event(self) -> bool:
        return self.kind == self.Kind.EVENT


class StateChange(models.Model):
    """Somebody moved a group from one state to another."""

    work_group = models.ForeignKey(WorkGroup, models.CASCADE, related_name="state_changes")
    from_state = models.CharField(max_length=10, choices=WorkGroup.State.choices)
    to_state = models.CharField(max_length=10, choices=WorkGroup.State.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]


class Leader(models.Model):
    """Somebody leads the group."""

    class Kind(models.TextChoices):
        LEAD = "LEAD", "Lead"
        CO_LEAD = "CO_LEAD", "Co-lead"

    work_group = models.ForeignKey(WorkGroup, models.CASCADE, related_name="leaders")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="leads")
    kind = models.CharField(max_length=7, choices=Kind.choices, default=Kind.LEAD)
    biography = models.TextField(blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["work_group", "person"], name="somebody_leads_a_group_once"
            )
        ]


class ExpertPartner(models.Model):
    """Somebody from outside who brings expertise: a university, a subject body, an author."""

    work_group = models.ForeignKey(WorkGroup, models.CASCADE, related_name="partners")
    name = models.CharField(max_length=100)
    organisation = models.CharField(max_length=150, blank=True)
    about = models.TextField(blank=True)


@pghistory.track(append_only=True)
class Workshop(models.Model):
    """One session of a group."""

    class Mode(models.TextChoices):
        IN_PERSON = "IN_PERSON", "In person"
        ONLINE = "ONLINE", "Online"
        BLENDED = "BLENDED", "In person and online"

    work_group = models.ForeignKey(WorkGroup, models.CASCADE, related_name="workshops")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=150, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    mode = models.CharField(max_length=10, choices=Mode.choices)
    venue = models.CharField(max_length=150, blank=True)
    address = models.CharField(max_length=250, blank=True)
    town = models.CharField(max_length=80, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    host_school = models.ForeignKey(
        School, models.PROTECT, null=True, blank=True, related_name="workshops_hosted"
    )
    join_link = models.URLField(
        max_length=500, blank=True, help_text="Shown only to those with a place."
    )
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveSmallIntegerField(
        default=0, help_text="Rises with each change of date or place."
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)

    if TYPE_CHECKING:
        taken: bool  # of those from queries.attendance.with_taken

    class Meta:
        ordering = ["starts_at", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["work_group", "number"], name="one_workshop_of_each_number",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                name="a_workshop_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["starts_at"])]

    def __str__(self) -> str:
        return self.title or f"Workshop {self.number}"


class JoiningDetails(models.Model):
    """What people need on the day, as the administrator wrote it for this group."""

    work_group = models.OneToOneField(
        WorkGroup, models.CASCADE, primary_key=True, related_name="joining_details"
    )
    arrival = models.TextField("getting there, parking, where to go", blank=True)
    access = models.TextField("access", blank=True)
    bring = models.TextField("what to bring or do before", blank=True)
    notes = models.TextField("anything else", blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
