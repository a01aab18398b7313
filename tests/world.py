"""
A small network in which every kind of thing exists once in hub A.

What an address names ("work_group_id") is looked up in `World.named`, so that a new page is walked
as soon as it is in the table. Roles are those of `core.access.ROLES`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.core.files.base import ContentFile
from django.http.cookie import SimpleCookie
from django.test import Client
from django.utils.timezone import now

from mathshubs.comms.models import Letter
from mathshubs.hubs.models import Advice, Hub, Post
from mathshubs.people import merging
from mathshubs.people.models import NationalRole, Person
from mathshubs.schools.models import Employment, PriorityList, RegisterImport, School
from mathshubs.workgroups.models import (
    Attendance,
    BulkLetter,
    CalendarFeed,
    Certificate,
    Leader,
    Place,
    Upload,
    WorkGroup,
)

from .builders import (
    SEPTEMBER,
    a_district,
    a_hub,
    a_person,
    a_post,
    a_project,
    a_school,
    a_seat,
    a_work_group,
    an_employment,
    national,
)
from .community.builders import a_file, a_resource, a_resource_file, a_space, a_topic
from .insight.world_reach import reach_in_the_world
from .needs.world_needs import needs_in_the_world
from .people.signing_in import sign_in
from .programmes.world_pathways import pathways_in_the_world
from .programmes.world_plans import plans_in_the_world
from .schools.results_builders import results_in_the_world
from .workgroups.leading_builders import leading_in_the_world
from .workgroups.world_enrolling import enrolling_in_the_world
from .workgroups.world_tasks import in_between


@dataclass
class World:
    people: dict[str, Person | None]
    hub: Hub
    school: School
    work_group: WorkGroup
    place: Place
    named: dict[str, object] = field(default_factory=dict)
    cookies: dict[str, SimpleCookie] = field(default_factory=dict)

    def sign_all_in(self) -> None:
        """Sign everybody in with two factors, once for all their visits."""
        for role, person in self.people.items():
            self.cookies[role] = sign_in(Client(), person).cookies if person else SimpleCookie()

    def visit(self, role: str) -> Client:
        """Return a browser of their own, in which one of this role is signed in."""
        client = Client(raise_request_exception=False)
        client.cookies = SimpleCookie(self.cookies[role].output(header="", sep="\n"))
        return client


def a_world() -> World:
    hub, other = a_hub("Salt Way", slug="salt-way"), a_hub("Three Rivers", slug="three-rivers")
    district = a_district("Telford and Wrekin")
    hub.areas.create(district=district, from_on="2020-09-01")
    school = a_school("Wrekin Vale Academy", district=district, town="Telford")
    people: dict[str, Person | None] = {
        "visitor": None,
        "teacher": a_person(
            "Tess", "Teacher", email="teacher@example.org", trn="0012345", phone="01952 555123"
        ),
        "school_lead": a_person("Lee", "Lead", email="lead@example.org"),
        "group_lead": a_person("Greta", "Group", email="group@example.org"),
        "administrator": a_person("Ada", "Min", email="ada@example.org"),
        "hub_lead": a_person("Hugo", "Hub", email="hugo@example.org"),
        "other_hub": a_person("Otto", "Other", email="otto@example.org"),
        "national": national(),
        "evaluator": national(NationalRole.Kind.EVALUATOR),
        "board": a_person("Bola", "Board", email="board@example.org"),
    }
    teacher, group_lead = people["teacher"], people["group_lead"]
    assert teacher
    assert group_lead
    an_employment(teacher, school)
    an_employment(people["school_lead"], school, Employment.Role.MATHS_LEAD)
    post = a_post(group_lead, hub, Post.Kind.WORK_GROUP_LEAD)
    a_post(people["administrator"], hub, Post.Kind.ADMINISTRATOR)
    a_post(people["hub_lead"], hub, Post.Kind.HUB_LEAD)
    a_post(people["other_hub"], other, Post.Kind.ADMINISTRATOR)
    a_seat(people["board"], hub)
    advice = Advice.objects.create(
        hub=hub, subject="PLAN", year="2026/27", kind="ADVICE", words="More for post-16.",
        by=people["board"], at=SEPTEMBER,
    )  # fmt: skip
    project = a_project()
    work_group = a_work_group(hub=hub, project=project, workshops=2, places_taken=1)
    leader = Leader.objects.create(work_group=work_group, person=group_lead, biography="Leads.")
    partner = work_group.partners.create(name="Prof. Ngozi Bello", organisation="A university")
    workshop = work_group.workshops.get(number=1)
    place = Place.objects.create(
        work_group=work_group, person=teacher, school=school, role="TEACHER", state="HELD",
        arrival=1, agreed_at=SEPTEMBER, applied_at=SEPTEMBER, applied_by=teacher,
        held_at=SEPTEMBER,
    )  # fmt: skip
    Attendance.objects.create(
        workshop=workshop, place=place, mark="PRESENT", marked_by=group_lead, marked_at=SEPTEMBER
    )
    certificate = Certificate.objects.create(
        place=place, code="7K4MXP2QH9TB", workshops_attended=2, workshops_held=2,
        issued_at=SEPTEMBER,
    )  # fmt: skip
    feed = CalendarFeed.objects.create(person=teacher, created_at=SEPTEMBER)
    letter = Letter.objects.create(
        to_email=teacher.email, to_person=teacher, kind="workgroups.place_held", text="A place.",
        about=f"place:{place.pk}", topic=f"work_group:{work_group.pk}", subject="Your place",
        written_at=SEPTEMBER, state="SENT", sent_at=SEPTEMBER,
    )  # fmt: skip
    an_import = RegisterImport.objects.create(at=SEPTEMBER, state="DONE", names="register.csv")
    an_import.refused_rows.save("refused.csv", ContentFile("file,line,reason,row"))
    other, third = a_person("Tess", "Teacher"), a_person("Tess", "Teacher")
    an_employment(other, school)
    join = merging.merge(kept=teacher, merged=third, by=people["national"], at=now())
    space_post = a_topic(a_space(work_group), teacher)
    resource = a_resource(hub, group_lead, writer=teacher, agreed_at=SEPTEMBER)
    upload = Upload.objects.create(
        name="report.csv", media_type="text/csv", size=4, sha256="", content=b"Name",
        kind="MEETING", hub=hub, work_group=work_group, workshop=workshop,
        by=people["administrator"], at=SEPTEMBER,
    )  # fmt: skip
    bulk_letter = BulkLetter.objects.create(
        hub=hub, by=people["administrator"], subject="A letter", text="Words.", places=[place.pk],
        to_whom="who hold a place", written_at=SEPTEMBER,
    )  # fmt: skip
    named = {
        **leading_in_the_world(hub, work_group, group_lead, teacher),
        "space_id": space_post.space_id,
        "space_post_id": space_post.pk,
        "post_file_id": a_file(space_post).pk,
        "resource_id": resource.pk,
        "resource_file_id": a_resource_file(resource).pk,
        "other_id": other.pk,
        "merge_id": join.pk,
        "bulk_letter_id": bulk_letter.pk,
        **enrolling_in_the_world(work_group, school, people["school_lead"]),
        "urn": school.urn,
        "slug": hub.slug,
        "work_group_id": work_group.pk,
        "workshop_id": workshop.pk,
        "leader_id": leader.pk,
        "partner_id": partner.pk,
        "place_id": place.pk,
        "person_id": teacher.pk,
        "advice_id": advice.pk,
        "post_id": post.pk,
        "project_id": project.pk,
        "employment_id": teacher.employments.get().pk,
        "letter_id": letter.pk,
        "import_id": an_import.pk,
        "results_import_id": results_in_the_world(),
        "priority_list_id": PriorityList.objects.create(name="EIA", from_on="2022-09-01").pk,
        "upload_id": upload.pk,
        "kind": "attendance",
        "token": feed.token,
        "code": certificate.code,
        **needs_in_the_world(hub),
        **reach_in_the_world(hub, people["hub_lead"]),
        **pathways_in_the_world(project),
        **plans_in_the_world(hub, project, people["hub_lead"]),
        **in_between(workshop, place, group_lead),
    }
    return World(people, hub, school, work_group, place, named)
