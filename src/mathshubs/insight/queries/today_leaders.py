"""Lines of Today about those who lead groups, for the hub they belong to."""

from __future__ import annotations

from django.db.models import QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat

from mathshubs.hubs.models import LeaderRecord
from mathshubs.hubs.queries import accreditations_expiring, checks_due
from mathshubs.workgroups.queries.leading_groups import groups_without_leader, offers_waiting

from .today_hub import of_hubs
from .today_lines import BLOCKED, LATER, SOON, Asker, Columns, Line, behind_a_door, if_any


def _accreditations(who: Asker) -> QuerySet:
    return accreditations_expiring(who.hubs.values(), who.on)


def _checks(who: Asker) -> QuerySet:
    return checks_due(who.hubs.values(), who.on)


def _offers(who: Asker) -> QuerySet:
    return offers_waiting(who.hubs.values()).exclude(work_group__first_on__lt=who.on)


def _offers_late(who: Asker) -> QuerySet:
    return offers_waiting(who.hubs.values()).filter(work_group__first_on__lt=who.on)


def _not_led(who: Asker) -> QuerySet:
    """The Maths Hub Lead deploys leaders."""
    return groups_without_leader([hub for pk, hub in who.hubs.items() if pk in who.leads])


def _record(slug: str, pk: str) -> Concat:
    """Return the two parts of the address of a leader's record."""
    return Concat(slug, Value("/"), Cast(pk, TextField()), output_field=TextField())


def _name_of(person: str) -> Concat:
    return Concat(f"{person}__given_name", Value(" "), f"{person}__family_name")


def _own_record(who: Asker) -> QuerySet:
    return LeaderRecord.objects.on(who.on).filter(person=who.somebody)


_WHO_OFFERS = Columns(
    "work_group",
    Concat(_name_of("person"), Value(", "), "work_group__title"),
    work_group="work_group",
    hub="work_group__hub",
)

LINES = (
    Line(
        of_hubs(_offers),
        columns=_WHO_OFFERS,
        one="Somebody offers to lead a group",
        many="{} people offer to lead a group",
        why="They wait for an answer.",
        action="Answer",
        page="workgroups:leaders_wanted",
        urgency=BLOCKED,
        short="offer to lead",
    ),
    Line(
        of_hubs(_offers_late),
        columns=_WHO_OFFERS,
        one="Somebody offered to lead a group whose first day has passed",
        many="{} people offered to lead groups whose first day has passed",
        why="Nobody answered them. Thank them and decline, or move the dates.",
        action="Answer",
        page="workgroups:leaders_wanted",
        urgency=LATER,
    ),
    Line(
        if_any("leads")(_not_led),
        one="Nobody leads a group yet",
        many="Nobody leads {} groups yet",
        why="Ask your leaders who would, or name one.",
        action="Find a leader",
        page="workgroups:leaders_wanted",
        note="begins {day}",
        urgency=SOON,
        short="no leader",
    ),
    Line(
        of_hubs(_checks),
        columns=Columns(
            _record("hub__slug", "pk"), _name_of("person"), "check_again_by", hub="hub"
        ),
        one="A leader's safeguarding checks are to be seen",
        many="The safeguarding checks of {} leaders are to be seen",
        why="Nobody noted them yet, or they are due within two months.",
        action="Open the record",
        page="workgroups:leader",
        urgency=LATER,
    ),
    Line(
        of_hubs(_accreditations),
        columns=Columns(
            _record("record__hub__slug", "record__pk"),
            _name_of("record__person"),
            "expires_on",
            hub="record__hub",
        ),
        one="An accreditation to renew",
        many="{} accreditations to renew",
        why="Its last day is {day}. Renew it, or plan who follows.",
        action="Open the record",
        page="workgroups:leader",
        note="{day}",
        urgency=LATER,
    ),
    behind_a_door(_own_record, "record"),
)
