"""Which spreadsheets handed in somebody may see."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import BooleanField, Func, Q, QuerySet
from django.utils.timezone import localdate

from mathshubs.hubs.models import Hub
from mathshubs.hubs.queries import hubs_run_by
from mathshubs.people.models import Person

from ..models import Upload
from .groups import groups_led_by

HAS_WRONG_ROWS = Func(
    "rows", output_field=BooleanField(),
    template="""jsonb_path_exists(%(expressions)s, '$[*] ? (@.problem != "")')""",
)  # fmt: skip
ATTENDANCE = (Upload.Kind.ATTENDANCE, Upload.Kind.MEETING)


def hubs_uploaded_for_by(person: Person | AnonymousUser) -> QuerySet[Hub]:
    """Return the hubs whose applications and people they may bring in: those they run."""
    return hubs_run_by(person, localdate())


def uploads_seen_by(person: Person | AnonymousUser) -> QuerySet[Upload]:
    """
    Return those of hubs they run, and attendance of groups they lead; without the files.

    Each has `to_correct`: whether a row of it cannot be used, so that none can be confirmed.
    """
    hubs = [hub.pk for hub in hubs_uploaded_for_by(person)]
    seen = Q(hub__in=hubs) | Q(kind__in=ATTENDANCE, work_group__in=groups_led_by(person))
    uploads = Upload.objects.filter(seen).select_related(
        "hub", "work_group", "workshop", "by", "undone_by"
    )
    return uploads.annotate(to_correct=HAS_WRONG_ROWS).defer("content")


def uploads_waiting_for(person: Person | AnonymousUser) -> QuerySet[Upload]:
    """Return what `person` handed in and did not confirm or discard yet, newest first."""
    waiting = Upload.objects.filter(by=person.pk, state=Upload.State.READY)
    return waiting.defer("content", "rows").order_by("-at")
