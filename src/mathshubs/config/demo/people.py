"""The people of schools, hubs and the network; those anyone can sign in as."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from allauth.account.models import EmailAddress

from mathshubs.hubs.models import Post
from mathshubs.people.models import NationalRole, Person, PersonPair
from mathshubs.schools.models import Employment, School

from . import names, places
from .copying import after_ids, copy, triggers_asleep
from .world import HubWorld, SchoolRow, Somebody, World

Role = Employment.Role

# The people anyone can sign in as, by the first part of their address at demo.example.
CAST = {
    "teacher": ("Priya Nowak", "TEACHER"),
    "school-lead": ("Tom Baxter", "MATHS_LEAD"),
    "head": ("Angela Mensah", "HEAD"),
    "group-lead": ("Marcus Reid", "TEACHER"),
    "administrator": ("Joan Whitaker", "OTHER"),
    "hub-lead": ("Helen Appiah", "OTHER"),
    "other-hub": ("Dev Kapoor", "OTHER"),
    "national": ("Ruth Osborne", "OTHER"),
    "evaluator": ("Noor Hassan", "OTHER"),
}

# How many schools in a hundred of each phase take part, and who comes from one that does.
TAKING_PART = {
    School.Phase.PRIMARY: (62, 1.5),
    School.Phase.MIDDLE_SECONDARY: (85, 2.5),
    School.Phase.SECONDARY: (86, 3.4),
    School.Phase.ALL_THROUGH: (86, 4.5),
    School.Phase.SIXTEEN_PLUS: (80, 3.0),
    School.Phase.NURSERY: (48, 1.2),
    School.Phase.NOT_APPLICABLE: (42, 1.4),
}
PHASES = {
    School.Phase.PRIMARY: ("EARLY_YEARS", "PRIMARY"),
    School.Phase.MIDDLE_SECONDARY: ("PRIMARY", "SECONDARY"),
    School.Phase.SECONDARY: ("SECONDARY",),
    School.Phase.ALL_THROUGH: ("PRIMARY", "SECONDARY"),
    School.Phase.SIXTEEN_PLUS: ("POST_16",),
    School.Phase.NURSERY: ("EARLY_YEARS",),
    School.Phase.NOT_APPLICABLE: ("PRIMARY", "SECONDARY"),
}


def make_people(world: World) -> int:
    """Make the people of schools and hubs; returns how many."""
    maker = _People(world)
    maker.the_cast()
    for hub in world.hubs:
        maker.of_schools(hub)
        maker.of_hub(hub)
    maker.of_closed_schools(world.telford)
    maker.a_second_time(world.telford)
    maker.of_the_network()
    with triggers_asleep(Person, Employment):
        columns = (
            "id email given_name family_name phone trn trn_absence is_active joined_at password"
        )
        copy(Person, columns, maker.people)
        copy(Employment, "person school role from_on to_on", maker.employments)
    after_ids(Person)
    copy(Post, "person hub kind public from_on to_on", maker.posts)
    copy(NationalRole, "person kind from_on to_on", maker.national)
    addresses = [(each.id, each.email, True, True) for each in world.cast.values()]
    copy(EmailAddress, "user email verified primary", addresses)
    PersonPair.objects.bulk_create(maker.pairs)
    return len(maker.people)


def one_more(world: World, *, given: str, family: str, email: str) -> Person:
    """Make somebody after the others, as they are made: no password, and a day they joined."""
    person = Person.objects.create(
        email=email, given_name=given, family_name=family, password="!demo"
    )
    joined_at = world.now - timedelta(days=400)
    Person.objects.filter(pk=person.pk).update(joined_at=joined_at)
    return person


def _schools_of_the_cast(hub: HubWorld) -> tuple[SchoolRow, SchoolRow]:
    """Return two secondary schools in Telford: of most of the cast, and of the group lead."""
    near = [each for each in hub.schools if each.district == places.TELFORD]
    secondary = [each for each in near if each.phase == School.Phase.SECONDARY]
    both = (secondary + near + hub.schools)[:2]
    return both[0], both[-1]


class _People:
    """Makes people and remembers which addresses and numbers are taken."""

    def __init__(self, world: World):
        self.world, self.random = world, world.random("people")
        self.taken: Counter[str] = Counter()
        self.people: list[tuple] = []
        self.employments: list[tuple] = []
        self.posts: list[tuple] = []
        self.national: list[tuple] = []
        self.pairs: list[PersonPair] = []
        self.trn = 1000003

    def somebody(
        self, host: str, *, teacher: bool = True, name: str = "", email: str = ""
    ) -> tuple[int, str, str]:
        """Make a person and return their id, name and email."""
        random = self.random
        given, family = name.split() if name else names.person(random)
        email = email or names.email(given, family, host, self.taken)
        self.trn += random.randrange(3, 150)
        trn = str(self.trn) if teacher and random.random() < 0.86 else None
        why = (
            "" if trn or random.random() < 0.5 else "OVERSEAS" if teacher else "TEACHING_ASSISTANT"
        )
        phone = f"07700 900{random.randrange(1000):03d}" if random.random() < 0.6 else ""
        joined = self.world.now - timedelta(days=random.randrange(5, 2200))
        number = len(self.people) + 1
        # Nobody has a password: this is how Django marks one that never fits.
        row = (number, email, given, family, phone, trn, why, True, joined, "!demo")
        self.people.append(row)
        return number, f"{given} {family}", email

    def the_cast(self) -> None:
        """Make the people anyone can sign in as: all about one school and one hub."""
        world, began = self.world, date(self.world.today.year - 4, 9, 1)
        hub = world.telford
        home, beside = _schools_of_the_cast(hub)
        for part, (name, role) in CAST.items():
            school = beside if part == "group-lead" else home
            made = self.somebody(
                "", name=name, email=f"{part}@demo.example", teacher=role != "OTHER"
            )
            world.cast[part] = Somebody(made[0], school, role, ("SECONDARY",), *made[1:])
            if role != "OTHER":
                self.employments.append((made[0], school.id, role, began, None))
        cast = world.cast
        self.posts += [
            (cast["hub-lead"].id, hub.hub.pk, "HUB_LEAD", True, began, None),
            (cast["administrator"].id, hub.hub.pk, "ADMINISTRATOR", True, began, None),
            (cast["group-lead"].id, hub.hub.pk, "WORK_GROUP_LEAD", True, began, None),
            (cast["other-hub"].id, world.neighbour.hub.pk, "ADMINISTRATOR", True, began, None),
        ]
        self.national += [
            (cast["national"].id, "STAFF", began, None),
            (cast["evaluator"].id, "EVALUATOR", began, None),
        ]
        hub.lead, hub.administrator = cast["hub-lead"], cast["administrator"]
        world.neighbour.administrator = cast["other-hub"]

    def of_schools(self, hub: HubWorld) -> None:
        random = self.random
        for school in hub.schools:
            chance, mean = TAKING_PART.get(school.phase, (50, 1.2))
            if school.kind_group == "Independent schools":
                chance = 24
            of_cast = school in (each.school for each in self.world.cast.values())
            if random.random() * 100 >= chance and not of_cast:
                continue
            for number in range(min(max(round(random.gauss(mean, mean * 0.45)), 1), 9)):
                hub.people.append(self._staff(school, number))

    def _staff(self, school: SchoolRow, number: int) -> Somebody:
        random = self.random
        chances = [(34, 44, 12, 6, 4), (10, 62, 14, 10, 4)][number > 0]
        roles = (Role.MATHS_LEAD, Role.TEACHER, Role.TEACHING_ASSISTANT, Role.SENIOR_LEADER,
                 Role.HEAD)  # fmt: skip
        role = random.choices(roles, chances)[0]
        host = school.website.removeprefix("https://www.") or f"school{school.urn}.example"
        person, name, email = self.somebody(host, teacher=role != Role.TEACHING_ASSISTANT)
        began = date(self.world.today.year - random.randrange(1, 15), 9, 1)
        self.employments.append((person, school.id, role.value, began, None))
        if random.random() < 0.05:  # somebody who came from another role at the same school
            before = began - timedelta(days=1)
            self.employments.append(
                (person, school.id, Role.TEACHER.value, before - timedelta(days=900), before)
            )
        phases = PHASES.get(school.phase, ("PRIMARY",))
        if school.phase == School.Phase.PRIMARY:
            phases = ("EARLY_YEARS", "PRIMARY") if random.random() < 0.3 else ("PRIMARY",)
        if "SECONDARY" in phases and (school.high_age or 0) >= 18 and random.random() < 0.5:
            phases = (*phases, "POST_16")
        return Somebody(person, school, role.value, phases, name, email)

    def of_hub(self, hub: HubWorld) -> None:
        """Give the hub its posts: some to people of its schools, some held by others before."""
        random, today = self.random, self.world.today
        host = f"{hub.hub.slug}.example"
        office = [
            (Post.Kind.HUB_LEAD, 1), (Post.Kind.ASSISTANT_LEAD, random.randrange(1, 4)),
            (Post.Kind.SENIOR_LEAD, 1), (Post.Kind.ADMINISTRATOR, random.randrange(1, 3)),
        ]  # fmt: skip
        for kind, many in office:
            have = {Post.Kind.HUB_LEAD: hub.lead, Post.Kind.ADMINISTRATOR: hub.administrator}
            for _ in range(many - bool(have.get(kind))):
                person, name, email = self.somebody(host, teacher=kind != Post.Kind.ADMINISTRATOR)
                began = date(today.year - random.randrange(1, 6), 9, 1)
                self.posts.append((person, hub.hub.pk, kind.value, True, began, None))
                some = Somebody(person, hub.schools[0], "OTHER", (), name, email)
                if kind == Post.Kind.HUB_LEAD:
                    hub.lead = some
                if kind == Post.Kind.ADMINISTRATOR and hub.administrator is None:
                    hub.administrator = some
        if random.random() < 0.5:
            person, *_ = self.somebody(host)
            began, ended = date(today.year - 8, 9, 1), date(today.year - 6, 8, 31)
            self.posts.append((person, hub.hub.pk, "HUB_LEAD", True, began, ended))
        able = [
            each for each in hub.people if each.role in ("MATHS_LEAD", "SENIOR_LEADER", "TEACHER")
        ]
        wanted = min(len(able), max(int(len(hub.people) * 0.035), 8))
        hub.leaders = random.sample(able, wanted)
        for leader in hub.leaders:
            began = date(today.year - random.randrange(1, 5), 9, 1)
            self.posts.append((leader.id, hub.hub.pk, "WORK_GROUP_LEAD", True, began, None))

    def of_closed_schools(self, hub: HubWorld) -> None:
        """Make those who work where the school has just become another."""
        for school in hub.gone:
            hub.moving += [self._staff(school, number) for number in range(2)]
        hub.people += hub.moving

    def a_second_time(self, hub: HubWorld) -> None:
        """Write four people of the hub once more, as happens where anybody may type a name."""
        homes = {each.school for each in self.world.cast.values()}
        able = [
            each
            for each in hub.people
            if "SECONDARY" in each.phases
            and each.school not in homes
            and self.people[each.id - 1][5]  # a teacher reference number
        ]
        for number, who in enumerate(self.random.sample(able, min(len(able), 4))):
            given, family = who.name.split()
            mailbox, host = who.email.split("@")
            if number == 1:  # a name from before a marriage, and the same number
                family = names.person(self.random)[1]
            email = [
                f"{mailbox}@post.example",
                f"{given}.{family}@{host}".lower(),
                f"{mailbox}@old.{host}",
                f"{mailbox.replace('.', '')}@{host}",
            ][number]
            second, name, email = self.somebody("", name=f"{given} {family}", email=email)
            self.people[-1] = (*self.people[-1][:5], None, "", *self.people[-1][7:])
            began = date(self.world.today.year - 1, 9, 1)
            self.employments.append((second, who.school.id, who.role, began, None))
            hub.twice.append(Somebody(second, who.school, who.role, who.phases, name, email))
            if number == 1 and hub.administrator:
                self.pairs.append(
                    PersonPair(
                        first_id=who.id, second_id=second, kind=PersonPair.Kind.SAME_TRN,
                        by_id=hub.administrator.id, at=self.world.now - timedelta(days=3),
                    )
                )  # fmt: skip

    def of_the_network(self) -> None:
        began = date(self.world.today.year - 4, 9, 1)
        for kind, many in (("STAFF", 6), ("EVALUATOR", 2)):
            for _ in range(many):
                person, *_ = self.somebody("network.example")
                self.national.append((person, kind, began, None))
