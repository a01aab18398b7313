"""Who may be shown what is masked, and who learns that they looked."""

from __future__ import annotations

import re

import pgtrigger
import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mathshubs.config.access import TABLE
from mathshubs.core.access import ROLES
from mathshubs.people import actions
from mathshubs.people.models import Disclosure, Person

from ..builders import SEPTEMBER, a_hub, a_person, a_post, national
from ..test_access import address, signed_in
from ..workgroups.builders import a_place
from ..world import World, a_world
from .signing_in import sign_in

pytestmark = pytest.mark.django_db
PHONE, TRN = "01952 555123", "0012345"


@pytest.fixture
def world() -> World:
    return a_world()


def application(world: World) -> str:
    return reverse("workgroups:application", args=[world.place.pk])


def shows(response) -> list[str]:
    return [each for each in (PHONE, TRN) if each in response.content.decode()]


def test_the_hub_is_shown_one_number_once_and_the_look_is_logged(world):
    client, page = signed_in(world.people["administrator"]), application(world)

    before, asked = client.get(page), client.post(page, {"what": "TRN"})
    after = client.get(page)

    assert [shows(each) for each in (before, asked, after)] == [[], [TRN], []]
    assert "no-store" in asked["Cache-Control"]
    look = Disclosure.objects.get()
    assert (look.kind, look.by, look.about, look.what, look.reason) == (
        "REVEAL", world.people["administrator"], world.place.person, "TRN",
        "Application to Secondary maths leadership, Salt Way Maths Hub",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("role", "page"), [("teacher", "/my/profile/"), ("administrator", "application")]
)
def test_the_button_works_as_a_browser_presses_it(world, role, page):
    client = signed_in(world.people[role])
    client.handler.enforce_csrf_checks = True
    page = application(world) if page == "application" else page
    form = re.search(r'<form class="mh-inline".*?</form>', client.get(page).text, re.DOTALL)[0]
    sent = dict(re.findall(r'name="(\w+)" value="(\w+)"', form))
    action = re.search(r'action="([^"#]*)', form)[1] or page

    assert shows(client.post(action, sent)) == [PHONE]


def test_the_page_says_that_a_look_is_noted_and_who_reads_it(world):
    page = signed_in(world.people["hub_lead"]).get(application(world)).content.decode()

    assert "Tess Teacher reads on their profile who looked and when" in page


def test_the_person_reads_who_looked_when_and_what_for(world):
    signed_in(world.people["administrator"]).post(application(world), {"what": "phone"})

    page = signed_in(world.people["teacher"]).get("/my/profile/who-looked/").content.decode()

    for said in ("Ada Min", "phone", "Application to Secondary maths leadership"):
        assert said in page


@pytest.mark.parametrize(
    "role", [role for role in ROLES if role not in ("administrator", "hub_lead")]
)
@pytest.mark.parametrize("what", ["TRN", "phone"])
def test_nobody_else_is_shown_a_number_nor_leaves_a_look(world, role, what):
    client, page = signed_in(world.people[role]), application(world)

    assert shows(client.get(page)) + shows(client.post(page, {"what": what})) == []
    assert not Disclosure.objects.exists()


def test_without_the_log_nothing_is_shown(world, monkeypatch):
    def full(*args, **fields):
        raise OSError("No space left on device")

    monkeypatch.setattr(Disclosure.objects, "create", full)

    response = signed_in(world.people["administrator"]).post(application(world), {"what": "TRN"})

    assert (response.status_code, shows(response)) == (500, [])


def test_another_hubs_application_cannot_be_looked_at_nor_is_a_missing_number_logged(world):
    other = signed_in(world.people["other_hub"]).post(application(world), {"what": "TRN"})
    Person.objects.filter(pk=world.place.person_id).update(phone="")
    none = signed_in(world.people["administrator"]).post(application(world), {"what": "phone"})

    assert (other.status_code, none.status_code) == (404, 200)
    assert not Disclosure.objects.exists()


def names_of(world: World) -> str:
    return reverse("workgroups:names", args=[world.work_group.pk])


