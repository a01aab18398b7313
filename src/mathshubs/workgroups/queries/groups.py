"""Which Work Groups somebody may see, and the state a group is shown in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.timezone import localdate

from mathshubs.core.prepared import Prepared
from mathshubs.hubs.queries import RUNS_A_HUB, posts_of
from mathshubs.people.models import Person
from mathshubs.people.rules import is_national_staff

from ..models import Attendance, ExpertPartner, Leader, Place, Task, WorkGroup, Workshop
from .listed import Listed

TAKEN = Exists(Attendance.objects.filter(workshop=OuterRef("pk")))  # the register of a workshop

State = WorkGroup.State

PUBLIC = tuple(state for state in State if state not in WorkGroup.DRAFT)


def public_work_groups() -> QuerySet[WorkGroup]:
    """Return what anyone may see: all that was ever published."""
    return WorkGroup.objects.filter(state__in=PUBLIC)


def work_groups_seen_by(person: Person | AnonymousUser) -> QuerySet[WorkGroup]:
    """Return the public ones, and the drafts of hubs they run and of groups they lead."""
    if not person.is_authenticated:
        return public_work_groups()
    if is_national_staff(person):
        return WorkGroup.objects.all()
    return WorkGroup.objects.filter(Q(state__in=PUBLIC) | _worked_on_by(person))


def work_groups_run_by(person: Person | AnonymousUser) -> QuerySet[WorkGroup]:
    """Return the groups of hubs they run and those they lead: what they may work on."""
    if not person.is_authenticated:
        return WorkGroup.objects.none()
    return WorkGroup.objects.filter(_worked_on_by(person))


def work_groups_overseen_by(person: Person | AnonymousUser) -> QuerySet[WorkGroup]:
    """Return what they may work on; for national staff, who may only look, every group."""
    if person.is_authenticated and is_national_staff(person):
        return WorkGroup.objects.all()
    return work_groups_run_by(person)


def _worked_on_by(person: Person) -> Q:
    hubs = {post.hub_id for post in posts_of(person, localdate()) if post.kind in RUNS_A_HUB}
    # Of whoever it is known which they lead, it is not asked again.
    known = person.__dict__.get("_groups_led")
    led = Leader.objects.filter(person=person).values("work_group")
    return Q(hub__in=hubs) | Q(pk__in=led if known is None else known)


def groups_led_by(person: Person | AnonymousUser) -> set[int]:
    """Return the pks of the groups they lead. Asked once for each person instance."""
    if not person.is_authenticated:
        return set()
    if "_groups_led" not in person.__dict__:
        led = Leader.objects.filter(person=person).values_list("work_group", flat=True)
        person.__dict__["_groups_led"] = set(led)
    return person.__dict__["_groups_led"]


def for_desk(work_groups: QuerySet[WorkGroup]) -> QuerySet[WorkGroup]:
    """Return the groups with all that their design is made of: five queries for one group."""
    return work_groups.select_related("hub", "project").prefetch_related(
        Prefetch(
            "workshops",
            Workshop.objects.select_related("host_school")
            .annotate(taken=TAKEN)  # type: ignore[no-redef]  # the model tells its type
            .prefetch_related(Prefetch("tasks", Task.objects.only("workshop", "title"))),
        ),
        Prefetch("leaders", Leader.objects.select_related("person")),
        "partners",
    )


# What the page of a group is made of, with no column more than it shows.
_PUBLIC_PAGE = Prepared(
    lambda pk: public_work_groups()
    .filter(pk=pk)
    .select_related("hub", "project")
    .defer(
        "search", "value_for_money", "evidence_plan", "created_at", "changed_at", "copied_from",
        "attendance_needed", "fewest",
        "hub__summary", "hub__email", "hub__phone", "hub__website",
        "project__phases", "project__summary", "project__follows", "project__hub",
        "project__outcomes", "project__core_questions", "project__template",
    ),
    int,
)  # fmt: skip
_WORKSHOPS = Prepared(
    lambda pk: Workshop.objects.filter(work_group=pk)
    .select_related("host_school")
    .only(
        "number", "title", "starts_at", "ends_at", "mode", "venue", "address", "town",
        "postcode", "join_link", "cancelled_at",
        "host_school__name", "host_school__town", "host_school__postcode",
    ),
    int,
)  # fmt: skip
_TASKS = Prepared(
    lambda pk: (
        Task.objects.filter(workshop__work_group=pk)
        .only("workshop", "title", "brief")
        .order_by("due_on", "pk")
    ),
    int,
)
_LEADERS = Prepared(
    lambda pk: (
        Leader.objects.filter(work_group=pk)
        .select_related("person")
        .only("kind", "biography", "person__given_name", "person__family_name", "person__email")
    ),
    int,
)
_PARTNERS = Prepared(lambda pk: ExpertPartner.objects.filter(work_group=pk).order_by("pk"), int)


@dataclass(frozen=True)
class PublicPage:
    """A group with what its page lists."""

    work_group: WorkGroup
    workshops: list[Workshop]
    tasks: list[Task]
    leaders: list[Leader]
    partners: list[ExpertPartner]


def public_page(person: Person | AnonymousUser, pk: int) -> PublicPage | None:
    """Return the group as `person` may see it, in five queries; None when they may not."""
    found = _PUBLIC_PAGE(pk)
    if not found and person.is_authenticated:
        drafts = work_groups_overseen_by(person).select_related("hub", "project")
        found = list(drafts.filter(pk=pk))
    if not found:
        return None
    return PublicPage(found[0], _WORKSHOPS(pk), _TASKS(pk), _LEADERS(pk), _PARTNERS(pk))


def place_of(person: Person | AnonymousUser, work_group: WorkGroup) -> Place | None:
    """Return the live place of `person` in the group, if any."""
    if not person.is_authenticated:
        return None
    return next(iter(_PLACE(work_group.pk, person.pk)), None)


_PLACE = Prepared(
    lambda group, person: Place.objects.filter(
        work_group=group, person=person, state__in=Place.LIVE
    ),
    int,
    int,
)


@dataclass(frozen=True)
class ShownState:
    """The word a group's state is shown with; `tone` is that of the tag component."""

    word: str
    tone: str

    def __str__(self) -> str:
        return self.word


