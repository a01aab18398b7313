"""What waits for somebody in their communities."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mathshubs.community.actions import moderation
from mathshubs.community.queries import waiting
from mathshubs.workgroups.models import Leader, WorkGroup

from ..builders import SEPTEMBER, a_person, a_work_group
from ..workgroups.builders import a_standing_place
from .builders import a_reply, a_space, a_topic

pytestmark = pytest.mark.django_db
TODAY = SEPTEMBER.date()


def test_a_question_waits_for_a_leader_until_somebody_else_replied():
    group = a_work_group()
    space, tess, leader = a_space(group), a_person(), a_person()
    Leader.objects.create(work_group=group, person=leader)
    asked = a_topic(space, tess, "Bars")
    a_reply(asked, tess, "Anybody?")
    a_topic(space, leader, "A task")
    a_topic(space, None, "Welcome")
    a_reply(a_topic(space, tess, "Answered"), leader)
    groups = WorkGroup.objects.filter(pk=group.pk)

    assert list(waiting.topics_unanswered(groups)) == [asked]

    a_reply(asked, leader)
    assert list(waiting.topics_unanswered(groups)) == []


def test_unread_posts_are_those_of_ones_own_communities():
    group = a_work_group()
    me, other = a_person("Mia"), a_person()
    a_standing_place(group, person=me)
    mine = a_topic(a_space(group), other)
    mine.mentions.add(me)
    a_reply(mine, other)
    a_topic(a_space(a_work_group()), other)

    assert waiting.unread(me, TODAY).count() == 2
    assert list(waiting.mentions_unread(me, TODAY)) == [mine]


def test_a_reported_post_waits_until_it_is_decided():
    group = a_work_group()
    post = a_topic(a_space(group), a_person())
    reader, leader = a_person(), a_person()
    for by in (reader, leader):
        moderation.report(post=post, reason="Unkind.", by=by, at=SEPTEMBER)
    groups = WorkGroup.objects.all()

    assert [row.reported for row in waiting.posts_reported(groups)] == [2]

    moderation.keep(post=post, by=leader, at=SEPTEMBER + timedelta(days=1))
    assert list(waiting.posts_reported(groups)) == []
