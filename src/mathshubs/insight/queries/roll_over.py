"""Going over to the next academic year: tasks that records tell, and those a person ticks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.urls import reverse

from mathshubs.core.templatetags.mathshubs import day
from mathshubs.core.years import academic_year_of, next_year, starts_on, year_before
from mathshubs.hubs.models import Hub, LeaderYear
from mathshubs.hubs.queries import leaders_of
from mathshubs.needs.models import PriorityRound
from mathshubs.programmes.models import Commitment, Plan, Project, RollOverStep
from mathshubs.programmes.queries.pathways import left_to_name
from mathshubs.programmes.queries.plans import in_force
from mathshubs.schools.models import ContactsConfirmation, RegisterImport
from mathshubs.workgroups.models import Place, WorkGroup

from .recruitment import NOT_TO_BE


@dataclass(frozen=True)
class Task:
    """One thing to do. `done` is what records tell; None when no record can."""

    key: str
    title: str
    why: str
    says: str
    done: bool | None
    href: str = ""
    action: str = ""
    ticked: RollOverStep | None = None

    @property
    def is_done(self) -> bool:
        return bool(self.done or self.ticked)


def year_begun(on: date) -> str:
    """Return the year to go over to: the next one, until it has begun; in autumn this one."""
    this = academic_year_of(on)
    return this if on.month >= 9 else next_year(this)


def tasks_of(hub: Hub, year: str, on: date) -> list[Task]:
    """Return the tasks of a hub in the order in which they come. Five queries."""
    before = year_before(year)
    ticked = _ticked(hub, year)
    copy, close = _groups(hub, before, year, on)
    tasks = [
        *_decided(hub, before, year), copy, _days(hub, year, on), _contacts(hub, before, year),
        close, *_by_hand(hub),
    ]  # fmt: skip
    return [_with(task, ticked) for task in tasks]


def national_tasks(year: str) -> list[Task]:
    """Return the tasks of the national team."""
    before = year_before(year)
    ticked = _ticked(None, year)
    old = Project.objects.filter(hub=None, year=before)
    many = old.aggregate(all=Count("pk"), left=Count("pk", filter=Q(followed_by=None)))
    asks = Commitment.objects.filter(project__year=year, hub=OuterRef("pk"))
    plans = in_force(year).filter(hub=OuterRef("pk"))
    of_hubs = Hub.objects.aggregate(
        all=Count("pk"), asked=Count("pk", filter=Exists(asks)),
        approved=Count("pk", filter=Exists(plans)),
    )  # fmt: skip
    hubs, asked, approved = of_hubs["all"], of_hubs["asked"], of_hubs["approved"]
    unnamed = left_to_name(year)
    loaded = RegisterImport.objects.filter(
        state=RegisterImport.State.DONE, done_at__date__gte=starts_on(year)
    ).exists()
    tasks = [
        Task(
            "projects", "Offer the national projects again",
            "Groups of the new year carry out projects of the new year.",
            f"{many['left']} of {many['all']} projects of {before} have none that follows.",
            not many["left"],
            f"{reverse('programmes:projects')}?year={before}", "National projects",
        ),
        Task(
            "pathways", "Name the new projects on the pathways",
            "Groups of the new year are evidence of a school's stage then.",
            f"{unnamed} project{'' if unnamed == 1 else 's'} of {year} to add." if unnamed
            else "None is left.", not unnamed, reverse("programmes:pathways"), "Pathways",
        ),
        Task(
            "commitments", "Say what each hub is asked for",
            "A hub's draft plan begins with its national commitments.",
            f"{asked} of {hubs} hubs are asked for something.", bool(hubs) and asked == hubs,
            f"{reverse('programmes:national_plans')}?year={year}", "Year plans",
        ),
        Task(
            "plans", "Approve the plans", "Work Groups follow from approved plans.",
            f"{approved} of {hubs} plans are approved.", bool(hubs) and approved == hubs,
            f"{reverse('programmes:national_plans')}?year={year}", "Year plans",
        ),
        Task("register", "Load the schools register of September",
             "Schools open, close and join trusts over the summer.",
             "It is loaded." if loaded else f"None loaded on or after {day(starts_on(year))}.",
             loaded, reverse("schools:imports"), "Schools register"),
    ]  # fmt: skip
    return [_with(task, ticked) for task in tasks]


def _ticked(hub: Hub | None, year: str) -> dict[str, RollOverStep]:
    steps = RollOverStep.objects.filter(hub=hub, year=year).select_related("by")
    return {step.task: step for step in steps}


def _with(task: Task, ticked: dict[str, RollOverStep]) -> Task:
    return Task(**{**task.__dict__, "ticked": ticked.get(task.key)})


def _decided(hub: Hub, before: str, year: str) -> tuple[Task, Task, Task]:
    """Return the tasks about priorities, the plan and local projects, from one statement."""
    rounds = PriorityRound.objects.filter(hub=OuterRef("pk"), district=None, year=year)
    plans = Plan.objects.filter(hub=OuterRef("pk"), year=year).order_by()
    projects = Project.objects.filter(hub=OuterRef("pk"), year=before, followed_by=None).order_by()
    round_state, plan, state, left = Hub.objects.values_list(
        Subquery(rounds.values("state")[:1]),
        Subquery(plans.values("pk")[:1]),
        Subquery(plans.values("state")[:1]),
        Subquery(projects.values("hub").annotate(many=Count("pk")).values("many")),
    ).get(pk=hub.pk)
    said = "No round."
    if round_state:
        said = f"The round for {year}: {PriorityRound.State(round_state).label.lower()}."
    return (
        Task(
            "priorities", "Agree the priorities", "The plan answers them.",
            said, round_state == PriorityRound.State.PUBLISHED,
            reverse("needs:rounds", args=[hub.slug]), "Priorities",
        ),
        Task(
            "plan", f"Make the plan for {year}", "The board looks at it, the nation approves it.",
            f"The plan is {Plan.State(state).label.lower()}." if plan else "There is no plan yet.",
            state in (Plan.State.APPROVED, Plan.State.AMENDED),
            reverse("insight:plan", args=[plan]) if plan
            else reverse("programmes:plans", args=[hub.slug]),
            "Open the plan" if plan else "Make the plan",
        ),
        Task(
            "projects", "Offer local projects again",
            "Groups of the new year carry out projects of the new year.",
            f"{left} of {before} not offered again." if left else "None is left.", not left,
            f"{reverse('programmes:local', args=[hub.slug])}?year={before}", "Local projects",
        ),
    )  # fmt: skip


def _groups(hub: Hub, before: str, year: str, on: date) -> tuple[Task, Task]:
    """Return the two tasks about groups: copy those that go on, close those that are over."""
    copies = WorkGroup.objects.filter(copied_from=OuterRef("pk"), year=year)
    groups = WorkGroup.objects.filter(hub=hub, year__lte=before).exclude(state__in=NOT_TO_BE)
    ran = Q(year=before, kind=WorkGroup.Kind.WORK_GROUP)
    many = groups.aggregate(
        ran=Count("pk", filter=ran),
        copied=Count("pk", filter=ran & Q(Exists(copies))),
        left=Count("pk", filter=Q(last_on__lt=on) & ~Q(state__in=WorkGroup.OVER)),
    )
    desk = reverse("insight:hub_desk", args=[hub.slug])
    copy = Task(
        "groups", "Copy the Work Groups that go on",
        "A copy keeps design, leaders and rhythm. Tick it when those that end are all that is "
        "left.",
        f"{many['copied']} of {many['ran']} groups of {before} are copied.",
        many["copied"] == many["ran"], desk, "The hub's groups",
    )  # fmt: skip
    close = Task(
        "old_groups", "Close the groups that are over", "Certificates and reports follow from it.",
        f"{many['left']} of {before} or before not closed." if many["left"] else "None is left.",
        not many["left"], desk, "The hub's groups",
    )  # fmt: skip
    return copy, close


def _days(hub: Hub, year: str, on: date) -> Task:
    said = LeaderYear.objects.filter(record=OuterRef("pk"), year=year)
    known = list(leaders_of([hub], on).values_list(Exists(said), flat=True))
    return Task(
        "days", "Enter the days of the leaders", "Groups are staffed from them.",
        f"{sum(known)} of {len(known)} leaders have days for {year}.", all(known),
        f"{reverse('insight:capacity', args=[hub.slug])}", "Days and gaps",
    )  # fmt: skip


def _contacts(hub: Hub, before: str, year: str) -> Task:
    confirmed = ContactsConfirmation.objects.filter(school=OuterRef("school"), year=year)
    places = Place.objects.filter(
        work_group__hub=hub, work_group__year=before, state=Place.State.HELD
    )
    known = set(places.order_by().values_list("school", Exists(confirmed)))
    done = sum(yes for _, yes in known)
    return Task(
        "contacts", "Let schools confirm their contacts",
        "Heads and maths leads change in September. Each school confirms on its own page.",
        f"{done} of {len(known)} schools with places in {before} have confirmed for {year}.",
        done == len(known), reverse("insight:letters", args=[hub.slug]), "Write to them",
    )  # fmt: skip


def _by_hand(hub: Hub) -> list[Task]:
    return [
        Task(
            "posts", "Look over the hub's staff", "Posts of those who leave end on a day.", "",
            None, reverse("hubs:people", args=[hub.slug]), "Its staff",
        ),
        Task(
            "details", "Look over the public page", "Summary, address and phone are of the new "
            "year.", "", None, hub.get_absolute_url(), "Public page",
        ),
        Task("agreement", "Sign the grant agreement", "It pays for the new year.", "", None),
    ]  # fmt: skip