OPEN = ShownState("Open", "yes")
FEW_PLACES = ShownState("Few places", "needs")
WAITING_LIST = ShownState("Waiting list", "needs")
FULL = ShownState("Full", "no")
CLOSED = ShownState("Closed", "quiet")
CANCELLED = ShownState("Cancelled", "no")
POSTPONED = ShownState("Postponed", "needs")
MERGED = ShownState("Merged", "quiet")
OPENING_SOON = ShownState("Opening soon", "quiet")
RUNNING = ShownState("Running", "quiet")
FINISHED = ShownState("Finished", "quiet")
TAKES_APPLICATIONS = (OPEN, FEW_PLACES, WAITING_LIST)


def state_shown(work_group: WorkGroup | Listed, today: date, *, over: bool = False) -> ShownState:
    """Return the state as people see it on `today`, `over` by the clock. Asks nothing."""
    state = work_group.state
    if state in WorkGroup.DRAFT:
        return ShownState(State(state).label, "quiet")
    if state == State.CANCELLED:
        return CANCELLED
    if state == State.POSTPONED:
        return POSTPONED
    if state == State.MERGED:
        return MERGED
    if over or state in WorkGroup.OVER or (work_group.last_on and work_group.last_on < today):
        return FINISHED
    if state == State.RUNNING or (work_group.first_on and work_group.first_on < today):
        return RUNNING
    if state == State.PUBLISHED:
        return OPENING_SOON
    left = work_group.places_left
    spoken_for = left == 0 or work_group.waiting >= left
    if applications_closed(work_group, today):
        return FULL if left == 0 else CLOSED
    if spoken_for:
        return WAITING_LIST
    return FEW_PLACES if left <= few(work_group.places) else OPEN


def few(places: int) -> int:
    """Return how many places left are few: a tenth of all, and never less than three."""
    return min(max(3, places // 10), max(places - 1, 0))


def is_over(workshops: Iterable[Workshop], at: datetime) -> bool:
    """Return whether the last of the workshops has ended: a list knows only its day."""
    ends = [workshop.ends_at for workshop in workshops if not workshop.cancelled_at]
    return bool(ends) and max(ends) <= at


def applications_closed(work_group: WorkGroup | Listed, today: date, *, over: bool = False) -> str:
    """
    Return the sentence that says why nobody can apply on `today`; "" while they can.

    A full group still takes applications: they join its waiting list. `over` by the clock.
    """
    title = work_group.title
    if work_group.state == State.CANCELLED:
        return f"{title} is cancelled. Look for the same project elsewhere."
    if work_group.state == State.POSTPONED:
        return f"{title} is postponed. Ask to be told when it runs again."
    if work_group.state == State.PUBLISHED:
        return f"{title} is not open for applications yet. Come back soon."
    if work_group.state not in WorkGroup.BOOKABLE:
        return f"{title} no longer takes applications. Ask to be told when it runs again."
    if over:
        return f"{title} is over. Ask to be told when it runs again."
    if work_group.first_on and work_group.first_on < today:
        return f"{title} has begun. Ask to be told when it runs again."
    if work_group.apply_by and work_group.apply_by < today:
        return (
            f"Applications for {title} closed on {work_group.apply_by:%-d %B %Y}. "
            "Ask to be told when it runs again."
        )
    return ""


def takes_applications(today: date) -> Q:
    """Return the condition under which `applications_closed` is "" on `today`."""
    return (
        Q(state__in=WorkGroup.BOOKABLE)
        & (Q(apply_by=None) | Q(apply_by__gte=today))
        & (Q(first_on=None) | Q(first_on__gte=today))
    )
