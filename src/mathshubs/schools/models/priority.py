"""Areas that come first, by a list somebody published."""

from __future__ import annotations

import pghistory
from django.db import models
from django.urls import reverse

from mathshubs.core.dated import Dated

from .register import Authority, District


@pghistory.track(append_only=True)
class PriorityList(Dated):
    """
    Areas that a government or the network puts first for a time, such as Education Investment
    Areas. It changes with governments: a new one is a new list, and the old one has its last day.
    """

    name = models.CharField(max_length=120, unique=True)
    about = models.CharField(
        max_length=300, blank=True, help_text="One sentence: whose list it is, and why these areas."
    )
    source = models.URLField("where it is published", blank=True)
    authorities = models.ManyToManyField(Authority, related_name="priority_lists", blank=True)
    districts = models.ManyToManyField(District, related_name="priority_lists", blank=True)

    class Meta(Dated.Meta):
        ordering = ["-from_on", "name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("schools:priority_list", args=[self.pk])
