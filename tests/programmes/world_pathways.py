"""A pathway with its stages, for tests."""

from __future__ import annotations

from collections.abc import Iterable

from mathshubs.programmes.models import Pathway, Project, Stage


def a_pathway(name: str = "Teaching for Mastery", **fields) -> Pathway:
    fields.setdefault("from_year", "2025/26")
    fields.setdefault("phases", ["PRIMARY"])
    return Pathway.objects.create(name=name, **fields)


def a_stage(
    pathway: Pathway, name: str = "Readiness", projects: Iterable[Project] = (), **fields
) -> Stage:
    fields.setdefault("order", pathway.stages.count() + 1)
    stage = Stage.objects.create(pathway=pathway, name=name, **fields)
    stage.projects.set(projects)
    return stage


def pathways_in_the_world(project: Project) -> dict[str, object]:
    stage = a_stage(a_pathway(), projects=[project])
    return {"pathway_id": stage.pathway_id, "stage_id": stage.pk}
