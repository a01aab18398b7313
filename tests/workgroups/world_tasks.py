"""The tasks, plans and visits of the small network of `tests.world`."""

from __future__ import annotations

from mathshubs.people.models import Person
from mathshubs.workgroups.models import Place, Statement, Workshop
from mathshubs.workgroups.queries.plans import signed

from ..builders import SEPTEMBER
from .builders import a_file, a_plan, a_task, a_visit, an_answer, an_open_lesson


def in_between(workshop: Workshop, place: Place, leader: Person) -> dict[str, object]:
    """Return what addresses name of what happens between the workshops."""
    task, group = a_task(workshop), workshop.work_group
    answer = an_answer(task, place)
    plan = a_plan(place.school, group, by=leader)
    Statement.objects.create(  # the code of a certificate names a statement too
        person=place.person, code=place.certificate.code, lines=[], issued_at=SEPTEMBER
    )
    return {
        "task_id": task.pk,
        "task_file_id": task.files.create(**a_file()).pk,
        "answer_id": answer.pk,
        "answer_file_id": answer.files.create(**a_file()).pk,
        "event_id": an_open_lesson(group.hub, leader).pk,
        "visit_id": a_visit(group, place.school, leader).pk,
        "plan_id": plan.pk,
        "signed_plan": signed(plan),
    }
