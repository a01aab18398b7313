"""What should not stand is reported and decided about; people are let in by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mathshubs.comms.models import Letter
from mathshubs.community.actions import moderation as actions
from mathshubs.community.models import Moderation, Space, SpacePost
from mathshubs.community.queries.members import moderators_of
from mathshubs.community.rules import may_moderate
from mathshubs.hubs.models import Post
from mathshubs.people.models import Person
from mathshubs.workgroups.models import Leader

from ..builders import SEPTEMBER, a_hub, a_person, a_post, a_project, a_work_group, national
from ..people.signing_in import sign_in
from ..workgroups.builders import a_standing_place
from .builders import a_reply, a_space, a_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def space() -> Space:
    return a_space(a_work_group(title="Leading maths", hub=a_hub("Salt Way")))


@pytest.fixture
def leader(space) -> Person:
    person = a_person("Greta", "Group")
    Leader.objects.create(work_group=space.work_group, person=person)
    return person


def a_member(space: Space, given_name: str) -> Person:
    person = a_person(given_name, "Okafor")
    a_standing_place(space.work_group, person=person)
    return person


@pytest.fixture
def rude(space) -> SpacePost:
    return a_reply(a_topic(space, a_member(space, "Ann"), "Bars"), a_member(space, "Rude"), "Tut.")


def test_a_reported_post_reaches_those_who_lead_and_is_hidden_with_a_reason(
    client, space, leader, rude
):
    reader, listed = a_member(space, "Reader"), f"/communities/{space.pk}/moderation/"
    address = f"/communities/posts/{rude.pk}/"

    sign_in(client, reader).post(f"{address}report/", {"reason": "It is unkind."})
    told = Letter.objects.get()
    waiting = sign_in(client, leader).get(listed)
    client.post(f"{address}hide/", {"reason": "Unkind to Ann."})

    assert (told.to_person, told.kind) == (leader, "community.reported")
    assert "“It is unkind.”" in waiting.text
    hidden = Letter.objects.get(kind="community.hidden")
    assert (hidden.to_person, "Unkind to Ann." in hidden.text) == (rude.by, True)
    assert reader.name not in hidden.text
    assert "Tut." not in sign_in(client, reader).get(rude.topic.get_absolute_url()).text
    assert "Tut." in sign_in(client, leader).get(rude.topic.get_absolute_url()).text
    assert client.get(listed).context["waiting"] == []


def test_nobody_decides_about_what_they_wrote_themselves(client, space, leader):
    own = a_reply(a_topic(space, a_member(space, "Ann"), "Bars"), leader, "Tut.")
    ada, address = a_person("Ada", "Min"), f"/communities/posts/{own.pk}/"
    a_post(ada, space.work_group.hub, Post.Kind.ADMINISTRATOR)
    actions.report(post=own, reason="Unkind.", by=own.topic.by, at=SEPTEMBER)

    listed = sign_in(client, leader).get(f"/communities/{space.pk}/moderation/")
    assert "You wrote it, so somebody else who leads this space" in listed.text
    assert client.post(f"{address}keep/").status_code == 403
    actions.hide(post=own, reason="Unkind.", by=ada, at=SEPTEMBER)
    assert client.post(f"{address}restore/").status_code == 403
    assert "Show it again" not in client.get(own.topic.get_absolute_url()).text

    assert sign_in(client, ada).post(f"{address}restore/").status_code == 302


def test_a_hidden_post_is_shown_again_and_both_decisions_are_kept(client, space, leader, rude):
    actions.hide(post=rude, reason="Unkind.", by=leader, at=SEPTEMBER)

    sign_in(client, leader).post(f"/communities/posts/{rude.pk}/restore/")

    assert SpacePost.objects.get(pk=rude.pk).hidden_at is None
    assert list(Moderation.objects.values_list("decision", flat=True)) == ["HIDDEN", "RESTORED"]


def test_nothing_is_hidden_without_a_reason(client, space, leader, rude):
    page = sign_in(client, leader).post(f"/communities/posts/{rude.pk}/hide/", {"reason": " "})

    assert page.context["form"].errors == {"reason": ["Say why."]}
    with pytest.raises(actions.ModerationRefused, match="Say why"):
        actions.hide(post=rude, reason="", by=leader, at=SEPTEMBER)


def test_a_report_is_settled_by_leaving_the_post_as_it_is(client, space, leader, rude):
    reader = a_member(space, "Reader")
    for _ in range(2):
        actions.report(post=rude, reason="Unkind.", by=reader, at=SEPTEMBER)
    assert (rude.reports.count(), Letter.objects.count()) == (1, 1)

    sign_in(client, leader).post(f"/communities/posts/{rude.pk}/keep/")

    assert rude.reports.filter(settled_at=None).count() == 0
    assert Moderation.objects.get().decision == "KEPT"
    actions.report(post=rude, reason="Still.", by=reader, at=SEPTEMBER + timedelta(days=1))
    assert rude.reports.count() == 2


def test_what_its_writer_took_back_while_hidden_stays_hidden(client, leader, rude):
    actions.hide(post=rude, reason="Unkind.", by=leader, at=SEPTEMBER)

    answer = sign_in(client, rude.by).post(f"/communities/posts/{rude.pk}/change/", {"text": "x"})

    assert answer.status_code == 403


def test_the_rule_of_who_moderates_says_the_same_from_both_sides(space, leader):
    hub, project = space.work_group.hub, a_project()
    spaces = [space, a_space(kind="LEADERS"), a_space(kind="PROJECT", project=project)]
    spaces += [a_space(kind=kind, hub=hub) for kind in ("HUB", "LEADERS", "BOARD")]
    local = a_project(code=None, hub=hub)
    spaces.append(a_space(kind="PROJECT", project=local))
    for kind in Post.Kind.values:
        a_post(a_person(kind), hub, kind)
    a_post(a_person("Other"), a_hub(), Post.Kind.HUB_LEAD)
    a_member(space, "Sam")
    national()

    for each in spaces:
        by_rule = {person for person in Person.objects.all() if may_moderate(person, each)}
        assert by_rule == set(moderators_of(each, SEPTEMBER.date())), each
        assert by_rule


def test_somebody_is_let_in_by_hand_and_taken_out_again(client, space, leader):
    address = f"/communities/{space.pk}/add/"
    sign_in(client, leader)

    client.post(
        address, {"email": "Ngozi@uni.example", "given_name": "Ngozi", "family_name": "Bello"}
    )
    ngozi = Person.objects.get(email="ngozi@uni.example")
    again = client.post(address, {"email": "ngozi@uni.example"})

    assert "Ngozi Bello belongs to Leading maths already." in again.text
    assert "uni.example" not in client.get(f"/communities/{space.pk}/members/").text
    assert Letter.objects.get().subject == "You are in the community of Leading maths"
    assert sign_in(client, ngozi).get(space.get_absolute_url()).status_code == 200
    membership = space.memberships.get(person=ngozi)
    sign_in(client, leader).post(f"/communities/{space.pk}/remove/", {"membership": membership.pk})
    assert sign_in(client, ngozi).get(space.get_absolute_url()).status_code == 404


def test_a_hubs_space_is_archived_and_opened_by_hand_a_groups_is_not(client):
    hub, ada = a_hub(), a_person("Ada", "Min")
    a_post(ada, hub, Post.Kind.ADMINISTRATOR)
    of_hub, of_group = a_space(kind="HUB", hub=hub), a_space(a_work_group(hub=hub))
    sign_in(client, ada)

    for space in (of_hub, of_group):
        client.post(f"/communities/{space.pk}/archive/")
        space.refresh_from_db()

    assert (of_hub.is_archived, of_group.is_archived) == (True, False)
    client.post(f"/communities/{of_hub.pk}/archive/")
    of_hub.refresh_from_db()
    assert not of_hub.is_archived


def test_moderation_asks_as_much_for_many_reports_as_for_one(
    client, space, leader, django_assert_max_num_queries
):
    topic = a_topic(space, a_member(space, "Ann"))
    sign_in(client, leader)
    counts = []
    for number in (1, 3):
        for _ in range(number):
            post = a_reply(topic, a_member(space, "Rude"))
            actions.report(post=post, reason="Unkind.", by=topic.by, at=SEPTEMBER)
            other = a_reply(topic, a_member(space, "Rude"))
            actions.hide(post=other, reason="Unkind.", by=leader, at=SEPTEMBER)
        with django_assert_max_num_queries(10) as asked:
            assert client.get(f"/communities/{space.pk}/moderation/").status_code == 200
        counts.append(len(asked))

    assert counts[0] == counts[1]
