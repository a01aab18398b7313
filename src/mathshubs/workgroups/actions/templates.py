"""A group follows the template of its project: made from it, taking a new version, leaving it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from mathshubs.comms.actions import post_many
from mathshubs.hubs.models import Hub, Post
from mathshubs.people.models import Person
from mathshubs.programmes.methods.templates import FIELDS, plain
from mathshubs.programmes.models import Project, TemplateVersion
from mathshubs.programmes.queries.catalogue import fields_of_version

from ..emails import templates as emails
from ..methods.templates import filled_in, parts_of
from ..models import TemplateChoice, WorkGroup
from ..queries.templates import fates_of, is_behind, locked_of, may_follow, texts_of, to_look_at

TOLD = (Post.Kind.HUB_LEAD, Post.Kind.ADMINISTRATOR)


class TemplateRefused(Exception):
    """The group stays as it is. `str(refusal)` is a sentence for whoever asked."""


def _locked(work_group: WorkGroup) -> WorkGroup:
    groups = WorkGroup.objects.select_for_update(of=("self",), no_key=True)
    return groups.select_related("hub", "project").get(pk=work_group.pk)


def fill_in(work_group: WorkGroup) -> None:
    """Write the template of its project into a group that is not kept yet."""
    project = work_group.project
    if project is None or not project.template_version:
        return
    texts = filled_in(texts_of(work_group), project.template, is_event=work_group.is_event)
    for name, text in texts.items():
        setattr(work_group, name, text)
    work_group.template_version = project.template_version


def refusal(work_group: WorkGroup, fields: Iterable[str]) -> str:
    """Return why these fields cannot be written as they are now, or "": one of them is locked."""
    locked = locked_of(work_group)
    if not (asked := [name for name in fields if name in locked]):
        return ""
    kept = WorkGroup.objects.values(*asked).get(pk=work_group.pk)
    changed = [name for name in asked if plain(kept[name]) != plain(getattr(work_group, name))]
    if not changed:
        return ""
    return f"“{FIELDS[changed[0]]}” is locked: every group of {work_group.project} reads the same."


@transaction.atomic
def take(*, work_group: WorkGroup, version: int, by: Person, at: datetime) -> TemplateChoice:
    """
    Take the version in force: locked fields follow, local ones where the hub has not written.

    Said twice is once. Raises TemplateRefused when another version is in force by now.
    """
    group = _locked(work_group)
    if group.template_version == version and (done := _stands(group, version, taken=True)):
        return done
    project = _in_force(group, version)
    before = {}
    for fate in fates_of(group):
        if fate.follows:
            name = fate.difference.name
            before[name] = getattr(group, name)
            setattr(group, name, fate.becomes)
    if left := _stands(group, version, taken=False):
        left.undone_at, left.undone_by = at, by
        left.save(update_fields=["undone_at", "undone_by"])
    choice = TemplateChoice.objects.create(
        work_group=group, project=project, version=version, taken=True, before=before,
        before_version=group.template_version, by=by, at=at,
    )  # fmt: skip
    group.template_version = version
    group.save(update_fields=[*before, "template_version", "changed_at"])
    return choice


@transaction.atomic
def take_for_all(
    *, hub: Hub, project: Project, version: int, by: Person, at: datetime
) -> list[TemplateChoice]:
    """
    Take the version in force for every group of a hub that has neither taken nor left it.

    Each has a choice of its own, which is undone like any other. All or none: raises
    TemplateRefused when another version is in force by now.
    """
    waiting = to_look_at(WorkGroup.objects.filter(hub=hub, project=project)).order_by("pk")
    return [take(work_group=group, version=version, by=by, at=at) for group in waiting]


@transaction.atomic
def tell_hubs(*, version: TemplateVersion, at: datetime) -> int:
    """
    Write to those who lead or administer a hub whose groups may follow a new version of a national
    project's template: once for each version. Returns how many letters were written.
    """
    if version.project.hub_id:
        return 0
    waiting = to_look_at(WorkGroup.objects.filter(project=version.project))
    groups: dict[int, list[WorkGroup]] = {}
    for group in waiting.select_related("hub").order_by("hub", "title", "pk"):
        groups.setdefault(group.hub_id, []).append(group)
    told = Post.objects.on(localdate(at)).filter(hub__in=groups, kind__in=TOLD)
    people = {(post.hub_id, post.person_id): post for post in told.select_related("person")}
    letters = [
        emails.new_version(version, groups[post.hub_id], post.person) for post in people.values()
    ]
    return len(post_many(letters, at=at))


@transaction.atomic
def leave(
    *, work_group: WorkGroup, version: int, reason: str, by: Person, at: datetime
) -> TemplateChoice:
    """Leave the version in force, and say why. It can be taken later. Said twice is once."""
    group = _locked(work_group)
    if done := _stands(group, version, taken=False):
        return done
    project = _in_force(group, version)
    if not reason:
        raise TemplateRefused("Say why you leave it: the national team reads this.")
    return TemplateChoice.objects.create(
        work_group=group, project=project, version=version, taken=False, reason=reason,
        before_version=group.template_version, by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def undo(*, choice: TemplateChoice, by: Person, at: datetime) -> list[str]:
    """
    Bring back what a group said before it took a version; undone twice is once.

    What the hub wrote since stays: the labels of those fields are returned. Raises TemplateRefused
    when the group went on to another version, or is over.
    """
    group = _locked(choice.work_group)
    choice = TemplateChoice.objects.select_for_update(of=("self",)).get(pk=choice.pk)
    if choice.undone_at:
        return []
    on_it = (group.project_id, group.template_version) == (choice.project_id, choice.version)
    if not (choice.taken and on_it and may_follow(group) and group.project):
        raise TemplateRefused(
            "The group has gone on since, so this cannot be undone. Change its texts instead."
        )
    kept = fields_of_version(group.project, choice.version)
    taken = parts_of(kept, is_event=group.is_event)
    stay, back = [], []
    for name, was in choice.before.items():
        if name in taken and plain(getattr(group, name)) == taken[name].value:
            setattr(group, name, was)
            back.append(name)
        else:
            stay.append(FIELDS[name])
    group.template_version = choice.before_version
    group.save(update_fields=[*back, "template_version", "changed_at"])
    choice.undone_at, choice.undone_by = at, by
    choice.save(update_fields=["undone_at", "undone_by"])
    return stay


def _stands(group: WorkGroup, version: int, *, taken: bool) -> TemplateChoice | None:
    return group.template_choices.filter(
        project=group.project_id, version=version, taken=taken, undone_at=None
    ).first()


def _in_force(group: WorkGroup, version: int) -> Project:
    """Return the project whose template the group can take or leave: it has this version now."""
    if not may_follow(group):
        raise TemplateRefused(
            f"{group.title} is {group.get_state_display().lower()}, so its texts stay as they were."
        )
    if group.project is None or not is_behind(group):
        raise TemplateRefused("The group is on the version in force already. Nothing is to do.")
    if group.project.template_version != version:
        raise TemplateRefused(
            f"Version {group.project.template_version} was given out meanwhile. Look at what it "
            "changes below."
        )
    return group.project
