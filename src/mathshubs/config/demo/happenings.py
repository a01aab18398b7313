"""
What came of people and schools in between, done by the actions that do it for everybody.

Actions run only around Telford, where the people of the cast are: a few dozen calls cost little.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from mathshubs.community.models import Report, Resource, ResourceUse, SpacePost
from mathshubs.people.models import Person
from mathshubs.schools.models import School
from mathshubs.workgroups.actions import enrolling, leading, leading_pathway
from mathshubs.workgroups.actions.successors import follow_schools
from mathshubs.workgroups.models import (
    AbsenceNotice,
    ActionPlan,
    Leader,
    LeadersWanted,
    Place,
    PlanReview,
    RunAgainRequest,
    WorkGroup,
    Workshop,
)
from mathshubs.workgroups.queries.leading_pathway import suggestions

from .catalogue import depth
from .copying import copy
from .group import Group
from .world import World, moment

EARLY_CAREER = 13


def let_happen(world: World, groups: list[Group]) -> None:
    """Do it in the order in which it happened."""
    follow_schools(at=moment(world.month_began, 5))
    mine = [group for group in groups if group.hub is world.telford]
    _invite(world)
    _offer_to_lead(world)
    _review_plans(world, mine)
    _tell_of_absence(world, mine)
    _enrol(world, mine)
    _in_the_community(world, mine)


def _invite(world: World) -> None:
    """Invite a step further: two have not answered, one said yes and one no."""
    hub, by = world.telford.hub, Person.objects.get(pk=world.cast["hub-lead"].id)
    tom = world.cast["school-lead"].id
    cast = {each.id for each in world.cast.values()} - {tom}
    found = [each for each in suggestions(hub, world.today) if each.person.pk not in cast]
    found.sort(key=lambda each: (each.person.pk != tom, each.kind, each.person.pk))
    for number, each in enumerate(found[:4]):
        sent = world.now - timedelta(days=2 if number < 2 else 15)
        invitation = leading_pathway.invite(
            hub=hub, person=each.person, kind=each.kind, because=each.because, by=by, at=sent,
            words="You asked the questions that others remembered. Shall we talk?",
        )  # fmt: skip
        if number > 1:
            yes = number == 2
            leading_pathway.answer(
                invitation=invitation, yes=yes, at=sent + timedelta(days=3),
                words="" if yes else "Not this year: I have a new class and a new job. Ask again.",
            )  # fmt: skip


def _offer_to_lead(world: World) -> None:
    """Two offer to lead the draft that looks for somebody."""
    wanted = LeadersWanted.objects.order_by("work_group").first()
    if wanted is None:
        return
    draft = wanted.work_group
    leading_it = set(draft.leaders.values_list("person", flat=True))
    able = [each for each in world.telford.leaders if each.id not in leading_it]
    for who, why, kind in zip(able, depth()["offers"], ["CO_LEAD", "LEAD"], strict=False):
        leading.offer_to_lead(
            work_group=draft, person=Person.objects.get(pk=who.id), kind=Leader.Kind(kind), why=why,
            at=world.now - timedelta(hours=30),
        )  # fmt: skip


def _review_plans(world: World, groups: list[Group]) -> None:
    """At each workshop after a plan was written its group looked at it."""
    plans = ActionPlan.objects.filter(work_group__in=[each.id for each in groups]).order_by("pk")
    words = depth()["reviews"]
    PlanReview.objects.bulk_create(
        PlanReview(
            plan=plan, workshop=workshop, note=words[(plan.pk + workshop.number) % len(words)],
            by_id=plan.written_by_id, at=workshop.ends_at,
        )
        for plan in plans
        for workshop in Workshop.objects.filter(
            work_group=plan.work_group_id, starts_at__gt=plan.written_at, ends_at__lt=world.now
        )
    )  # fmt: skip


def _tell_of_absence(world: World, groups: list[Group]) -> None:
    """Of the next workshop of each group that runs, one says that they cannot come."""
    running = [group for group in groups if group.state == WorkGroup.State.RUNNING]
    for number, group in enumerate(running):
        coming = next((each for each in group.sessions if each.starts_at > world.now), None)
        held = Place.objects.filter(work_group=group.id, state=Place.State.HELD)
        others = held.exclude(person__in=[each.id for each in world.cast.values()])
        place = others.order_by("arrival").first()
        if coming and place and place.person_id:
            AbsenceNotice.objects.create(
                place=place, workshop_id=coming.id, told_by_id=place.person_id,
                substitute_name="" if number % 2 else "Hana Whitlock",
                told_at=world.now - timedelta(hours=40),
            )  # fmt: skip


def _enrol(world: World, groups: list[Group]) -> None:
    """The school of the cast applies for two: one has a name, the other gets it later."""
    by = world.cast["school-lead"]
    cast = {each.id for each in world.cast.values()}
    group = next(each for each in groups if each.is_scene and each.design.number == EARLY_CAREER)
    colleague = next(
        each for each in world.telford.people if each.school == by.school and each.id not in cast
    )
    given, family = colleague.name.split()
    named = enrolling.Colleague(colleague.email, colleague.role, given, family, clash_known=True)
    person = Person.objects.get(pk=by.id)
    with suppress(enrolling.EnrolRefused):  # in the smallest networks the school is of any kind
        enrolling.enrol(
            work_group=WorkGroup.objects.get(pk=group.id),
            school=School.objects.get(pk=by.school.id),
            colleagues=[named, enrolling.Colleague(role="TEACHER")],
            why="Two teachers in their first years; the second begins after the holidays.",
            names_by=world.today + timedelta(days=4),
            applicant=person, by=person, at=world.now - timedelta(days=1),
        )  # fmt: skip


def _in_the_community(world: World, groups: list[Group]) -> None:
    """A post was reported, something waits to go into the library, and schools used what is in."""
    hub, marcus = world.telford, world.cast["group-lead"]
    posts = SpacePost.objects.filter(space__work_group__in=[each.id for each in groups])
    lift = posts.filter(title__contains="lift").order_by("pk").first()
    if lift:
        Report.objects.create(
            post=lift, by_id=world.cast["teacher"].id, at=world.now - timedelta(hours=9),
            reason="This is not about maths. Could lifts have a place of their own?",
        )  # fmt: skip
    over = [each for each in groups if each.is_scene and each.state in WorkGroup.OVER]
    Resource.objects.create(
        title="Which part is the letter?", kind="TASK", phases=["SECONDARY"], years=["8"],
        topic="Algebra", summary="A minute of pointing between the picture and the equation.",
        text="Draw. Point at what the letter stands for. Then write, and point again.",
        licence="CC_BY", author=marcus.name, hub=hub.hub, by_id=marcus.id,
        origin_id=over[-1].id if over else None, proposed_at=world.now - timedelta(days=2),
    )  # fmt: skip
    random = world.random("uses")
    for resource in Resource.objects.filter(state="PUBLISHED").order_by("pk"):
        users = random.sample(hub.people, min(len(hub.people), random.randrange(2, 7)))
        schools = {who.school.id: who for who in users}
        ResourceUse.objects.bulk_create(
            ResourceUse(
                resource=resource, school_id=school, by_id=who.id,
                at=world.now - timedelta(days=random.randrange(1, 19)),
            )
            for school, who in schools.items()
        )  # fmt: skip


def write_requests(world: World, groups: list[Group]) -> int:
    """Some people asked to be told when a group that is full or over runs again."""
    random = world.random("requests")
    rows = []
    for group in groups:
        if group.state in WorkGroup.OVER or group.waiting:
            for who in random.sample(group.hub.people, min(random.randrange(4), 3)):
                asked = min(group.last_on, world.today) - timedelta(days=random.randrange(40))
                at = world.now.replace(year=asked.year, month=asked.month, day=asked.day)
                rows.append((group.id, who.email, at, None))
    return copy(RunAgainRequest, "work_group email asked_at told_at", rows)
