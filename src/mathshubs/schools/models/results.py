"""What was published of schools' results in mathematics, each figure as it was published, dated."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from .register import School


class Stage(models.TextChoices):
    """A table of the national performance tables."""

    KS2 = "KS2", "Key stage 2"
    KS4 = "KS4", "Key stage 4"
    POST_16 = "POST_16", "16 to 18"
    A_LEVEL = "A_LEVEL", "A level mathematics"
    CENSUS = "CENSUS", "School census"


class Release(models.TextChoices):
    PROVISIONAL = "PROVISIONAL", "Provisional"
    REVISED = "REVISED", "Revised"
    FINAL = "FINAL", "Final"


class Group(models.TextChoices):
    """Whose result it is."""

    ALL = "ALL", "All pupils"
    DISADVANTAGED = "DISADVANTAGED", "Disadvantaged pupils"
    OTHER = "OTHER", "Other pupils"
    GIRLS = "GIRLS", "Girls"
    BOYS = "BOYS", "Boys"


class Mark(models.TextChoices):
    """What was published in place of a number."""

    SUPP = "SUPP", "Withheld, too few pupils"
    NE = "NE", "No entries"
    NA = "NA", "Not applicable"
    NP = "NP", "Not published"
    LOWCOV = "LOWCOV", "Too few pupils could be compared"
    NEW = "NEW", "New school"
    SP = "SP", "More than 0 and less than 0.5"
    RE = "RE", "Redacted"


def _kept_at(file: ResultsFile, filename: str) -> str:
    return f"results/{file.results_import_id}/{filename}"


def _refused_at(results_import: ResultsImport, filename: str) -> str:
    return f"results/{results_import.pk}/{filename}"


class ResultsImport(models.Model):
    """Files of published results that came in together: all of them were taken, or none."""

    class State(models.TextChoices):
        READING = "READING", "Being read"
        DONE = "DONE", "Done"
        REFUSED = "REFUSED", "Refused"

    state = models.CharField(max_length=10, choices=State.choices, default=State.READING)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="results_imports",
        help_text="Empty when they were imported by command.",
    )  # fmt: skip
    at = models.DateTimeField(help_text="When the files were handed in.")
    done_at = models.DateTimeField(null=True, blank=True)
    year = models.CharField(
        "academic year", max_length=7, blank=True, help_text="As told; empty: each file says it."
    )
    release = models.CharField(
        max_length=11, choices=Release.choices, blank=True, help_text="As told, or empty."
    )
    refusal = models.TextField(blank=True)
    refused_rows = models.FileField(upload_to=_refused_at, blank=True, max_length=200)
    summary = models.JSONField(default=list, help_text="Counts of each file, in their order.")
    step = models.CharField(max_length=80, blank=True)
    progress = models.PositiveSmallIntegerField(default=0, help_text="Per cent.")

    class Meta:
        ordering = ["-at", "-pk"]

    def get_absolute_url(self) -> str:
        return reverse("schools:results_import", args=[self.pk])

    @property
    def is_working(self) -> bool:
        return self.state == self.State.READING


class Publication(models.Model):
    """One table of one year in one release: "Key stage 2, 2018/19, final"."""

    stage = models.CharField(max_length=8, choices=Stage.choices)
    year = models.CharField("academic year", max_length=7, help_text="Such as: 2018/19")
    release = models.CharField(max_length=11, choices=Release.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["stage", "year", "release"], name="each_publication_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()}, {self.year}, {self.get_release_display().lower()}"


class ResultsFile(models.Model):
    """One file of results, and where its figures went."""

    results_import = models.ForeignKey(ResultsImport, models.CASCADE, related_name="files")
    name = models.CharField(max_length=200, help_text="As it was called.")
    sha256 = models.CharField(max_length=64, blank=True)
    publication = models.ForeignKey(
        Publication, models.PROTECT, null=True, related_name="files",
        help_text="Empty until it was read.",
    )  # fmt: skip
    kept = models.FileField(upload_to=_kept_at, blank=True, max_length=200)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


def _written_with_it(to: type[models.Model], **more) -> models.ForeignKey:
    """
    A key to a row that the import itself writes, in the same transaction.

    Millions of figures have three of them each: to have the database check and index them again
    made the import three times as long.
    """
    return models.ForeignKey(to, models.PROTECT, db_constraint=False, db_index=False, **more)


class Result(models.Model):
    """
    One published figure of one school. It is never changed: a corrected one replaces it.

    What a publication leaves blank has no row; what it withholds has a row with the mark.
    """

    publication = _written_with_it(Publication, related_name="results")
    school = models.ForeignKey(
        School, models.PROTECT, related_name="results", db_index=False,
        help_text="Found through the index of the figures in force.",
    )  # fmt: skip
    measure = models.CharField(max_length=24, help_text="A code of published.measures.")
    group = models.CharField(max_length=13, choices=Group.choices)
    value = models.FloatField(null=True, help_text="In the unit of the measure.")
    low = models.FloatField(null=True, help_text="Lower end of the published 95% interval.")
    high = models.FloatField(null=True, help_text="Upper end of the published 95% interval.")
    pupils = models.PositiveIntegerField(
        null=True, help_text="Pupils of the group whom the figure is about, where published."
    )
    mark = models.CharField(max_length=6, choices=Mark.choices, blank=True)
    file = _written_with_it(ResultsFile, related_name="results")
    replaced_by = _written_with_it(ResultsFile, related_name="replaces", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "measure", "group", "school"],
                condition=Q(replaced_by=None),
                name="one_figure_in_force_per_school_measure_and_group",
            ),
            models.CheckConstraint(
                name="a_result_has_a_number_or_a_mark",
                condition=Q(value__isnull=False, mark="") | (Q(value=None) & ~Q(mark="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.group}"