def test_national_staff_see_how_many_until_they_ask_for_names_with_a_reason(world):
    client, page = signed_in(world.people["national"]), names_of(world)
    a_place(world.work_group, person=a_person("Mo", "Ali"))

    counted, refused = client.get(page), client.post(page, {"reason": "  "})
    asked = client.post(page, {"reason": "A certificate is disputed."})
    after = client.get(page)

    told = [["Tess Teacher" in each, "Mo Ali" in each] for each in
            (one.content.decode() for one in (counted, refused, asked, after))]  # fmt: skip
    assert told == [[False, False], [False, False], [True, True], [False, False]]
    assert "2 people have a place here" in counted.content.decode()
    assert "Write what you need the names for." in refused.content.decode()
    look = Disclosure.objects.get()
    assert (look.kind, look.by, look.about, look.what, look.rows, look.reason) == (
        "NAMES", world.people["national"], None, "Secondary maths leadership", 2,
        "A certificate is disputed.",
    )  # fmt: skip


def test_the_desk_leads_national_staff_to_the_names_and_the_hub_to_its_applications(world):
    desk = reverse("workgroups:manage", args=[world.work_group.pk])

    pages = [
        signed_in(world.people[role]).get(desk).content.decode()
        for role in ("national", "administrator")
    ]

    assert [f'href="{names_of(world)}"' in page for page in pages] == [True, False]


def test_a_group_without_people_has_no_names_to_ask_for(world):
    world.place.decisions.all().delete()
    type(world.place).objects.update(state="DECLINED")

    page = signed_in(world.people["national"]).post(names_of(world), {"reason": "To know."})

    assert "Nobody is in this group" in page.content.decode()
    assert not Disclosure.objects.exists()


def test_the_names_ask_the_database_as_often_for_one_as_for_three(world):
    client, asked = signed_in(world.people["national"]), []
    for _ in range(3):
        with CaptureQueriesContext(connection) as queries:
            client.post(names_of(world), {"reason": "To know."})
        asked.append(len(queries))
        a_place(world.work_group)

    assert asked[0] == asked[2]


def test_national_staff_read_every_look_but_not_whose_number_it_was(client):
    sam, ada, nat = a_person("Sam", "Okafor", trn=TRN), a_person("Ada", "Min"), national()
    a_post(ada, a_hub(), "ADMINISTRATOR")
    actions.reveal(about=sam, what="TRN", reason="Application to X", by=ada, at=SEPTEMBER)
    actions.log_export(what="Applications of X", rows=12, by=ada, at=SEPTEMBER)
    actions.log_names(what="X", rows=7, reason="Disputed.", by=nat, at=SEPTEMBER)

    page = sign_in(client, nat).get(reverse("people:all_disclosures")).content.decode()

    for said in (
        "Ada Min",
        "Revealed: TRN",
        "Exported: Applications of X",
        ">12<",
        "Names shown: X",
        "Disputed.",
    ):
        assert said in page
    assert "Sam Okafor" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_log_asks_as_often_for_one_look_as_for_three(
    client, rows, django_assert_max_num_queries
):
    for _ in range(rows):
        actions.reveal(about=a_person(phone=PHONE), what="phone", by=a_person(), at=SEPTEMBER)
    sign_in(client, national())

    with django_assert_max_num_queries(6):
        page = client.get(reverse("people:all_disclosures"))

    assert len(page.context["page"].object_list) == rows


# Whoever has the link of a head's letter reads what the head reads: the link is the key to it.
OPEN_TO_EVALUATORS = sorted(
    name
    for name, page in TABLE.items()
    if page.get[ROLES.index("evaluator")] == "ok" and name != "workgroups:agree"
)


@pytest.mark.parametrize("name", OPEN_TO_EVALUATORS)
def test_an_evaluator_meets_no_teacher_on_any_page_that_opens(world, name):
    page = b"".join(signed_in(world.people["evaluator"]).get(address(world, name))).decode(
        "latin-1"
    )

    for kept in ("Tess", "teacher@example.org", PHONE, TRN):
        assert kept not in page


@pytest.mark.parametrize("change", [lambda rows: rows.update(what="Nothing"), lambda r: r.delete()])
def test_what_was_logged_cannot_be_changed_or_deleted(change):
    actions.log_export(what="Applications", rows=3, by=a_person(), at=SEPTEMBER)

    with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
        change(Disclosure.objects.all())

    assert Disclosure.objects.get().what == "Applications"


def test_the_right_to_be_erased_can_still_be_met():
    actions.log_export(what="Applications", rows=3, by=a_person(), at=SEPTEMBER)

    with pgtrigger.ignore("people.Disclosure:written_once"):
        Disclosure.objects.all().delete()

    assert not Disclosure.objects.exists()
