"""Reads about hubs: whose area a place is in, whose school, who holds which post."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, OuterRef, Q, QuerySet

from mathshubs.core.dated import holds_on
from mathshubs.people.models import Person
from mathshubs.schools.models import District, School

from ..models import (
    Accreditation,
    Hub,
    HubArea,
    HubChoice,
    LeaderRecord,
    Post,
)

HubOf = dict[int | None, int]

ACCREDITATION_NOTICE = timedelta(days=183)  # half a year: a renewal takes a term
CHECKS_NOTICE = timedelta(days=61)

RUNS_A_HUB = (
    Post.Kind.HUB_LEAD,
    Post.Kind.ASSISTANT_LEAD,
    Post.Kind.SENIOR_LEAD,
    Post.Kind.ADMINISTRATOR,
)


def hub_of(school: School, on: date) -> Hub | None:
    """Return the hub `school` works with: the one it chose, else the one of its area."""
    chosen = Hub.objects.filter(holds_on(on, "chosen_by__"), chosen_by__school=school).first()
    return chosen or hub_of_area(school.district_id, school.authority_id, on)


def hub_of_area(district_id: int | None, authority_id: int | None, on: date) -> Hub | None:
    """Return the hub whose area has the district, else the one that has the authority."""
    place = Q()
    if district_id:
        place |= Q(district=district_id)
    if authority_id:
        place |= Q(authority=authority_id)
    if not place:
        return None
    areas = HubArea.objects.on(on).filter(place).select_related("hub")
    found = min(areas, key=lambda area: area.district_id is None, default=None)
    return found.hub if found else None


def hubs_of(schools: Iterable[School], on: date) -> dict[int, Hub | None]:
    """Return the hub of each school, by the school's pk, in three queries however many they are."""
    schools = list(schools)
    hubs = {hub.pk: hub for hub in Hub.objects.all()}
    choices = HubChoice.objects.on(on).filter(school__in=[school.pk for school in schools])
    chosen = dict(choices.values_list("school", "hub"))
    by_district, by_authority = hub_of_each_place(on)
    return {
        school.pk: hubs.get(
            chosen.get(school.pk)
            or by_district.get(school.district_id)
            or by_authority.get(school.authority_id, 0)
        )
        for school in schools
    }


def hub_of_each_place(on: date) -> tuple[HubOf, HubOf]:
    """Return the hub's pk for each district's pk, and for each authority's pk, in one query."""
    by_district: HubOf = {}
    by_authority: HubOf = {}
    for district, authority, hub in HubArea.objects.on(on).values_list(
        "district", "authority", "hub"
    ):
        if district:
            by_district[district] = hub
        else:
            by_authority[authority] = hub
    return by_district, by_authority


def schools_of(hub: Hub, on: date) -> QuerySet[School]:
    """Return the schools that work with `hub`, whatever their status."""
    choices, areas = HubChoice.objects.on(on), HubArea.objects.on(on)
    districts = areas.filter(district__isnull=False)
    in_district = Q(district__in=districts.filter(hub=hub).values("district"))
    in_authority = Q(authority__in=areas.filter(hub=hub, district=None).values("authority"))
    elsewhere = Q(district__in=districts.values("district"))
    chose = Q(pk__in=choices.filter(hub=hub).values("school"))
    chose_any = Q(pk__in=choices.values("school"))
    return School.objects.filter(chose | ~chose_any & (in_district | in_authority & ~elsewhere))


def school_counts(on: date, schools: QuerySet[School]) -> dict[int, Counter[str]]:
    """
    Count `schools` of every hub by phase: hub's pk to {phase: schools}. Three queries.

    Schools in no hub's area are counted under 0.
    """
    by_district, by_authority = hub_of_each_place(on)
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    grouped = schools.order_by().values_list("district", "authority", "phase")
    for district, authority, phase, number in grouped.annotate(number=Count("pk")):
        hub = by_district.get(district) or by_authority.get(authority) or 0
        counts[hub][phase] += number
    moved = HubChoice.objects.on(on).filter(school__in=schools.order_by())
    for hub, district, authority, phase in moved.values_list(
        "hub", "school__district", "school__authority", "school__phase"
    ):
        counts[by_district.get(district) or by_authority.get(authority) or 0][phase] -= 1
        counts[hub][phase] += 1
    return counts


