"""What the national register says of schools, and who works where."""

from __future__ import annotations

from uuid import uuid4

import pghistory
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q, TextField, Value
from django.db.models.expressions import Combinable, CombinedExpression

from mathshubs.core.dated import Dated
from mathshubs.core.identifiers import laestab


def _plain(*fields: str) -> Func:
    """The fields, a space between, in lower case without accents: what is searched."""
    text: Combinable
    text, *others = (F(field) for field in fields)
    for other in others:
        text = CombinedExpression(CombinedExpression(text, "||", Value(" ")), "||", other)
    return Func(text, function="plain", output_field=TextField())


def _rarer(text: Func) -> Func:
    """`text` without the two words most schools have: "primary" is also like "mary"."""
    without = Func(text, Value("primary"), Value(""), function="replace", output_field=TextField())
    return Func(without, Value("school"), Value(""), function="replace", output_field=TextField())


class Authority(models.Model):
    """A local authority. Codes change over time: a retired one has its last day."""

    code = models.CharField(max_length=3, unique=True)
    name = models.CharField(max_length=100)
    region = models.CharField(max_length=40, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    became = models.ManyToManyField("self", symmetrical=False, related_name="was", blank=True)

    class Meta:
        verbose_name_plural = "authorities"

    def __str__(self) -> str:
        return self.name


class District(models.Model):
    """A district or unitary council: the piece hub areas are made of."""

    code = models.CharField("ONS code", max_length=9, unique=True)
    name = models.CharField(max_length=100)
    authority = models.ForeignKey(
        Authority, models.PROTECT, null=True, blank=True, related_name="districts"
    )

    def __str__(self) -> str:
        return self.name


class Postcode(models.Model):
    """Where a postcode is (ONS Postcode Directory, Open Government Licence)."""

    postcode = models.CharField(primary_key=True, max_length=8, help_text="Such as: TF3 4JG")
    easting = models.PositiveIntegerField(help_text="Metres, British National Grid.")
    northing = models.PositiveIntegerField(help_text="Metres, British National Grid.")
    district_code = models.CharField(max_length=9)


@pghistory.track(append_only=True, level=pghistory.Statement)
class Trust(models.Model):
    """A group of schools in the register: trust, federation or sponsor."""

    uid = models.PositiveIntegerField("group UID", unique=True)
    group_id = models.CharField("group ID", max_length=60, blank=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=60, blank=True)
    companies_house_number = models.CharField(max_length=12, blank=True)
    ukprn = models.CharField("UKPRN", max_length=8, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


@pghistory.track(append_only=True, level=pghistory.Statement)
class School(models.Model):
    """A school or college as the register describes it. Never deleted: a closed one stays."""

    class Status(models.TextChoices):
        OPEN = "OPEN", "Open"
        CLOSING = "CLOSING", "Open, but proposed to close"
        PROPOSED = "PROPOSED", "Proposed to open"
        CLOSED = "CLOSED", "Closed"

    class Phase(models.TextChoices):
        NURSERY = "NURSERY", "Nursery"
        PRIMARY = "PRIMARY", "Primary"
        MIDDLE_PRIMARY = "MIDDLE_PRIMARY", "Middle deemed primary"
        MIDDLE_SECONDARY = "MIDDLE_SECONDARY", "Middle deemed secondary"
        SECONDARY = "SECONDARY", "Secondary"
        ALL_THROUGH = "ALL_THROUGH", "All-through"
        SIXTEEN_PLUS = "SIXTEEN_PLUS", "16 plus"
        NOT_APPLICABLE = "NOT_APPLICABLE", "Not applicable"

    urn = models.CharField("URN", max_length=6, unique=True)
    name = models.CharField(max_length=200)
    status = models.CharField(max_length=10, choices=Status.choices)
    phase = models.CharField(max_length=20, choices=Phase.choices)
    kind = models.CharField("type", max_length=80, blank=True)
    kind_group = models.CharField("type group", max_length=60, blank=True)
    authority = models.ForeignKey(
        Authority, models.PROTECT, null=True, blank=True, related_name="schools"
    )
    establishment_number = models.CharField(max_length=4, blank=True)
    ukprn = models.CharField("UKPRN", max_length=8, blank=True)
    trust = models.ForeignKey(Trust, models.PROTECT, null=True, blank=True, related_name="schools")
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    low_age = models.PositiveSmallIntegerField(null=True, blank=True)
    high_age = models.PositiveSmallIntegerField(null=True, blank=True)
    sixth_form = models.CharField(max_length=40, blank=True)
    gender = models.CharField(max_length=20, blank=True)
    religious_character = models.CharField(max_length=80, blank=True)
    admissions = models.CharField(max_length=40, blank=True)
    pupils = models.PositiveIntegerField(null=True, blank=True)
    fsm_percent = models.DecimalField(
        "pupils eligible for free school meals (%)",
        max_digits=4, decimal_places=1, null=True, blank=True,
    )  # fmt: skip
    street = models.CharField(max_length=120, blank=True)
    locality = models.CharField(max_length=120, blank=True)
    address3 = models.CharField(max_length=120, blank=True)
    town = models.CharField(max_length=80, blank=True)
    county = models.CharField(max_length=60, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    easting = models.PositiveIntegerField(null=True, blank=True)
    northing = models.PositiveIntegerField(null=True, blank=True)
    district = models.ForeignKey(
        District, models.PROTECT, null=True, blank=True, related_name="schools"
    )
    region = models.CharField(max_length=40, blank=True)
    urban_rural = models.CharField(max_length=80, blank=True)
    website = models.CharField(max_length=200, blank=True)
    telephone = models.CharField(max_length=30, blank=True)
    head_name = models.CharField(max_length=150, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="urn_is_six_digits", condition=Q(urn__regex=r"^[1-9][0-9]{5}$")
            ),
        ]
        indexes = [
            GinIndex(
                OpClass(_rarer(_plain("name", "town")), name="gin_trgm_ops"),
                name="schools_by_name_and_town",
            ),
            models.Index(fields=["postcode"]),
            models.Index(fields=["district", "status"]),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def laestab(self) -> str:
        """LLL/EEEE. Needs the authority; select it."""
        return laestab(self.authority.code if self.authority else "", self.establishment_number)

    @property
    def is_open(self) -> bool:
        return self.status in (self.Status.OPEN, self.Status.CLOSING)

    @property
    def where(self) -> str:
        """Town and authority; the town alone where the authority only says it again."""
        authority = self.authority.name if self.authority else ""
        bare = authority.removesuffix(", City of").removesuffix(", County of")
        again = bare.casefold() == self.town.casefold()
        return ", ".join(part for part in [self.town, "" if again else authority] if part)


class PastName(models.Model):
    """A name the register gave a school before, so that search still finds it."""

    school = models.ForeignKey(School, models.CASCADE, related_name="past_names")
    name = models.CharField(max_length=200)
    until_on = models.DateField(help_text="The day the register was seen to say otherwise.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "name"], name="each_past_name_once_a_school")
        ]
        indexes = [
            GinIndex(OpClass(_plain("name"), name="gin_trgm_ops"), name="schools_by_past_name")
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    append_only=True,
    level=pghistory.Statement,
)
class SchoolLink(models.Model):
    """One school came from another, as long as the register says so."""

    class Kind(models.TextChoices):
        CONVERSION = "CONVERSION", "became"
        MERGER = "MERGER", "merged into"
        AMALGAMATION = "AMALGAMATION", "amalgamated into"
        SPLIT = "SPLIT", "split into"
        OTHER = "OTHER", "linked to"

    predecessor = models.ForeignKey(School, models.PROTECT, related_name="links_to_successors")
    successor = models.ForeignKey(School, models.PROTECT, related_name="links_to_predecessors")
    kind = models.CharField(max_length=15, choices=Kind.choices)
    established_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor"], name="one_link_per_pair_of_schools"
            ),
            models.CheckConstraint(
                name="no_school_succeeds_itself", condition=~Q(predecessor=F("successor"))
            ),
        ]


@pghistory.track(append_only=True)
class Employment(Dated):
    """Somebody works at a school."""

    class Role(models.TextChoices):
        TEACHER = "TEACHER", "Teacher"
        TEACHING_ASSISTANT = "TEACHING_ASSISTANT", "Teaching assistant"
        MATHS_LEAD = "MATHS_LEAD", "Maths lead or head of department"
        SENIOR_LEADER = "SENIOR_LEADER", "Senior leader"
        HEAD = "HEAD", "Headteacher or principal"
        OTHER = "OTHER", "Another role"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="employments")
    school = models.ForeignKey(School, models.PROTECT, related_name="employments")
    role = models.CharField(max_length=20, choices=Role.choices)
    confirmed = models.BooleanField(
        default=True, help_text="No while only the person says so: then it opens nothing."
    )

    class Meta(Dated.Meta):
        indexes = [models.Index(fields=["school", "role"])]


