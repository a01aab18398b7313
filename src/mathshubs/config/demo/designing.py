"""How projects came to be what they are: steps of maturity, versions of templates, choices."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from django.db.models import QuerySet

from mathshubs.core.years import starts_on
from mathshubs.people.models import Person
from mathshubs.programmes.actions.projects import save_template
from mathshubs.programmes.models import MaturityStep, Project, TemplateVersion
from mathshubs.workgroups.actions import templates
from mathshubs.workgroups.models import WorkGroup
from mathshubs.workgroups.queries.templates import to_look_at

from .catalogue import words
from .world import World, moment

ORDER = ("DEVELOPMENT", "EFFECTIVENESS", "SCALING_UP")
REASON = "It had begun, and people were told what to expect."


def write(world: World) -> int:
    """Write the history of this year's projects; return how many versions templates have."""
    nat = Person.objects.get(pk=world.cast["national"].id)
    with_template = Project.objects.filter(template_version=1)
    TemplateVersion.objects.bulk_create(
        TemplateVersion(
            project=project,
            number=1,
            fields=project.template,
            by=nat,
            words="What every group of the project has in common.",
            at=moment(starts_on(project.year) - timedelta(days=170), 10),
        )
        for project in with_template
    )
    _steps(world, nat)
    _changes(world, nat)
    return TemplateVersion.objects.count()


def _steps(world: World, nat: Person) -> None:
    told = words("catalogue")["steps"]
    made = []
    for project in Project.objects.filter(hub=None, year=world.years[0]).order_by("code"):
        for to in ORDER[1 : ORDER.index(project.maturity) + 1]:
            back = 120 if to == "EFFECTIVENESS" else -200
            made.append(
                MaturityStep(
                    project=project,
                    from_maturity=ORDER[ORDER.index(to) - 1],
                    to_maturity=to,
                    reason=told[to][project.pk % 2],
                    by=nat,
                    at=moment(starts_on(project.year) - timedelta(days=back), 10),
                )
            )
    MaturityStep.objects.bulk_create(made)


def _changes(world: World, nat: Person) -> None:
    """Change the templates of two projects that run in Telford; other hubs have chosen."""
    mine = set(to_follow(world).filter(hub=world.telford.hub).values_list("project", flat=True))
    everywhere = Counter(
        to_follow(world).filter(project__in=mine).values_list("project", flat=True)
    )
    projects = sorted(mine, key=lambda project: (-everywhere[project], project))
    for told, pk in zip(words("catalogue")["changed"], projects, strict=False):
        project = Project.objects.get(pk=pk)
        fields = {name: (part["value"], part["locked"]) for name, part in project.template.items()}
        text = told.get("text") or told["before"] + fields[told["field"]][0]
        fields[told["field"]] = (text, told["locked"])
        save_template(
            project=project,
            fields=fields,
            words=told["words"],
            seen=1,
            by=nat,
            at=world.now - timedelta(days=9),
        )
        _choose(world, project)


def to_follow(world: World) -> QuerySet[WorkGroup]:
    """Return this year's groups that may still follow a template."""
    return WorkGroup.objects.filter(
        year=world.years[1],
        project__template_version=1,
        kind="WORK_GROUP",
        state__in=["RECRUITING", "CONFIRMED", "RUNNING"],
    )


def _choose(world: World, project: Project) -> None:
    leads = {hub.hub.pk: hub.lead.id for hub in world.hubs if hub.lead}
    theirs = to_look_at(WorkGroup.objects.filter(project=project, hub__in=leads))
    others = theirs.exclude(hub=world.telford.hub).order_by("pk")
    by = Person.objects.in_bulk(leads.values())
    for number, group in enumerate(others.select_related("hub", "project")):
        who = by[leads[group.hub_id]]
        at = world.now - timedelta(days=number % 8, hours=2)
        if number % 4 == 1:
            templates.leave(work_group=group, version=2, reason=REASON, by=who, at=at)
        elif number % 4 != 3:
            templates.take(work_group=group, version=2, by=who, at=at)
            WorkGroup.objects.filter(pk=group.pk).update(changed_at=at)
