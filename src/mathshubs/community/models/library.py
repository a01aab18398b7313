"""The resource library: what groups made and others can use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse

from mathshubs.core.files import StoredFile
from mathshubs.core.phases import Phase, phases_in_words
from mathshubs.hubs.models import Hub
from mathshubs.schools.models import School
from mathshubs.workgroups.models import TaskAnswer, WorkGroup

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

_PERSON = settings.AUTH_USER_MODEL
YEARS = [("R", "Reception"), *((str(year), f"Year {year}") for year in range(1, 14))]


def _words(field: str, weight: str) -> SearchVector:
    return SearchVector(Func(F(field), function="plain"), config="english", weight=weight)


@pghistory.track(exclude=["search"], append_only=True)
class Resource(models.Model):
    """A scheme of work, a lesson design, the materials of a task: with its licence and origin."""

    class Kind(models.TextChoices):
        SCHEME = "SCHEME", "Scheme of work"
        LESSON = "LESSON", "Lesson design"
        TASK = "TASK", "Task material"
        OTHER = "OTHER", "Something else"

    class Licence(models.TextChoices):
        CC_BY = "CC_BY", "CC BY 4.0: use and change it, name the author"
        CC_BY_SA = "CC_BY_SA", "CC BY-SA 4.0: the same, and pass it on alike"
        CC_BY_NC = "CC_BY_NC", "CC BY-NC 4.0: not to be sold"
        OGL = "OGL", "Open Government Licence 3.0"
        SCHOOL = "SCHOOL", "For use in your own school only"

    class SeenBy(models.TextChoices):
        EVERYBODY = "EVERYBODY", "Everybody"
        SIGNED_IN = "SIGNED_IN", "Whoever is signed in"

    class State(models.TextChoices):
        PROPOSED = "PROPOSED", "Proposed"
        PUBLISHED = "PUBLISHED", "In the library"
        WITHDRAWN = "WITHDRAWN", "Withdrawn"

    kind = models.CharField(max_length=6, choices=Kind.choices)
    title = models.CharField(max_length=150)
    summary = models.CharField(max_length=300, help_text="One or two sentences for the list.")
    text = models.TextField(blank=True, help_text="That of the newest version.")
    phases = ArrayField(models.CharField(max_length=12, choices=Phase.choices))
    years = ArrayField(models.CharField(max_length=2, choices=YEARS), default=list, blank=True)
    topic = models.CharField(max_length=80, blank=True, help_text="Such as: Fractions")
    licence = models.CharField(max_length=8, choices=Licence.choices)
    author = models.CharField(max_length=150, help_text="Whom others name when they use it.")
    hub = models.ForeignKey(
        Hub, models.PROTECT, null=True, blank=True, related_name="resources",
        help_text="The hub that answers for it. Empty for the whole network's.",
    )  # fmt: skip
    origin = models.ForeignKey(
        WorkGroup, models.SET_NULL, null=True, blank=True, related_name="resources"
    )
    seen_by = models.CharField(max_length=9, choices=SeenBy.choices, default=SeenBy.EVERYBODY)
    state = models.CharField(max_length=9, choices=State.choices, default=State.PROPOSED)
    by = models.ForeignKey(_PERSON, models.PROTECT, related_name="resources_proposed")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True, help_text="Why it was withdrawn.")
    answer = models.ForeignKey(
        TaskAnswer, models.SET_NULL, null=True, blank=True, related_name="resources",
        help_text="The answer to a task that it was made from.",
    )  # fmt: skip
    writer = models.ForeignKey(
        _PERSON, models.PROTECT, null=True, blank=True, related_name="resources_written",
        help_text="Whose answer it was: nothing is published before they agree.",
    )  # fmt: skip
    agreed_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    search: models.GeneratedField = models.GeneratedField(
        expression=_words("title", "A")
        + _words("topic", "A")
        + _words("summary", "B")
        + _words("author", "C")
        + _words("text", "D"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    if TYPE_CHECKING:
        versions: RelatedManager[ResourceVersion]
        uses: RelatedManager[ResourceUse]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_answer_is_published_when_its_writer_agreed",
                condition=~Q(state="PUBLISHED")
                | Q(writer=None)
                | Q(agreed_at__isnull=False, declined_at=None),
            ),
            models.CheckConstraint(
                name="a_decision_says_who_and_when",
                condition=Q(state="PROPOSED")
                | Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
        ]
        indexes = [
            GinIndex(fields=["search"], name="resources_by_words"),
            GinIndex(
                OpClass(Func(F("title"), function="plain"), name="gin_trgm_ops"),
                name="resources_by_title",
            ),
            models.Index(fields=["state", "-decided_at"]),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("community:resource", args=[self.pk])

    @property
    def phases_in_words(self) -> str:
        return phases_in_words(self.phases)

    @property
    def years_in_words(self) -> str:
        names = dict(YEARS)
        return ", ".join(names[year] for year in names if year in self.years)

    @property
    def waits_for_its_writer(self) -> bool:
        return self.writer_id is not None and self.agreed_at is None and self.declined_at is None


class ResourceVersion(models.Model):
    """One version of a resource: its text and its files. A newer one never loses it."""

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)
    note = models.CharField("what changed", max_length=300, blank=True)
    by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    if TYPE_CHECKING:
        files: RelatedManager[ResourceFile]

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["resource", "number"], name="versions_are_numbered")
        ]


class ResourceFile(StoredFile):
    """A file of one version."""

    version = models.ForeignKey(ResourceVersion, models.CASCADE, related_name="files")

    def get_absolute_url(self) -> str:
        return reverse("community:resource_file", args=[self.pk])


class ResourceUse(models.Model):
    """A school used it, says one of its people."""

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="uses")
    school = models.ForeignKey(School, models.PROTECT, related_name="resources_used")
    by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["resource", "school"], name="a_school_says_so_once")
        ]
