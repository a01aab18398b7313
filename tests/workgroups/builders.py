"""Builders of this room: places, and the least that booking one needs."""

from __future__ import annotations

from datetime import date, datetime

from mathshubs.hubs.models import Hub
from mathshubs.people.models import Person
from mathshubs.schools.models import School
from mathshubs.workgroups.actions import booking
from mathshubs.workgroups.models import (
    ActionPlan,
    Certificate,
    OpenLesson,
    Place,
    Task,
    TaskAnswer,
    Visit,
    WorkGroup,
    Workshop,
)

from ..builders import SEPTEMBER, a_person, a_school, a_work_group


def a_place(
    work_group: WorkGroup, *, person: Person | None = None, school: School | None = None,
    at: datetime = SEPTEMBER, **more,
) -> Place:  # fmt: skip
    """Ask for a place as a teacher does: held, waiting or applied, as the group decides."""
    person = person or a_person()
    return booking.take_place(
        work_group=work_group, person=person, school=school or a_school(), role="TEACHER",
        agreed=True, by=person, at=at, **more,
    )  # fmt: skip


def a_standing_place(
    work_group: WorkGroup, school: School | None = None, *, state: str = "HELD",
    person: Person | None = None, **fields,
) -> Place:  # fmt: skip
    """A place in whatever state, written as it stands: without its letters, and not counted."""
    person = person or a_person()
    return Place.objects.create(
        work_group=work_group, person=person, school=school or a_school(), role="TEACHER",
        state=state, arrival=work_group.bookings.count() + 1, agreed_at=SEPTEMBER,
        applied_at=SEPTEMBER, applied_by=person,
        held_at=SEPTEMBER if state == "HELD" else None, **fields,
    )  # fmt: skip


def a_certificate(place: Place) -> Certificate:
    return Certificate.objects.create(
        place=place, code=f"C{place.pk}", workshops_attended=1, workshops_held=1,
        issued_at=SEPTEMBER,
    )  # fmt: skip


def counts(work_group: WorkGroup) -> tuple[int, int]:
    """Return (places taken, waiting) as the group's row says."""
    work_group.refresh_from_db(fields=["places_taken", "waiting"])
    return work_group.places_taken, work_group.waiting


def a_task(workshop: Workshop, **fields) -> Task:
    """A task that was set in September 2025 and is due on 28 November."""
    fields.setdefault("set_at", SEPTEMBER)
    fields.setdefault("due_on", date(2025, 11, 28))
    fields.setdefault("title", "Try a bar model")
    return Task.objects.create(workshop=workshop, brief="With one class.", **fields)


def an_answer(task: Task, place: Place, *, state: str = "SUBMITTED", **fields) -> TaskAnswer:
    at = None if state == "STARTED" else SEPTEMBER
    return TaskAnswer.objects.create(
        task=task, place=place, state=state, changed_at=SEPTEMBER, submitted_at=at, **fields
    )


def a_file(name: str = "bars.txt", content: bytes = b"Eight bars.", **fields) -> dict:
    """What a stored file is made of."""
    fields.setdefault("media_type", "text/plain")
    return {"name": name, "size": len(content), "sha256": "0" * 64, "content": content, **fields}


def a_plan(
    school: School, work_group: WorkGroup | None = None, *, by: Person | None = None,
    steps: int = 1, **fields,
) -> ActionPlan:  # fmt: skip
    """A plan of September 2025 whose steps are to be done by 1 December."""
    fields.setdefault("title", "Talk in every lesson")
    plan = ActionPlan.objects.create(
        school=school, work_group=work_group, aims="Pupils explain.", written_by=by or a_person(),
        written_at=SEPTEMBER, **fields,
    )  # fmt: skip
    for number in range(1, steps + 1):
        plan.steps.create(
            order=number, what=f"Step {number}", who="Lee", by_on=date(2025, 12, 1),
            shown_by="Books",
        )  # fmt: skip
    return plan


def a_visit(work_group: WorkGroup, school: School, leader: Person, **fields) -> Visit:
    """A visit planned for 20 November 2025."""
    fields.setdefault("on", date(2025, 11, 20))
    fields.setdefault("purpose", "Watch two lessons")
    return Visit.objects.create(work_group=work_group, school=school, leader=leader, **fields)


def an_open_lesson(hub: Hub, leader: Person, **fields) -> OpenLesson:
    """A showcase lesson on 3 November 2025, which its `leader` leads."""
    kinds = {name: fields.pop(name) for name in ("kind", "of_group") if name in fields}
    event = a_work_group(hub=hub, kind="EVENT", **fields)
    event.leaders.create(person=leader)
    return OpenLesson.objects.create(
        event=event,
        year_group="Year 8",
        focus="How pupils explain",
        **{"kind": "SHOWCASE", **kinds},
    )
