"""What is written in a space, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse

from mathshubs.core.files import StoredFile

from .spaces import Space

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


# What a search looks through: the index is of these very words.
POST_WORDS = SearchVector(
    Func(F("title"), function="plain"), Func(F("text"), function="plain"), config="english"
)


class SpacePost(models.Model):
    """
    One thing that was written: the beginning of a topic, or a reply in one.

    A post taken back by its writer, or hidden by a moderator, keeps its place and not its words.
    """

    space = models.ForeignKey(Space, models.CASCADE, related_name="posts")
    topic = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="replies",
        help_text="What it replies to. Empty for the beginning of a topic.",
    )  # fmt: skip
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="space_posts",
        help_text="Empty for the notes that every space begins with.",
    )  # fmt: skip
    title = models.CharField(max_length=150, blank=True)
    text = models.TextField()
    posted_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    pinned_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True, help_text="Taken back by its writer.")
    hidden_at = models.DateTimeField(null=True, blank=True, help_text="Hidden by a moderator.")
    message_id = models.CharField(
        max_length=250, unique=True, null=True, blank=True, help_text="Of the letter it came by."
    )
    mentions = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="mentioned_in")

    if TYPE_CHECKING:
        replies: RelatedManager[SpacePost]
        files: RelatedManager[PostFile]
        reports: RelatedManager[Report]
        moderations: RelatedManager[Moderation]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_topic_has_a_title_and_a_reply_has_none",
                condition=Q(topic=None) & ~Q(title="") | Q(topic__isnull=False, title=""),
            ),
            models.CheckConstraint(
                name="only_a_topic_is_pinned", condition=Q(topic=None) | Q(pinned_at=None)
            ),
        ]
        indexes = [
            models.Index(fields=["space", "posted_at"]),
            models.Index(fields=["topic", "posted_at"]),
            models.Index(fields=["posted_at"]),
            GinIndex(POST_WORDS, name="posts_by_words"),
        ]

    def __str__(self) -> str:
        return self.title or f"A reply to {self.topic}"

    def get_absolute_url(self) -> str:
        page = reverse("community:thread", args=[self.topic_id or self.pk])
        return f"{page}#post-{self.pk}" if self.topic_id else page

    @property
    def is_there(self) -> bool:
        """Its words are to be read."""
        return self.deleted_at is None and self.hidden_at is None


class PostFile(StoredFile):
    """A file that came with a post."""

    post = models.ForeignKey(SpacePost, models.CASCADE, related_name="files")

    def get_absolute_url(self) -> str:
        return reverse("community:file", args=[self.pk])


class Reading(models.Model):
    """How far somebody has read a topic."""

    topic = models.ForeignKey(SpacePost, models.CASCADE, related_name="readings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="readings")
    read_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["topic", "person"], name="one_reading_per_topic")
        ]


class Report(models.Model):
    """Somebody thinks that a post should not stand."""

    post = models.ForeignKey(SpacePost, models.CASCADE, related_name="reports")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    reason = models.CharField(max_length=500)
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["post", "by"], condition=Q(settled_at=None), name="one_open_report_each"
            )
        ]


class Moderation(models.Model):
    """What a moderator decided about a post. Kept, whatever is decided later."""

    class Decision(models.TextChoices):
        HIDDEN = "HIDDEN", "Hidden"
        RESTORED = "RESTORED", "Restored"
        KEPT = "KEPT", "Left as it is"

    post = models.ForeignKey(SpacePost, models.CASCADE, related_name="moderations")
    decision = models.CharField(max_length=8, choices=Decision.choices)
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="hiding_has_a_reason", condition=~Q(decision="HIDDEN") | ~Q(reason="")
            )
        ]
