"""What the records say to the planner: priorities, projects, leaders, schools, places to meet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject

from mathshubs.hubs.models import Hub
from mathshubs.hubs.queries import hubs_run_by, leaders_of
from mathshubs.needs.methods.scoring import points
from mathshubs.needs.models import NeedPlace, Priority, PriorityRound, Provision, Score
from mathshubs.people.models import Person
from mathshubs.people.rules import is_national_staff
from mathshubs.programmes.models import Commitment, Plan, PlannerRun, Project
from mathshubs.schools.models import Employment
from mathshubs.workgroups.models import Leader, Workshop
from mathshubs.workgroups.queries.leading_forecast import (
    DAYS_A_WORKSHOP,
    NOT_TAUGHT,
    WORKSHOPS_UNPLANNED,
    Forecast,
    forecasts,
)

from .engagement import could_take_part_with, phases_taught, places_that_count
from .planner_costs import known_costs
from .recruitment import groups_to_fill

MOST_HOSTS = 15  # schools that hosted before, offered as places to meet
Point = tuple[float, float]


@dataclass
class SchoolAt:
    """A school of the hub as the planner sees it."""

    pk: int
    name: str
    district: int
    authority: int | None
    trust: int | None
    phases: list[str]
    point: Point | None
    takes_part: bool
    hosted: int


@dataclass
class DistrictAt:
    """A district of the hub and the middle of its schools."""

    pk: int
    name: str
    schools: list[SchoolAt] = field(default_factory=list)

    @property
    def point(self) -> Point | None:
        return middle(each.point for each in self.schools)


@dataclass(frozen=True)
class Facts:
    """All that the records of a hub say of a year to plan."""

    hub: Hub | None  # None: of all hubs at once
    year: str
    round: PriorityRound | None
    priorities: list[Priority]
    projects: list[Project]
    leaders: list[Forecast]
    districts: list[DistrictAt]
    budget: Decimal | None

    @property
    def schools(self) -> list[SchoolAt]:
        return [school for district in self.districts for school in district.schools]

    @property
    def hosts(self) -> list[SchoolAt]:
        """The schools that hosted workshops of the hub, the most frequent first."""
        hosts = [each for each in self.schools if each.hosted and each.point]
        return sorted(hosts, key=lambda each: (-each.hosted, each.name))[:MOST_HOSTS]

    @property
    def middle(self) -> Point | None:
        return middle(each.point for each in self.schools)


def middle(points: Iterable[Point | None]) -> Point | None:
    """Return the mean of the points that are known."""
    known = [point for point in points if point]
    if not known:
        return None
    eastings, northings = zip(*known, strict=True)
    return round(sum(eastings) / len(known)), round(sum(northings) / len(known))


def facts(hub: Hub, year: str, on: date, *, or_national: bool = False) -> Facts:
    """
    Return what is known of `hub` and of the `year`. Four queries.

    or_national : a hub that chose no priorities has those of the nation.
    """
    priorities = _priorities(hub) or (_priorities(None) if or_national else [])
    projects = _projects(hub, year)
    return Facts(
        hub=hub,
        year=year,
        round=priorities[0].round if priorities else None,
        priorities=priorities,
        projects=projects,
        leaders=forecasts(_leaders(hub, year, on), year, on),
        districts=_districts(hub, year, on),
        budget=projects[0].__dict__["budget"] if projects else None,
    )


def _priorities(hub: Hub | None) -> list[Priority]:
    """Return what the latest round of the hub, or nation, that chose any chose, with `points`."""
    chosen = Priority.objects.filter(
        state=Priority.State.CHOSEN, round__hub=hub, round__district=None
    )
    latest = chosen.order_by("-round__year", "-round__pk").values("round")[:1]
    scores = Score.objects.filter(priority=OuterRef("pk")).order_by("pk")
    answers = Provision.objects.filter(priority=OuterRef("pk"), project__isnull=False)
    answers = answers.exclude(state=Provision.State.STOPPED).order_by("pk")
    found: list[Priority] = list(
        chosen.filter(round__in=Subquery(latest))
        .select_related("round")
        .annotate(
            scored=ArraySubquery(scores.values(one=JSONObject(name="criterion", value="value"))),
            answered_by=ArraySubquery(answers.values("project")),
        )
        .order_by("pk")
    )
    for each in found:
        scored = {score["name"]: score["value"] for score in each.__dict__["scored"]}
        each.__dict__["points"] = points(scored, each.round.weights)
    return found


def _projects(hub: Hub, year: str) -> list[Project]:
    """Return the projects of the year, with what is asked, runs and costs, and the budget."""
    budget = Plan.objects.filter(hub=hub, year=year).values("budget")[:1]
    asked = Commitment.objects.filter(hub=hub, project=OuterRef("pk")).values("groups")[:1]
    groups = groups_to_fill([hub.pk], year).filter(project=OuterRef("pk")).order_by()
    running = groups.values("project").annotate(many=Count("pk")).values("many")
    projects = Project.objects.filter(Q(hub=None) | Q(hub=hub), year=year)
    projects = projects.annotate(
        asked=Coalesce(Subquery(asked), 0),
        running=Coalesce(Subquery(running), 0),
        budget=Subquery(budget),
        **known_costs(hub),
    )
    return list(projects.order_by(F("code").asc(nulls_last=True), "title", "pk"))


def _leaders(hub: Hub, year: str, on: date) -> QuerySet:
    """Return the leaders, with the workshops they have in the year, and where they work."""
    leads = Leader.objects.filter(person=OuterRef("person"), work_group__year=year)
    leads = leads.exclude(work_group__state__in=NOT_TAUGHT).order_by()
    held = Q(work_group__workshops__cancelled_at=None, work_group__workshops__isnull=False)
    counted = leads.values("person")
    workshops = counted.annotate(many=Count("work_group__workshops", filter=held)).values("many")
    works = Employment.objects.on(on).filter(
        person=OuterRef("person"), school__easting__isnull=False, school__northing__isnull=False
    )
    at = works.order_by("-from_on", "pk").values(
        one=JSONObject(e="school__easting", n="school__northing")
    )
    return leaders_of([hub], on).annotate(
        workshops_led=Coalesce(Subquery(workshops, output_field=IntegerField()), 0),
        works_at=Subquery(at[:1]),
    )


def free_days(leader: Forecast) -> Decimal:
    """Return the days the leader said they can give, less those of groups they lead already."""
    taken = leader.record.__dict__["workshops_led"] * DAYS_A_WORKSHOP
    return max((leader.available or Decimal(0)) - taken, Decimal(0))


def usual_days() -> Decimal:
    """Return the days of one leader for a group that has no dates yet."""
    return WORKSHOPS_UNPLANNED * DAYS_A_WORKSHOP


def _districts(hub: Hub, year: str, on: date) -> list[DistrictAt]:
    takes_part = Exists(places_that_count([year]).filter(school=OuterRef("pk")))
    hosted = Workshop.objects.filter(host_school=OuterRef("pk"), work_group__hub=hub)
    counted = hosted.order_by().values("host_school").annotate(many=Count("pk")).values("many")
    schools = could_take_part_with(hub, on).annotate(
        takes_part=takes_part, hosted=Coalesce(Subquery(counted), 0)
    )
    found: dict[int, DistrictAt] = {}
    for (
        pk, name, district, named, authority, trust, phase, low, high, easting, northing, part,
        many,
    ) in schools.order_by("district__name", "name", "pk").values_list(
        "pk", "name", "district", "district__name", "authority", "trust", "phase", "low_age",
        "high_age", "easting", "northing", "takes_part", "hosted",
    ):  # fmt: skip
        there = found.setdefault(district or 0, DistrictAt(district or 0, named or "No district"))
        point = (easting, northing) if easting and northing else None
        taught = phases_taught(phase, low, high)
        there.schools.append(
            SchoolAt(pk, name, there.pk, authority, trust, taught, point, part, many)
        )
    return list(found.values())


def places_of_priorities(priorities: list[Priority]) -> dict[int, dict[str, set[int]]]:
    """
    Return the places that the needs behind each priority name: {priority: {kind: places}}.

    Where none is named it is about all schools of its phases. One query.
    """
    found: dict[int, dict[str, set[int]]] = {each.pk: defaultdict(set) for each in priorities}
    places = NeedPlace.objects.filter(need__priorities__in=priorities).order_by()
    for priority, *those in places.values_list(
        "need__priorities", "district", "authority", "trust", "school"
    ):
        for kind, pk in zip(("district", "authority", "trust", "pk"), those, strict=True):
            if pk and priority in found:
                found[priority][kind].add(pk)
    return found


def runs_seen_by(person: Person | AnonymousUser, on: date) -> QuerySet[PlannerRun]:
    """Return the runs of hubs they run; national staff: of all hubs."""
    runs = PlannerRun.objects.exclude(hub=None)
    runs = runs.select_related("hub", "by", "follows", "part_of")
    return runs if is_national_staff(person) else runs.filter(hub__in=hubs_run_by(person, on))


def runs_of(hub: Hub) -> QuerySet[PlannerRun]:
    """Return the runs of a hub, the latest first, each with the words of its answer's numbers."""
    return PlannerRun.objects.filter(hub=hub).select_related("by").defer("question", "asked")
