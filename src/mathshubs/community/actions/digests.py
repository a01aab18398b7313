"""One letter a day about what is new, for those who want one: the most do."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from itertools import groupby

from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils.timezone import get_current_timezone, localdate, localtime

from mathshubs.comms.actions import post_many
from mathshubs.people.models import Person

from ..emails import notices
from ..models import Digest, Membership, Reading, SpacePost
from ..queries import spaces as reads
from ..queries.posts import THERE

CLOSES = time(17)
FURTHEST = timedelta(days=7)  # how far back the letter goes after an outage


@transaction.atomic
def write_digests(*, at: datetime) -> int:
    """
    Write to whoever has not read what was posted before the last 5pm. Returns how many letters.

    Once for each day, however often it is asked; after an outage one letter tells of all days.
    """
    until = last_close(at)
    # Whoever asks at the same time waits here until this is done, and finds it written.
    digest, is_new = Digest.objects.get_or_create(until_at=until)
    if not is_new:
        return 0
    before = Digest.objects.filter(until_at__lt=until).order_by("-until_at").first()
    since = max(before.until_at if before else until - timedelta(days=1), until - FURTHEST)
    today = localdate(at)
    new = _new_for_each(_posts(since, until), today)
    letters = [notices.of_a_day(who, posts, until=until, on=today) for who, posts in new.items()]
    digest.letters = len(post_many(letters, at=at))
    digest.save(update_fields=["letters"])
    return digest.letters


def last_close(at: datetime) -> datetime:
    """Return the last 5pm before `at`, by the clock on the wall."""
    here = localtime(at)
    day = here.date() if here.time() >= CLOSES else here.date() - timedelta(days=1)
    return datetime.combine(day, CLOSES, get_current_timezone())


def _posts(since: datetime, until: datetime) -> list[SpacePost]:
    """Return what was posted between, by space and topic, each with its space and whom it names."""
    posts = SpacePost.objects.filter(
        THERE, posted_at__gt=since, posted_at__lte=until, by__isnull=False
    )
    posts = posts.select_related("by", "topic").prefetch_related("mentions")
    found = list(posts.order_by("space", Coalesce("topic", "pk"), "posted_at", "pk"))
    spaces = reads.spaces().in_bulk({post.space_id for post in found})
    for post in found:
        post.space = spaces[post.space_id]
    return found


def _new_for_each(posts: list[SpacePost], on: date) -> dict[Person, list[SpacePost]]:
    """Return by person what is new to them: by others, not read, not told at once already."""
    topics = {post.topic_id or post.pk for post in posts}
    rows = Reading.objects.filter(topic__in=topics).values_list("topic", "person", "read_at")
    read = {(topic, person): until for topic, person, until in rows}
    new: dict[Person, list[SpacePost]] = defaultdict(list)
    for space, in_space in groupby(posts, key=lambda post: post.space):
        here = [(post, {who.pk for who in post.mentions.all()}) for post in in_space]
        all_read = dict(space.memberships.values_list("person", "read_at"))
        for person in reads.people_told(space, on, Membership.Notices.DAILY).order_by("pk"):
            for post, told in here:
                until = read.get((post.topic_id or post.pk, person.pk))
                seen = [day for day in (until, all_read.get(person.pk)) if day]
                is_read = bool(seen) and max(seen) >= post.posted_at
                if not (is_read or post.by_id == person.pk or person.pk in told):
                    new[person].append(post)
    return new
