"""Finding resources: who may see which, what was asked for, what they were used in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramWordSimilarity
from django.db.models import Count, F, Func, Prefetch, Q, QuerySet, Value

from mathshubs.hubs.models import Hub, Post
from mathshubs.hubs.queries import hubs_run_by, posts_of
from mathshubs.people.models import Person
from mathshubs.people.rules import is_national_staff
from mathshubs.schools.models import School
from mathshubs.workgroups.models import Leader, TaskAnswer

from ..models import Resource, ResourceFile, ResourceVersion

_LIKE_ENOUGH = 0.4  # of a word's three-letter pieces: finds "fractons", not "factors"
_ALL = ResourceFile.objects.defer("content").order_by("pk")


def resources_seen_by(person: Person | AnonymousUser, on: date) -> QuerySet[Resource]:
    """Return what is in the library for them; what they proposed, wrote or may decide about."""
    published = Q(state=Resource.State.PUBLISHED)
    resources = Resource.objects.select_related("hub")
    if not person.is_authenticated:
        return resources.filter(published, seen_by=Resource.SeenBy.EVERYBODY)
    return resources.filter(published | Q(by=person) | Q(writer=person) | _decided_by(person, on))


def to_decide(person: Person, on: date) -> QuerySet[Resource]:
    """Return the proposals that wait for them: those whose writer was not asked, or agreed."""
    waits = Q(writer=None) | Q(agreed_at__isnull=False)
    proposed = Resource.objects.filter(waits, state=Resource.State.PROPOSED)
    return proposed.filter(_decided_by(person, on))


def _decided_by(person: Person, on: date) -> Q:
    runs = Q(hub__in=[hub.pk for hub in hubs_run_by(person, on)])
    return runs | Q(hub=None) if is_national_staff(person) else runs


def is_proposed(answer: TaskAnswer) -> bool:
    """Whether a resource is made from the answer, and was not refused."""
    return answer.resources.exclude(state=Resource.State.WITHDRAWN).exists()


def hubs_for(person: Person, on: date) -> list[Hub]:
    """Return the hubs for which they may propose: where they hold a post or lead a group."""
    posts = posts_of(person, on)
    hubs = {post.hub for post in posts if post.kind not in Post.ON_THE_BOARD}
    led = Leader.objects.filter(person=person).select_related("work_group__hub")
    return sorted(hubs | {leader.work_group.hub for leader in led}, key=lambda hub: hub.name)


@dataclass(frozen=True)
class Wanted:
    """What a list of resources is asked for. Empty means any."""

    words: str = ""
    kind: str = ""
    phase: str = ""
    year: str = ""
    topic: str = ""
    licence: str = ""
    state: str = ""


def found(resources: QuerySet[Resource], wanted: Wanted, *, like: bool = False) -> QuerySet:
    """
    Return the resources that answer `wanted`, best first, each with `used`: by how many schools.

    `like` finds titles that merely look like the words, for when the words find nothing.
    """
    resources = resources.filter(state=wanted.state or Resource.State.PUBLISHED)
    same = {"kind": wanted.kind, "licence": wanted.licence, "topic__iexact": wanted.topic}
    resources = resources.filter(**{name: value for name, value in same.items() if value})
    if wanted.phase:
        resources = resources.filter(phases__contains=[wanted.phase])
    if wanted.year:
        resources = resources.filter(years__contains=[wanted.year])
    order = ["-decided_at", "-proposed_at", "-pk"]
    if wanted.words:
        resources, order = _with_words(resources, wanted.words, like), ["-rank", *order]
    resources = resources.annotate(used=Count("uses")).defer("text", "search")
    return resources.order_by(*order)


def _with_words(resources: QuerySet, words: str, like: bool) -> QuerySet:
    plain: Any = Func(Value(words), function="plain")  # the stubs know only str
    if like:
        title = Func(F("title"), function="plain")
        resources = resources.annotate(rank=TrigramWordSimilarity(plain, title))
        return resources.filter(rank__gte=_LIKE_ENOUGH)
    query = SearchQuery(plain, config="english", search_type="websearch")
    return resources.annotate(rank=SearchRank(F("search"), query)).filter(search=query)


def search(text: str, person: Person | AnonymousUser, on: date) -> QuerySet[Resource]:
    """Return the resources in the library that `text` finds for them, best first."""
    return found(resources_seen_by(person, on), Wanted(words=text))


def topics() -> QuerySet:
    """Return the topics of what is in the library, by name."""
    published = Resource.objects.filter(state=Resource.State.PUBLISHED).exclude(topic="")
    return published.order_by("topic").values_list("topic", flat=True).distinct()


def versions_of(resource: Resource) -> list[ResourceVersion]:
    """Return all versions, newest first, each with its files and who made it."""
    versions = resource.versions.select_related("by").prefetch_related(Prefetch("files", _ALL))
    return list(versions)


def schools_that_used(resource: Resource) -> QuerySet[School]:
    return School.objects.filter(resources_used__resource=resource).order_by("name")
