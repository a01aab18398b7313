"""Whether a school and somebody from it can take part in a group, by the rules it says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from mathshubs.hubs.models import HubArea, HubChoice
from mathshubs.programmes.methods import eligibility
from mathshubs.programmes.methods.eligibility import Applicant, Rule
from mathshubs.programmes.models import Project
from mathshubs.schools.models import PriorityList, School, SchoolLink

from ..models import Place, WorkGroup
from .completed import completed_by

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


def most_from_a_school(work_group: WorkGroup) -> int:
    """Return how many people can come from one school: the group's own limit, or a rule's."""
    rules = rules_of(work_group)
    most = [rule.most for rule in rules if isinstance(rule, eligibility.PeoplePerSchool)]
    return min([work_group.most_per_school, *most])


def who_can_take_part(work_group: WorkGroup) -> list[str]:
    """Return a sentence for each rule, for the group's page."""
    return [rule.words(str(work_group.hub)) for rule in rules_of(work_group)]


def refusals(
    work_group: WorkGroup, school: School, person_id: int | None, role: str, on: date, *,
    career_year: int | None = None, people: int = 1, leaving: WorkGroup | None = None,
) -> list[str]:  # fmt: skip
    """
    Return a sentence for each rule that keeps the school, or whom it sends, from taking part.

    `people`: how many it asks for now. What nobody said is not held against them: whoever has no
    name yet is judged when named; nor what is in the group they are `leaving` for this one. One
    query at most; none where there are no rules.
    """
    rules = rules_of(work_group)
    if not rules:
        return []
    wanted = _wanted(rules, _Asked(work_group, person_id, on, leaving))
    found: dict[str, Any] = {}
    if wanted:
        found = dict(School.objects.filter(pk=school.pk).values(**wanted).get())
    return eligibility.refusals(
        rules, _applicant(work_group, school, role, career_year, people, found)
    )


def refusals_of(
    work_group: WorkGroup, places: Sequence[Place], on: date, *, leaving: WorkGroup
) -> dict[int, list[str]]:
    """
    Return for each place that would come from another group what is against it here: the rules,
    and the most people from one school. In four queries at most, however many come.

    Those who come from a school together are its colleagues here.
    """
    rules = rules_of(work_group)
    live = work_group.bookings.filter(state__in=Place.LIVE)
    here = Counter(live.order_by().values_list("school", flat=True)) if places else Counter()
    come = Counter(place.school_id for place in places)
    asked = _Asked(work_group, None, on, leaving)
    wanted = _wanted(rules, asked)
    schools = School.objects.filter(pk__in=come)
    facts = {one["pk"]: one for one in schools.values("pk", **wanted)} if wanted else {}
    before = _who_took_part(asked, places) if "person_took_part" in wanted else set()
    found = {}
    for place in places:
        known = {name: value for name, value in facts.get(place.school_id, {}).items()
                 if name != "pk"}  # fmt: skip
        if "person_took_part" in known:
            known["person_took_part"] = place.person_id in before
        many = here[place.school_id] + come[place.school_id]
        if "colleagues" in known:
            known["colleagues"] = many - 1
        said = eligibility.refusals(
            rules,
            _applicant(work_group, place.school, place.role, place.career_year, 1, known),
        )
        if many > work_group.most_per_school:
            said.append(
                f"{place.school.name} would have {many} people there, and "
                f"{work_group.most_per_school} at most come from one school."
            )
        if said:
            found[place.pk] = said
    return found


def _who_took_part(asked: _Asked, places: Iterable[Place]) -> set[int]:
    people = [place.person_id for place in places if place.person_id]
    held = Place.objects.filter(person__in=people, state=Place.State.HELD)
    same = held.filter(_same_project(asked.work_group.project_id)).exclude(
        work_group__in=asked.apart
    )
    return set(same.order_by().values_list("person", flat=True))


