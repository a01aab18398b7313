"""What the walk over every address needs of schools that take part."""

from __future__ import annotations

from datetime import date

from mathshubs.people.models import Person
from mathshubs.schools.models import School
from mathshubs.workgroups.models import Enrolment, HeadAgreement, WorkGroup
from mathshubs.workgroups.queries.agreements import signed

from ..builders import SEPTEMBER


def enrolling_in_the_world(work_group: WorkGroup, school: School, lead: Person) -> dict:
    asked = HeadAgreement.objects.create(
        work_group=work_group, school=school, head_name="Hetty Head", text="What we commit to.",
        sent_to="head@wrekin.example.org", version="2026-11", asked_by=lead, asked_at=SEPTEMBER,
        answer_by=date(2099, 1, 1),
    )  # fmt: skip
    enrolment = Enrolment.objects.create(
        work_group=work_group, school=school, applied_by=lead, applied_at=SEPTEMBER,
        dates_checked_at=SEPTEMBER,
    )  # fmt: skip
    return {"agreement_id": asked.pk, "signed": signed(asked), "enrolment_id": enrolment.pk}
