"""One of each thing of this room, for the walk of every address by every role."""

from __future__ import annotations

from mathshubs.hubs.models import Hub
from mathshubs.needs.queries.needs import told_key

from .builders import a_need


def needs_in_the_world(hub: Hub) -> dict[str, object]:
    need = a_need(hub)
    return {"need_id": need.pk, "told": told_key("need", need.pk)}
