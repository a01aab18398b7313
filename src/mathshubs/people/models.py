"""People: who they are, what they may do nationally, and who looked at what they keep private."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from mathshubs.core.dated import Dated


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, **fields) -> Person:
        """Create a person who signs in with `email`. Nobody has a password."""
        person = self.model(email=email.strip().lower(), **fields)
        person.set_unusable_password()
        person.save(using=self._db)
        return person


@pghistory.track(exclude=["last_login", "password"], append_only=True)
class Person(AbstractBaseUser):
    """Anyone who signs in or takes part."""

    class TrnAbsence(models.TextChoices):
        NOT_A_TEACHER = "NOT_A_TEACHER", "I am not a qualified teacher"
        TEACHING_ASSISTANT = "TEACHING_ASSISTANT", "I am a teaching assistant"
        FURTHER_EDUCATION = "FURTHER_EDUCATION", "I teach in further education"
        EARLY_YEARS = "EARLY_YEARS", "I work in early years"
        TRAINEE = "TRAINEE", "I am a trainee and have none yet"
        OVERSEAS = "OVERSEAS", "I trained abroad and have none yet"

    email = models.EmailField(unique=True)
    given_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    trn = models.CharField(
        "teacher reference number", max_length=7, null=True, blank=True, unique=True
    )
    trn_absence = models.CharField(
        "reason why none", max_length=20, choices=TrnAbsence.choices, blank=True
    )
    is_active = models.BooleanField(default=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_from",
        help_text="The record that carries on, where two were of one person.",
    )  # fmt: skip
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = PersonManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []
    _national_roles: set[str]  # kept by `people.queries`

    class Meta:
        verbose_name_plural = "people"
        constraints = [
            models.CheckConstraint(
                name="trn_is_seven_digits", condition=Q(trn=None) | Q(trn__regex=r"^[0-9]{7}$")
            ),
            models.CheckConstraint(
                name="a_trn_or_a_reason_but_not_both", condition=Q(trn=None) | Q(trn_absence="")
            ),
            models.UniqueConstraint(Lower("email"), name="one_person_per_email_whatever_the_case"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip() or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.given_name or self.email


class PreviousName(models.Model):
    """A name this person was known by, so that old records find them."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="previous_names")
    given_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100)
    until_on = models.DateField(null=True, blank=True)


@pghistory.track(append_only=True)
class NationalRole(Dated):
    """A role over the whole network."""

    class Kind(models.TextChoices):
        STAFF = "STAFF", "National staff"
        EVALUATOR = "EVALUATOR", "Evaluator"

    person = models.ForeignKey(Person, models.CASCADE, related_name="national_roles")
    kind = models.CharField(max_length=10, choices=Kind.choices)


class Disclosure(models.Model):
    """
    Somebody saw or took away what is not shown by default. Written once, never changed: the
    database refuses to.

    `about` is whom a look was at; a list, shown or exported, has only how many are on it.
    """

    class Kind(models.TextChoices):
        REVEAL = "REVEAL", "Revealed"
        NAMES = "NAMES", "Names shown"
        EXPORT = "EXPORT", "Exported"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    by = models.ForeignKey(Person, models.PROTECT, related_name="disclosures_made")
    about = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="disclosures"
    )
    what = models.CharField(max_length=200, help_text="Such as: TRN, or: applications of WRK12.")
    rows = models.PositiveIntegerField(default=1, help_text="How many people.")
    reason = models.CharField(max_length=300, blank=True, help_text="What they needed it for.")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["about", "-at"]), models.Index(fields=["by", "-at"])]
        triggers = [
            pgtrigger.Protect(name="written_once", operation=pgtrigger.Update | pgtrigger.Delete)
        ]


class PersonPair(models.Model):
    """What is known of two records: that they may be of one person, or are not."""

    class Kind(models.TextChoices):
        SAME_TRN = "SAME_TRN", "The same teacher reference number was typed for both"
        DIFFERENT = "DIFFERENT", "Somebody looked: they are two people"

    first = models.ForeignKey(Person, models.CASCADE, related_name="+")
    second = models.ForeignKey(Person, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    by = models.ForeignKey(Person, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second", "kind"], name="each_pair_said_once"),
            models.CheckConstraint(
                name="the_earlier_record_comes_first", condition=Q(first__lt=models.F("second"))
            ),
        ]


class PersonMerge(models.Model):
    """
    Two records of one person were joined: what `merged` had, `kept` has since.

    `journal` says what moved, so that it can be undone; after 30 days it is forgotten.
    """

    kept = models.ForeignKey(Person, models.PROTECT, related_name="+")
    merged = models.ForeignKey(Person, models.PROTECT, related_name="+")
    was_email = models.EmailField(help_text="The address of the merged record.")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    journal = models.JSONField(default=dict)
    forgotten_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["merged"], condition=Q(undone_at=None), name="merged_once_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["was_email"])]
