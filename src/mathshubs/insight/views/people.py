"""The page of a school, and of the person who is signed in."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_safe

from mathshubs.core.years import academic_year_of
from mathshubs.people.models import NationalRole, Person
from mathshubs.people.queries import national_roles
from mathshubs.schools.models import School
from mathshubs.schools.queries import (
    LEADS_A_SCHOOL,
    came_from,
    register_facts,
    successors,
)
from mathshubs.workgroups.queries.successors import as_it_is, as_it_was

from ..queries import hubs, today
from ..queries.school import roles_at, takes_part_in
from ..queries.stages import ways_of, with_stages


@require_safe
def school(request: HttpRequest, urn: int) -> HttpResponse:
    on, schools = localdate(), School.objects.select_related("authority", "district", "trust")
    if request.user.is_authenticated:
        schools = with_stages(schools, on)
    school = get_object_or_404(schools, urn=urn)
    hub, own = hubs.hub_and_area_hub(school, on)
    map_of = hubs.area_map(own, point=hubs.where(school))
    if point := hubs.where(school):
        e, n, _ = point
        map_of["fit"] = [e - 12_000, n - 12_000, e + 12_000, n + 12_000]
    roles, was = roles_at(school, request.user, on), request.GET.get("counted") == "was"
    before, carried = came_from(school)
    counted = as_it_was(school) if was else as_it_is([school, *carried])
    page = {
        "has_desk": not roles.isdisjoint(LEADS_A_SCHOOL),
        "as_it_was": was,
        "carries_on": carried,
        "school": school,
        "facts": register_facts(school),
        "hub": hub,
        "why": hubs.why_this_hub(school, hub, own),
        "before": before,
        "after": [] if school.is_open else successors(school),
        "takes_part": takes_part_in(school, hub, request.user, roles, now(), counted),
        "map": map_of if own and map_of.get("fit") else None,
    }
    if page["takes_part"] is not None:
        page["ways"] = ways_of(school, academic_year_of(on))
    return render(request, "insight/school.html", page)


@login_required
@require_safe
def my_day(request: HttpRequest) -> HttpResponse:
    """The first page after signing in: what needs me, what comes up, where I can go."""
    at, on = now(), localdate()
    person = cast(Person, request.user)
    page = {
        "greeting": today.greeting(at),
        "day": today.day_of(person, at, on),
        "coming_up": today.coming_up(person, at),
        "leading_roles": LEADS_A_SCHOOL,
        "leads_for": today.leads_for(person, on),
        "is_evaluator": NationalRole.Kind.EVALUATOR in national_roles(person),
        "leads": today.groups_led_now(person),
    }
    return render(request, "insight/today.html", page)
