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


def may_see_desk(person: Person | AnonymousUser, hub: Hub) -> bool:
    """Its own staff; national staff may look."""
    return runs(person, hub) or is_national_staff(person)


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
