"""A Work Group as search engines read it (schema.org: Course and its instance, or an event)."""

from __future__ import annotations

import json
from collections.abc import Iterable

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from .models import Leader, WorkGroup, Workshop

_ESCAPES = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}
_MODES = {"IN_PERSON": "Onsite", "ONLINE": "Online", "BLENDED": "Blended"}
_EVENT_MODES = {"IN_PERSON": "Offline", "ONLINE": "Online", "BLENDED": "Mixed"}


def as_script_text(
    work_group: WorkGroup, workshops: Iterable[Workshop], leaders: Iterable[Leader]
) -> SafeString:
    """Return JSON-LD that can stand inside a script element: `<`, `>` and `&` are escaped."""
    described = describe(work_group, list(workshops), list(leaders))
    return SafeString(json.dumps(described, ensure_ascii=False).translate(_ESCAPES))


def describe(work_group: WorkGroup, workshops: list[Workshop], leaders: list[Leader]) -> dict:
    """Return the group as a course with one instance, an event as an event."""
    page = f"{settings.SITE_URL}{work_group.get_absolute_url()}"
    workshops = [workshop for workshop in workshops if workshop.cancelled_at is None]
    common = {
        "@context": "https://schema.org",
        "@id": page,
        "url": page,
        "name": work_group.title,
        "description": work_group.summary or work_group.title,
        "inLanguage": "en-GB",
    }
    meeting = _meeting(work_group, workshops, leaders, page)
    if work_group.is_event and workshops:
        return common | {"@type": "EducationEvent"} | meeting | _where(workshops[0], page)
    instance = {"@type": "CourseInstance", "name": work_group.title, **meeting}
    instance["courseMode"] = [_MODES[mode] for mode in work_group.modes]
    instance["subEvent"] = [_session(workshop, page) for workshop in workshops]
    if work_group.project and work_group.project.code:
        common["courseCode"] = work_group.project.code
    course = {"@type": "Course", "provider": meeting["organizer"], "hasCourseInstance": instance}
    if work_group.learning_outcomes:
        course["teaches"] = work_group.learning_outcomes
    if work_group.audience:
        course["audience"] = {
            "@type": "EducationalAudience",
            "educationalRole": "teacher",
            "audienceType": work_group.audience,
        }
    return common | course


def _meeting(
    work_group: WorkGroup, workshops: list[Workshop], leaders: list[Leader], page: str
) -> dict:
    """Return what events and instances of courses have in common: who, when, places, cost."""
    meeting = {
        "organizer": {
            "@type": "EducationalOrganization",
            "name": str(work_group.hub),
            "url": f"{settings.SITE_URL}{work_group.hub.get_absolute_url()}",
        },
        "isAccessibleForFree": not work_group.cost,
        "maximumAttendeeCapacity": work_group.places,
        "remainingAttendeeCapacity": work_group.places_left,
        "performer": [{"@type": "Person", "name": leader.person.name} for leader in leaders],
        "offers": {
            "@type": "Offer",
            "price": f"{work_group.cost:.2f}",
            "priceCurrency": "GBP",
            "category": "Paid" if work_group.cost else "Free",
            "url": page,
            "availability": "https://schema.org/"
            + ("InStock" if work_group.places_left else "SoldOut"),
        },
        "eventStatus": f"https://schema.org/{_status(work_group)}",
    }
    if workshops:
        meeting["startDate"] = localtime(workshops[0].starts_at).isoformat()
        meeting["endDate"] = localtime(workshops[-1].ends_at).isoformat()
    return meeting


def _session(workshop: Workshop, page: str) -> dict:
    return {
        "@type": "EducationEvent",
        "name": str(workshop),
        "startDate": localtime(workshop.starts_at).isoformat(),
        "endDate": localtime(workshop.ends_at).isoformat(),
        **_where(workshop, page),
    }


def _where(workshop: Workshop, page: str) -> dict:
    """The link to join is for those with a place: the world is sent to the page."""
    online = {"@type": "VirtualLocation", "url": page}
    school = workshop.host_school
    address = {
        "@type": "PostalAddress",
        "streetAddress": workshop.address,
        "addressLocality": workshop.town or (school.town if school else ""),
        "postalCode": workshop.postcode or (school.postcode if school else ""),
        "addressCountry": "GB",
    }
    place = {
        "@type": "Place",
        "name": workshop.venue or (school.name if school else "") or "Venue to be confirmed",
        "address": {key: value for key, value in address.items() if value},
    }
    mode = workshop.mode
    where = {"IN_PERSON": place, "ONLINE": online}.get(mode, [place, online])
    attendance = f"https://schema.org/{_EVENT_MODES[mode]}EventAttendanceMode"
    return {"location": where, "eventAttendanceMode": attendance}


def _status(work_group: WorkGroup) -> str:
    state = WorkGroup.State
    named = {state.CANCELLED: "EventCancelled", state.POSTPONED: "EventPostponed"}
    return named.get(state(work_group.state), "EventScheduled")
