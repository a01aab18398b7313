"""Make and change pathways and their stages; say at which stage a school is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from mathshubs.people.models import Person
from mathshubs.schools.models import School

from ..models import Pathway, Project, SchoolStage, Stage
from ..queries.pathways import that_follow


class PathwayRefused(Exception):
    """Nothing was changed. `str(refusal)` is a sentence for whoever asked."""


@transaction.atomic
def keep_pathway(*, pathway: Pathway | None, **facts) -> Pathway:
    """
    Make a pathway, or change it.

    Raises PathwayRefused when one of this name begins in this year already, or when what somebody
    said of a school lies outside of the years it would hold.
    """
    kept = Pathway.objects.select_for_update().get(pk=pathway.pk) if pathway else Pathway()
    for name, value in facts.items():
        setattr(kept, name, value)
    same = Pathway.objects.filter(name=kept.name, from_year=kept.from_year).exclude(pk=kept.pk)
    if same.exists():
        raise PathwayRefused(
            f"{kept.name} begins in {kept.from_year} already. Change that one, or choose another "
            "first year."
        )
    said = SchoolStage.objects.filter(stage__pathway=kept.pk).exclude(year__gte=kept.from_year)
    if kept.to_year:
        said |= SchoolStage.objects.filter(stage__pathway=kept.pk, year__gt=kept.to_year)
    if kept.pk and (outside := said.order_by("year").first()):
        raise PathwayRefused(
            f"Somebody said of a school that it was on this pathway in {outside.year}. Let the "
            "pathway hold that year."
        )
    kept.save()
    return kept


@transaction.atomic
def keep_stage(
    *, pathway: Pathway, stage: Stage | None, name: str, years: int, projects: Iterable[Project]
) -> Stage:
    """Add a stage at the end, or change one. Raises PathwayRefused for a name there is already."""
    pathway = Pathway.objects.select_for_update().get(pk=pathway.pk)
    same = pathway.stages.filter(name=name)
    if (same.exclude(pk=stage.pk) if stage else same).exists():
        raise PathwayRefused(f"The pathway has a stage {name} already. Give this one another name.")
    if stage is None:
        last = pathway.stages.aggregate(last=Max("order"))["last"] or 0
        stage = Stage(pathway=pathway, order=last + 1)
    stage.name, stage.years = name, years
    stage.save()
    stage.projects.set(projects)
    return stage


@transaction.atomic
def move_stage(*, stage: Stage, up: bool) -> None:
    """Let a stage change places with the one before it, or after it."""
    pathway = Pathway.objects.select_for_update().get(pk=stage.pathway_id)
    order = list(pathway.stages.order_by("order", "pk"))
    here = next((at for at, one in enumerate(order) if one.pk == stage.pk), 0)
    there = here - 1 if up else here + 1
    if 0 <= there < len(order):
        order[here], order[there] = order[there], order[here]
    for at, one in enumerate(order, start=1):
        one.order = at
    Stage.objects.bulk_update(order, ["order"])


@transaction.atomic
def remove_stage(*, stage: Stage) -> None:
    """Take a stage away. Raises PathwayRefused when somebody said that a school is at it."""
    if many := stage.schools.count():
        raise PathwayRefused(
            f"{stage} stays: of {many} school{'' if many == 1 else 's'} somebody said that it is "
            "at this stage. Those words would be lost."
        )
    stage.delete()


@transaction.atomic
def remove_pathway(*, pathway: Pathway) -> None:
    """Take a pathway away with its stages, unless somebody said something of a school."""
    for stage in pathway.stages.select_for_update():
        remove_stage(stage=stage)
    pathway.delete()


@transaction.atomic
def add_what_follows(*, pathway: Pathway) -> int:
    """Let each project that follows one named be evidence too; return how many. Twice is once."""
    Pathway.objects.select_for_update().get(pk=pathway.pk)
    through, added = Stage.projects.through, 0
    while pairs := that_follow(pathway):
        through.objects.bulk_create(
            [through(stage_id=stage, project_id=project) for stage, project in pairs],
            ignore_conflicts=True,
        )
        added += len(pairs)
    return added


@transaction.atomic
def say(
    *, school: School, stage: Stage, year: str, state: str, evidence: str, by: Person, at: datetime
) -> SchoolStage:
    """
    Keep what a person knows of a school's stage in a year, and how. Said again: the later words.

    Raises PathwayRefused when the pathway does not hold in that year, or nothing says how we know.
    """
    pathway = stage.pathway
    if not pathway.holds_in(year):
        raise PathwayRefused(f"{pathway} did not have this stage in {year}. Choose another year.")
    if not evidence.strip():
        raise PathwayRefused("Say how we know: who saw what, and when.")
    kept, _ = SchoolStage.objects.update_or_create(
        school=school, stage=stage, year=year,
        defaults={"state": state, "evidence": evidence.strip(), "by": by, "at": at},
    )  # fmt: skip
    return kept


@transaction.atomic
def take_back(*, said: SchoolStage) -> None:
    """Take back what was said: records alone tell again. It stays in the history of the table."""
    said.delete()
