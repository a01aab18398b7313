"""Reads about visits to schools, and about lessons that are open to others."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from mathshubs.people.models import Person
from mathshubs.schools.models import Employment, School
from mathshubs.schools.queries import LEADS_A_SCHOOL

from ..models import OpenLesson, Place, Visit, WorkGroup
from .groups import PUBLIC, work_groups_run_by
from .plans import schools_planned_by


def visits_run_by(person: Person) -> QuerySet[Visit]:
    """Return the visits of groups they may work on, the latest first; cancelled ones too."""
    run = work_groups_run_by(person).order_by()
    visits = Visit.objects.filter(work_group__in=run)
    return visits.select_related("school", "work_group__hub", "leader")


def visits_to(schools: QuerySet[School]) -> QuerySet[Visit]:
    """Return the visits to these schools that are not cancelled, the latest first."""
    visits = Visit.objects.filter(school__in=schools.order_by(), cancelled_at=None)
    return visits.select_related("school", "work_group__hub", "leader")


def visits_seen_by(person: Person, on: date) -> QuerySet[Visit]:
    """Return those they run, and those to their own schools."""
    run = work_groups_run_by(person).order_by()
    own = schools_planned_by(person, on).order_by()
    visits = Visit.objects.filter(Q(work_group__in=run) | Q(school__in=own))
    return visits.select_related("school", "work_group__hub", "leader")


def visits_to_record(work_groups: QuerySet[WorkGroup], on: date) -> QuerySet[Visit]:
    """Return the visits whose day is over and of which nothing is written, the earliest first."""
    over = Visit.objects.filter(work_group__in=work_groups.order_by(), on__lt=on)
    return over.filter(recorded_at=None, cancelled_at=None).order_by("on", "pk")


def schools_in(work_group: WorkGroup) -> QuerySet[School]:
    """Return the schools with a place in the group, by name."""
    held = work_group.bookings.filter(state=Place.State.HELD).values("school")
    return School.objects.filter(pk__in=held).order_by("name", "pk")


def people_to_tell(visit: Visit, on: date) -> list[Person]:
    """Return those of the school who take part in the group, and those who lead the school."""
    held = Place.objects.filter(
        work_group=visit.work_group_id, school=visit.school_id, state=Place.State.HELD
    )
    leads = Employment.objects.on(on).filter(
        school=visit.school_id, role__in=LEADS_A_SCHOOL, confirmed=True
    )
    told = Person.objects.filter(
        Q(pk__in=held.values("person")) | Q(pk__in=leads.values("person")), is_active=True
    )
    return list(told.order_by("pk"))


def open_lessons() -> QuerySet[OpenLesson]:
    """Return the lessons of events that are published, the soonest first."""
    lessons = OpenLesson.objects.filter(event__state__in=PUBLIC)
    return lessons.exclude(event__state=WorkGroup.State.CANCELLED).select_related(
        "event__hub", "of_group"
    )


def lesson_seen_by(person: Person, event_id: int) -> OpenLesson | None:
    """Return the lesson of an event anyone may see, or one they work on."""
    seen = Q(event__state__in=PUBLIC) | Q(event__in=work_groups_run_by(person).order_by())
    lessons = OpenLesson.objects.filter(seen, pk=event_id)
    return lessons.select_related("event__hub", "of_group", "noted_by").first()


def lesson_of(event: WorkGroup) -> OpenLesson | None:
    """Return the lesson an event is about, if it is about one."""
    return OpenLesson.objects.filter(pk=event.pk).first() if event.is_event else None


def lessons_run_by(person: Person) -> QuerySet[OpenLesson]:
    run = work_groups_run_by(person).order_by()
    return OpenLesson.objects.filter(event__in=run).select_related("event__hub", "of_group")


def may_read_notes(person: Person, lesson: OpenLesson) -> bool:
    """Those who were there, those in the group it belongs to, and those who lead either."""
    if not person.is_authenticated:
        return False
    groups = [lesson.event_id, *([lesson.of_group_id] if lesson.of_group_id else [])]
    there = Place.objects.filter(
        person=person.pk, state=Place.State.HELD, work_group__in=groups
    ).exists()
    return there or work_groups_run_by(person).filter(pk__in=groups).exists()
