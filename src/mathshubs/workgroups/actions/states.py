"""From idea to closed: which state follows which, who may say so, and what must hold first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from mathshubs.people.models import Person

from .. import rules
from ..models import StateChange, WorkGroup
from ..queries.charter import charter, to_do
from ..queries.groups import for_desk
from ..queries.lines import people_or_schools
from . import letters, merging, moving, seats

State = WorkGroup.State


class StateRefused(Exception):
    """The group cannot move on. `str(refusal)` is a sentence; `todo` lists what to do first."""

    def __init__(self, sentence: str, todo: list[str] | None = None):
        super().__init__(sentence)
        self.todo = todo or []


class RulesRefused(StateRefused):
    """Some of those who would be moved are not whom the other group is for."""


# Each answers with what is to do first; nothing when the group may move on.
Guard = Callable[[WorkGroup, date], list[str]]


def _is_designed(group: WorkGroup, today: date) -> list[str]:
    return to_do(group)


def _keeps_the_charter(group: WorkGroup, today: date) -> list[str]:
    return [sentence for mark in charter(group) for sentence in mark.todo]


def _lies_ahead(group: WorkGroup, today: date) -> list[str]:
    if group.first_on is None:
        return ["Give at least one date."]
    if group.first_on <= today:
        return [f"Move the first date: {group.first_on:%-d %B %Y} is not ahead."]
    return []


def _can_be_applied_for(group: WorkGroup, today: date) -> list[str]:
    if group.apply_by and group.apply_by < today:
        return [f"Move the last day to apply: {group.apply_by:%-d %B %Y} has passed."]
    return []


def _has_enough(group: WorkGroup, today: date) -> list[str]:
    if group.places_taken >= group.fewest:
        return []
    needed = f"{group.fewest} {people_or_schools(group, group.fewest)}"
    have = {0: "nobody has a place yet", 1: "one has a place"}
    now = have.get(group.places_taken, f"{group.places_taken} have a place")
    return [f"It needs {needed}, and {now}. Wait for more, or lower the fewest."]


def _has_begun(group: WorkGroup, today: date) -> list[str]:
    if group.first_on and group.first_on <= today:
        return []
    return ["Wait until the first date has come."]


def _is_over(group: WorkGroup, today: date) -> list[str]:
    if group.last_on and group.last_on <= today:
        return []
    return ["Wait until the last date has come, or cancel what will not be held."]


def _registers_are_taken(group: WorkGroup, today: date) -> list[str]:
    if not group.bookings.filter(state="HELD").exists():
        return []
    return [
        f"Take the register of {workshop}."
        for workshop in group.workshops.all()
        if workshop.cancelled_at is None and not workshop.taken
    ]


@dataclass(frozen=True)
class Who:
    """Whose step it is: in words, and asked of a person."""

    words: str
    may: Callable[[Person, WorkGroup], bool]


EDITORS = Who("Those who lead the group or run the hub", rules.may_edit)
STAFF = Who("Those who run the hub", rules.may_run)
HUB_LEAD = Who("The Maths Hub Lead", rules.may_approve)


@dataclass(frozen=True)
class Transition:
    """A step from one of several states to another. `action` is what its button says."""

    from_states: tuple[State, ...]
    to: State
    action: str
    who: Who
    guards: tuple[Guard, ...] = ()
    asks_why: bool = False
    forward: bool = True

    def todo(self, group: WorkGroup, today: date) -> list[str]:
        """Return what is to do before this step. `group` comes from `for_desk`."""
        found = [sentence for guard in self.guards for sentence in guard(group, today)]
        return list(dict.fromkeys(found))


_LIVE = (State.PUBLISHED, State.RECRUITING, State.CONFIRMED, State.RUNNING)

# fmt: off
TRANSITIONS = (
    Transition((State.IDEA,), State.DESIGNED, "Ask for approval", EDITORS, (_is_designed,)),
    Transition((State.DESIGNED,), State.APPROVED, "Approve", HUB_LEAD, (_is_designed,)),
    Transition((State.APPROVED,), State.PUBLISHED, "Publish", STAFF,
               (_is_designed, _keeps_the_charter, _lies_ahead)),
    Transition((State.PUBLISHED,), State.RECRUITING, "Open applications", STAFF,
               (_lies_ahead, _can_be_applied_for)),
    Transition((State.RECRUITING,), State.CONFIRMED, "Confirm that it runs", STAFF,
               (_has_enough,)),
    Transition((State.CONFIRMED,), State.RUNNING, "Say that it has begun", EDITORS, (_has_begun,)),
    Transition((State.RUNNING,), State.EVIDENCE, "Say that the workshops are over", EDITORS,
               (_is_over,)),
    Transition((State.EVIDENCE,), State.REPORTED, "Say that the report is written", EDITORS,
               (_registers_are_taken,)),
    Transition((State.REPORTED,), State.CLOSED, "Sign and close", HUB_LEAD),
    Transition((State.POSTPONED,), State.RECRUITING, "Open applications again", STAFF,
               (_lies_ahead, _can_be_applied_for)),
    Transition((State.DESIGNED,), State.IDEA, "Send back to be changed", STAFF,
               asks_why=True, forward=False),
    Transition((State.APPROVED,), State.DESIGNED, "Take the approval back", HUB_LEAD,
               asks_why=True, forward=False),
    Transition(_LIVE, State.POSTPONED, "Postpone", STAFF, asks_why=True, forward=False),
    Transition((*_LIVE, State.POSTPONED), State.CANCELLED, "Cancel it", STAFF,
               asks_why=True, forward=False),
)
# fmt: on


def transitions_of(group: WorkGroup) -> list[Transition]:
    """Return the steps from where the group is, the one forward first."""
    return [each for each in TRANSITIONS if group.state in each.from_states]


def transition_to(group: WorkGroup, to: str) -> Transition | None:
    return next((each for each in transitions_of(group) if each.to == to), None)


@transaction.atomic
def change_state(
    *, work_group: WorkGroup, to: str, by: Person, at: datetime, reason: str = "",
    move_to: WorkGroup | None = None, set_aside: str = "",
) -> WorkGroup:  # fmt: skip
    """
    Move the group to the state `to`, and write to those it concerns. Twice is once.

    Of a group that is cancelled all go on in `move_to`, if there is one: whoever finds no room
    asks there; whoever it is not for needs its rules `set_aside`, with the reason.
    Raises StateRefused when that state does not follow, when something is to do first, or when
    a reason is needed and there is none.
    """
    if move_to:
        _, move_to = moving.locked_both(work_group, move_to)
    locked = WorkGroup.objects.select_for_update(of=("self",), no_key=True)
    group = for_desk(locked).get(pk=work_group.pk)
    if group.state == to:
        return group
    step = transition_to(group, to)
    if step is None:
        raise StateRefused(
            f"{group.title} is now “{group.get_state_display()}”, which "
            f"“{State(to).label}” does not follow. Look at its page and choose again."
        )
    reason = reason.strip()
    if step.asks_why and not reason:
        raise StateRefused("Say why, for those who will read it later.")
    if todo := step.todo(group, localdate(at)):
        raise StateRefused("Something is to do first.", todo)
    if to == State.CANCELLED and move_to:
        _move_on(group, move_to, reason, set_aside, by, at)
    StateChange.objects.create(
        work_group=group, from_state=group.state, to_state=to, by=by, at=at, reason=reason
    )
    group.state = to
    group.save(update_fields=["state", "changed_at"])
    if to == State.RECRUITING:
        letters.runs_again(group, at)
    if to == State.POSTPONED:
        letters.work_group_postponed(group, reason, by, at)
    if to == State.CANCELLED:
        letters.work_group_cancelled(group, reason, by, at)
    return group


def _move_on(
    group: WorkGroup, move_to: WorkGroup, reason: str, set_aside: str, by: Person, at: datetime
) -> None:
    same = (group.hub_id, group.counted) == (move_to.hub_id, move_to.counted)
    if not same or group.pk == move_to.pk or not seats.gives_places(move_to, localdate(at)):
        raise StateRefused(f"Nobody can be moved to {move_to.title}. Choose another group.")
    try:
        merging.move_on(group, move_to, reason=reason, set_aside=set_aside, by=by, at=at)
    except merging.MergeRefused as refusal:
        raise RulesRefused(str(refusal)) from None
