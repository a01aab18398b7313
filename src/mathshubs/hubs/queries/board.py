"""Reads about a hub's Strategic Board: how it is made up, and what it said to the hub."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from mathshubs.people.models import Person
from mathshubs.schools.models import District, School

from ..methods.board import Seat, is_independent, warnings
from ..models import Advice, Hub, LeadSchoolTenure, Post


def lead_school_of(hub: Hub, on: date) -> School | None:
    """Return the school that leads the hub on `on`, with its trust."""
    led = LeadSchoolTenure.objects.on(on).filter(hub=hub).select_related("school__trust").first()
    return led.school if led else None


def seats_of(board: Iterable[Post], staff: Iterable[Post], lead: School | None) -> list[Seat]:
    """
    Return everybody on a board once: who has a seat, then its lead and its link to the lead school.

    `is_independent` is kept on each post of `board`.
    """
    names = [lead.name, *([lead.trust.name] if lead.trust else [])] if lead else []
    seats: dict[int, Seat] = {}
    for post in board:
        own = post.stands_for == Post.StandsFor.LEAD_SCHOOL or not is_independent(
            school=post.school_id, trust=post.school.trust_id if post.school else None,
            organisation=post.organisation, lead_school=lead.pk if lead else None,
            lead_trust=lead.trust_id if lead else None, lead_names=names,
        )  # fmt: skip
        chairs = post.kind == Post.Kind.BOARD_CHAIR
        post.__dict__["is_independent"] = not own
        seats.setdefault(
            post.person_id, Seat(post.person.name, post.stands_for, not own, is_chair=chairs)
        )
    for post in staff:
        if post.kind in (Post.Kind.HUB_LEAD, Post.Kind.SENIOR_LEAD):
            seats.setdefault(post.person_id, Seat(post.person.name, independent=False))
    return list(seats.values())


def warnings_of_board(
    hub: Hub, board: Iterable[Post], staff: Iterable[Post], on: date
) -> list[str]:
    """Return where the board is not made up as it should be. One query."""
    staff = list(staff)
    held = {post.kind for post in staff}
    return warnings(
        seats_of(board, staff, lead_school_of(hub, on)),
        has_lead=Post.Kind.HUB_LEAD in held,
        has_link=Post.Kind.SENIOR_LEAD in held,
    )


def advice_to(hub: Hub, subject: str = "", *years: str) -> QuerySet[Advice]:
    """Return what the board said to the hub on a subject of some years, the latest first."""
    advice = Advice.objects.filter(hub=hub, year__in=years)
    advice = advice.filter(subject=subject) if subject else advice
    return advice.select_related("by", "answered_by", "district")


def advice_on_round(hub: Hub, year: str, district: District | None) -> QuerySet[Advice]:
    """Return what the board said on one round of priorities: the hub's own, or a district's."""
    return advice_to(hub, Advice.Subject.PRIORITIES, year).filter(district=district)


def advice_on(subject: str) -> ArraySubquery:
    """
    Return what the board said on a row with a `hub` and a `year`, to annotate the row with.

    `told` makes rows of it: so the page of a plan need not ask once more.
    """
    said = Advice.objects.filter(subject=subject, hub=OuterRef("hub"), year=OuterRef("year"))
    each = JSONObject(
        pk="pk", kind="kind", words="words", at="at", answer="answer", answered_at="answered_at",
        by=JSONObject(given_name="by__given_name", family_name="by__family_name"),
        answered_by=JSONObject(
            given_name="answered_by__given_name", family_name="answered_by__family_name"
        ),
    )  # fmt: skip
    return ArraySubquery(said.values_list(each))


def told(subject: str, year: str, rows: Iterable[Mapping]) -> list[Advice]:
    """Return the advice that `advice_on` read, the latest first."""
    return [
        Advice(
            pk=row["pk"], subject=subject, year=year, kind=row["kind"], words=row["words"],
            at=datetime.fromisoformat(row["at"]), by=Person(**row["by"]), answer=row["answer"],
            answered_at=row["answered_at"] and datetime.fromisoformat(row["answered_at"]),
            answered_by=Person(**row["answered_by"]) if row["answered_at"] else None,
        )
        for row in rows
    ]  # fmt: skip
