"""The pages on which a group is designed and moved on."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mathshubs.comms.models import Letter
from mathshubs.hubs.models import Post
from mathshubs.workgroups.forms.design import SECTIONS
from mathshubs.workgroups.models import Attendance, WorkGroup

from ..builders import SEPTEMBER, a_hub, a_person, a_post, a_school, a_work_group
from ..needs.builders import a_priority, a_round, an_answer
from ..people.signing_in import sign_in
from ..programmes.world_plans import a_line, a_plan
from .builders import a_place
from .test_design_states import a_whole_design

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_september")]
State = WorkGroup.State
WORKSHOP = {
    "number": "1", "day_day": "3", "day_month": "11", "day_year": "2025", "starts": "1pm",
    "ends": "3:30pm", "mode": "IN_PERSON", "venue": "Park Hall", "town": "Telford",
    "postcode": "tf34jg",
}  # fmt: skip


def edit(client, work_group: WorkGroup, section: str, **values):
    return client.post(f"/work-groups/{work_group.pk}/edit/{section}/", values, follow=True)


def errors(response) -> list[str]:
    form = response.context["form"]
    return [sentence for sentences in form.errors.values() for sentence in sentences]


def test_a_group_is_started_as_an_idea(staff, hub):
    answer = staff.post(
        "/hubs/salt-way/work-groups/new/",
        {"kind": "WORK_GROUP", "title": "Fractions", "year": "2025/26"},
        follow=True,
    )

    work_group = WorkGroup.objects.get()
    assert (work_group.hub, work_group.state, work_group.title) == (hub, State.IDEA, "Fractions")
    assert "is saved as an idea" in answer.text


def test_a_group_for_a_line_of_the_year_plan_begins_with_what_the_line_says(staff, hub):
    line = a_line(a_plan(hub), title="Ratio, taught one way", phases=["SECONDARY"])
    by = a_person("Hugo", "Lead")
    an_answer(a_priority(a_round(hub, by)), by, plan_line=line, kind="TRAINING")
    others = a_line(a_plan(a_hub("Ridgeway")), title="Not theirs")

    assert f"/work-groups/new/?line={line.pk}" in staff.get(line.plan.get_absolute_url()).text
    begins = staff.get(f"/hubs/salt-way/work-groups/new/?line={line.pk}").context["form"].initial
    assert (begins["plan_line"], begins["title"]) == (line.pk, "Ratio, taught one way")
    assert (begins["year"], begins["phases"]) == ("2025/26", ["SECONDARY"])
    assert begins["support"] == "TRAINING"
    typed = {"kind": "WORK_GROUP", "title": "Ratio", "year": "2025/26", "plan_line": line.pk}
    staff.post("/hubs/salt-way/work-groups/new/", typed)
    assert WorkGroup.objects.get().rationale == line.rationale != ""
    group = a_work_group(hub=hub, state=State.IDEA, plan_line=line)
    assert f"/work-groups/{group.pk}/why/" in staff.get(f"/work-groups/{group.pk}/manage/").text
    for odd in (others.pk, "x", ""):
        form = staff.get(f"/hubs/salt-way/work-groups/new/?line={odd}").context["form"]
        assert not form.initial.get("plan_line")


def test_a_work_group_lead_who_starts_one_leads_it(client, hub):
    person = a_person()
    a_post(person, hub, Post.Kind.WORK_GROUP_LEAD)

    sign_in(client, person).post(
        "/hubs/salt-way/work-groups/new/",
        {"kind": "EVENT", "title": "A day of algebra", "year": "2025/26"},
    )

    work_group = WorkGroup.objects.get()
    assert work_group.leaders.get().person == person
    assert client.get(f"/work-groups/{work_group.pk}/manage/").status_code == 200


def test_the_desk_says_what_is_to_do_first(staff, hub):
    work_group = a_work_group(hub=hub, state=State.IDEA)

    said = staff.get(f"/work-groups/{work_group.pk}/manage/").text

    assert "Next step: ask for approval" in said
    assert "Write why it is needed." in said
    assert "Not yet" in said


def test_the_desk_costs_the_same_for_one_workshop_and_three(staff, hub):
    def asked(workshops: int) -> int:
        work_group = a_work_group(hub=hub, workshops=workshops)
        for _ in range(workshops):
            work_group.leaders.create(person=a_person(), biography="Leads.")
            work_group.partners.create(name="A partner")
        with CaptureQueriesContext(connection) as queries:
            staff.get(f"/work-groups/{work_group.pk}/manage/")
        return len(queries)

    assert asked(1) == asked(3)


@pytest.mark.parametrize("section", [*SECTIONS, "leaders", "partners", "workshops"])
def test_every_section_opens_for_a_group_and_for_an_event(staff, hub, section):
    for kind in ("WORK_GROUP", "EVENT"):
        work_group = a_work_group(hub=hub, kind=kind)
        answer = staff.get(f"/work-groups/{work_group.pk}/edit/{section}/")
        assert answer.status_code == 200


def test_a_draft_may_be_kept_half_done_and_what_is_published_not(staff, hub):
    draft = a_whole_design(hub=hub)
    edit(staff, draft, "why", rationale="Only this.")
    draft.refresh_from_db()
    assert (draft.rationale, draft.pupil_outcomes) == ("Only this.", "")

    published = a_whole_design(State.RECRUITING, hub=hub)
    answer = edit(staff, published, "why", rationale="Only this.")

    published.refresh_from_db()
    assert published.pupil_outcomes != ""
    assert errors(answer)[0] == "Write what should change for pupils."


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"code": "12"}, "A Work Group code looks like WRK123456789. Check it and type it again."),
        ({"title": ""}, "Give it a title."),
        (
            {"year": "2031/32"},
            "Select a valid choice. 2031/32 is not one of the available choices.",
        ),
    ],
)
def test_what_is_wrong_about_it_is_said(staff, hub, values, sentence):
    work_group = a_work_group(hub=hub, state=State.IDEA)
    whole = {"kind": "WORK_GROUP", "title": "Fractions", "year": "2025/26"} | values

    assert errors(edit(staff, work_group, "about", **whole)) == [sentence]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"places": "0"}, "Give a whole number from 1 to 5,000."),
        ({"places": "x"}, "Give a whole number from 1 to 5,000."),
        ({"fewest": "31"}, "The fewest cannot be more than the places. Lower it."),
        ({"attendance_needed": "101"}, "Give a whole number from 1 to 100."),
        ({"apply_by_day": "31", "apply_by_month": "2", "apply_by_year": "2026"},
         "Last day to apply must be a real date, such as 7 11 2025."),
    ],
)  # fmt: skip
def test_what_is_wrong_with_places_is_said(staff, hub, values, sentence):
    work_group = a_work_group(hub=hub)
    whole = {
        "counted": "PERSON", "places": "30", "fewest": "8", "most_per_school": "2",
        "decides": "AT_ONCE", "attendance_needed": "75",
    }  # fmt: skip

    assert errors(edit(staff, work_group, "places", **(whole | values))) == [sentence]
    assert edit(staff, work_group, "places", **whole).redirect_chain


def test_a_refusal_of_the_action_stands_in_the_form(staff, hub):
    work_group = a_work_group(hub=hub, places=3)
    for _ in range(2):
        a_place(work_group)

    answer = edit(
        staff, work_group, "places", counted="PERSON", places="1", fewest="1",
        most_per_school="2", decides="AT_ONCE", attendance_needed="75",
    )  # fmt: skip

    assert errors(answer) == ["2 people have a place. Give 2 places or more."]


def test_a_workshop_is_added_in_local_time(staff, hub):
    work_group = a_work_group(hub=hub, workshops=0)

    staff.post(f"/work-groups/{work_group.pk}/edit/workshops/new/", WORKSHOP)

    workshop = work_group.workshops.get()
    assert workshop.starts_at.isoformat() == "2025-11-03T13:00:00+00:00"
    assert workshop.postcode == "TF3 4JG"
    work_group.refresh_from_db()
    assert (work_group.town, work_group.modes) == ("Telford", ["IN_PERSON"])


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"ends": "12:30"}, "It ends before it starts. Change one of the times."),
        ({"day_day": "31"}, "Date must be a real date, such as 7 11 2025."),
        ({"starts": "one"}, "Enter a time, such as 1pm or 13:30."),
        ({"postcode": "nowhere"}, "That is not a full postcode. Type one such as TF3 4JG."),
        ({"number": "1"}, "There is a workshop 1 already. Give another."),
        ({"join_link": "meet"}, "Give a full link that begins with https://."),
        ({"host_school": "Nowhere High"},
         "No school matches “Nowhere High”. Check the spelling, or type its URN or postcode."),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_workshop_is_said(staff, hub, values, sentence):
    work_group = a_work_group(hub=hub)
    whole = WORKSHOP | {"number": "2"} | values

    answer = staff.post(f"/work-groups/{work_group.pk}/edit/workshops/new/", whole)

    assert errors(answer) == [sentence]
    assert work_group.workshops.count() == 1


def test_a_workshop_keeps_its_times_when_nothing_is_changed(staff, hub):
    work_group = a_work_group(hub=hub)
    a_place(work_group)
    Letter.objects.all().delete()
    workshop = work_group.workshops.get()
    form = staff.get(f"/workshops/{workshop.pk}/change/").context["form"]
    sent = {"number": "1", "mode": "ONLINE", "starts": form["starts"].value(),
            "ends": form["ends"].value()}  # fmt: skip
    day = form["day"].value()
    sent |= {"day_day": day.day, "day_month": day.month, "day_year": day.year}

    answer = staff.post(f"/workshops/{workshop.pk}/change/", sent)

    assert answer.status_code == 302
    workshop.refresh_from_db()
    assert workshop.sequence == 0
    assert not Letter.objects.exists()


def test_leaders_are_found_invited_and_removed(staff, hub):
    work_group = a_work_group(hub=hub)
    a_person("Lena", "Ader", email="lena@example.org")
    address = f"/work-groups/{work_group.pk}/edit/leaders/"

    staff.post(address, {"do": "add", "email": "LENA@example.org"})
    unknown = staff.post(address, {"do": "add", "email": "new@example.org"})
    staff.post(
        address,
        {"do": "add", "email": "new@example.org", "given_name": "Nia", "family_name": "New"},
    )

    assert "Nobody here has this address. Enter their first name." in unknown.text
    first, second = work_group.leaders.all()
    assert (first.person.name, second.person.name) == ("Lena Ader", "Nia New")
    staff.post(
        address,
        {"do": "save", "bio-TOTAL_FORMS": "2", "bio-INITIAL_FORMS": "2",
         "bio-0-id": first.pk, "bio-0-kind": "LEAD", "bio-0-biography": "Leads maths.",
         "bio-1-id": second.pk, "bio-1-kind": "CO_LEAD", "bio-1-biography": "New here."},
    )  # fmt: skip
    first.refresh_from_db()
    assert first.biography == "Leads maths."
    public = staff.get(f"/work-groups/{work_group.pk}/").text
    assert "Lena Ader</h3>" in public
    assert 'Nia New <span class="mh-quiet">Co-lead</span></h3>' in public
    staff.post(address, {"do": f"remove-{second.pk}"})
    assert work_group.leaders.count() == 1


def test_a_leader_of_another_group_cannot_be_touched_here(staff, hub):
    mine = a_work_group(hub=hub)
    theirs = a_work_group().leaders.create(person=a_person(), biography="Untouched.")
    address = f"/work-groups/{mine.pk}/edit/leaders/"

    gone = staff.post(address, {"do": f"remove-{theirs.pk}"})
    staff.post(
        address,
        {"do": "save", "bio-TOTAL_FORMS": "1", "bio-INITIAL_FORMS": "1", "bio-0-id": theirs.pk,
         "bio-0-kind": "LEAD", "bio-0-biography": "Changed."},
    )  # fmt: skip

    assert gone.status_code == 404
    theirs.refresh_from_db()
    assert theirs.biography == "Untouched."


def test_partners_are_added_changed_and_removed(staff, hub):
    work_group = a_work_group(hub=hub)
    address = f"/work-groups/{work_group.pk}/edit/partners/"
    new = {"partner-TOTAL_FORMS": "1", "partner-INITIAL_FORMS": "0"}

    staff.post(address, new | {"partner-0-name": "Prof. Ngozi Bello"})
    partner = work_group.partners.get()
    staff.post(
        address,
        {"partner-TOTAL_FORMS": "2", "partner-INITIAL_FORMS": "1", "partner-0-id": partner.pk,
         "partner-0-name": "Prof. Bello", "partner-0-DELETE": "on",
         "partner-1-name": "Dr Ann Other"},
    )  # fmt: skip

    assert [each.name for each in work_group.partners.all()] == ["Dr Ann Other"]


def test_a_step_is_taken_from_the_desk(staff, hub):
    work_group = a_whole_design(State.APPROVED, hub=hub)

    answer = staff.post(f"/work-groups/{work_group.pk}/state/", {"to": "PUBLISHED"}, follow=True)

    assert "is now “Published”" in answer.text
    assert "Ada Min" in answer.text


def test_a_step_that_is_somebody_elses_is_refused(staff, hub):
    work_group = a_whole_design(State.DESIGNED, hub=hub)
    address = f"/work-groups/{work_group.pk}/state/"

    assert staff.post(address, {"to": "APPROVED"}).status_code == 403
    assert (
        "The Maths Hub Lead can do this." in staff.get(f"/work-groups/{work_group.pk}/manage/").text
    )


def test_what_is_to_do_first_is_said_when_a_step_is_forced(staff, hub):
    work_group = a_work_group(hub=hub, state=State.IDEA)

    answer = staff.post(f"/work-groups/{work_group.pk}/state/", {"to": "DESIGNED"}, follow=True)

    assert "Something is to do first. Say in one sentence what it is, for lists." in answer.text


def test_cancelling_asks_why(staff, hub):
    work_group = a_whole_design(State.RECRUITING, hub=hub)
    address = f"/work-groups/{work_group.pk}/state/"

    assert "This cannot be undone" in staff.get(f"{address}?to=CANCELLED").text
    assert errors(staff.post(address, {"to": "CANCELLED"})) == [
        "Say why, for those who will read it."
    ]
    staff.post(address, {"to": "CANCELLED", "reason": "Too few asked."})
    work_group.refresh_from_db()
    assert work_group.state == State.CANCELLED


def test_who_is_moved_when_a_group_is_cancelled_goes_where_places_are_counted_alike(staff, hub):
    work_group = a_whole_design(State.RECRUITING, hub=hub)
    a_work_group(hub=hub, title="Counts people")
    a_work_group(hub=hub, title="Counts schools", counted="SCHOOL")

    page = staff.get(f"/work-groups/{work_group.pk}/state/?to=CANCELLED").text

    assert "Counts people from 3 Nov 2025" in page
    assert "Counts schools" not in page


def test_a_copy_opens_on_its_own_desk(staff, hub):
    work_group = a_work_group(hub=hub)

    answer = staff.post(f"/work-groups/{work_group.pk}/copy/", follow=True)

    assert "This is the copy for 2026/27." in answer.text
    assert work_group.copies.get().state == State.IDEA


def test_a_draft_is_deleted(staff, hub):
    draft, published = a_work_group(hub=hub, state=State.IDEA), a_work_group(hub=hub)

    for work_group in (draft, published):
        staff.post(f"/work-groups/{work_group.pk}/delete/")

    assert list(WorkGroup.objects.all()) == [published]


def test_the_host_school_is_kept(staff, hub):
    work_group = a_work_group(hub=hub, workshops=0)
    school = a_school("Wrekin Vale Academy", town="Telford")
    sent = WORKSHOP | {"host_school": school.urn, "venue": "", "town": "", "postcode": ""}

    staff.post(f"/work-groups/{work_group.pk}/edit/workshops/new/", sent)

    assert work_group.workshops.get().host_school == school
    assert "Wrekin Vale Academy, Telford" in staff.get(work_group.get_absolute_url()).text


@pytest.mark.parametrize("whom", ["x", "", "0", "9" * 5000])
def test_to_remove_somebody_who_does_not_lead_is_not_found(staff, hub, whom):
    group = a_work_group(hub=hub)

    answer = staff.post(f"/work-groups/{group.pk}/edit/leaders/", {"do": f"remove-{whom}"})

    assert answer.status_code == 404


def test_who_only_leads_comes_back_to_today_and_staff_to_the_desk_of_the_hub(client, hub, staff):
    work_group = a_work_group(hub=hub, state=State.IDEA)
    leader = a_person()
    work_group.leaders.create(person=leader, biography="Leads.")
    page = f"/work-groups/{work_group.pk}/manage/"

    assert staff.get(page).context["breadcrumbs"][0] == (str(hub), "/hubs/salt-way/desk/")

    sign_in(client, leader)
    assert client.get(page).context["breadcrumbs"][0] == ("Today", "/my/")
    deleted = client.post(f"/work-groups/{work_group.pk}/delete/", follow=True)
    assert (deleted.status_code, deleted.redirect_chain[0][0]) == (200, "/my/")


def test_the_desk_leads_to_each_register_that_was_not_taken(client, hub):
    leader = a_person()
    work_group = a_work_group(hub=hub, workshops=4)
    place = a_place(work_group)
    work_group.leaders.create(person=leader, biography="Leads.")
    first, second, third, _ = work_group.workshops.all()
    Attendance.objects.create(
        workshop=first, place=place, mark="PRESENT", marked_by=place.person, marked_at=SEPTEMBER
    )

    with time_machine.travel(second.ends_at + timedelta(hours=1), tick=False):
        shown = sign_in(client, leader).get(f"/work-groups/{work_group.pk}/manage/")

    assert shown.context["registers"] == [(second, False), (third, True)]
    assert "Not taken" in shown.text


def test_the_desk_of_an_event_speaks_of_its_date(staff, hub):
    event = a_work_group(hub=hub, kind="EVENT", state=State.IDEA, workshops=0)

    desk = staff.get(f"/work-groups/{event.pk}/manage/")
    dates = staff.get(f"/work-groups/{event.pk}/edit/workshops/")

    marks = [mark.name for mark in desk.context["charter"]]
    assert marks == ["Rationale", "Local leadership", "A date"]
    assert "Workshops and tasks" not in desk.text + dates.text
    assert "No date yet" in dates.text


@pytest.mark.parametrize(
    ("typed", "pounds"),
    [("£75", "75.00"), ("75.00", "75.00"), (" £ 1 075.5 ", "1075.50"), ("£", None), ("ten", None)],
)
def test_a_cost_is_read_with_or_without_the_pound_sign(staff, hub, typed, pounds):
    work_group = a_work_group(hub=hub, state="IDEA", cost=5)

    answer = edit(staff, work_group, "cost", cost=typed, value_for_money="Worth it.")

    work_group.refresh_from_db()
    assert f"{work_group.cost:.2f}" == (pounds or "5.00")
    assert pounds or errors(answer)[0].startswith("Give the cost")


def test_removing_a_leader_keeps_what_is_typed_of_the_others(staff, hub):
    work_group = a_work_group(hub=hub, state="IDEA")
    stays = work_group.leaders.create(person=a_person("Ann", "Able"), biography="Old.")
    goes = work_group.leaders.create(person=a_person("Ben", "Bold"), biography="Gone.")
    address = f"/work-groups/{work_group.pk}/edit/leaders/"
    formset = staff.get(address).context["biographies"]
    sent = {
        "do": f"remove-{goes.pk}", "seen": staff.get(address).context["seen"],
        "bio-TOTAL_FORMS": 2, "bio-INITIAL_FORMS": 2,
    }  # fmt: skip
    for form in formset:
        sent[f"{form.prefix}-id"] = form.instance.pk
        sent[f"{form.prefix}-kind"] = form.instance.kind
        sent[f"{form.prefix}-biography"] = f"Typed of {form.instance.person.given_name}."

    page = staff.post(address, sent, follow=True).text

    assert work_group.leaders.get() == stays
    stays.refresh_from_db()
    assert stays.biography == "Typed of Ann."
    assert "Ben Bold no longer leads it. The changes are saved." in page


def test_removing_a_leader_does_not_undo_what_somebody_saved_meanwhile(staff, hub):
    work_group = a_work_group(hub=hub, state="IDEA")
    stays = work_group.leaders.create(person=a_person("Ann", "Able"), biography="Saved meanwhile.")
    goes = work_group.leaders.create(person=a_person("Ben", "Bold"), biography="")
    address = f"/work-groups/{work_group.pk}/edit/leaders/"
    sent = {
        "do": f"remove-{goes.pk}", "seen": "of-before", "bio-TOTAL_FORMS": 2,
        "bio-INITIAL_FORMS": 2, "bio-0-id": stays.pk, "bio-0-kind": "LEAD",
        "bio-0-biography": "Typed.", "bio-1-id": goes.pk, "bio-1-kind": "LEAD",
        "bio-1-biography": "",
    }  # fmt: skip

    page = staff.post(address, sent).text

    stays.refresh_from_db()
    assert stays.biography == "Saved meanwhile."
    assert work_group.leaders.count() == 2
    assert "Typed." in page
