"""Lines of Today for national staff: what the network lacks that only they can give."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, QuerySet

from mathshubs.comms.models import Letter
from mathshubs.core.years import academic_year_of
from mathshubs.hubs.models import Hub, LeadSchoolTenure, Post
from mathshubs.people.models import Person
from mathshubs.programmes.queries import national_projects
from mathshubs.schools.models import Employment, RegisterImport
from mathshubs.schools.queries import LEADS_A_SCHOOL, employments_to_confirm

from .today_lines import LATER, NOW, ONE_FOR_ALL, SOON, Asker, Columns, Line, Waits, if_any

LETTERS_LOST = timedelta(days=7)


_national = if_any("national")


def _while_there_is_no(rows: Callable[[Asker], QuerySet]) -> Waits:
    """One row, of whoever asks, as long as nobody made the first of `rows`."""
    return _national(lambda who: Person.objects.filter(~Exists(rows(who)), pk=who.somebody.pk))


def _nobody_leads(who: Asker) -> QuerySet:
    posts = Post.objects.on(who.on).filter(kind=Post.Kind.HUB_LEAD, hub=OuterRef("pk"))
    return Hub.objects.filter(~Exists(posts))


def _no_lead_school(who: Asker) -> QuerySet:
    return Hub.objects.filter(
        ~Exists(LeadSchoolTenure.objects.on(who.on).filter(hub=OuterRef("pk")))
    )


def _to_confirm(who: Asker) -> QuerySet:
    led = Employment.objects.on(who.on).filter(confirmed=True, role__in=LEADS_A_SCHOOL)
    waiting = employments_to_confirm(who.somebody, who.on).exclude(school__in=led.values("school"))
    return waiting.order_by().values("confirmed").annotate(many=Count("pk"))


def _imports(who: Asker) -> QuerySet:
    return RegisterImport.objects.filter(state=RegisterImport.State.READY)


def _letters_lost(who: Asker) -> QuerySet:
    lost = Letter.objects.filter(state=Letter.State.FAILED, written_at__gte=who.at - LETTERS_LOST)
    return lost.order_by().values("state").annotate(many=Count("pk"))


LINES = (
    Line(
        _while_there_is_no(lambda who: Hub.objects.all()),
        columns=ONE_FOR_ALL,
        alone=True,
        one="No hub yet",
        many="No hub yet",
        why="A hub gets its area, its lead school and its people on its own pages.",
        action="Add a hub",
        page="hubs:new",
        urgency=NOW,
    ),
    Line(
        _while_there_is_no(lambda who: national_projects(academic_year_of(who.on))),
        columns=ONE_FOR_ALL,
        alone=True,
        one="No national project this academic year",
        many="No national project this academic year",
        why="A Work Group carries out a national project, or a local one of its hub.",
        action="Add a project",
        page="programmes:new",
        urgency=NOW,
    ),
    Line(
        _national(_to_confirm),
        columns=replace(ONE_FOR_ALL, number="many"),
        alone=True,
        one="1 person waits for somebody to confirm where they work",
        many="{} people wait for somebody to confirm where they work",
        why="They say they work at a school that nobody here leads.",
        action="Confirm",
        page="schools:confirmations",
    ),
    Line(
        _national(_imports),
        one="A schools register waits for your word",
        many="{} schools registers wait for your word",
        why="It is read and checked. Nothing changes until you say so.",
        action="Look at it",
        page="schools:import",
        columns=Columns(title="names", day="at__date"),
    ),
    Line(
        _national(_nobody_leads),
        one="A hub has no Maths Hub Lead",
        many="{} hubs have no Maths Hub Lead",
        why="Nobody else gives the other posts, approves groups and signs reports.",
        action="Its people",
        page="hubs:people",
        columns=Columns("slug", "name"),
    ),
    Line(
        _national(_no_lead_school),
        one="A hub has no lead school",
        many="{} hubs have no lead school",
        why="One school holds the grant and answers for the hub.",
        action="Its lead school",
        page="hubs:lead_school",
        columns=Columns("slug", "name"),
        urgency=LATER,
    ),
    Line(
        _national(_letters_lost),
        columns=replace(ONE_FOR_ALL, number="many"),
        alone=True,
        one="1 letter could not be sent this week",
        many="{} letters could not be sent this week",
        why="The ledger says why. Most can be sent again.",
        action="Open the ledger",
        page="comms:ledger",
        beyond="?state=FAILED",
        urgency=SOON,
    ),
)
