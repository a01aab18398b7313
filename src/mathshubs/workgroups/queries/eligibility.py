"""Whether a school and somebody from it can take part in a group, by the rules it says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from mathshubs.hubs.models import HubArea, HubChoice
from mathshubs.programmes.methods import eligibility
from mathshubs.programmes.methods.eligibility import Applicant, Rule
from mathshubs.programmes.models import Project
from mathshubs.schools.models import PriorityList, School, SchoolLink

from ..models import Place, WorkGroup

FARTHEST_YEAR = 5  # how many years before and after a project is looked for under another code


def rules_of(work_group: WorkGroup) -> list[Rule]:
    """Return the rules of the group's project, then its own. Asks nothing when both are there."""
    kept = [
        *(work_group.project.eligibility if work_group.project else ()),
        *work_group.eligibility,
    ]
    return eligibility.read(kept)


def asks_career_year(work_group: WorkGroup) -> bool:
    """Return whether a rule is about the years somebody has taught."""
    return any(isinstance(rule, eligibility.CareerYears) for rule in rules_of(work_group))


def who_can_take_part(work_group: WorkGroup) -> list[str]:
    """Return a sentence for each rule, for the group's page."""
    return [rule.words(str(work_group.hub)) for rule in rules_of(work_group)]


def refusals(
    work_group: WorkGroup, school: School, person_id: int | None, role: str, on: date, *,
    career_year: int | None = None, people: int = 1,
) -> list[str]:  # fmt: skip
    """
    Return a sentence for each rule that keeps the school, or whom it sends, from taking part.

    `people`: how many it asks for now. What nobody said is not held against them: whoever has no
    name yet is judged when named. One query at most; none where there are no rules.
    """
    rules = rules_of(work_group)
    if not rules:
        return []
    asks = Applicant(
        school=school.name, urn=school.urn, kind=school.kind, kind_group=school.kind_group,
        phase=school.get_phase_display(),
        phases=eligibility.phases_of(school.phase, school.low_age, school.high_age),
        role=role, career_year=career_year, people=people,
        asks_hub=work_group.hub_id, asks_hub_name=str(work_group.hub),
        **_found_out(rules, work_group, school, person_id, on),
    )  # fmt: skip
    return eligibility.refusals(rules, asks)


def _found_out(
    rules: Iterable[Rule], work_group: WorkGroup, school: School, person_id: int | None, on: date
) -> dict[str, Any]:
    """Return what the rules need and the school's row does not say, in one query or none."""
    needs = frozenset().union(*(rule.needs for rule in rules))
    if not needs:
        return {}
    asked: dict[str, Any] = {}
    for need in sorted(needs):
        asked |= _FIND_OUT[need](work_group, person_id, on)
    row: dict[str, Any] = {**School.objects.filter(pk=school.pk).values(**asked).get()}
    for name, value in row.items():
        if isinstance(value, list):
            row[name] = frozenset(value)
    return {name: "" if value is None and name in _WORDS else value for name, value in row.items()}


_WORDS = ("authority_code", "district_code", "hub_name")


def _hub(work_group: WorkGroup, person_id: int | None, on: date) -> dict:
    chosen = HubChoice.objects.on(on).filter(school=OuterRef("pk"))
    of_district = HubArea.objects.on(on).filter(district=OuterRef("district"))
    of_authority = HubArea.objects.on(on).filter(authority=OuterRef("authority"))
    sources = (chosen, of_district, of_authority)

    def first(field: str) -> Coalesce:
        return Coalesce(*(Subquery(source.values(field)[:1]) for source in sources))

    return {"hub": first("hub"), "hub_name": first("hub__name")}


def _area(work_group: WorkGroup, person_id: int | None, on: date) -> dict:
    return {"authority_code": F("authority__code"), "district_code": F("district__code")}


def _lists(work_group: WorkGroup, person_id: int | None, on: date) -> dict:
    here = Q(authorities=OuterRef("authority")) | Q(districts=OuterRef("district"))
    return {"lists": ArraySubquery(PriorityList.objects.on(on).filter(here).values("pk"))}


def _places_of_school() -> QuerySet[Place]:
    """Places held by the school, or by a school it came from: its history is its own."""
    before = SchoolLink.objects.filter(successor=OuterRef(OuterRef("pk"))).values("predecessor")
    held = Place.objects.filter(state=Place.State.HELD).order_by()
    return held.filter(Q(school=OuterRef("pk")) | Q(school__in=before))


def _codes(places: QuerySet[Place]) -> ArraySubquery:
    coded = places.filter(work_group__project__code__isnull=False)
    return ArraySubquery(coded.values("work_group__project__code").distinct())


def _completed(work_group: WorkGroup, person_id: int | None, on: date) -> dict:
    return {"completed": _codes(_places_of_school().filter(work_group__last_on__lt=on))}


def _begun(work_group: WorkGroup, person_id: int | None, on: date) -> dict:
    return {"begun": _codes(_places_of_school())}


def _took_part(work_group: WorkGroup, person_id: int | None, on: date) -> dict:
    same = _same_project(work_group.project_id)
    elsewhere = Place.objects.filter(same).exclude(work_group=work_group.pk)
    return {
        "school_took_part": Exists(_places_of_school().filter(same).exclude(work_group=work_group)),
        "person_took_part": Exists(elsewhere.filter(person=person_id, state=Place.State.HELD)),
    }


def _same_project(project_id: int | None) -> Q:
    """The condition that a place is in a group of the project, in this year or another."""
    if project_id is None:
        return Q(pk=None)
    projects = Q(pk=project_id)
    for years in range(1, FARTHEST_YEAR + 1):
        for way in ("follows", "followed_by"):
            projects |= Q(**{"__".join([way] * years): project_id})
    return Q(work_group__project__in=Project.objects.filter(projects).order_by().values("pk"))


def _colleagues(work_group: WorkGroup, person_id: int | None, on: date) -> dict:
    live = Place.objects.filter(work_group=work_group.pk, state__in=Place.LIVE)
    mine = live.filter(school=OuterRef("pk")).exclude(person=person_id)
    number = mine.order_by().values("school").annotate(number=Count("pk")).values("number")
    return {"colleagues": Coalesce(Subquery(number), 0)}


_FIND_OUT: dict[str, Callable[[WorkGroup, int | None, date], dict]] = {
    "hub": _hub,
    "area": _area,
    "lists": _lists,
    "completed": _completed,
    "begun": _begun,
    "took_part": _took_part,
    "colleagues": _colleagues,
}
