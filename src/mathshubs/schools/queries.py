"""Reads about schools: where a place is, who works where, what followed a closed school."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import EmptyResultSet, ValidationError
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from mathshubs.core.identifiers import clean_postcode
from mathshubs.core.prepared import Prepared
from mathshubs.core.years import academic_year_of
from mathshubs.people.models import Person
from mathshubs.people.rules import is_national_staff

from .models import ContactsConfirmation, Employment, Postcode, School, SchoolLink
from .queries_results import Results as Results
from .queries_results import results as results

LEADS_A_SCHOOL = (
    Employment.Role.MATHS_LEAD,
    Employment.Role.SENIOR_LEADER,
    Employment.Role.HEAD,
)
UNKNOWN_DAY = date(1900, 1, 1)  # what the register writes for schools that are older than it knows
FARTHEST_LINK = 12  # generations; the longest real chain is far shorter


def open_schools() -> QuerySet[School]:
    return School.objects.filter(status__in=[School.Status.OPEN, School.Status.CLOSING])


def where_is(postcode: str) -> Postcode | None:
    """Return where `postcode`, however typed, is; None when it is none or not an English one."""
    try:
        return next(iter(_POSTCODE(clean_postcode(postcode))), None)
    except ValidationError:
        return None


_POSTCODE = Prepared(lambda postcode: Postcode.objects.filter(pk=postcode), str)


def employments_of(person: Person | AnonymousUser, on: date) -> QuerySet[Employment]:
    """
    Return where `person` works on `on`, by school name, each with its school and authority.

    One that is not `confirmed` is what the person says: it may fill in a form, not open a page.
    """
    held = Employment.objects.on(on).filter(person=person.pk)
    return held.select_related("school__authority").order_by("school__name", "pk")


def schools_led_by(person: Person | AnonymousUser, on: date) -> QuerySet[School]:
    """Return the schools where `person` leads maths, or the school, on `on`."""
    leads = Employment.objects.on(on).filter(
        person=person.pk, role__in=LEADS_A_SCHOOL, confirmed=True
    )
    return School.objects.filter(pk__in=leads.values("school")).order_by("name", "pk")


def employments_to_confirm(person: Person, on: date) -> QuerySet[Employment]:
    """
    Return what others say of where they work, for `person` to confirm: the earliest first.

    National staff see all; those who lead a school see its own. What was denied today
    ends today, and waits no more.
    """
    waiting = Employment.objects.on(on).filter(confirmed=False).exclude(to_on=on)
    waiting = waiting.exclude(person=person)
    if not is_national_staff(person):
        waiting = waiting.filter(school__in=schools_led_by(person, on))
    return waiting.select_related("person", "school__authority").order_by("from_on", "pk")


def successors(school: School) -> list[School]:
    """
    Return the open schools that followed `school`, through closed ones in between, by name.

    An open school between stops the search there. Links in the register may run in a circle.
    """
    seen, ends, edge = {school.pk}, {}, [school.pk]
    for _ in range(FARTHEST_LINK):
        links = SchoolLink.objects.filter(predecessor__in=edge)
        edge = []
        for link in links.select_related("successor__authority"):
            other = link.successor
            if other.pk in seen:
                continue
            seen.add(other.pk)
            if other.is_open:
                ends[other.pk] = other
            else:
                edge.append(other.pk)
        if not edge:
            break
    return sorted(ends.values(), key=lambda end: (end.name, end.urn))


def came_from(school: School) -> tuple[list[School], list[School]]:
    """
    Return every school that `school` came from, however far back, the latest closed first; and
    those of them that are closed and whose work it alone carries on. One query.
    """
    line = and_before(School.objects.filter(pk=school.pk))
    links = SchoolLink.objects.filter(predecessor__in=line)
    known: dict[int, School] = {}
    onward: dict[int, list[SchoolLink]] = defaultdict(list)
    for link in links.select_related("predecessor__authority"):
        known[link.predecessor_id] = link.predecessor
        if link.kind != SchoolLink.Kind.OTHER:
            onward[link.predecessor_id].append(link)
    known.pop(school.pk, None)
    before = sorted(
        known.values(), key=lambda past: (past.closed_on or date.min, past.name), reverse=True
    )
    return before, [past for past in before if _goes_into(past, school, known, onward)]


def _goes_into(
    past: School, school: School, known: dict[int, School], onward: dict[int, list[SchoolLink]]
) -> bool:
    """Return whether `carried_on_by` would say `school` of `past`, from links that are known."""
    here: School | None = past
    for _ in range(FARTHEST_LINK):
        if here is None or here.is_open:
            return False
        links = onward[here.pk]
        if len(links) != 1 or links[0].kind == SchoolLink.Kind.SPLIT:
            return False
        if links[0].successor_id == school.pk:
            return school.is_open
        here = known.get(links[0].successor_id)
    return False


def and_before(schools: QuerySet[School]) -> RawSQL | list[int]:
    """
    Return the pks of the schools and of all they came from, for `school__in`: a subquery.

    However many steps it took; links in the register may run in a circle.
    """
    try:
        sql, params = schools.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return []
    link = SchoolLink._meta.db_table
    return RawSQL(
        f"WITH RECURSIVE line(id) AS (({sql}) UNION SELECT k.predecessor_id FROM {link} k "
        "JOIN line ON k.successor_id = line.id) SELECT id FROM line",
        params,
    )


def register_facts(school: School) -> list[tuple[str, str]]:
    """
    Return what the register says of `school`, as (label, text), without what it leaves blank.

    Asks nothing more when `authority`, `trust` and `district` were selected.
    """
    ages = ""
    if school.low_age is not None and school.high_age is not None:
        ages = f"{school.low_age} to {school.high_age}"
    address = [school.street, school.locality, school.address3, school.town, school.county]
    facts = [
        ("Status", school.get_status_display()),
        ("URN", school.urn),
        ("LAESTAB", school.laestab),
        ("UKPRN", school.ukprn),
        ("Phase", school.get_phase_display()),
        ("Type", school.kind),
        ("Ages", ages),
        ("Sixth form", school.sixth_form),
        ("Gender", school.gender),
        ("Religious character", school.religious_character),
        ("Admissions", school.admissions),
        ("Pupils", f"{school.pupils:,}" if school.pupils is not None else ""),
        (
            "Eligible for free school meals",
            f"{school.fsm_percent}%" if school.fsm_percent is not None else "",
        ),
        ("Trust", school.trust.name if school.trust else ""),
        ("Local authority", school.authority.name if school.authority else ""),
        ("District", school.district.name if school.district else ""),
        ("Address", ", ".join(line for line in [*address, school.postcode] if line)),
        ("Headteacher or principal", school.head_name),
        ("Telephone", school.telephone),
        ("Website", school.website),
        (
            "Opens" if school.status == School.Status.PROPOSED else "Opened",
            _day(school.opened_on) if school.opened_on != UNKNOWN_DAY else "",
        ),
        ("Closes" if school.is_open else "Closed", _day(school.closed_on)),
    ]
    return [(label, text) for label, text in facts if text]


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else ""


def carried_on_by(school: School) -> School | None:
    """
    Return the one open school that a closed one became or went into, however long the chain.

    None where it is not that plain: it split, several followed it, or none is known. Then a person
    decides what goes where.
    """
    seen, here = {school.pk}, school
    for _ in range(FARTHEST_LINK):
        if here.is_open:
            return None if here.pk == school.pk else here
        links = SchoolLink.objects.filter(predecessor=here).exclude(kind=SchoolLink.Kind.OTHER)
        onward = list(links.select_related("successor__authority")[:2])
        if len(onward) != 1 or onward[0].kind == SchoolLink.Kind.SPLIT:
            return None
        here = onward[0].successor
        if here.pk in seen:
            return None
        seen.add(here.pk)
    return None


def contacts_of(school: School) -> ContactsConfirmation | None:
    """Return what was last said of whom to write to, in whatever year."""
    return school.contacts.select_related("by").first()


def contacts_to_confirm(schools: QuerySet[School], on: date) -> QuerySet[School]:
    """Return those of the schools whose contacts nobody confirmed in this academic year."""
    said = ContactsConfirmation.objects.filter(year=academic_year_of(on))
    return schools.exclude(pk__in=said.values("school"))
