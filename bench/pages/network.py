"""Fills an empty database with 40 hubs, 30 projects and 2,000 Work Groups of 30 places."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import django

LONDON = ZoneInfo("Europe/London")
GROUPS, PLACES = 2_000, 30
SENTENCES = (
    "Teachers meet around one question that they have brought from their own classrooms.",
    "Each workshop looks closely at how pupils reason about the structure of number.",
    "Between workshops everybody tries one task with one class and writes down what happened.",
    "We plan together, teach in turn, and look at the work of pupils side by side.",
    "Departments agree which representations they use, and when they leave them behind.",
    "Leaders visit each school once, and meet the head at the end of the day.",
    "The group reads two short papers and argues about what they mean for Year 8.",
    "What changed is written up on one page, with what pupils said and did.",
)
TOPICS = ("fractions", "proportional reasoning", "early number", "algebra", "geometry",
          "problem solving", "mathematical talk", "assessment", "curriculum planning",
          "maths leadership")  # fmt: skip


def make(seed: int = 7) -> None:
    django.setup()
    from mathshubs.hubs.models import Hub
    from mathshubs.people.models import Person
    from mathshubs.programmes.models import Project
    from mathshubs.schools.models import Postcode
    from mathshubs.workgroups.models import ExpertPartner, Leader, WorkGroup, Workshop

    dice = random.Random(seed)
    today = datetime.now(LONDON).replace(hour=13, minute=0, second=0, microsecond=0)
    first_year = today.year if today.month >= 9 else today.year - 1
    year = f"{first_year}/{(first_year + 1) % 100:02d}"
    Postcode.objects.create(
        postcode="TF3 4JG", easting=370_700, northing=308_600, district_code="E06000020"
    )
    hubs = Hub.objects.bulk_create(
        Hub(name=f"Area {n:02d}", slug=f"area-{n:02d}", summary="Schools together.",
            email=f"hub{n}@example.org")
        for n in range(40)
    )  # fmt: skip
    phases = ["EARLY_YEARS", "PRIMARY", "SECONDARY", "POST_16"]
    projects = Project.objects.bulk_create(
        Project(code=f"NCP{first_year % 100}-{n:02d}", title=f"Project on {dice.choice(TOPICS)}",
                year=year, phases=[dice.choice(phases)], summary="A national project.")
        for n in range(1, 31)
    )  # fmt: skip
    people = Person.objects.bulk_create(
        Person(email=f"lead{n}@example.org", given_name="Sam", family_name=f"Leader {n}")
        for n in range(400)
    )

    def text(n: int, sentences: int) -> str:
        return f"Group {n}. " + " ".join(dice.choice(SENTENCES) for _ in range(sentences))

    groups, workshops, leaders, partners = [], [], [], []
    for n in range(GROUPS):
        topic, start = dice.choice(TOPICS), today + timedelta(days=dice.randint(7, 150))
        days = [start + timedelta(weeks=6 * k) for k in range(4)]
        taken = dice.choice([dice.randint(0, PLACES), PLACES])
        groups.append(
            WorkGroup(
                hub=dice.choice(hubs), project=dice.choice(projects), state="RECRUITING",
                title=f"{topic.capitalize()} together {n}", summary=text(n, 1)[:300], year=year,
                phases=dice.sample(phases, dice.randint(1, 2)), rationale=text(n, 6),
                pupil_outcomes=text(n, 2), policy_outcomes=text(n, 2), practice_outcomes=text(n, 2),
                learning_outcomes=text(n, 2), audience=text(n, 2), involved=text(n, 5),
                value_for_money=text(n, 2), evidence_plan=text(n, 3), places=PLACES,
                places_taken=taken, waiting=dice.randint(0, 9) if taken == PLACES else 0,
                contact_name="Ada Min", contact_email="ada@example.org",
                first_on=days[0].date(), last_on=days[-1].date(),
                modes=dice.choice([["IN_PERSON", "ONLINE"], ["ONLINE"], ["IN_PERSON"]]),
                town="Telford", easting=dice.randint(200_000, 620_000),
                northing=dice.randint(50_000, 600_000),
            )
        )  # fmt: skip
        for number, day in enumerate(days, start=1):
            workshops.append(
                Workshop(
                    work_group=groups[-1], number=number, starts_at=day,
                    ends_at=day + timedelta(hours=2, minutes=30),
                    mode="IN_PERSON" if number == 1 else "ONLINE", venue="Park Hall",
                    address="1 High Street", town="Telford", postcode="TF3 4JG",
                    task=text(n, 2) if number < 4 else "",
                )
            )  # fmt: skip
        for person in dice.sample(people, 2):
            leaders.append(Leader(work_group=groups[-1], person=person, biography=text(n, 3)))
        partners.append(
            ExpertPartner(work_group=groups[-1], name="Prof. Ngozi Bello",
                          organisation="A university", about=text(n, 2))
        )  # fmt: skip
    for model, rows in ((WorkGroup, groups), (Workshop, workshops), (Leader, leaders),
                        (ExpertPartner, partners)):  # fmt: skip
        model.objects.bulk_create(rows, batch_size=1_000)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    make()
