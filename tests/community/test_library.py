"""The resource library: who may propose, see, decide; search; versions; the writer's agreement."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile

from mathshubs.comms.models import Letter
from mathshubs.community.actions import library as actions
from mathshubs.community.models import Resource
from mathshubs.community.queries import library as queries
from mathshubs.hubs.models import Hub, Post
from mathshubs.people.models import Person
from mathshubs.workgroups.models import Leader, Task, TaskAnswer, TaskAnswerFile

from ..builders import (
    SEPTEMBER,
    a_hub,
    a_person,
    a_post,
    a_school,
    a_work_group,
    an_employment,
    national,
)
from ..people.signing_in import sign_in
from ..workgroups.builders import a_standing_place
from .builders import a_resource, a_resource_file

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TODAY = SEPTEMBER.date()
SAID = {
    "kind": "LESSON", "title": "Bars first", "summary": "A lesson.", "text": "Draw a bar.",
    "phases": ["PRIMARY"], "years": ["4"], "topic": "Fractions", "licence": "CC_BY",
    "author": "Greta Group", "seen_by": "EVERYBODY",
}  # fmt: skip


@pytest.fixture
def hub() -> Hub:
    return a_hub("Salt Way")


@pytest.fixture
def ada(hub) -> Person:
    person = a_person("Ada", "Min")
    a_post(person, hub, Post.Kind.ADMINISTRATOR)
    return person


@pytest.fixture
def greta(hub) -> Person:
    person = a_person("Greta", "Group")
    a_post(person, hub, Post.Kind.WORK_GROUP_LEAD)
    return person


def an_answer(hub: Hub, leader: Person, *, with_photo: bool = False) -> TaskAnswer:
    """What Tess handed in to a task of a group that `leader` leads."""
    group = a_work_group(hub=hub, title="Leading maths", phases=["PRIMARY"])
    Leader.objects.create(work_group=group, person=leader)
    place = a_standing_place(group, person=a_person("Tess", "Teacher"))
    task = Task.objects.create(
        workshop=group.workshops.get(), title="Try a bar model", brief="Try.", due_on=TODAY,
        set_at=SEPTEMBER,
    )  # fmt: skip
    answer = TaskAnswer.objects.create(
        task=task, place=place, state="SUBMITTED", text="We drew bars.", changed_at=SEPTEMBER,
        submitted_at=SEPTEMBER,
    )  # fmt: skip
    if with_photo:
        TaskAnswerFile.objects.create(
            answer=answer, name="bars.png", media_type="image/png", size=8, sha256="0" * 64,
            content=b"\x89PNG\r\n\x1a\n",
        )  # fmt: skip
    return answer


def test_a_leader_proposes_and_the_hub_publishes(client, hub, greta, ada):
    upload = SimpleUploadedFile("bars.pdf", b"%PDF-1.7")
    sign_in(client, greta).post("/library/propose/", SAID | {"hub": hub.pk, "files": [upload]})
    resource = Resource.objects.get()
    page = resource.get_absolute_url()
    client.logout()
    assert client.get(page).status_code == 404
    assert list(queries.to_decide(ada, TODAY)) == [resource]

    sign_in(client, greta).post(f"{page}decide/", {"do": "publish"})
    assert Resource.objects.get().state == "PROPOSED"
    sign_in(client, ada).post(f"{page}decide/", {"do": "publish"})

    client.logout()
    seen = client.get(page)
    assert "Draw a bar." in seen.text
    file = resource.versions.get().files.get()
    assert client.get(file.get_absolute_url()).content == b"%PDF-1.7"
    assert Letter.objects.get(kind="community.in_the_library").to_person == greta


def test_what_a_teacher_cannot_propose_is_refused(client, hub):
    assert sign_in(client, a_person()).get("/library/propose/").status_code == 403


def test_nobody_proposes_for_a_hub_that_is_not_theirs(client, greta):
    page = sign_in(client, greta).post("/library/propose/", SAID | {"hub": a_hub().pk})

    assert "hub" in page.context["form"].errors
    assert not Resource.objects.exists()


def test_an_answer_is_shared_only_when_its_writer_agreed(client, hub, greta, ada):
    answer = an_answer(hub, greta, with_photo=True)
    tess = answer.place.person
    address = f"/library/propose/?answer={answer.pk}"
    form = sign_in(client, greta).get(address).context["form"]
    assert (form.initial["title"], form.initial["text"]) == ("Try a bar model", "We drew bars.")

    refused = client.post(address, SAID | {"hub": hub.pk})
    assert "no pupil can be recognised" in refused.context["form"].errors["no_pupils"][0]
    client.post(address, SAID | {"hub": hub.pk, "no_pupils": "on"})
    resource = Resource.objects.get()
    assert [file.name for file in resource.versions.get().files.all()] == ["bars.png"]
    assert (resource.writer, resource.origin) == (tess, answer.task.workshop.work_group)
    asked = Letter.objects.get(kind="community.may_we_share")
    assert (asked.to_person, f"/library/{resource.pk}/agree/" in asked.text) == (tess, True)
    assert list(queries.to_decide(ada, TODAY)) == []
    with pytest.raises(actions.LibraryRefused, match="they have not agreed"):
        actions.publish(resource=resource, by=ada, at=SEPTEMBER)

    sign_in(client, tess).post(f"/library/{resource.pk}/agree/", {"agrees": "yes"})
    actions.publish(resource=resource, by=ada, at=SEPTEMBER)
    assert list(queries.search("bars", AnonymousUser(), TODAY)) == [resource]

    client.post(f"/library/{resource.pk}/agree/", {"agrees": "no"})
    resource.refresh_from_db()
    assert (resource.state, resource.reason) == ("WITHDRAWN", "Its writer no longer agrees.")
    with pytest.raises(actions.LibraryRefused):
        actions.publish(resource=resource, by=ada, at=SEPTEMBER)


def test_an_answer_is_proposed_once_until_it_is_refused(client, hub, greta, ada):
    answer = an_answer(hub, greta)
    address = f"/library/propose/?answer={answer.pk}"
    sign_in(client, greta).post(address, SAID | {"hub": hub.pk})

    again = client.post(address, SAID | {"hub": hub.pk}, follow=True)

    assert "This answer is proposed for the library already." in again.text
    resource = Resource.objects.get()
    with pytest.raises(actions.LibraryRefused, match="proposed for the library already"):
        actions.propose(fields=SAID | {"hub": hub}, files=[], answer=answer, by=greta, at=SEPTEMBER)
    actions.withdraw(resource=resource, reason="Too short.", by=ada, at=SEPTEMBER)
    assert client.get(address).status_code == 200


def test_the_hub_does_not_take_a_proposal_in_and_says_why(client, hub, greta, ada):
    resource = a_resource(hub, greta, state="PROPOSED")
    page = sign_in(client, ada).get(resource.get_absolute_url())
    assert "Do not take it into the library" in page.text

    there = f"/library/{resource.pk}/decide/"
    done = client.post(there, {"do": "withdraw", "reason": "We have one like it."}, follow=True)

    assert "It is not taken in. Whoever proposed it reads your reason." in done.text
    assert list(queries.to_decide(ada, TODAY)) == []
    letter = Letter.objects.get(kind="community.not_in_the_library")
    assert letter.to_person == greta
    assert "We have one like it." in letter.text


def test_an_answer_of_another_group_is_not_there(client, hub, greta):
    answer = an_answer(a_hub(), a_person())

    page = sign_in(client, greta).get(f"/library/propose/?answer={answer.pk}")

    assert page.status_code == 404


def test_a_new_version_never_loses_the_old_one(client, hub, greta):
    resource = a_resource(hub, greta, text="Draw.")
    old = a_resource_file(resource, "old.pdf")
    page = f"/library/{resource.pk}/change/"
    sign_in(client, greta)

    client.post(page, SAID | {"text": "Draw.", "keep": [old.pk]})
    assert resource.versions.count() == 1, "only what is said of it changed"
    upload = SimpleUploadedFile("new.pdf", b"%PDF-new")
    client.post(page, SAID | {"text": "Draw twice.", "files": [upload], "note": "Clearer."})

    newest, first = resource.versions.all()
    assert (newest.number, newest.text, newest.note) == (2, "Draw twice.", "Clearer.")
    assert [file.name for file in newest.files.all()] == ["new.pdf"]
    assert (first.text, [file.name for file in first.files.all()]) == ("Draw.", ["old.pdf"])
    client.logout()
    assert client.get(old.get_absolute_url()).content == b"%PDF-"


def test_who_may_see_a_resource(client, hub, greta, ada):
    everybody, signed_in = a_resource(hub, greta), a_resource(hub, greta, seen_by="SIGNED_IN")
    proposed = a_resource(hub, greta, state="PROPOSED")
    of_all = a_resource(None, greta, state="PROPOSED")

    def seen_by(person) -> set[Resource]:
        return set(queries.resources_seen_by(person, TODAY))

    assert seen_by(AnonymousUser()) == {everybody}
    assert seen_by(a_person()) == {everybody, signed_in}
    assert seen_by(ada) == {everybody, signed_in, proposed}
    assert seen_by(greta) == {everybody, signed_in, proposed, of_all}
    assert seen_by(national()) == {everybody, signed_in, of_all}


def test_words_find_and_words_that_look_alike_find_too(client, hub, greta):
    bars = a_resource(hub, greta, title="Bars before numbers", topic="Fractions")
    a_resource(hub, greta, title="Angles by folding", text="Fold the paper.")
    a_resource(hub, greta, title="Proposed bars", state="PROPOSED")

    def found(query: str) -> list[str]:
        return [one.title for one in client.get(f"/library/?{query}").context["page"]]

    assert found("q=bar") == [bars.title]
    assert found("q=folding paper") == ["Angles by folding"]
    assert found("q=numbrs") == [bars.title]
    assert found("q=zebra") == []
    assert found("topic=Fractions") == [bars.title]
    assert found("kind=SCHEME") == []
    assert found("phase=PRIMARY&year=7") == []


def test_a_school_says_once_that_it_used_it(client, hub, greta):
    resource, tess, school = a_resource(hub, greta), a_person(), a_school("Wrekin Vale Academy")
    an_employment(tess, school)
    other = a_school("Elsewhere")
    sign_in(client, tess)
    assert "---------" not in client.get(resource.get_absolute_url()).text

    for asked in (other, school, school):
        client.post(f"/library/{resource.pk}/used/", {"school": asked.pk})

    assert [use.school for use in resource.uses.all()] == [school]
    assert "Used by 1 school" in client.get(resource.get_absolute_url()).text


def test_it_is_withdrawn_with_a_reason(client, hub, greta, ada):
    resource = a_resource(hub, greta)
    sign_in(client, ada)

    client.post(f"/library/{resource.pk}/decide/", {"do": "withdraw", "reason": " "})
    assert Resource.objects.get().state == "PUBLISHED"
    client.post(f"/library/{resource.pk}/decide/", {"do": "withdraw", "reason": "Out of date."})

    assert (Resource.objects.get().state, Resource.objects.get().reason) == (
        "WITHDRAWN", "Out of date."
    )  # fmt: skip


def test_staff_take_the_list_away_with_its_filters(client, hub, greta, ada):
    a_resource(hub, greta, title="Bars")
    a_resource(hub, greta, title="Angles")

    taken = sign_in(client, ada).get("/library/?q=bars&as=csv").content.decode()

    assert taken.count("\n") == 2
    assert "Bars,Lesson design,Primary" in taken


def test_the_library_asks_as_much_for_many_as_for_one(client, hub, django_assert_max_num_queries):
    counts = []
    for number in (1, 3):
        for _ in range(number):
            resource = a_resource(hub)
            actions.say_used(resource=resource, school=a_school(), by=resource.by, at=SEPTEMBER)
        with django_assert_max_num_queries(6) as asked:
            assert client.get("/library/").status_code == 200
        with django_assert_max_num_queries(6):
            assert client.get(resource.get_absolute_url()).status_code == 200
        counts.append(len(asked))

    assert counts[0] == counts[1]
