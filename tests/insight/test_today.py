"""Today: what needs whoever signed in, now, and where it is dealt with."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now

from mathshubs.comms.models import Letter
from mathshubs.core.templatetags.mathshubs import day
from mathshubs.core.years import academic_year_of
from mathshubs.hubs.models import LeadSchoolTenure, Post
from mathshubs.insight.queries import today
from mathshubs.people.models import NationalRole, Person
from mathshubs.programmes.models import Project
from mathshubs.schools.models import Employment, RegisterImport
from mathshubs.workgroups.actions.plans import ask_head
from mathshubs.workgroups.models import (
    Attendance,
    HeadTold,
    JoiningDetails,
    Leader,
    LeadInterest,
    Task,
    TaskAnswer,
    Upload,
    WorkGroup,
)
from tests.builders import (
    LONDON,
    LONG_AGO,
    a_hub,
    a_person,
    a_post,
    a_project,
    a_school,
    a_work_group,
    a_workshop,
    an_employment,
    national,
)
from tests.people.signing_in import sign_in
from tests.workgroups.builders import a_plan, a_standing_place, a_visit

pytestmark = pytest.mark.django_db
TODAY = localdate()
AHEAD = TODAY + timedelta(days=60)


def in_days(days: float):
    return now() + timedelta(days=days)


def needs(person) -> dict[str, str]:
    """Return what needs the person, and where each is dealt with ("" for several places)."""
    return {need.what: need.href for need in today.day_of(person, now(), TODAY).needs}


@pytest.fixture
def hub():
    return a_hub("Salt Way", slug="salt-way")


@pytest.fixture
def ada(hub):
    ada = a_person("Ada", "Min", trn_absence="NOT_A_TEACHER")
    a_post(ada, hub, Post.Kind.ADMINISTRATOR)
    return ada


def known(name: str = "Tess"):
    """Somebody who said why they have no teacher reference number."""
    return a_person(name, "Webb", trn_absence="OVERSEAS")


@pytest.mark.parametrize(
    ("hour", "words"), [(8, "Good morning"), (13, "Good afternoon"), (19, "Good evening")]
)
def test_the_greeting_follows_the_hour(hour, words):
    assert today.greeting(now().astimezone(LONDON).replace(hour=hour)) == words


def test_what_cannot_wait_comes_first(client, hub, ada):
    offered = a_standing_place(
        a_work_group(title="Offered group", workshops=0), state="OFFERED", person=ada,
        offer_ends_on=TODAY,
    )  # fmt: skip
    led = a_work_group(workshops=0, title="Led group", state="RUNNING")
    Leader.objects.create(work_group=led, person=ada, biography="Leads.")
    over = a_workshop(led, starts_at=in_days(-1))
    a_standing_place(led)
    group = a_work_group(hub=hub, workshops=0, title="Core maths")
    a_standing_place(group, state="APPLIED")

    assert list(needs(ada).items()) == [
        ("A place is offered to you: Offered group", f"/my/places/{offered.pk}/offer/"),
        ("Register not taken: Led group", f"/workshops/{over.pk}/register/"),
        ("1 application waits: Core maths", f"/work-groups/{group.pk}/applications/"),
    ]
    sign_in(client, ada)
    assert "3 things need you." in client.get("/my/").text


def test_places_given_by_a_rule_are_one_line_when_the_last_day_to_apply_is_over(hub, ada):
    groups = [
        a_work_group(
            hub=hub, title=title, workshops=0, offer_rule="SPREAD", places=6,
            apply_by=TODAY + timedelta(days=days),
        )
        for title, days in (("Core maths", -1), ("Fractions", 0))
    ]  # fmt: skip
    for group in groups:
        a_standing_place(group, state="APPLIED")

    assert list(needs(ada).items()) == [
        (
            "The places of a group are to be given out: Core maths",
            f"/work-groups/{groups[0].pk}/give-out/",
        )
    ]


def test_an_offer_whose_last_day_is_over_needs_nobody():
    offered = a_standing_place(
        a_work_group(), state="OFFERED", offer_ends_on=TODAY - timedelta(days=1)
    )

    assert needs(offered.person) == {}


def test_several_of_one_kind_are_one_line_with_a_way_to_each(client, hub, ada):
    other = a_hub("Three Rivers")
    a_post(ada, other, Post.Kind.ADMINISTRATOR)
    groups = [
        a_work_group(hub=hub, title="Core maths", workshops=0),
        a_work_group(hub=other, title="Fractions", workshops=0),
    ]
    for group in (groups[0], groups[0], groups[1]):
        a_standing_place(group, state="APPLIED")

    (need,) = today.day_of(ada, now(), TODAY).needs

    assert (need.what, need.href) == ("3 applications wait", "")
    assert need.each == [
        (
            "Core maths",
            f"/work-groups/{groups[0].pk}/applications/",
            "2 to decide, Salt Way Maths Hub",
        ),
        (
            "Fractions",
            f"/work-groups/{groups[1].pk}/applications/",
            "1 to decide, Three Rivers Maths Hub",
        ),
    ]
    sign_in(client, ada)
    page = client.get("/my/").text
    assert f'href="/work-groups/{groups[1].pk}/applications/">Fractions</a>' in page


def test_what_waits_at_another_hub_is_not_theirs(ada):
    other = a_work_group(hub=a_hub("Three Rivers"), workshops=0, first_on=TODAY, fewest=9)
    a_workshop(other, starts_at=in_days(-1))
    for state in ("APPLIED", "HELD"):
        a_standing_place(other, state=state)
    a_standing_place(other, state="OFFERED", offer_ends_on=TODAY)

    assert needs(ada) == {}


def test_an_administrator_is_told_what_a_group_lacks_until_it_is_done(hub, ada):
    group = a_work_group(
        hub=hub, title="Core maths", workshops=0, fewest=2, first_on=TODAY + timedelta(days=9)
    )
    place = a_standing_place(group, state="OFFERED", offer_ends_on=TODAY + timedelta(days=2))

    page = f"/work-groups/{group.pk}"
    assert needs(ada) == {
        "1 offer ends in two days or less: Core maths": f"{page}/applications/?state=OFFERED",
        "Joining details not written: Core maths": f"{page}/joining-details/",
        "A group has too few to run: Core maths": f"{page}/manage/",
    }
    whys = [need.why for need in today.day_of(ada, now(), TODAY).needs]
    first_day = day(TODAY + timedelta(days=9))  # the tenth day before it has passed
    assert f"The first workshop is on {first_day}. People wait for them." in whys
    JoiningDetails.objects.create(work_group=group, written_by=ada, written_at=now())
    place.state = "HELD"
    place.save()
    group.places_taken = 2
    group.save()
    (alone,) = needs(ada)
    assert alone == "1 person has given no teacher reference number: Core maths"
    place.person.trn = "1234567"
    place.person.save()
    assert needs(ada) == {}


def test_a_letter_that_came_back_is_told_while_they_count_on_a_place(hub, ada):
    group = a_work_group(hub=hub, title="Core maths", workshops=0)
    place = a_standing_place(group, person=known())
    letter = Letter.objects.create(
        to_email=place.person.email, to_person=place.person, kind="workgroups.place_held",
        about=f"place:{place.pk}", topic=f"work_group:{group.pk}", subject="Your place",
        text="A place.", written_at=now(), state="BOUNCED",
    )  # fmt: skip

    assert needs(ada) == {
        "A letter to somebody with a place came back: Core maths":
        f"/work-groups/{group.pk}/letters/?state=BOUNCED"
    }  # fmt: skip
    letter.state = "SENT"
    letter.save()
    assert needs(ada) == {}


@pytest.mark.parametrize(
    ("kind", "waits"),
    [
        (
            Post.Kind.HUB_LEAD,
            [
                "A group waits for your approval: It is DESIGNED",
                "2 groups wait to be published",
                "A report waits for your sign-off: It is REPORTED",
            ],
        ),
        (Post.Kind.ADMINISTRATOR, ["2 groups wait to be published"]),
    ],
)
def test_the_desk_lists_what_waits_for_a_decision_and_today_what_is_theirs(
    client, hub, kind, waits
):
    person = a_person()
    a_post(person, hub, kind)
    for state in ("IDEA", "DESIGNED", "APPROVED", "APPROVED", "RECRUITING", "REPORTED", "CLOSED"):
        group = a_work_group(
            hub=hub, state=state, title=f"It is {state}", workshops=0, first_on=AHEAD
        )
        Leader.objects.create(work_group=group, person=known(), biography="Leads.")
    reported = hub.work_groups.get(state="REPORTED")
    sign_in(client, person)

    page = client.get("/hubs/salt-way/desk/").text
    table = page[page.index("<table") :]

    assert list(needs(person)) == waits
    for words in (
        "Waits for approval: It is DESIGNED",
        "Waits to be published: It is APPROVED",
        "Waits for sign-off: It is REPORTED",
        f'href="/work-groups/{reported.pk}/manage/">Open it',
    ):
        assert words in page
    assert page.count("Waits ") == 4
    assert "REPORTED" not in table


def test_who_leads_a_group_is_asked_for_a_few_lines_and_a_register_once(hub, ada):
    led = a_work_group(hub=hub, workshops=0, title="Led group", state="RUNNING")
    leader = Leader.objects.create(work_group=led, person=ada)
    over = a_workshop(led, starts_at=in_days(-1))
    a_standing_place(led, person=known())

    assert needs(ada) == {
        "Register not taken: Led group": f"/workshops/{over.pk}/register/",
        "Say who you are: Led group": f"/work-groups/{led.pk}/edit/leaders/",
    }
    leader.biography = "Leads."
    leader.save()
    assert list(needs(ada)) == ["Register not taken: Led group"]


def test_whoever_has_a_place_is_asked_for_their_number_once():
    tess = a_person("Tess", "Webb")
    assert needs(tess) == {}
    for title in ("Core maths", "Fractions"):
        a_standing_place(a_work_group(title=title, workshops=0), person=tess)

    assert needs(tess) == {
        "Give your teacher reference number": "/my/profile/teacher-reference-number/"
    }


def test_who_leads_a_school_confirms_who_works_there_and_its_contacts(client):
    head, school = a_person(), a_school("Oak School")
    an_employment(head, school, Employment.Role.HEAD)
    Employment.objects.create(
        person=a_person(), school=school, role="TEACHER", from_on=TODAY, confirmed=False
    )

    contacts = "Confirm the contacts of your school for this year: Oak School"
    assert needs(head) == {
        "Somebody says they work at your school: Oak School": "/my/schools/confirm/",
        contacts: f"/schools/{school.urn}/desk/contacts/",
    }
    sign_in(client, head)
    assert f'href="/schools/{school.urn}/desk/"' in client.get("/my/").text


def test_national_staff_are_told_what_a_new_network_lacks():
    staff, school = national(), a_school()
    Employment.objects.create(
        person=a_person(), school=school, role="TEACHER", from_on=TODAY, confirmed=False
    )

    assert needs(staff) == {
        "No hub yet": "/national/hubs/new/",
        "No national project this academic year": "/national/projects/new/",
        "1 person waits for somebody to confirm where they work": "/my/schools/confirm/",
    }
    hub = a_hub("Salt Way", slug="salt-way")
    Project.objects.filter(pk=a_project().pk).update(year=academic_year_of(TODAY))
    an_employment(a_person(), school, Employment.Role.HEAD)
    assert needs(staff) == {
        "A hub has no Maths Hub Lead: Salt Way": "/hubs/salt-way/people/",
        "A hub has no lead school: Salt Way": "/hubs/salt-way/lead-school/",
    }
    a_post(a_person(), hub, Post.Kind.HUB_LEAD)
    LeadSchoolTenure.objects.create(hub=hub, school=school, from_on=LONG_AGO)
    an_import = RegisterImport.objects.create(at=now(), state="READY", names="register.csv")
    assert needs(staff) == {
        "A schools register waits for your word: register.csv":
        f"/national/register/{an_import.pk}/"
    }  # fmt: skip


def test_an_evaluator_is_led_to_the_figures_and_not_asked_for_a_school(client):
    sign_in(client, national(NationalRole.Kind.EVALUATOR))

    page = client.get("/my/").text

    assert "What the network counts, and how." in page
    assert "Where do you work?" not in page
    assert "Find a Work Group" not in page


def test_somebody_new_is_asked_where_they_work(client):
    sign_in(client, a_person("Tess", "Webb"))

    page = client.get("/my/").text

    assert "Nothing needs you today." in page
    assert "Where do you work?" in page


def test_a_work_group_lead_begins_a_group_from_the_first_page(client, hub):
    tess = a_person()
    a_post(tess, hub, Post.Kind.WORK_GROUP_LEAD)
    sign_in(client, tess)

    assert 'href="/hubs/salt-way/work-groups/new/"' in client.get("/my/").text


def test_a_draft_says_how_far_it_is_to_those_who_lead_it(client):
    tess = a_person()
    for title, state in (("Young group", "DESIGNED"), ("Known group", "RECRUITING")):
        group = a_work_group(title=title, state=state)
        Leader.objects.create(work_group=group, person=tess, biography="Leads.")
    sign_in(client, tess)

    line = {part.split("</a>")[0]: part for part in client.get("/my/").text.split("<li>")}
    assert "Designed" in next(part for part in line.values() if "Young group" in part)
    assert "Recruiting" not in next(part for part in line.values() if "Known group" in part)


def a_task(group, *, after: int = -7, due: int = 3) -> Task:
    workshop = a_workshop(group, starts_at=in_days(after))
    return Task.objects.create(
        workshop=workshop, title="Try a problem", brief="Try it.",
        due_on=TODAY + timedelta(days=due), set_at=now(),
    )  # fmt: skip


def test_a_task_is_told_until_it_is_handed_in_and_its_answer_until_it_is_read(client):
    greta, group = known("Greta"), a_work_group(workshops=0, title="Core maths")
    Leader.objects.create(work_group=group, person=greta, biography="Leads.")
    task = a_task(group)
    place, other = (a_standing_place(group, person=known()) for _ in range(2))
    a_workshop(group, starts_at=in_days(5))

    assert needs(place.person) == {
        "A task to hand in: Try a problem, Core maths": f"/my/tasks/{task.pk}/"
    }
    assert "Register not taken: Core maths" in needs(greta)
    answer = TaskAnswer.objects.create(
        task=task, place=place, state="SUBMITTED", changed_at=now(), submitted_at=now()
    )
    assert needs(place.person) == {}
    assert list(needs(other.person)) == ["A task to hand in: Try a problem, Core maths"]
    waits = "1 answer to a task waits to be read: Try a problem, Core maths"
    assert needs(greta)[waits] == f"/tasks/{task.pk}/"
    assert "1 of 2 is ready" in sign_in(client, greta).get("/my/").text
    answer.state = "READ"
    answer.save()
    assert waits not in needs(greta)


def test_absences_are_told_to_leader_hub_and_head_and_the_charge_to_the_hub(hub, ada):
    greta, head, school = known("Greta"), known("Hedda"), a_school("Oak School")
    an_employment(head, school, Employment.Role.HEAD)
    group = a_work_group(hub=hub, title="Core maths", workshops=0, absence_charge=75)
    Leader.objects.create(work_group=group, person=greta, biography="Leads.")
    place = a_standing_place(group, school, person=known())
    for days in (-20, -3, 40):
        workshop = a_workshop(group, starts_at=in_days(days))
        if days < 0:
            absence = Attendance.objects.create(
                workshop=workshop, place=place, mark="ABSENT", marked_by=greta, marked_at=now()
            )

    assert needs(greta) == {
        "1 person missed the last two workshops: Core maths": f"/work-groups/{group.pk}/attendance/"
    }
    page = "/hubs/salt-way/absences/?show="
    assert needs(ada)["1 person missed the last two workshops: Salt Way"] == f"{page}runs"
    assert needs(ada)["Decide on the charges for 2 absences: Salt Way"] == f"{page}charge"
    desk = f"/schools/{school.urn}/desk/"
    assert desk not in needs(head).values()
    HeadTold.objects.create(attendance=absence, sent_to="head@example.org", at=now())
    assert needs(head)["1 absence of your staff in two weeks: Oak School"] == desk


def test_a_file_handed_in_waits_for_who_handed_it_in(hub, ada):
    upload = Upload.objects.create(
        name="people.csv", media_type="text/csv", size=1, sha256="0", content=b"a", hub=hub,
        kind="PEOPLE", by=ada, at=now(),
    )  # fmt: skip

    assert needs(ada) == {
        "A file you handed in waits for your word: people.csv": f"/uploads/{upload.pk}/"
    }
    upload.state = "DONE"
    upload.save()
    assert needs(ada) == {}


@pytest.mark.parametrize(("hours", "button"), [(2, True), (30, False)])
def test_the_link_to_join_is_a_button_on_the_day_for_those_with_a_place(client, hours, button):
    group = a_work_group(workshops=0)
    a_workshop(group, starts_at=now() + timedelta(hours=hours), join_link="https://meet.example/1")
    place = a_standing_place(group)
    applied = a_standing_place(group, state="APPLIED")

    def page(person) -> str:
        return sign_in(client, person).get("/my/").text

    theirs = page(place.person)
    assert ('mh-button--small" href="https://meet.example/1"' in theirs) == button
    assert 'href="https://meet.example/1"' in theirs
    assert "meet.example" not in page(applied.person)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_day_of_everything_at_once_asks_as_often_for_one_row_as_for_three(
    client, hub, rows, django_assert_num_queries
):
    tess, school = a_person("Tess", "Webb"), a_school()
    for kind in (Post.Kind.ADMINISTRATOR, Post.Kind.HUB_LEAD):
        a_post(tess, hub, kind)
    NationalRole.objects.create(person=tess, kind="STAFF", from_on=LONG_AGO)
    an_employment(tess, school, Employment.Role.HEAD)
    for number in range(rows):
        group = a_work_group(workshops=0)
        a_workshop(group, starts_at=in_days(5))
        a_standing_place(group, school, person=tess)
        led = a_work_group(workshops=0, title=f"Led {number}")
        Leader.objects.create(work_group=led, person=tess)
        a_workshop(led, starts_at=in_days(6))
        for state in ("DESIGNED", "RECRUITING", "RUNNING"):
            run = a_work_group(hub=hub, workshops=0, state=state, first_on=TODAY)
            a_workshop(run, starts_at=in_days(-1))
            for of_place in ("APPLIED", "HELD"):
                a_standing_place(run, state=of_place)
            a_standing_place(run, state="OFFERED", offer_ends_on=TODAY)
    sign_in(client, tess)

    client.get("/my/")  # a line is written once for the life of the process

    with django_assert_num_queries(10):
        page = client.get("/my/").text

    assert page.count("(you lead)") == min(rows, 2)  # five workshops in all


def test_who_applied_to_a_group_that_has_begun_is_answered_under_another_name(hub, ada):
    begun = a_work_group(
        hub=hub, title="Core maths", workshops=0, state="RUNNING",
        first_on=TODAY - timedelta(days=3),
    )  # fmt: skip
    a_standing_place(begun, state="APPLIED")

    assert "1 application to a group that has begun: Core maths" in needs(ada)
    assert "1 application waits: Core maths" not in needs(ada)


def test_answers_and_numbers_of_groups_long_over_need_nobody(hub, ada):
    lena = known("Lena")
    for days, expected in ((-10, True), (-60, False)):
        group = a_work_group(
            hub=hub, workshops=0, state="RUNNING", title=f"Over {days}",
            last_on=TODAY + timedelta(days=days),
        )  # fmt: skip
        Leader.objects.create(work_group=group, person=lena, biography="Leads.")
        workshop = a_workshop(group, starts_at=in_days(days))
        place = a_standing_place(group)
        Attendance.objects.create(
            workshop=workshop, place=place, mark="PRESENT", marked_by=ada, marked_at=now()
        )
        task = Task.objects.create(
            workshop=workshop, title="Try it", brief="Try it.", set_at=in_days(days),
            due_on=TODAY, set_by=lena,
        )  # fmt: skip
        TaskAnswer.objects.create(
            task=task,
            place=place,
            state="SUBMITTED",
            text="Done.",
            submitted_at=now(),
            changed_at=now(),
        )
        said = [*needs(lena), *needs(ada)]
        assert ([what for what in said if f"Try it, {group.title}" in what] != []) is expected
        assert ([what for what in said if "teacher reference" in what] != []) is expected, said
        TaskAnswer.objects.update(state="READ", read_at=now(), read_by=lena)
        Person.objects.filter(pk=place.person_id).update(trn_absence="OVERSEAS")


def test_who_offered_to_lead_what_should_have_begun_is_answered_all_the_same(hub, ada):
    group = a_work_group(hub=hub, title="Core maths", workshops=0, state="DESIGNED")
    LeadInterest.objects.create(
        work_group=group, person=known(), kind="LEAD", why="I can.", said_at=now()
    )
    assert "Somebody offers to lead a group: Tess Webb, Core maths" in needs(ada)

    WorkGroup.objects.update(first_on=TODAY - timedelta(days=3))

    late = "Somebody offered to lead a group whose first day has passed: Tess Webb, Core maths"
    assert late in needs(ada)


def test_a_visit_of_this_week_stands_with_who_goes_and_at_the_school(hub):
    lena, head, oak = known("Lena"), known("Hanna"), a_school("Oak")
    an_employment(head, oak, Employment.Role.HEAD)
    group = a_work_group(hub=hub, state="RUNNING")
    Leader.objects.create(work_group=group, person=lena, biography="Leads.")
    visit = a_visit(group, oak, lena, on=TODAY + timedelta(days=7))

    address = f"/visits/{visit.pk}/"
    assert needs(lena)["A visit in the next seven days: Oak"] == address
    assert needs(head)["A visit to your school in the next seven days: Oak"] == address
    visit.on = TODAY + timedelta(days=8)
    visit.save()
    assert not [what for what in [*needs(lena), *needs(head)] if "visit" in what]


def test_a_plan_the_head_was_asked_about_waits_on_their_day_and_they_agree_there(client):
    head, oak = known("Hanna"), a_school("Oak")
    an_employment(head, oak, Employment.Role.HEAD)
    plan = a_plan(oak)
    assert not [what for what in needs(head) if "plan" in what]

    ask_head(plan=plan, head_name="Hanna Webb", sent_to="h@example.org", by=known(), at=now())

    assert needs(head)["An action plan waits for your word: Talk in every lesson"] == (
        f"/plans/{plan.pk}/"
    )
    page = sign_in(client, head).get(f"/plans/{plan.pk}/")
    assert "Read and agree" in page.text
    assert client.get(f"/plans/agree/{page.context['agree_with']}/").status_code == 200


def test_days_of_a_group_that_is_cancelled_or_postponed_are_not_coming_up(hub, ada):
    led = a_work_group(hub=hub, workshops=0, title="Led group", state="RUNNING")
    Leader.objects.create(work_group=led, person=ada)
    a_workshop(led, starts_at=in_days(3))
    assert [each.work_group for each in today.coming_up(ada, now())] == [led]
    for state in ("CANCELLED", "POSTPONED"):
        WorkGroup.objects.update(state=state)
        assert today.coming_up(ada, now()) == []
