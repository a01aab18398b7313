"""Which template a group was made from, what waits to be taken or left, and who did which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce

from mathshubs.hubs.models import Hub
from mathshubs.people.models import Person
from mathshubs.programmes.methods.templates import FIELDS, Part
from mathshubs.programmes.models import Project
from mathshubs.programmes.queries.catalogue import fields_of_version

from ..methods.templates import Fate, fates, parts_of
from ..models import TemplateChoice, WorkGroup
from .groups import work_groups_seen_by

State = WorkGroup.State
NO_LONGER = (*WorkGroup.OVER, State.CANCELLED)  # what these read stays as it was

_STANDS = TemplateChoice.objects.filter(
    work_group=OuterRef("pk"), project=OuterRef("project"), undone_at=None,
    version=OuterRef("project__template_version"),
)  # fmt: skip
_IS_BEHIND = Q(project__template_version__gt=Coalesce("template_version", 0))
# An event is often only held for a project; one that was made from its template follows it.
_OF_ITS_OWN = Q(kind=WorkGroup.Kind.EVENT, template_version=None)


def behind(work_groups: QuerySet[WorkGroup]) -> QuerySet[WorkGroup]:
    """Return those that may still follow a template and are not on the version in force."""
    return work_groups.filter(_IS_BEHIND).exclude(state__in=NO_LONGER).exclude(_OF_ITS_OWN)


def to_look_at(work_groups: QuerySet[WorkGroup]) -> QuerySet[WorkGroup]:
    """Return those whose hub has neither taken nor left the version in force."""
    return behind(work_groups).exclude(Exists(_STANDS))


def may_follow(work_group: WorkGroup) -> bool:
    """Return whether the group may still take a version of its project's template."""
    return work_group.state not in NO_LONGER


def is_behind(work_group: WorkGroup) -> bool:
    """The same as `behind`, of one group that has its project; asks nothing."""
    project = work_group.project
    if project is None or not may_follow(work_group):
        return False
    if work_group.is_event and work_group.template_version is None:
        return False
    return project.template_version > (work_group.template_version or 0)


def waits(work_group: WorkGroup) -> bool:
    """The same as `to_look_at`, of one group; asks only of one that is behind."""
    return is_behind(work_group) and standing(work_group, choices_of(work_group)) is None


def texts_of(work_group: WorkGroup) -> dict[str, str]:
    """Return what the group says in each field that a template can have."""
    return {name: getattr(work_group, name) for name in FIELDS}


def locked_of(work_group: WorkGroup) -> dict[str, Part]:
    """Return the fields that the hub may not change: of the version the group is on."""
    project = work_group.project
    if project is None or not work_group.template_version:
        return {}
    kept = fields_of_version(project, work_group.template_version)
    parts = parts_of(kept, is_event=work_group.is_event)
    return {name: part for name, part in parts.items() if part.locked}


def fates_of(work_group: WorkGroup) -> list[Fate]:
    """Return what taking the version in force changes."""
    project = work_group.project
    if project is None:
        return []
    before = fields_of_version(project, work_group.template_version)
    return fates(texts_of(work_group), before, project.template, is_event=work_group.is_event)


def waiting_with_fates(hub: Hub, project: Project) -> list[tuple[WorkGroup, list[Fate]]]:
    """Return the groups of a hub that wait for the version in force, with what it changes."""
    kept = dict(project.template_versions.values_list("number", "fields"))
    groups = to_look_at(WorkGroup.objects.filter(hub=hub, project=project))
    found = []
    for group in groups.order_by("title", "pk"):
        before = kept.get(group.template_version or 0, {})
        changed = fates(texts_of(group), before, project.template, is_event=group.is_event)
        found.append((group, [fate for fate in changed if fate.follows]))
    return found


def taken_and_undoable(hub: Hub, project: Project) -> QuerySet[WorkGroup]:
    """Return the groups of a hub that took the version in force and may still go back."""
    groups = WorkGroup.objects.filter(hub=hub, project=project).exclude(state__in=NO_LONGER)
    on_it = groups.filter(template_version=F("project__template_version"))
    return on_it.filter(Exists(_STANDS.filter(taken=True))).order_by("title", "pk")


def choices_of(work_group: WorkGroup) -> list[TemplateChoice]:
    """Return what was chosen for the group, the latest first."""
    return list(work_group.template_choices.select_related("by", "undone_by", "project"))


def standing(work_group: WorkGroup, choices: Iterable[TemplateChoice]) -> TemplateChoice | None:
    """Return the choice about the version in force, if one stands."""
    project = work_group.project
    return next(
        (
            each for each in choices
            if project and each.undone_at is None and each.project_id == project.pk
            and each.version == project.template_version
        ),
        None,
    )  # fmt: skip


def undoable(work_group: WorkGroup, choices: Iterable[TemplateChoice]) -> TemplateChoice | None:
    """Return the taking that can be undone: the one that put the group where it is."""
    if not may_follow(work_group):
        return None
    return next(
        (
            each for each in choices
            if each.taken and each.undone_at is None and each.project_id == work_group.project_id
            and each.version == work_group.template_version
        ),
        None,
    )  # fmt: skip


def by_hub(project: Project, person: Person | AnonymousUser) -> Sequence[Mapping[str, Any]]:
    """Return for each hub the groups of the project that `person` may see, by the hub's name."""
    seen = work_groups_seen_by(person).filter(project=project).exclude(state=State.CANCELLED)
    rows = seen.order_by().values("hub__name", "hub__slug")
    open_ = Count("pk", filter=Q(state=State.RECRUITING, places_taken__lt=F("places")))
    return list(rows.annotate(groups=Count("pk"), with_places=open_).order_by("hub__name"))


SHOWN = {
    "": "All",
    "on": "On the version in force",
    "waiting": "Not looked at yet",
    "left": "Left",
    "over": "Over",
}


def standing_of(group: WorkGroup, in_force: int) -> str:
    """Return which of SHOWN a group of `uptake` is."""
    if group.template_version and group.template_version >= in_force:
        return "on"
    if group.state in NO_LONGER:
        return "over"
    return "left" if getattr(group, "stands", []) else "waiting"


def uptake(project: Project) -> tuple[list[WorkGroup], Counter[str]]:
    """
    Return the groups of a project by hub, each with `shown` and `stands`, and how many are which.

    `stands`: what its hub chose about the version in force, if it chose.
    """
    about = TemplateChoice.objects.filter(
        project=project, version=project.template_version, undone_at=None
    ).select_related("by")
    groups = (
        WorkGroup.objects.filter(project=project)
        .exclude(_OF_ITS_OWN)
        .select_related("hub")
        .only("title", "state", "kind", "template_version", "hub__name", "hub__slug")
        .prefetch_related(Prefetch("template_choices", about, to_attr="stands"))
        .order_by("hub__name", "title", "pk")
    )
    found: list[WorkGroup] = [*groups]
    for group in found:
        group.__dict__["shown"] = standing_of(group, project.template_version)
    return found, Counter(group.__dict__["shown"] for group in found)
