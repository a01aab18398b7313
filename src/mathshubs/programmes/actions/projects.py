"""What national staff, or a hub for its own, change of a project: maturity, questions, template."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from mathshubs.people.models import Person

from ..methods.templates import LONGEST, Part, differences, plain
from ..models import Maturity, MaturityStep, Project, TemplateVersion
from ..signals import template_given_out


class ProjectRefused(Exception):
    """The project stays as it is. `str(refusal)` is a sentence for whoever asked."""


def _locked(project: Project) -> Project:
    return Project.objects.select_for_update(of=("self",)).get(pk=project.pk)


@transaction.atomic
def save_project(*, project: Project, by: Person, at: datetime) -> Project:
    """
    Keep a project. A new one that follows another takes over what its form does not ask for:
    maturity, core questions, who can take part, and the template as its first version.

    Raises ProjectRefused when another follows it already.
    """
    if project.pk or project.follows is None:
        project.save()
        return project
    before = _locked(project.follows)
    if Project.objects.filter(follows=before).exists():
        raise ProjectRefused(f"{before} is offered again already. Change that one instead.")
    project.maturity, project.eligibility = before.maturity, before.eligibility
    project.core_questions, project.template = before.core_questions, before.template
    project.template_version = 1 if before.template else 0
    project.save()
    if before.template:
        project.template_versions.create(
            number=1, fields=before.template, words=f"As it was in {before.year}.", by=by, at=at
        )
    return project


@transaction.atomic
def take_maturity_step(
    *, project: Project, to: str, reason: str, by: Person, at: datetime
) -> Project:
    """Say that a project has come further, or has to go back, and why. Said twice is once."""
    project = _locked(project)
    if project.maturity == to:
        return project
    if not reason:
        raise ProjectRefused("Say why, for all who read the catalogue.")
    MaturityStep.objects.create(
        project=project, from_maturity=project.maturity, to_maturity=to, reason=reason, by=by, at=at
    )
    project.maturity = Maturity(to)
    project.save(update_fields=["maturity"])
    return project


MOST_QUESTIONS = 12


@transaction.atomic
def add_question(*, project: Project, question: str, place: int | None = None) -> Project:
    """Add a core question, at the end or at its old place. Twice is once."""
    project = _locked(project)
    if question in project.core_questions:
        return project
    if len(project.core_questions) >= MOST_QUESTIONS:
        raise ProjectRefused(
            f"{MOST_QUESTIONS} core questions are as many as people answer. Remove one first."
        )
    project.core_questions.insert(len(project.core_questions) if place is None else place, question)
    project.save(update_fields=["core_questions"])
    return project


@transaction.atomic
def remove_question(*, project: Project, question: str) -> int | None:
    """Take a core question away; return the place it had, or None if it was gone already."""
    project = _locked(project)
    if question not in project.core_questions:
        return None
    place = project.core_questions.index(question)
    project.core_questions.remove(question)
    project.save(update_fields=["core_questions"])
    return place


@transaction.atomic
def move_question(*, project: Project, question: str, up: bool) -> None:
    """Let a core question change places with the one before it, or after it."""
    project = _locked(project)
    order = project.core_questions
    if question not in order:
        return
    here = order.index(question)
    there = here - 1 if up else here + 1
    if 0 <= there < len(order):
        order[here], order[there] = order[there], order[here]
        project.save(update_fields=["core_questions"])


@transaction.atomic
def save_template(
    *, project: Project, fields: Mapping[str, tuple[str, bool]], words: str, seen: int,
    by: Person, at: datetime,
) -> TemplateVersion | None:  # fmt: skip
    """
    Give out a new version of a template; hubs see what differs and take it, or not.

    `fields`: text and whether it is locked, by name; an empty local text is not in the template.
    `seen`: the version that was changed. Returns None when nothing differs. Raises ProjectRefused.
    """
    project = _locked(project)
    if seen != project.template_version:
        raise ProjectRefused(
            f"Somebody saved version {project.template_version} while you had this open. Look at "
            "what they changed, then make your change to that."
        )
    parts = [Part(name, plain(text), locked) for name, (text, locked) in fields.items()]
    for part in parts:
        if part.locked and not part.value:
            raise ProjectRefused(f"“{part.label}” is locked, so it needs its words.")
        if len(part.value) > LONGEST.get(part.name, 20_000):
            raise ProjectRefused(f"“{part.label}” is too long.")
    template = {part.name: part.kept for part in parts if part.value}
    if not differences(project.template, template):
        return None
    if project.template_version and not words:
        raise ProjectRefused("Say what changed and why: hubs read it before they take it.")
    project.template, project.template_version = template, project.template_version + 1
    project.save(update_fields=["template", "template_version"])
    version = project.template_versions.create(
        number=project.template_version, fields=template, words=words, by=by, at=at
    )
    template_given_out.send(Project, version=version, at=at)
    return version
