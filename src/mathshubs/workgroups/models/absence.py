"""Who comes instead, and what follows when nobody came."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from .attendance import Attendance
from .group import Workshop
from .place import Place


class AbsenceNotice(models.Model):
    """Somebody told before a workshop that they cannot come, and perhaps who comes instead."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="absence_notices")
    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="absence_notices")
    substitute_name = models.CharField("who comes instead", max_length=150, blank=True)
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    told_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "workshop"], name="one_notice_per_place_per_workshop"
            )
        ]


@pghistory.track(append_only=True)
class Charge(models.Model):
    """What a school owes, by the group's terms, for an absence nobody told of in time."""

    attendance = models.OneToOneField(Attendance, models.PROTECT, related_name="charge")
    pounds = models.DecimalField(max_digits=7, decimal_places=2)
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    waived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    waived_at = models.DateTimeField(null=True, blank=True)
    waived_because = models.CharField(max_length=300, blank=True)
    paid_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_charge_is_of_money", condition=Q(pounds__gt=0)),
            models.CheckConstraint(
                name="a_waived_charge_has_a_reason",
                condition=Q(waived_at=None) | ~Q(waived_because=""),
            ),
        ]


class HeadTold(models.Model):
    """A head was told that somebody of theirs did not come; once for each absence."""

    attendance = models.OneToOneField(Attendance, models.CASCADE, related_name="head_told")
    sent_to = models.EmailField()
    at = models.DateTimeField()
