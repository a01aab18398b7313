"""
Who belongs to which space: one rule, read in both directions.

A tie says that somebody belongs: rows of another room with a `person`, and how such a row leads to
the spaces it opens. No list of members is kept, so none can fall behind.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Greatest

from mathshubs.core.years import academic_year_of
from mathshubs.hubs.models import LeaderRecord, Post
from mathshubs.hubs.queries import RUNS_A_HUB
from mathshubs.people.models import NationalRole, Person
from mathshubs.workgroups.models import Leader, Place

from ..models import Membership, Reading, Space, SpacePost

Kind = Space.Kind


@dataclass(frozen=True)
class Tie:
    """`rows` open the spaces of `kind` whose `space` is their `row`; all of `where` without one."""

    kind: str
    rows: QuerySet
    row: str = ""
    space: str = ""
    where: dict[str, Any] = field(default_factory=dict)

    def spaces(self, person: Person) -> Q:
        """Return the condition under which a space is open to `person` by this tie."""
        mine = self.rows.filter(person=person)
        opens = Q(**{f"{self.space}__in": mine.values(self.row)}) if self.row else Q(Exists(mine))
        return Q(kind=self.kind, **self.where) & opens

    def people(self, space: Space) -> Q:
        """Return the condition under which a person belongs to `space` by this tie."""
        this = Space.objects.filter(pk=space.pk, **self.where)
        if self.row:
            rows = self.rows.filter(**{f"{self.row}__in": this.values(self.space)})
        else:
            rows = self.rows.filter(Exists(this))
        return Q(pk__in=rows.values("person"))


def ties(on: date) -> list[Tie]:
    held = Place.objects.filter(state=Place.State.HELD, person__isnull=False)
    leads = Leader.objects.all()
    # Whoever takes part stays in the community of their hub for the year after.
    years = [academic_year_of(on), academic_year_of(on - timedelta(days=365))]
    lately = {"work_group__year__in": years}
    everybody = Post.objects.on(on)
    # A board reads no names of people in groups, so its seats open no community but its own.
    posts = everybody.exclude(kind__in=Post.ON_THE_BOARD)
    seats = everybody.filter(kind__in=Post.ON_THE_BOARD)
    runs = posts.filter(kind__in=RUNS_A_HUB)
    leaders = posts.filter(
        kind__in=[Post.Kind.HUB_LEAD, Post.Kind.ASSISTANT_LEAD, Post.Kind.WORK_GROUP_LEAD]
    )
    records = LeaderRecord.objects.on(on)
    national = NationalRole.objects.on(on).filter(kind=NationalRole.Kind.STAFF)
    return [
        Tie(Kind.WORK_GROUP, held, "work_group", "work_group"),
        Tie(Kind.WORK_GROUP, leads, "work_group", "work_group"),
        Tie(Kind.WORK_GROUP, runs, "hub", "work_group__hub"),
        Tie(Kind.PROJECT, held, "work_group__project", "project"),
        Tie(Kind.PROJECT, leads, "work_group__project", "project"),
        Tie(Kind.PROJECT, runs, "hub__work_groups__project", "project"),
        Tie(Kind.PROJECT, runs, "hub", "project__hub"),
        Tie(Kind.PROJECT, national, where={"project__hub": None}),
        Tie(Kind.HUB, held.filter(**lately), "work_group__hub", "hub"),
        Tie(Kind.HUB, leads.filter(**lately), "work_group__hub", "hub"),
        Tie(Kind.HUB, posts, "hub", "hub"),
        Tie(Kind.HUB, records, "hub", "hub"),
        Tie(Kind.LEADERS, leads.filter(**lately), "work_group__hub", "hub"),
        Tie(Kind.LEADERS, leaders, "hub", "hub"),
        Tie(Kind.LEADERS, records, "hub", "hub"),
        Tie(Kind.LEADERS, runs, "hub", "hub"),
        Tie(Kind.LEADERS, leads.filter(**lately), where={"hub": None}),
        Tie(Kind.LEADERS, leaders, where={"hub": None}),
        Tie(Kind.LEADERS, records, where={"hub": None}),
        Tie(Kind.LEADERS, national, where={"hub": None}),
        Tie(Kind.BOARD, runs, "hub", "hub"),
        Tie(Kind.BOARD, seats, "hub", "hub"),
    ]


_NAMED_BY = (
    "work_group__title", "work_group__year", "work_group__code", "work_group__state",
    "work_group__hub__name", "work_group__hub__slug", "work_group__project__title",
    "work_group__project__code", "project__title", "project__code", "project__year",
    "project__hub", "hub__name", "hub__slug",
)  # fmt: skip


def spaces() -> QuerySet[Space]:
    """Return all spaces, each with what its name is made of."""
    related = Space.objects.select_related(
        "work_group__hub", "work_group__project", "project", "hub"
    )
    own = [field.attname for field in Space._meta.concrete_fields]
    return related.only(*own, *_NAMED_BY)


def spaces_seen_as(person: Person) -> QuerySet[Space]:
    """Return all spaces, each with `my_notices`: which letters `person` wants from it."""
    mine = Membership.objects.filter(space=OuterRef("pk"), person=person).values("notices")
    daily = Value(Membership.Notices.DAILY.value)
    wanted = Coalesce(Subquery(mine), daily)
    return spaces().annotate(my_notices=wanted)  # type: ignore[no-redef]  # the model tells its type


def spaces_of(person: Person, on: date) -> QuerySet[Space]:
    """Return the spaces that `person` belongs to on that day."""
    by_hand = Membership.objects.filter(person=person, added_at__isnull=False)
    opened = [tie.spaces(person) for tie in ties(on)]
    return spaces().filter(reduce(or_, opened, Q(pk__in=by_hand.values("space"))))


def people_of(space: Space, on: date) -> QuerySet[Person]:
    """Return who belongs to `space` on that day: the same rule from the other side."""
    by_hand = Membership.objects.filter(space=space, added_at__isnull=False)
    belong = [tie.people(space) for tie in ties(on) if tie.kind == space.kind]
    people = reduce(or_, belong, Q(pk__in=by_hand.values("person")))
    return Person.objects.filter(people, is_active=True)


def belongs(person: Person, space: Space, on: date) -> bool:
    """Return whether `space` is open to `person`; quicker than to look among all of theirs."""
    return people_of(space, on).filter(pk=person.pk).exists()


def people_told(space: Space, on: date, notices: str) -> QuerySet[Person]:
    """Return who belongs to `space` and wants its letters in this way; most never said so."""
    chose = Membership.objects.filter(space=space)
    if notices == Membership.Notices.DAILY:
        others = chose.exclude(notices=notices).values("person")
        return people_of(space, on).exclude(pk__in=others)
    return people_of(space, on).filter(pk__in=chose.filter(notices=notices).values("person"))


def membership_of(person: Person, space: Space) -> Membership:
    """Return what they chose in the space; a row that is not saved yet has the defaults."""
    found = Membership.objects.filter(person=person, space=space).first()
    return found or Membership(person=person, space=space)


def unread_by(person: Person) -> QuerySet[SpacePost]:
    """Return the posts by others that `person` has not read, wherever they are."""
    posts = SpacePost.objects.filter(deleted_at=None, hidden_at=None, by__isnull=False)
    readings = Reading.objects.filter(person=person, topic=OuterRef("_topic"))
    memberships = Membership.objects.filter(person=person, space=OuterRef("space"))
    posts = posts.alias(
        _topic=Coalesce("topic", "pk")
    ).alias(
        _read=Greatest(  # PostgreSQL takes the greater of those that are there
            Subquery(readings.values("read_at")[:1]), Subquery(memberships.values("read_at")[:1])
        )
    )
    return posts.filter(Q(_read=None) | Q(posted_at__gt=F("_read"))).exclude(by=person)


@dataclass(frozen=True)
class Life:
    """What goes on in a space, as one person sees it."""

    unread: int = 0
    last_at: datetime | None = None


def life_of(spaces: Iterable[Space], person: Person) -> dict[int, Life]:
    """Return by the space's pk how much `person` has not read, and when last was written."""
    ids = [space.pk for space in spaces]
    posts = SpacePost.objects.filter(space__in=ids, deleted_at=None, hidden_at=None)
    last = dict(posts.filter(by__isnull=False).values_list("space").annotate(last=Max("posted_at")))
    unread = dict(
        unread_by(person).filter(space__in=ids).values_list("space").annotate(count=Count("pk"))
    )
    return {pk: Life(unread.get(pk, 0), last.get(pk)) for pk in ids}
