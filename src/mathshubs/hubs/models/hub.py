"""Hubs: their areas, who leads them, who holds which post."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.urls import reverse

from mathshubs.core.dated import Dated
from mathshubs.schools.models import Authority, District, School

_WHILE = Func(
    F("from_on"), F("to_on"), Value("[]"), function="daterange", output_field=DateRangeField()
)


def _never_two_at_once(name: str, *same: str, condition: Q | None = None) -> ExclusionConstraint:
    """Refuse two rows that agree on `same` and hold on one day."""
    return ExclusionConstraint(
        name=name,
        condition=condition,
        expressions=[
            *((field, RangeOperators.EQUAL) for field in same),
            (_WHILE, RangeOperators.OVERLAPS),
        ],
    )


@pghistory.track(append_only=True)
class Hub(models.Model):
    """A partnership serving an area. It persists when its lead school changes."""

    name = models.CharField(max_length=80, unique=True, help_text="Such as: Salt Way")
    slug = models.SlugField(max_length=80, unique=True)
    summary = models.CharField(max_length=300, help_text="One sentence on what the hub is.")
    email = models.EmailField()
    phone = models.CharField(max_length=30, blank=True)
    website = models.URLField(blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name} Maths Hub"

    def get_absolute_url(self) -> str:
        return reverse("insight:hub", args=[self.slug])


@pghistory.track(append_only=True)
class HubArea(Dated):
    """A district or a whole authority belongs to a hub's area."""

    hub = models.ForeignKey(Hub, models.CASCADE, related_name="areas")
    district = models.ForeignKey(
        District, models.PROTECT, null=True, blank=True, related_name="hub_areas"
    )
    authority = models.ForeignKey(
        Authority, models.PROTECT, null=True, blank=True, related_name="hub_areas"
    )

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                name="a_district_or_an_authority",
                condition=Q(district=None, authority__isnull=False)
                | Q(district__isnull=False, authority=None),
            ),
            _never_two_at_once("a_district_is_in_one_hub_at_a_time", "district"),
            _never_two_at_once("an_authority_is_in_one_hub_at_a_time", "authority"),
        ]


@pghistory.track(append_only=True)
class HubChoice(Dated):
    """A school chose a hub other than the one its area suggests."""

    school = models.ForeignKey(School, models.PROTECT, related_name="hub_choices")
    hub = models.ForeignKey(Hub, models.CASCADE, related_name="chosen_by")

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            _never_two_at_once("a_school_chooses_one_hub_at_a_time", "school"),
        ]


@pghistory.track(append_only=True)
class LeadSchoolTenure(Dated):
    """A school leads a hub, and holds its grant, for a time."""

    hub = models.ForeignKey(Hub, models.CASCADE, related_name="lead_schools")
    school = models.ForeignKey(School, models.PROTECT, related_name="hubs_led")

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            _never_two_at_once("one_school_leads_a_hub_at_a_time", "hub"),
        ]


@pghistory.track(append_only=True)
class Post(Dated):
    """Somebody holds a post in a hub."""

    class Kind(models.TextChoices):
        HUB_LEAD = "HUB_LEAD", "Maths Hub Lead"
        ASSISTANT_LEAD = "ASSISTANT_LEAD", "Assistant Maths Hub Lead"
        SENIOR_LEAD = "SENIOR_LEAD", "Senior Leadership Link"
        ADMINISTRATOR = "ADMINISTRATOR", "Hub administrator"
        WORK_GROUP_LEAD = "WORK_GROUP_LEAD", "Work Group Lead"
        BOARD_CHAIR = "BOARD_CHAIR", "Strategic Board chair"
        BOARD_MEMBER = "BOARD_MEMBER", "Strategic Board member"

    class StandsFor(models.TextChoices):
        """Whom somebody on a hub's Strategic Board stands for."""

        EARLY_YEARS = "EARLY_YEARS", "Leaders of early years"
        PRIMARY = "PRIMARY", "Leaders of primary schools"
        SECONDARY = "SECONDARY", "Leaders of secondary schools"
        POST_16 = "POST_16", "Leaders of post-16 schools and colleges"
        MATHS_EDUCATION = "MATHS_EDUCATION", "Maths education organisations"
        EMPLOYER_OR_HE = "EMPLOYER_OR_HE", "Employers or higher education"
        NCETM = "NCETM", "NCETM"
        LEAD_SCHOOL = "LEAD_SCHOOL", "The lead school"

    ON_THE_BOARD = (Kind.BOARD_CHAIR, Kind.BOARD_MEMBER)

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="posts")
    hub = models.ForeignKey(Hub, models.CASCADE, related_name="posts")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    public = models.BooleanField(default=True, help_text="Name them on the hub's page.")
    stands_for = models.CharField(
        max_length=16,
        choices=StandsFor.choices,
        blank=True,
        help_text="Only of a seat on the board.",
    )
    school = models.ForeignKey(
        School, models.PROTECT, null=True, blank=True, related_name="board_seats",
        help_text="Where who sits on the board comes from, when that is a school.",
    )  # fmt: skip
    organisation = models.CharField(
        max_length=150, blank=True, help_text="Where they come from, when that is no school."
    )

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            _never_two_at_once("somebody_holds_a_post_once_at_a_time", "person", "hub", "kind"),
            _never_two_at_once(
                "a_board_has_one_chair_at_a_time", "hub", condition=Q(kind="BOARD_CHAIR")
            ),
            models.CheckConstraint(
                name="a_seat_on_the_board_says_for_whom_and_from_where",
                condition=Q(kind__in=["BOARD_CHAIR", "BOARD_MEMBER"])
                & ~Q(stands_for="")
                & (Q(school=None) & ~Q(organisation="") | Q(school__isnull=False, organisation=""))
                | ~Q(kind__in=["BOARD_CHAIR", "BOARD_MEMBER"])
                & Q(stands_for="", school=None, organisation=""),
            ),
        ]

    @property
    def comes_from(self) -> str:
        """Of a seat on the board: the school or organisation."""
        return self.school.name if self.school else self.organisation


class HubShape(models.Model):
    """The outline of a hub's area, drawn from postcodes. Derived: a job redraws it."""

    hub = models.OneToOneField(Hub, models.CASCADE, primary_key=True, related_name="shape")
    rings = models.JSONField(
        help_text="Rings of [easting, northing], in units of 100 m; holes among them (even-odd)."
    )
    sketch = models.TextField(
        default="", help_text="A coarser outline: the data of an SVG path (see `sketch`)."
    )
    districts = models.JSONField(
        default=dict, help_text="Of each district of its schools, by pk: the data of an SVG path."
    )
    easting = models.PositiveIntegerField(help_text="A point inside, for the hub's node. Metres.")
    northing = models.PositiveIntegerField()
    drawn_at = models.DateTimeField()
