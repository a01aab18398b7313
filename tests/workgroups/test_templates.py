"""A group made from a template; the centre changes it, and the hub takes what differs or not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from mathshubs.comms.models import Letter
from mathshubs.core.years import academic_year_of
from mathshubs.hubs.models import Post
from mathshubs.programmes.actions.projects import save_template
from mathshubs.programmes.methods.templates import FIELDS
from mathshubs.programmes.models import Project
from mathshubs.workgroups.actions import copies, design
from mathshubs.workgroups.actions import templates as actions
from mathshubs.workgroups.actions.design import DesignRefused
from mathshubs.workgroups.actions.templates import TemplateRefused
from mathshubs.workgroups.forms.design import SECTIONS
from mathshubs.workgroups.models import TemplateChoice, WorkGroup
from mathshubs.workgroups.queries import templates as queries

from ..builders import SEPTEMBER, a_hub, a_person, a_post, a_project, a_work_group, national
from ..people.signing_in import sign_in

pytestmark = pytest.mark.django_db
LATER = SEPTEMBER + timedelta(days=3)
State = WorkGroup.State


@pytest.fixture
def hub():
    return a_hub("Salt Way", slug="salt-way")


@pytest.fixture
def ada(hub):
    person = a_person("Ada", "Min")
    a_post(person, hub, Post.Kind.ADMINISTRATOR)
    return person


@pytest.fixture
def nat():
    return national()


@pytest.fixture
def project(nat):
    made = a_project(code="NCP25-07")
    give_out(made, nat, rationale=("Pupils guess.", True), audience=("Heads of maths", False),
             involved=("Four afternoons.", False))  # fmt: skip
    made.refresh_from_db()
    return made


def give_out(project, by, words="Sharper.", **fields) -> int:
    """Give out the template with these fields in place of what it had: (text, locked)."""
    project.refresh_from_db()
    before = {name: (each["value"], each["locked"]) for name, each in project.template.items()}
    version = save_template(
        project=project, fields={**before, **fields}, words=words, seen=project.template_version,
        by=by, at=SEPTEMBER,
    )  # fmt: skip
    return version.number


def a_group(project, hub, **fields) -> WorkGroup:
    """A group as the page makes one, in the state it is to have."""
    group = WorkGroup(
        project=project, title="Secondary maths leadership", year=project.year, phases=["SECONDARY"]
    )
    design.start_work_group(hub=hub, work_group=group, by=a_person(), with_template=True)
    WorkGroup.objects.filter(pk=group.pk).update(**fields)
    return WorkGroup.objects.select_related("hub", "project").get(pk=group.pk)


def again(group) -> WorkGroup:
    return WorkGroup.objects.select_related("hub", "project").get(pk=group.pk)


def take(group, version=2, by=None) -> TemplateChoice:
    return actions.take(work_group=group, version=version, by=by or a_person(), at=LATER)


def test_the_fields_of_a_template_are_those_of_a_group_in_its_words():
    said = {}
    for form in SECTIONS.values():
        for name, field in form.base_fields.items():
            said[name] = str(field.label)

    assert {name for name in FIELDS if not hasattr(WorkGroup, name)} == set()
    assert {name: said[name] for name in FIELDS if said[name] != FIELDS[name]} == {
        "summary": "Summary",
        "value_for_money": "Value for money",
    }


def test_a_group_made_from_a_project_begins_with_its_texts(client, hub, ada, project):
    project.year = academic_year_of(localdate())
    project.save()
    sign_in(client, ada)
    made_here = f'href="/hubs/salt-way/work-groups/new/?project={project.pk}"'
    assert made_here in client.get(f"/projects/{project.pk}/").text
    offered = client.get(f"/hubs/salt-way/work-groups/new/?project={project.pk}")
    assert offered.context["form"]["title"].value() == project.title

    page = client.post(
        "/hubs/salt-way/work-groups/new/",
        {"kind": "WORK_GROUP", "title": "Leadership", "year": project.year, "project": project.pk,
         "phases": ["SECONDARY"], "summary": "Ours."},
        follow=True,
    )  # fmt: skip

    group = WorkGroup.objects.get()
    assert "with the texts of NCP25-07" in page.text
    assert (group.rationale, group.audience, group.summary) == (
        "Pupils guess.", "Heads of maths", "Ours.",
    )  # fmt: skip
    assert group.template_version == 1


def test_what_is_locked_is_shown_and_neither_the_page_nor_the_action_changes_it(
    client, hub, ada, project
):
    group = a_group(project, hub)
    sign_in(client, ada)
    address = f"/work-groups/{group.pk}/edit/why/"
    shown = client.get(address).text
    assert "Locked: every group of NCP25-07 Secondary maths leadership reads the same." in shown

    refused = client.post(address, {"rationale": "Ours."})
    assert "“Why it is needed” is locked. It stays as it is." in refused.text
    group.rationale = "Ours."
    with pytest.raises(DesignRefused, match="“Why it is needed” is locked"):
        design.save_section(work_group=group, fields=["rationale"])

    kept = client.post(
        address, {"rationale": "Pupils guess.\r\n", "pupil_outcomes": "They reason."}
    )
    assert kept.status_code == 302
    assert (again(group).rationale, again(group).pupil_outcomes) == (
        "Pupils guess.",
        "They reason.",
    )


def test_a_local_field_is_the_hubs_to_change(client, hub, ada, project):
    group = a_group(project, hub)
    sign_in(client, ada)

    client.post(
        f"/work-groups/{group.pk}/edit/who/", {"audience": "Ours.", "involved": "Two days."}
    )

    assert again(group).audience == "Ours."


def test_taking_a_version_moves_locked_fields_and_local_ones_the_hub_left_alone(
    hub, ada, nat, project
):
    group = a_group(project, hub, audience="Our heads of maths")
    give_out(
        project, nat, rationale=("Pupils guess too often.", True),
        audience=("Heads of department", False), involved=("Three days.", False),
    )  # fmt: skip
    said = {fate.difference.name: fate.says for fate in queries.fates_of(again(group))}
    assert said == {
        "rationale": "Your group follows.",
        "audience": "You wrote your own words here. They stay.",
        "involved": "Your group follows.",
    }

    for _ in range(2):
        take(group, by=ada)

    group = again(group)
    assert (group.rationale, group.audience, group.involved, group.template_version) == (
        "Pupils guess too often.", "Our heads of maths", "Three days.", 2,
    )  # fmt: skip
    choice = TemplateChoice.objects.get()
    assert (choice.by, choice.before_version, choice.before) == (
        ada, 1, {"rationale": "Pupils guess.", "involved": "Four afternoons."},
    )  # fmt: skip


def test_a_field_that_is_locked_now_takes_the_hubs_words_and_undoing_brings_them_back(
    hub, nat, project
):
    group = a_group(project, hub, audience="Our heads of maths")
    give_out(project, nat, audience=("Heads of department", True))
    (fate,) = queries.fates_of(again(group))
    assert fate.is_lost
    choice = take(group)
    assert set(queries.locked_of(again(group))) == {"rationale", "audience"}

    for _ in range(2):
        assert actions.undo(choice=choice, by=a_person(), at=LATER) == []

    group = again(group)
    assert (group.audience, group.template_version) == ("Our heads of maths", 1)
    assert set(queries.locked_of(group)) == {"rationale"}
    assert list(queries.to_look_at(WorkGroup.objects.all())) == [group]


def test_undoing_leaves_what_the_hub_wrote_since(hub, nat, project):
    group = a_group(project, hub)
    give_out(project, nat, rationale=("Too often.", True), involved=("Three days.", False))
    choice = take(group)
    WorkGroup.objects.update(involved="Two days and a visit.")

    assert actions.undo(choice=choice, by=a_person(), at=LATER) == ["What is involved"]
    assert (again(group).rationale, again(group).involved) == (
        "Pupils guess.", "Two days and a visit.",
    )  # fmt: skip


def test_a_version_is_left_with_a_reason_and_can_be_taken_later(hub, ada, nat, project):
    group = a_group(project, hub)
    give_out(project, nat, rationale=("Too often.", True))
    with pytest.raises(TemplateRefused, match="Say why you leave it"):
        actions.leave(work_group=group, version=2, reason="", by=ada, at=LATER)
    for _ in range(2):
        left = actions.leave(
            work_group=group, version=2, reason="It began already.", by=ada, at=LATER
        )
    assert not queries.to_look_at(WorkGroup.objects.all()).exists()
    assert set(queries.locked_of(again(group))) == {"rationale"}
    assert again(group).rationale == "Pupils guess."

    take(group, by=ada)

    left.refresh_from_db()
    assert (left.undone_by, again(group).rationale) == (ada, "Too often.")


def test_the_next_version_is_looked_at_anew(hub, ada, nat, project):
    group = a_group(project, hub)
    give_out(project, nat, rationale=("Too often.", True))
    actions.leave(work_group=group, version=2, reason="It began already.", by=ada, at=LATER)

    give_out(project, nat, rationale=("Far too often.", True))

    assert list(queries.to_look_at(WorkGroup.objects.all())) == [group]
    with pytest.raises(TemplateRefused, match="Version 3 was given out meanwhile"):
        take(group, version=2)


@pytest.mark.parametrize("state", [State.EVIDENCE, State.REPORTED, State.CLOSED, State.CANCELLED])
def test_a_group_that_is_over_stays_as_it_was(hub, nat, project, state):
    group = a_group(project, hub, state=state)
    give_out(project, nat, rationale=("Too often.", True))

    assert not queries.to_look_at(WorkGroup.objects.all()).exists()
    with pytest.raises(TemplateRefused, match="so its texts stay as they were"):
        take(group)


@pytest.mark.parametrize("state", [State.IDEA, State.RECRUITING, State.RUNNING, State.POSTPONED])
def test_a_group_that_goes_on_may_follow(hub, nat, project, state):
    group = a_group(project, hub, state=state)
    give_out(project, nat, rationale=("Too often.", True))

    assert list(queries.to_look_at(WorkGroup.objects.all())) == [group]
    assert queries.is_behind(again(group))


def test_a_group_older_than_the_template_is_asked_and_an_event_is_not(hub, project):
    group = a_work_group(hub=hub, project=project, rationale="Ours.")
    a_work_group(hub=hub, project=project, kind="EVENT")

    assert list(queries.to_look_at(WorkGroup.objects.all())) == [group]
    said = {
        fate.difference.name: (fate.own, fate.becomes) for fate in queries.fates_of(again(group))
    }
    assert said == {
        "rationale": ("Ours.", "Pupils guess."),
        "audience": ("", "Heads of maths"),
        "involved": ("", "Four afternoons."),
    }


def test_with_another_project_a_group_is_on_no_version_and_nothing_is_locked(hub, project):
    group = a_group(project, hub)
    group.project = a_project(code="NCP26-01")
    design.save_section(work_group=group, fields=["project"])

    group = again(group)
    assert (group.template_version, queries.locked_of(group)) == (None, {})


def test_next_years_copy_is_on_the_version_that_reads_the_same(hub, nat, project):
    group = a_group(project, hub)
    following = Project.objects.create(
        code="NCP26-07", title=project.title, year="2026/27", phases=["SECONDARY"],
        follows=project, template=project.template, template_version=1,
    )  # fmt: skip
    following.template_versions.create(
        number=1, fields=project.template, by=nat, at=SEPTEMBER, words="As it was."
    )

    copy = copies.copy_to_next_year(work_group=again(group), by=nat, at=SEPTEMBER)

    assert (copy.project, copy.template_version) == (following, 1)


def test_the_hub_looks_at_the_difference_and_takes_it_and_its_leader_only_looks(
    client, hub, ada, nat, project
):
    group = a_group(project, hub)
    lena = a_person("Lena", "Lead")
    a_post(lena, hub, Post.Kind.WORK_GROUP_LEAD)
    group.leaders.create(person=lena)
    give_out(project, nat, "Ofsted asked.", rationale=("Pupils guess too often.", True))
    address = f"/work-groups/{group.pk}/template/"
    sign_in(client, lena)
    assert "Those who run Salt Way" in client.get(address).text
    assert client.post(address, {"do": "take", "version": "2"}).status_code == 403
    sign_in(client, ada)
    assert (
        "The template of its project has changed"
        in client.get(f"/work-groups/{group.pk}/manage/").text
    )
    shown = client.get(address).text
    assert "Ofsted asked." in shown
    assert "<ins> too often</ins>" in shown
    other = a_group(project, hub, title="Another", template_version=1)
    assert f'<a class="govuk-link" href="/work-groups/{other.pk}/template/">Another</a>' in (
        client.get(address).text
    )

    client.post(address, {"do": "take", "version": "2"})
    assert again(group).template_version == 2
    client.post(address, {"do": "undo", "choice": TemplateChoice.objects.get().pk})
    assert again(group).template_version == 1
    client.post(address, {"do": "leave", "version": "2", "reason": "It began already."})
    assert "It began already." in client.get(address).text


def test_a_hub_takes_it_for_all_its_groups_at_once_and_undoes_one(client, hub, ada, nat, project):
    first, own, left = (a_group(project, hub, title=name) for name in ("First", "Own", "Left"))
    over = a_group(project, hub, state=State.CLOSED)
    elsewhere = a_group(project, a_hub("Three Rivers"))
    WorkGroup.objects.filter(pk=own.pk).update(audience="Our heads of maths")
    give_out(project, nat, audience=("Heads of department", True))
    actions.leave(work_group=left, version=2, reason="It began already.", by=ada, at=LATER)
    sign_in(client, ada)
    address = f"/work-groups/{first.pk}/template/all/"
    assert address not in client.get(f"/work-groups/{over.pk}/manage/").text
    assert f'href="{address}"' in client.get(f"/work-groups/{first.pk}/template/").text
    shown = client.get(address)
    assert [group for group, _ in shown.context["waiting"]] == [first, own]
    assert "your own words make way" in shown.text

    for _ in range(2):
        client.post(address, {"version": "2"})

    on = {group.pk: again(group).template_version for group in (first, own, left, over, elsewhere)}
    assert on == {first.pk: 2, own.pk: 2, left.pk: 1, over.pk: 1, elsewhere.pk: 1}
    assert list(client.get(address).context["taken"]) == [first, own]
    assert TemplateChoice.objects.filter(taken=True, by=ada).count() == 2
    choice = own.template_choices.get()
    client.post(f"/work-groups/{own.pk}/template/", {"do": "undo", "choice": choice.pk})
    assert (again(own).audience, again(first).template_version) == ("Our heads of maths", 2)


def test_all_follow_or_none_when_another_version_came_meanwhile(hub, ada, nat, project):
    groups = [a_group(project, hub) for _ in range(2)]
    give_out(project, nat, rationale=("Too often.", True))
    give_out(project, nat, rationale=("Far too often.", True))

    with pytest.raises(TemplateRefused, match="Version 3 was given out meanwhile"):
        actions.take_for_all(hub=hub, project=project, version=2, by=ada, at=LATER)

    assert {again(group).template_version for group in groups} == {1}


def test_a_new_version_is_told_once_to_who_leads_and_administers_a_hub_with_such_groups(
    hub, ada, nat, project
):
    hugo, lena = a_person("Hugo", "Hub"), a_person("Lena", "Lead")
    a_post(hugo, hub, Post.Kind.HUB_LEAD)
    a_post(hugo, hub, Post.Kind.ADMINISTRATOR)
    a_post(lena, hub, Post.Kind.WORK_GROUP_LEAD)
    group = a_group(project, hub)
    other = a_hub("Three Rivers")
    a_post(a_person("Otto", "Other"), other, Post.Kind.HUB_LEAD)
    a_group(project, other, state=State.CLOSED)

    give_out(project, nat, "Ofsted asked.", rationale=("Too often.", True))

    letters = Letter.objects.filter(kind="workgroups.template_given_out")
    assert {letter.to_person for letter in letters} == {ada, hugo}
    (text,) = {letter.text.split("\n", 1)[1] for letter in letters}
    assert "What changed: Ofsted asked." in text
    assert f"/work-groups/{group.pk}/template/" in text
    version = project.template_versions.get(number=2)
    assert actions.tell_hubs(version=version, at=LATER) == 0
    give_out(project, nat, "Sharper.", rationale=("Far too often.", True))
    assert letters.all().count() == 4


def test_a_hubs_own_project_is_not_told_by_letter(hub, ada):
    local = a_project(hub=hub, code=None)
    a_group(local, hub)

    give_out(local, ada, "Sharper.", rationale=("Ours.", True))

    assert not Letter.objects.filter(kind="workgroups.template_given_out").exists()


def test_national_staff_see_who_took_it_who_left_it_and_who_has_not_looked(
    client, hub, ada, nat, project
):
    took, left, waits = (a_group(project, hub) for _ in range(3))
    give_out(project, nat, rationale=("Too often.", True))
    take(took)
    actions.leave(work_group=left, version=2, reason="It began already.", by=ada, at=LATER)
    sign_in(client, nat)
    address = f"/projects/{project.pk}/template/hubs/"

    assert "1 group on it, 1 not looked at yet, 1 left." in client.get(address).text
    for show, group in (("on", took), ("left", left), ("waiting", waits)):
        assert client.get(address, {"show": show}).context["page"].object_list == [group]
    assert "It began already." in client.get(address, {"as": "csv"}).text


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_ask_as_often_for_one_group_as_for_three(
    client, hub, ada, nat, project, rows, django_assert_num_queries
):
    groups = [a_group(project, hub) for _ in range(rows)]
    for number in range(rows):
        give_out(project, nat, rationale=(f"Version {number}.", True))
        take(groups[0], version=number + 2)
    give_out(project, nat, rationale=("Last.", True))
    sign_in(client, nat)

    with django_assert_num_queries(9):
        client.get(f"/projects/{project.pk}/")
    with django_assert_num_queries(7):
        client.get(f"/projects/{project.pk}/template/hubs/")
    sign_in(client, ada)
    with django_assert_num_queries(9):
        client.get(f"/work-groups/{groups[0].pk}/template/")
    with django_assert_num_queries(8):
        client.get(f"/work-groups/{groups[0].pk}/template/all/")


def test_a_project_counts_the_groups_that_whoever_asks_may_see(client, hub, ada, project):
    a_group(project, hub)
    a_group(project, hub, state=State.RECRUITING)
    a_group(project, a_hub("Three Rivers"), state=State.RECRUITING)

    def counted() -> dict[str, int]:
        page = client.get(f"/projects/{project.pk}/")
        return {each["hub__name"]: each["groups"] for each in page.context["hubs"]}

    assert counted() == {"Salt Way": 1, "Three Rivers": 1}
    sign_in(client, ada)
    assert counted() == {"Salt Way": 2, "Three Rivers": 1}


def test_today_says_it_until_the_hub_has_chosen(client, hub, ada, nat, project):
    group = a_group(project, hub)
    give_out(project, nat, rationale=("Too often.", True))
    sign_in(client, ada)
    said = "The template of a group has changed: Secondary maths leadership"
    assert said in client.get("/my/").text

    actions.leave(work_group=group, version=2, reason="It began already.", by=ada, at=LATER)

    assert said not in client.get("/my/").text


def test_the_desk_of_a_group_whose_template_waits_keeps_to_its_queries(
    client, hub, ada, nat, project, django_assert_max_num_queries
):
    group = a_group(project, hub)
    give_out(project, nat, rationale=("Too often.", True))
    sign_in(client, ada)

    with django_assert_max_num_queries(10):
        client.get(f"/work-groups/{group.pk}/manage/")
    with django_assert_max_num_queries(10):
        client.get(f"/work-groups/{group.pk}/edit/why/")


def test_a_leader_who_does_not_run_the_hub_is_not_sent_to_its_own_project(client, hub):
    lena = a_person("Lena", "Lead")
    a_post(lena, hub, Post.Kind.WORK_GROUP_LEAD)
    local = Project.objects.create(hub=hub, title="Fens", year="2025/26", phases=["PRIMARY"])
    group = a_work_group(hub=hub, project=local)
    group.leaders.create(person=lena)
    sign_in(client, lena)

    page = client.get(f"/work-groups/{group.pk}/manage/").text

    assert "It carries out Fens." in page
    assert f"/projects/{local.pk}/" not in page
