"""Somebody tells before that they cannot come; when nobody told, the head hears of it after."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from mathshubs.people.models import Person

from ..emails import absences as letters
from ..models import AbsenceNotice, Attendance, HeadTold, Place, WorkGroup, Workshop
from ..queries import absences as queries


class AbsenceRefused(Exception):
    """Nothing was noted. `str(refusal)` is a sentence for whoever told."""


@transaction.atomic
def tell_before(
    *, place: Place, workshop: Workshop, substitute_name: str = "", by: Person, at: datetime
) -> AbsenceNotice:
    """
    Note that nobody comes to `workshop` for this place, or who comes instead.

    Telling again changes who comes instead; when it was first told stays. Whoever has the place is
    written to when somebody else tells. Raises AbsenceRefused once the workshop has begun.
    """
    _refuse(place, workshop, at)
    name = " ".join(substitute_name.split())[:150]
    notice, new = AbsenceNotice.objects.get_or_create(
        place=place, workshop=workshop,
        defaults={"substitute_name": name, "told_by": by, "told_at": at},
    )  # fmt: skip
    if not new and notice.substitute_name != name:
        notice.substitute_name = name
        notice.save(update_fields=["substitute_name"])
    if new and place.person_id != by.pk:
        letters.told_for_you(notice, at=at)
    return notice


@transaction.atomic
def take_back(*, place: Place, workshop: Workshop, at: datetime) -> None:
    """They come after all. Twice is harmless. Raises AbsenceRefused once it has begun."""
    _refuse(place, workshop, at)
    AbsenceNotice.objects.filter(place=place, workshop=workshop).delete()


def _refuse(place: Place, workshop: Workshop, at: datetime) -> None:
    if workshop.work_group_id != place.work_group_id or place.state != Place.State.HELD:
        raise AbsenceRefused("This place is not held any more. Load the page again.")
    if workshop.cancelled_at:
        raise AbsenceRefused("This workshop was cancelled, so there is nothing to tell.")
    if workshop.starts_at <= at:
        raise AbsenceRefused(
            "This workshop has begun. Tell whoever leads it: they keep the register."
        )


def tell_heads(*, at: datetime) -> int:
    """
    Write to heads of absences nobody told of, once each, a letter for a school and a workshop.

    From the day after, so that a register can be put right. Returns how many absences were told of.
    """
    untold = queries.absences_to_tell(WorkGroup.objects.all(), localdate(at))
    by_letter: dict[tuple[int, int, str], list[int]] = defaultdict(list)
    for one in untold:
        address = str(getattr(one, "head_address", ""))
        by_letter[one.workshop_id, one.place.school_id, address].append(one.pk)
    return sum(_tell_head(pks, address, at) for (_, _, address), pks in by_letter.items())


@transaction.atomic
def _tell_head(pks: list[int], address: str, at: datetime) -> int:
    absences = list(
        Attendance.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(pk__in=pks, mark=Attendance.Mark.ABSENT, head_told=None)
        .select_related("place__person", "place__school", "workshop__work_group__hub")
        .order_by("place__person__family_name", "pk")
    )
    if absences:
        letters.head_told(absences, address, at=at)
        HeadTold.objects.bulk_create(
            HeadTold(attendance=one, sent_to=address, at=at) for one in absences
        )
    return len(absences)
