"""The catalogue of national projects, for everybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from mathshubs.core import exports
from mathshubs.core.paging import chips
from mathshubs.core.phases import Phase
from mathshubs.core.years import academic_year_of
from mathshubs.people.rules import is_national_staff

from .. import queries
from ..forms.catalogue import WHAT_IT_MEANS
from ..models import Maturity
from ..queries.catalogue import Filters
from ..queries.catalogue import catalogue as listed

HEADER = ("Code", "Title", "Year", "Phases", "Maturity", "Summary", "What should change")


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """What the nation offers in a year, by phase and by how far each project has come."""
    years, this = queries.years(localdate()), academic_year_of(localdate())

    def one_of(name: str, values) -> str:
        return request.GET.get(name, "") if request.GET.get(name) in values else ""

    filters = Filters(
        year=one_of("year", years) or this,
        phase=one_of("phase", Phase.values),
        maturity=one_of("maturity", Maturity.values),
    )
    projects = listed(filters)
    if exports.ending(request):
        name = f"catalogue-{filters.year.replace('/', '-')}"
        return exports.table(request, name, HEADER, map(_cells, projects))
    in_force = {
        "phase": filters.phase and Phase(filters.phase).label,
        "maturity": filters.maturity and Maturity(filters.maturity).label,
    }
    page = {
        "projects": projects,
        "filters": filters,
        "years": years,
        "phases": Phase.choices,
        "maturities": Maturity.choices,
        "meaning": [(Maturity(name).label, words) for name, words in WHAT_IT_MEANS.items()],
        "chips": chips(request, in_force),
        "is_national": is_national_staff(request.user),
    }
    return render(request, "programmes/catalogue.html", page)


def _cells(project) -> list:
    return [
        project.code, project.title, project.year, project.phases_in_words,
        project.get_maturity_display(), project.summary, project.outcomes,
    ]  # fmt: skip