def districts_of(hub: Hub | OuterRef, on: date) -> QuerySet[District]:
    """Return the districts of the hub's area, by name: its own, and those of its authorities."""
    areas = HubArea.objects.on(on)
    taken = areas.filter(district__isnull=False).exclude(hub=hub).values("district")
    own = areas.filter(hub=hub)
    return (
        District.objects.filter(
            Q(pk__in=own.filter(district__isnull=False).values("district"))
            | Q(authority__in=own.filter(district=None).values("authority")) & ~Q(pk__in=taken)
        )
        .select_related("authority")
        .order_by("name")
    )


def posts_of(person: Person | AnonymousUser, on: date) -> list[Post]:
    """Return the posts held on `on`, each with its hub. Asked once for each person instance."""
    if not person.is_authenticated:
        return []
    known = person.__dict__.setdefault("_posts_on", {})
    if on not in known:
        posts = Post.objects.on(on).filter(person=person).select_related("hub")
        known[on] = list(posts.order_by("hub__name", "kind"))
    return known[on]


def hubs_run_by(person: Person | AnonymousUser, on: date) -> QuerySet[Hub]:
    """Return the hubs in whose running the person has a post."""
    posts = posts_of(person, on)
    return Hub.objects.filter(pk__in={post.hub_id for post in posts if post.kind in RUNS_A_HUB})


def current_posts(hub: Hub, on: date) -> list[Post]:
    """
    Return the hub's posts held on `on`, hub lead first, each with its person.

    Seats on its board are none of these: who sits there does no work of the hub.
    """
    posts = Post.objects.on(on).filter(hub=hub).exclude(kind__in=Post.ON_THE_BOARD)
    return _in_order(posts.select_related("person"))


def everybody_of(hub: Hub, on: date) -> list[Post]:
    """Return the hub's posts and the seats on its board, as `current_posts` and `board_of` do."""
    posts = Post.objects.on(on).filter(hub=hub)
    return _in_order(posts.select_related("person", "school__trust"))


def board_of(hub: Hub, on: date) -> list[Post]:
    """Return the seats on the hub's board held on `on`, its chair first, each with its person."""
    seats = Post.objects.on(on).filter(hub=hub, kind__in=Post.ON_THE_BOARD)
    return _in_order(seats.select_related("person", "school__trust"))


def _in_order(posts: Iterable[Post]) -> list[Post]:
    order = {kind: number for number, kind in enumerate(Post.Kind.values)}
    return sorted(posts, key=lambda post: (order[post.kind], post.person.family_name, post.pk))


def hubs_advised_by(person: Person | AnonymousUser, on: date) -> list[Hub]:
    """Return the hubs on whose board the person sits, by name."""
    posts = posts_of(person, on)
    advised = {post.hub_id: post.hub for post in posts if post.kind in Post.ON_THE_BOARD}
    return list(advised.values())


def hubs_read_by(person: Person | AnonymousUser, on: date) -> QuerySet[Hub]:
    """Return the hubs whose plans and priorities the person reads: they run it, or advise it."""
    reads = (*RUNS_A_HUB, *Post.ON_THE_BOARD)
    posts = posts_of(person, on)
    return Hub.objects.filter(pk__in={post.hub_id for post in posts if post.kind in reads})


def leaders_of(hubs: Iterable[Hub] | QuerySet[Hub], on: date) -> QuerySet[LeaderRecord]:
    """Return the records of those who lead work of `hubs` on `on`, kept by these hubs."""
    return LeaderRecord.objects.on(on).filter(hub__in=hubs)


def accreditations_expiring(
    hubs: Iterable[Hub] | QuerySet[Hub], on: date
) -> QuerySet[Accreditation]:
    """Return those of the hubs' leaders that expire within half a year, or have expired."""
    return (
        Accreditation.objects.filter(
            record__in=leaders_of(hubs, on), expires_on__lte=on + ACCREDITATION_NOTICE
        )
        .select_related("record__person", "record__hub")
        .order_by("expires_on", "pk")
    )


def checks_due(hubs: Iterable[Hub] | QuerySet[Hub], on: date) -> QuerySet[LeaderRecord]:
    """Return the hubs' leaders whose safeguarding checks nobody saw, or are due within 61 days."""
    due = Q(checked_on=None) | Q(check_again_by__lte=on + CHECKS_NOTICE)
    return (
        leaders_of(hubs, on)
        .filter(due)
        .select_related("person", "hub")
        .order_by("check_again_by", "pk")
    )


def record_of_leader(person: Person | AnonymousUser, on: date) -> LeaderRecord | None:
    """Return the record of `person` as a leader on `on`, with its hub, if there is one."""
    if not person.is_authenticated:
        return None
    return LeaderRecord.objects.on(on).filter(person=person).select_related("hub").first()
