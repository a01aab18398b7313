"""What a hub's Strategic Board says to the hub, and what the hub answers."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from mathshubs.schools.models import District

from .hub import Hub


class Advice(models.Model):
    """
    Somebody on the board advises or challenges the hub, and the hub answers.

    It is about one of the three things a board reads in a year. Its words are never changed.
    """

    class Kind(models.TextChoices):
        ADVICE = "ADVICE", "Advice"
        CHALLENGE = "CHALLENGE", "Challenge"

    class Subject(models.TextChoices):
        REPORTS = "REPORTS", "the returns and reports"
        PRIORITIES = "PRIORITIES", "the priorities"
        PLAN = "PLAN", "the year plan"

    hub = models.ForeignKey(Hub, models.CASCADE, related_name="advice")
    subject = models.CharField("about", max_length=10, choices=Subject.choices)
    year = models.CharField("of the academic year", max_length=7, help_text="Such as: 2026/27")
    district = models.ForeignKey(
        District, models.PROTECT, null=True, blank=True, related_name="+",
        help_text="Of priorities: of which district's round. Empty: the hub's own.",
    )  # fmt: skip
    kind = models.CharField(max_length=9, choices=Kind.choices)
    words = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="an_answer_to_the_board_has_its_words_author_and_time",
                condition=Q(answer="", answered_by=None, answered_at=None)
                | ~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="advice_on_a_district_is_on_its_priorities",
                condition=Q(district=None) | Q(subject="PRIORITIES"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} on {self.about}"

    @property
    def about(self) -> str:
        """Such as: the year plan of 2026/27; the priorities of 2026/27 in Stafford."""
        where = f" in {self.district.name}" if self.district else ""
        return f"{self.get_subject_display()} of {self.year}{where}"

    def get_absolute_url(self) -> str:
        return reverse("hubs:advice", args=[self.pk])
