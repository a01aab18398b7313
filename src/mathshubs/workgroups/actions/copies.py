"""A Work Group copied to the next year."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import get_default_timezone, localtime

from mathshubs.core.years import next_year
from mathshubs.people.models import Person
from mathshubs.programmes.models import Project
from mathshubs.programmes.queries.catalogue import fields_of_version

from ..models import ExpertPartner, Leader, StateChange, WorkGroup, Workshop
from .design import refresh_derived
from .tasks import copy_tasks

A_YEAR = timedelta(weeks=52)  # keeps the weekday
COPIED = (
    "hub", "kind", "title", "summary", "phases", "rationale", "pupil_outcomes", "policy_outcomes",
    "practice_outcomes", "learning_outcomes", "audience", "involved", "value_for_money",
    "evidence_plan", "cost", "counted", "places", "fewest", "most_per_school", "decides",
    "head_agrees", "offer_rule", "new_schools_share", "eligibility", "absence_charge",
    "attendance_needed", "tasks_needed", "contact_name", "contact_email", "contact_phone",
)  # fmt: skip
COPIED_OF_A_WORKSHOP = (
    "title", "mode", "venue", "address", "town", "postcode", "host_school_id",
)  # fmt: skip


@transaction.atomic
def copy_to_next_year(*, work_group: WorkGroup, by: Person, at: datetime) -> WorkGroup:
    """
    Return a new idea: the same design, leaders and partners, every date 52 weeks on.

    Its project is the one that follows, on the version of its template that reads as the one this
    group is on, if there is one. Links to join, codes and places are not copied. Copied
    before and still an idea, that copy is returned.
    """
    WorkGroup.objects.select_for_update().get(pk=work_group.pk)
    year = next_year(work_group.year)
    made = work_group.copies.filter(year=year, state=WorkGroup.State.IDEA).first()
    if made:
        return made
    project = work_group.project
    follows = getattr(project, "followed_by", project) if project else None
    copy = WorkGroup(
        **{field: getattr(work_group, field) for field in COPIED},
        year=year,
        project=follows,
        template_version=_same_version(work_group, follows),
        apply_by=work_group.apply_by and work_group.apply_by + A_YEAR,
        copied_from=work_group,
    )
    copy.save()
    held = work_group.workshops.filter(cancelled_at=None)
    for number, workshop in enumerate(held, start=1):
        copied = Workshop.objects.create(
            work_group=copy,
            number=number,
            starts_at=_a_year_on(workshop.starts_at),
            ends_at=_a_year_on(workshop.ends_at),
            **{field: getattr(workshop, field) for field in COPIED_OF_A_WORKSHOP},
        )
        copy_tasks(of=workshop, to=copied, later=A_YEAR)
    for leader in work_group.leaders.all():
        Leader.objects.create(
            work_group=copy,
            person_id=leader.person_id,
            biography=leader.biography,
            order=leader.order,
        )
    for partner in work_group.partners.all():
        ExpertPartner.objects.create(
            work_group=copy,
            name=partner.name,
            organisation=partner.organisation,
            about=partner.about,
        )
    StateChange.objects.create(
        work_group=copy, from_state=copy.state, to_state=copy.state, by=by, at=at,
        reason=f"Copied from {work_group.year}"
    )  # fmt: skip
    refresh_derived(copy)
    return copy


def _same_version(work_group: WorkGroup, follows: Project | None) -> int | None:
    """Return the version of a project's template that reads as the one the group is on."""
    if not (work_group.project and follows and work_group.template_version):
        return None
    fields = fields_of_version(work_group.project, work_group.template_version)
    same = follows.template_versions.filter(fields=fields).values_list("number", flat=True)
    return same.first()


def _a_year_on(moment: datetime) -> datetime:
    """The same weekday and the same time by the clock, whatever summer time does between."""
    here = localtime(moment).replace(tzinfo=None) + A_YEAR
    return here.replace(tzinfo=get_default_timezone())
