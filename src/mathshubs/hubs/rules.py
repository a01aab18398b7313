"""Who may do what with a hub."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.utils.timezone import localdate

from mathshubs.people.models import Person
from mathshubs.people.rules import is_national_staff

from . import queries
from .models import Hub, Post


def runs(person: Person | AnonymousUser, hub: Hub, on: date | None = None) -> bool:
    """Return whether the person has a post in running `hub`, today unless `on` says otherwise."""
    posts = queries.posts_of(person, on or localdate())
    return any(post.hub_id == hub.pk and post.kind in queries.RUNS_A_HUB for post in posts)


def leads(person: Person | AnonymousUser, hub: Hub, on: date | None = None) -> bool:
    """Return whether the person is the Maths Hub Lead of `hub`."""
    posts = queries.posts_of(person, on or localdate())
    return any(post.hub_id == hub.pk and post.kind == Post.Kind.HUB_LEAD for post in posts)


def sits_on_board(person: Person | AnonymousUser, hub: Hub, on: date | None = None) -> bool:
    """Return whether the person has a seat on the Strategic Board of `hub`."""
    posts = queries.posts_of(person, on or localdate())
    return any(post.hub_id == hub.pk and post.kind in Post.ON_THE_BOARD for post in posts)


def chairs_board(person: Person | AnonymousUser, hub: Hub, on: date | None = None) -> bool:
    posts = queries.posts_of(person, on or localdate())
    return any(post.hub_id == hub.pk and post.kind == Post.Kind.BOARD_CHAIR for post in posts)


def may_see_desk(person: Person | AnonymousUser, hub: Hub) -> bool:
    """Its own staff; national staff may look."""
    return runs(person, hub) or is_national_staff(person)


def may_read_papers(person: Person | AnonymousUser, hub: Hub) -> bool:
    """What its board reads, without names and schools: its staff, its board, national staff."""
    return may_see_desk(person, hub) or sits_on_board(person, hub)


def reads_as_board(person: Person | AnonymousUser, hub: Hub | None) -> bool:
    """Return whether they read of `hub` only as its board does: schools and people unnamed."""
    return hub is not None and sits_on_board(person, hub) and not may_see_desk(person, hub)


def may_advise(person: Person | AnonymousUser, hub: Hub) -> bool:
    """Whoever sits on the board. Those who run the hub answer."""
    return sits_on_board(person, hub)


def may_change_posts(person: Person | AnonymousUser, hub: Hub) -> bool:
    return leads(person, hub) or is_national_staff(person)


def may_change_details(person: Person | AnonymousUser, hub: Hub) -> bool:
    """Its Maths Hub Lead, its administrator and national staff: summary, email, phone, website."""
    posts = queries.posts_of(person, localdate())
    kinds = (Post.Kind.HUB_LEAD, Post.Kind.ADMINISTRATOR)
    own = any(post.hub_id == hub.pk and post.kind in kinds for post in posts)
    return own or is_national_staff(person)


def may_name_hubs(person: Person | AnonymousUser) -> bool:
    """Make a hub, or give one another name."""
    return is_national_staff(person)


def may_change_lead_school(person: Person | AnonymousUser) -> bool:
    return is_national_staff(person)


def may_change_area(person: Person | AnonymousUser) -> bool:
    return is_national_staff(person)


def may_keep_leaders(person: Person | AnonymousUser, hub: Hub) -> bool:
    """The records of its leaders are for those who run the hub, and for nobody above them."""
    return runs(person, hub)
