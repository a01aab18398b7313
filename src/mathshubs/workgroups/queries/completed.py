"""
Which projects a school completed: what the rules of who can take part mean by it.

The stages of pathways mean the same, of as many years as a stage takes (`insight.queries.stages`).
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from mathshubs.programmes.models import Project, SchoolStage
from mathshubs.schools.models import SchoolLink

from ..models import Place


def completed_by(school: str) -> QuerySet[Project]:
    """
    Return the projects that a school, or one it came from, completed, for a subquery.

    Somebody from it earned the certificate of a group; or a person says that it completed a stage
    the project is of. What was said of a stage and year holds in place of its certificates.
    `school` is what the row around calls it: "pk" of schools, "school" of places.
    """
    here = OuterRef(OuterRef(school))
    before = SchoolLink.objects.filter(successor=OuterRef(here)).values("predecessor")
    its_own = Q(school=here) | Q(school__in=before)
    otherwise = SchoolStage.objects.filter(
        school=OuterRef("school"),
        year=OuterRef("work_group__year"),
        stage__projects=OuterRef("work_group__project"),
    ).exclude(state=SchoolStage.State.COMPLETED)
    earned = Place.objects.filter(
        its_own, ~Exists(otherwise), state=Place.State.HELD, certificate__isnull=False
    )
    said = SchoolStage.objects.filter(its_own, state=SchoolStage.State.COMPLETED)
    return Project.objects.filter(
        Q(pk__in=earned.order_by().values("work_group__project"))
        | Q(pk__in=said.values("stage__projects"))
    ).order_by("code")
