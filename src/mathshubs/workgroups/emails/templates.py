"""The letter to a hub when the national team gives out a new version of a template."""

from __future__ import annotations

from collections.abc import Sequence

from mathshubs.comms.actions import Draft
from mathshubs.people.models import Person
from mathshubs.programmes.models import TemplateVersion

from ..models import WorkGroup
from . import words

NATIONAL_TEAM = "The national team of the maths hubs"


def new_version(version: TemplateVersion, groups: Sequence[WorkGroup], to: Person) -> Draft:
    """Tell one who runs the hub of `groups` what changed, and where each is taken or left."""
    project, hub = version.project, groups[0].hub
    listed = [f"- {group.title}: {words.address('template_change', group.pk)}" for group in groups]
    parts = [
        words.hello(to),
        f"The template of {project} has a new version, {version.number}. Groups of it stay as they "
        "are until their hub takes it.",
        f"What changed: {version.words}" if version.words else "",
        "\n".join([f"Of {hub}, this is for:", *listed]),
        "Each page shows what it would change in the group. Take it, or leave it with a reason. "
        "What you take can be undone.",
        NATIONAL_TEAM,
    ]
    return Draft(
        to=to,
        kind=f"{words.ROOM}.template_given_out",
        about=f"template:{project.pk}:{version.number}:{hub.pk}",
        topic=f"hub:{hub.pk}",
        subject=f"The template of {project} has changed",
        text=words.text(parts),
        from_name=NATIONAL_TEAM,
    )