def _applicant(
    work_group: WorkGroup, school: School, role: str, career_year: int | None, people: int,
    found: dict[str, Any],
) -> Applicant:  # fmt: skip
    for name, value in found.items():
        if isinstance(value, list):
            found[name] = frozenset(value)
        elif value is None and name in _WORDS:
            found[name] = ""
    return Applicant(
        school=school.name, urn=school.urn, kind=school.kind, kind_group=school.kind_group,
        phase=school.get_phase_display(),
        phases=eligibility.phases_of(school.phase, school.low_age, school.high_age),
        role=role, career_year=career_year, people=people,
        asks_hub=work_group.hub_id, asks_hub_name=str(work_group.hub), **found,
    )  # fmt: skip


@dataclass(frozen=True)
class _Asked:
    """For which group, of whom, on which day; and the group they leave for it, if one."""

    work_group: WorkGroup
    person_id: int | None
    on: date
    leaving: WorkGroup | None = None

    @property
    def apart(self) -> list[int]:
        """The groups that are not "elsewhere"."""
        return [one.pk for one in (self.work_group, self.leaving) if one]


def _wanted(rules: Iterable[Rule], asked: _Asked) -> dict[str, Any]:
    """Return what the rules need and a school's row does not say, as annotations of schools."""
    needs = frozenset().union(*(rule.needs for rule in rules))
    wanted: dict[str, Any] = {}
    for need in sorted(needs):
        wanted |= _FIND_OUT[need](asked)
    return wanted


_WORDS = ("authority_code", "district_code", "hub_name")


def _hub(asked: _Asked) -> dict:
    chosen = HubChoice.objects.on(asked.on).filter(school=OuterRef("pk"))
    of_district = HubArea.objects.on(asked.on).filter(district=OuterRef("district"))
    of_authority = HubArea.objects.on(asked.on).filter(authority=OuterRef("authority"))
    sources = (chosen, of_district, of_authority)

    def first(field: str) -> Coalesce:
        return Coalesce(*(Subquery(source.values(field)[:1]) for source in sources))

    return {"hub": first("hub"), "hub_name": first("hub__name")}


def _area(asked: _Asked) -> dict:
    return {"authority_code": F("authority__code"), "district_code": F("district__code")}


def _lists(asked: _Asked) -> dict:
    here = Q(authorities=OuterRef("authority")) | Q(districts=OuterRef("district"))
    return {"lists": ArraySubquery(PriorityList.objects.on(asked.on).filter(here).values("pk"))}


def _places_of_school() -> QuerySet[Place]:
    """Places held by the school, or by a school it came from: its history is its own."""
    before = SchoolLink.objects.filter(successor=OuterRef(OuterRef("pk"))).values("predecessor")
    held = Place.objects.filter(state=Place.State.HELD).order_by()
    return held.filter(Q(school=OuterRef("pk")) | Q(school__in=before))


def _completed(asked: _Asked) -> dict:
    return {
        "completed": ArraySubquery(completed_by("pk").filter(code__isnull=False).values("code"))
    }


def _begun(asked: _Asked) -> dict:
    coded = _places_of_school().filter(work_group__project__code__isnull=False)
    return {"begun": ArraySubquery(coded.values("work_group__project__code").distinct())}


def _took_part(asked: _Asked) -> dict:
    same = _same_project(asked.work_group.project_id)
    held = Place.objects.filter(same, state=Place.State.HELD)
    mine = held.filter(person=asked.person_id).exclude(work_group__in=asked.apart)
    schools = _places_of_school().filter(same).exclude(work_group__in=asked.apart)
    return {
        "school_took_part": Exists(schools),
        # Nobody in particular has taken part in nothing.
        "person_took_part": Exists(mine) if asked.person_id else Value(False),
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


def _colleagues(asked: _Asked) -> dict:
    live = Place.objects.filter(work_group=asked.work_group.pk, state__in=Place.LIVE)
    mine = live.filter(school=OuterRef("pk"))
    if asked.person_id:
        mine = mine.exclude(person=asked.person_id)
    number = mine.order_by().values("school").annotate(number=Count("pk")).values("number")
    return {"colleagues": Coalesce(Subquery(number), 0)}


_FIND_OUT: dict[str, Callable[[_Asked], dict]] = {
    "hub": _hub,
    "area": _area,
    "lists": _lists,
    "completed": _completed,
    "begun": _begun,
    "took_part": _took_part,
    "colleagues": _colleagues,
}
