"""Reads about schools: where a place is, who works where, what followed a closed school."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

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
    return _followed(school, "predecessor", "successor", stop_at_open=True)


def predecessors(school: School) -> list[School]:
    """Return every school that `school` came from, however far back, the latest closed first."""
    found = _followed(school, "successor", "predecessor", stop_at_open=False)
    return sorted(found, key=lambda past: (past.closed_on or date.min, past.name), reverse=True)


def _followed(school: School, here: str, there: str, *, stop_at_open: bool) -> list[School]:
    seen, ends, edge = {school.pk}, {}, [school.pk]
    for _ in range(FARTHEST_LINK):
        links = SchoolLink.objects.filter(**{f"{here}__in": edge}).select_related(
            f"{there}__authority"
        )
        reached = {other.pk: other for other in (getattr(link, there) for link in links)}
        edge = []
        for other in reached.values():
            if other.pk in seen:
                continue
            seen.add(other.pk)
            if other.is_open or not stop_at_open:
                ends[other.pk] = other
            if not (other.is_open and stop_at_open):
                edge.append(other.pk)
        if not edge:
            break
    return sorted(ends.values(), key=lambda end: (end.name, end.urn))


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


def carries_on(school: School, came_from: list[School]) -> list[School]:
    """Return those of the `predecessors` whose work `school` alone carries on."""
    closed = (past for past in came_from if not past.is_open)
    return [past for past in closed if carried_on_by(past) == school]


def contacts_of(school: School) -> ContactsConfirmation | None:
    """Return what was last said of whom to write to, in whatever year."""
    return school.contacts.select_related("by").first()


def contacts_to_confirm(schools: QuerySet[School], on: date) -> QuerySet[School]:
    """Return those of the schools whose contacts nobody confirmed in this academic year."""
    said = ContactsConfirmation.objects.filter(year=academic_year_of(on))
    return schools.exclude(pk__in=said.values("school"))
