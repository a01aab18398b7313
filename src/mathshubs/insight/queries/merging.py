"""Which records may be of one person, for those who keep them tidy."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from allauth.account.models import EmailAddress
from django.db import connection
from django.db.models import Prefetch, Q, QuerySet

from mathshubs.hubs.queries import RUNS_A_HUB, posts_of, schools_of
from mathshubs.people.models import Person, PersonMerge
from mathshubs.people.rules import is_national_staff
from mathshubs.schools.models import Employment
from mathshubs.workgroups.models import Place

MOST_SUGGESTED = 100
WHY = {
    "TRN": "the same teacher reference number was typed for both",
    "NAME": "the same name at the same school",
    "EMAIL": "much the same email address",
}
_PAIRS = """
WITH seen (id) AS ({seen}),
named AS (
    SELECT person.id, plain(given_name || ' ' || family_name) AS name, plain(family_name) AS family,
        lower(email) AS email,
        regexp_replace(split_part(lower(email), '@', 1), '[^a-z0-9]', '', 'g') AS mailbox
    FROM people_person person WHERE person.id IN (SELECT id FROM seen)
),
works AS (
    SELECT person_id, school_id FROM schools_employment
    UNION SELECT person_id, school_id FROM workgroups_place WHERE person_id IS NOT NULL
),
alike AS (
    SELECT first_id AS one, second_id AS other, 'TRN' AS why, 4 AS weight
    FROM people_personpair WHERE kind = 'SAME_TRN'
        AND first_id IN (SELECT id FROM seen) AND second_id IN (SELECT id FROM seen)
    UNION
    SELECT a.id, b.id, 'NAME', 2
    FROM named a JOIN works x ON x.person_id = a.id
        JOIN works y ON y.school_id = x.school_id AND y.person_id > x.person_id
        JOIN named b ON b.id = y.person_id AND b.name = a.name
    WHERE a.name <> ' '
    UNION
    SELECT a.id, b.id, 'EMAIL', 1
    FROM named a JOIN named b ON a.family = b.family AND a.mailbox = b.mailbox AND a.id < b.id
    WHERE a.family <> '' AND length(a.mailbox) > 4
    UNION
    SELECT a.id, b.id, 'EMAIL', 1 FROM named a JOIN named b ON a.name = b.name AND a.id < b.id
    WHERE a.family <> '' AND similarity(a.email, b.email) > 0.6
)
SELECT one, other, array_agg(why ORDER BY weight DESC)
FROM alike JOIN people_person first ON first.id = one JOIN people_person second ON second.id = other
WHERE (first.trn = second.trn) IS NOT FALSE AND NOT EXISTS (
    SELECT FROM people_personpair said
    WHERE said.kind = 'DIFFERENT' AND said.first_id = one AND said.second_id = other)
GROUP BY one, other ORDER BY sum(weight) DESC, one, other LIMIT %s
"""


@dataclass(frozen=True)
class Suggestion:
    """Two records that may be of one person, and why."""

    one: Person
    other: Person
    why: str


@dataclass
class Record:
    """One of the two, as they are compared side by side."""

    person: Person
    schools: list[Employment] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)


def people_seen_by(person: Person, on: date) -> QuerySet[Person]:
    """
    Return whose records `person` may join: national staff everybody's; the staff of a hub those
    of people who asked for a place in its groups, or work at one of its schools.
    """
    people = Person.objects.filter(merged_into=None)
    if is_national_staff(person):
        return people
    hubs = {post.hub for post in posts_of(person, on) if post.kind in RUNS_A_HUB}
    theirs = Q(pk__in=Place.objects.filter(work_group__hub__in=hubs).values("person"))
    for hub in hubs:
        work = Employment.objects.filter(school__in=schools_of(hub, on).values("pk"))
        theirs |= Q(pk__in=work.values("person"))
    return people.filter(theirs) if hubs else people.none()


def suggestions(person: Person, on: date) -> list[Suggestion]:
    """Return pairs that may be one person, the likeliest first: two statements, however many."""
    seen, values = people_seen_by(person, on).order_by().values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_PAIRS.replace("{seen}", seen), [*values, MOST_SUGGESTED])
        pairs = cursor.fetchall()
    people = Person.objects.in_bulk({pk for one, other, _ in pairs for pk in (one, other)})
    return [
        Suggestion(people[one], people[other], _sentence(reasons)) for one, other, reasons in pairs
    ]


def _sentence(reasons: list[str]) -> str:
    said = ", and ".join(WHY[reason] for reason in reasons)
    return said[:1].upper() + said[1:]


def records(people: list[Person]) -> list[Record]:
    """Return what is known of each, to compare: four statements."""
    found = Person.objects.filter(pk__in=[person.pk for person in people]).prefetch_related(
        Prefetch("emailaddress_set", EmailAddress.objects.order_by("email"), to_attr="signs_in"),
        "previous_names",
        Prefetch("employments", Employment.objects.select_related("school").order_by("from_on")),
        Prefetch(
            "places",
            Place.objects.select_related("work_group", "school").order_by("-applied_at"),
        ),
    )
    known = {each.pk: each for each in found}
    return [_record(known[person.pk]) for person in people]


def _record(person: Person) -> Record:
    confirmed = {one.email: one.verified for one in person.__dict__["signs_in"]}
    addresses = [person.email, *(email for email in confirmed if email != person.email)]
    return Record(
        person,
        list(person.employments.all()),
        list(person.places.all()),
        [
            email if confirmed.get(email) else f"{email} (never used to sign in)"
            for email in addresses
        ],
    )


def merges_seen_by(person: Person, on: date) -> QuerySet[PersonMerge]:
    """Return the joined records of people they see, the latest first."""
    done = PersonMerge.objects.filter(kept__in=people_seen_by(person, on).values("pk"))
    return done.select_related("kept", "merged", "by", "undone_by")
