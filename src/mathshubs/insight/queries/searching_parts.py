"""
What a search looks through, and for whom: who may find what is part of each query.

Nobody learns from a search what no page would tell them. People are found only by those who have
them in their groups, hubs or schools; teachers and visitors find none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramWordSimilarity
from django.db.models import (
    Case,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Concat, Left

from mathshubs.community.models import POST_WORDS, Resource, SpacePost
from mathshubs.community.queries.posts import THERE
from mathshubs.community.queries.spaces import spaces_of
from mathshubs.hubs.models import Hub, HubArea, Post
from mathshubs.hubs.queries import RUNS_A_HUB, posts_of
from mathshubs.people.models import Person, PreviousName
from mathshubs.people.rules import is_national_staff
from mathshubs.people.staff import is_staff
from mathshubs.schools.models import Employment
from mathshubs.schools.queries import schools_led_by
from mathshubs.workgroups.models import Leader, Place, WorkGroup
from mathshubs.workgroups.queries.search import Filters, found

ALIKE = 0.5  # of a word's three-letter pieces: finds "okafer", not "oak"
_NAME = Concat("given_name", Value(" "), "family_name", output_field=TextField())
# A hub runs a group of one title each year: its first day tells them apart.
_FIRST_DAY = Func(
    F("first_on"), Value("Dy FMDD Mon YYYY"), function="to_char", output_field=TextField()
)
_ENDED = Case(
    When(state=WorkGroup.State.CANCELLED, then=Value(" · cancelled")),
    When(state__in=WorkGroup.OVER, then=Value(" · over")),
    default=Value(""),
    output_field=TextField(),
)
_HUB_AND_DAY = Concat(
    "hub__name",
    Value(" Maths Hub · "),
    Coalesce(_FIRST_DAY, "year", output_field=TextField()),
    _ENDED,
    output_field=TextField(),
)
_NEWEST = F("first_on").desc(nulls_last=True)


@dataclass(frozen=True)
class Seeker:
    """Who looks for what."""

    text: str
    on: date
    person: Person | AnonymousUser

    @property
    def plain(self) -> Any:
        return Func(Value(self.text), function="plain", output_field=TextField())

    @property
    def is_staff(self) -> bool:
        return self.person.is_authenticated and is_staff(self.person)

    @property
    def runs(self) -> list[int]:
        """The hubs they run."""
        if not self.is_staff:
            return []
        return [p.hub_id for p in posts_of(self.person, self.on) if p.kind in RUNS_A_HUB]

    @property
    def works_on(self) -> QuerySet[WorkGroup]:
        """As `work_groups_run_by`, from what is known of them already."""
        led = Leader.objects.filter(person=self.person.pk).order_by()
        theirs = Q(hub__in=self.runs) | Q(pk__in=led.values("work_group"))
        return WorkGroup.objects.filter(theirs).order_by()


@dataclass(frozen=True)
class Part:
    """
    Where one kind of thing is found. `find` gives rows with a `rank`, or None for who may not look.

    Two rows of one kind that are the `same` are shown once. A part that is `merely_like` what was
    typed is shown where the others of its kind have nothing.
    """

    kind: str
    find: Callable[[Seeker], QuerySet | None]
    page: str
    target: Any = "pk"
    same: Any = "pk"
    title: Any = "title"
    note: Any = ""
    merely_like: bool = False
    among_equals: Any = "_title"


def _with_words(who: Seeker, rows: QuerySet) -> QuerySet:
    query = SearchQuery(who.plain, config="english", search_type="websearch")
    return rows.filter(search=query).annotate(rank=SearchRank(F("search"), query))


def _public_groups(who: Seeker) -> QuerySet[WorkGroup]:
    return found(Filters(words=who.text, sort="relevance"), who.on)


def _own_groups(who: Seeker) -> QuerySet[WorkGroup] | None:
    """Of those they work on or oversee: drafts and what is over too."""
    if not who.is_staff:
        return None
    national = is_national_staff(who.person)
    return _with_words(who, WorkGroup.objects.all() if national else who.works_on)


def _like_groups(who: Seeker) -> QuerySet[WorkGroup]:
    return found(Filters(words=who.text, sort="relevance"), who.on, like=True)


def _resources(who: Seeker) -> QuerySet[Resource]:
    """What is in the library for them."""
    published = Resource.objects.filter(state=Resource.State.PUBLISHED)
    if not who.person.is_authenticated:
        published = published.filter(seen_by=Resource.SeenBy.EVERYBODY)
    return _with_words(who, published)


def _posts(who: Seeker) -> QuerySet[SpacePost] | None:
    """What is to be read in the communities they belong to: nothing taken back or hidden."""
    if not who.person.is_authenticated:
        return None
    open_ = spaces_of(who.person, who.on).order_by().values("pk")
    query = SearchQuery(who.plain, config="english", search_type="websearch")
    posts = SpacePost.objects.filter(THERE, space__in=open_)
    posts = posts.annotate(words=POST_WORDS).filter(words=query)
    return posts.annotate(rank=SearchRank(F("words"), query))


def _hubs(who: Seeker) -> QuerySet[Hub]:
    """By name, or by a district or authority of the area."""
    areas = HubArea.objects.on(who.on).filter(hub=OuterRef("pk"))
    within = Q(district__name__icontains=who.text) | Q(authority__name__icontains=who.text)
    name = Func(F("name"), function="plain", output_field=TextField())
    hubs = Hub.objects.annotate(rank=TrigramWordSimilarity(who.plain, name))
    return hubs.filter(Q(rank__gte=ALIKE) | Exists(areas.filter(within)))


def _called(who: Seeker, people: QuerySet[Person]) -> QuerySet[Person]:
    """Of `people`, those with a name like what was typed, now or before, or with that address."""
    before = PreviousName.objects.annotate(rank=_likeness(who)).filter(
        person=OuterRef("pk"), rank__gte=ALIKE
    )
    people = people.filter(merged_into=None)  # of two records that are joined, the kept one
    return people.annotate(rank=_likeness(who)).filter(
        Q(rank__gte=ALIKE) | Q(email__iexact=who.text) | Exists(before)
    )


def _likeness(who: Seeker) -> TrigramWordSimilarity:
    name = Func(_NAME, function="plain", output_field=TextField())
    return TrigramWordSimilarity(who.plain, name)


def _in_their_groups(who: Seeker) -> QuerySet[Person] | None:
    """Who has or had a place in a group of a hub they run, or one they lead."""
    if not who.is_staff:
        return None
    places = Place.objects.filter(person=OuterRef("pk"), work_group__in=who.works_on)
    latest = places.order_by("-applied_at", "-pk")
    return _called(who, Person.objects.filter(Exists(places))).annotate(
        place=Subquery(latest.values("pk")[:1]),
        group=Subquery(latest.values("work_group__title")[:1]),
        school=Subquery(latest.values("school__name")[:1]),
    )


def _in_posts(who: Seeker) -> QuerySet[Person] | None:
    """Who holds a post in a hub they run; national staff find all of them."""
    if not who.is_staff:
        return None
    posts = Post.objects.on(who.on).filter(person=OuterRef("pk"))
    if not is_national_staff(who.person):
        posts = posts.filter(hub__in=who.runs)
    return _called(who, Person.objects.filter(Exists(posts))).annotate(
        slug=Subquery(posts.order_by("pk").values("hub__slug")[:1]),
        hub=Subquery(posts.order_by("pk").values("hub__name")[:1]),
    )


def _colleagues(who: Seeker) -> QuerySet[Person] | None:
    """Who works, confirmed, at a school they lead."""
    if not who.person.is_authenticated:
        return None
    work = Employment.objects.on(who.on).filter(
        person=OuterRef("pk"), confirmed=True, school__in=schools_led_by(who.person, who.on)
    )
    return _called(who, Person.objects.filter(Exists(work))).annotate(
        urn=Subquery(work.order_by("pk").values("school__urn")[:1]),
        school=Subquery(work.order_by("pk").values("school__name")[:1]),
    )


_TOPIC = Case(
    When(topic=None, then=F("title")),
    When(topic__deleted_at=None, topic__hidden_at=None, then=F("topic__title")),
    default=Value("Topic"),  # the words of one that is gone stay unsaid
    output_field=TextField(),
)

PARTS = (
    Part("groups", _own_groups, "workgroups:manage", note=_HUB_AND_DAY, among_equals=_NEWEST),
    Part("groups", _public_groups, "workgroups:detail", note=_HUB_AND_DAY, among_equals=_NEWEST),
    Part("groups", _like_groups, "workgroups:detail", note=_HUB_AND_DAY, merely_like=True),
    Part("resources", _resources, "community:resource", note="summary"),
    Part(
        "posts", _posts, "community:thread", Coalesce("topic", "pk"), Coalesce("topic", "pk"),
        title=_TOPIC, note=Left("text", 120),
    ),
    Part("hubs", _hubs, "insight:hub", "slug", title="name", note="summary"),
    Part(
        "people", _in_their_groups, "workgroups:application", "place", title=_NAME,
        note=Concat("school", Value(" · "), "group"),
    ),
    Part(
        "people", _in_posts, "hubs:people", "slug", title=_NAME,
        note=Concat("hub", Value(" Maths Hub")),
    ),
    Part("people", _colleagues, "insight:school", "urn", title=_NAME, note="school"),
)  # fmt: skip