def _kept_at(register_import: RegisterImport, filename: str) -> str:
    return f"register/{register_import.pk or uuid4().hex}/{filename}"


class RegisterImport(models.Model):
    """
    One import of the register: what was uploaded, what it would change, what it changed.

    An import by command is noted here too when it changed something.
    """

    class State(models.TextChoices):
        CHECKING = "CHECKING", "Being checked"
        READY = "READY", "Waiting for you to confirm"
        APPLYING = "APPLYING", "Being applied"
        DONE = "DONE", "Done"
        REFUSED = "REFUSED", "Refused"
        DISCARDED = "DISCARDED", "Discarded"

    state = models.CharField(max_length=10, choices=State.choices, default=State.CHECKING)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="register_imports",
        help_text="Empty when it was imported by command.",
    )  # fmt: skip
    at = models.DateTimeField(help_text="When the files were handed in.")
    done_at = models.DateTimeField(null=True, blank=True)
    schools = models.FileField(upload_to=_kept_at, blank=True, max_length=200)
    links = models.FileField(upload_to=_kept_at, blank=True, max_length=200)
    groups = models.FileField(upload_to=_kept_at, blank=True, max_length=200)
    group_links = models.FileField(upload_to=_kept_at, blank=True, max_length=200)
    refused_rows = models.FileField(upload_to=_kept_at, blank=True, max_length=200)
    names = models.CharField("files", max_length=400, help_text="As they were called.")
    summary = models.JSONField(default=dict, help_text="Counts, by the words of the summary.")
    preview = models.JSONField(default=dict, help_text="The first rows of each kind of change.")
    questions = models.JSONField(default=list, help_text="What must be answered with yes.")
    answers = models.JSONField(default=list, help_text="The questions answered with yes.")
    refusal = models.TextField(blank=True)
    step = models.CharField(max_length=80, blank=True)
    progress = models.PositiveSmallIntegerField(default=0, help_text="Per cent.")

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.names

    @property
    def is_working(self) -> bool:
        return self.state in (self.State.CHECKING, self.State.APPLYING)
