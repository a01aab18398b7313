"""A space, and what somebody chose in it. Who belongs to one follows from other rooms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from mathshubs.hubs.models import Hub
from mathshubs.programmes.models import Project
from mathshubs.workgroups.models import WorkGroup

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from .posts import SpacePost


class Space(models.Model):
    """
    Where the people of one group, project, hub, its leaders or its board write to each other.

    Its members are whoever `queries.spaces.people_of` says today; its name says what it is of.
    """

    class Kind(models.TextChoices):
        WORK_GROUP = "WORK_GROUP", "Work Group"
        PROJECT = "PROJECT", "Project"
        HUB = "HUB", "Hub"
        LEADERS = "LEADERS", "Leaders"
        BOARD = "BOARD", "Board"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    work_group = models.OneToOneField(
        WorkGroup, models.CASCADE, null=True, blank=True, related_name="space"
    )
    project = models.OneToOneField(
        Project, models.CASCADE, null=True, blank=True, related_name="space"
    )
    hub = models.ForeignKey(
        Hub, models.CASCADE, null=True, blank=True, related_name="spaces",
        help_text="Of a hub, its leaders or its board. Empty for the leaders of all hubs.",
    )  # fmt: skip
    opened_at = models.DateTimeField()
    archived_at = models.DateTimeField(
        null=True, blank=True, help_text="Closed by hand. A Work Group's closes with the group."
    )

    # When the group is in one of these, its space is there to read only.
    CLOSED = (WorkGroup.State.CLOSED, WorkGroup.State.CANCELLED, WorkGroup.State.MERGED)

    if TYPE_CHECKING:
        posts: RelatedManager[SpacePost]
        memberships: RelatedManager[Membership]
        my_notices: str  # of those from queries.spaces.spaces_seen_as

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_space_is_of_what_its_kind_says",
                condition=Q(kind="WORK_GROUP", work_group__isnull=False, project=None, hub=None)
                | Q(kind="PROJECT", work_group=None, project__isnull=False, hub=None)
                | Q(kind__in=["HUB", "BOARD"], work_group=None, project=None, hub__isnull=False)
                | Q(kind="LEADERS", work_group=None, project=None),
            ),
            models.UniqueConstraint(
                fields=["kind", "hub"],
                condition=Q(kind__in=["HUB", "LEADERS", "BOARD"]),
                nulls_distinct=False,
                name="one_space_of_each_kind_per_hub",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("community:space", args=[self.pk])

    @property
    def name(self) -> str:
        """Of a Work Group: year – hub – project (cohort) – WRK code – NCP code, if it has them."""
        if self.work_group:
            return _group_name(self.work_group)
        if self.project:
            return f"{self.project.year} – {self.project}"
        if self.kind == self.Kind.LEADERS:
            return f"Leaders – {self.hub or 'all hubs'}"
        return f"Board – {self.hub}" if self.kind == self.Kind.BOARD else str(self.hub)

    @property
    def title(self) -> str:
        """The short name, where the long one stands beside it or there is little room."""
        return self.work_group.title if self.work_group else self.name

    @property
    def is_archived(self) -> bool:
        closed = self.work_group is not None and self.work_group.state in self.CLOSED
        return closed or self.archived_at is not None

    @property
    def house(self) -> str:
        """Who speaks where nobody in particular does: the notes every space begins with."""
        hub = self.work_group.hub if self.work_group else self.hub
        return str(hub) if hub else "Maths Hubs"


def _group_name(group: WorkGroup) -> str:
    project = group.project
    what = group.title
    if project and project.title != group.title:
        what = f"{project.title} ({group.title})"
    codes = [group.code, project.code if project else None]
    return " – ".join(filter(None, [group.year, group.hub.name, what, *codes]))


class Membership(models.Model):
    """What one person chose in one space. Whoever has no such row has the defaults."""

    class Notices(models.TextChoices):
        AT_ONCE = "AT_ONCE", "At once: a letter for each post"
        DAILY = "DAILY", "Once a day: what is new, in one letter"
        NONE = "NONE", "None"

    class Shown(models.TextChoices):
        NOTHING = "NOTHING", "Nothing"
        NAME = "NAME", "My name and my school"
        ADDRESS = "ADDRESS", "My name, my school and my email address"

    space = models.ForeignKey(Space, models.CASCADE, related_name="memberships")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    notices = models.CharField(max_length=8, choices=Notices.choices, default=Notices.DAILY)
    shown = models.CharField(
        "shown in the list of members", max_length=8, choices=Shown.choices, default=Shown.NOTHING
    )
    agreed_at = models.DateTimeField(
        null=True, blank=True, help_text="When they agreed to what is shown of them."
    )
    read_at = models.DateTimeField(
        null=True, blank=True, help_text="All that was written until then is read."
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    added_at = models.DateTimeField(
        null=True, blank=True, help_text="They belong because somebody added them."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["space", "person"], name="one_membership_per_space"),
            models.CheckConstraint(
                name="nothing_is_shown_before_they_agree",
                condition=Q(shown="NOTHING") | Q(agreed_at__isnull=False),
            ),
        ]


class Digest(models.Model):
    """The letters of what is new were written, about all that was posted until then."""

    until_at = models.DateTimeField(unique=True)
    letters = models.PositiveIntegerField(default=0)
