"""Background work of places and letters. Every job may run twice, at any hour, on any worker."""

from __future__ import annotations

from django.utils.timezone import localtime, now
from procrastinate.contrib.django import app

from . import jobs_attendance  # noqa: F401  # the rest of this room's jobs
from .actions import bulk_letters, choosing, letters, partner_letters, successors, tasks, upkeep

WAKING_HOURS = range(7, 21)


@app.periodic(cron="7 * * * *")
@app.task(name="workgroups.write_what_is_due", queueing_lock="workgroups.write_what_is_due")
def write_what_is_due(timestamp: int = 0) -> None:
    """Joining details, reminders, tasks, and how many come for partners, in waking hours."""
    at = now()
    if localtime(at).hour in WAKING_HOURS:
        letters.issue_all_joining_details(at=at)
        letters.remind(at=at)
        tasks.write_what_is_due(at=at)
        partner_letters.tell_partners(at=at)


@app.periodic(cron="20 * * * *")
@app.task(name="workgroups.pass_offers_on", queueing_lock="workgroups.pass_offers_on")
def pass_offers_on(timestamp: int = 0) -> None:
    """Lapse offers, and places kept for heads, whose last day is over: the next are offered."""
    upkeep.lapse_offers(at=now())
    upkeep.lapse_agreements(at=now())
    upkeep.lapse_unasked(at=now())
    upkeep.offer_free_places(at=now())


@app.periodic(cron="30 8 * * *")
@app.task(name="workgroups.chase_heads", queueing_lock="workgroups.chase_heads")
def chase_heads(timestamp: int = 0) -> None:
    """Remind heads who have not answered, and schools that have still to name somebody."""
    upkeep.chase_heads(at=now())
    upkeep.chase_names(at=now())


@app.periodic(cron="* * * * *")
@app.task(name="workgroups.free_lesser_choices", queueing_lock="workgroups.free_lesser_choices")
def free_lesser_choices(timestamp: int = 0) -> None:
    """Give back what somebody had asked for beside a choice they preferred and now have."""
    choosing.free_lesser_choices(at=now())


@app.periodic(cron="40 3 * * *")
@app.task(name="workgroups.forget_needs", queueing_lock="workgroups.forget_needs")
def forget_needs(timestamp: int = 0) -> None:
    """Blank access and diet needs of groups whose last workshop is over."""
    upkeep.forget_needs(at=now())


@app.periodic(cron="10 5 * * *")
@app.task(name="workgroups.issue_certificates", queueing_lock="workgroups.issue_certificates")
def issue_certificates(timestamp: int = 0) -> None:
    """Issue what was earned in groups that ended 3 to 60 days ago: registers are in by then."""
    upkeep.issue_certificates(at=now())


@app.periodic(cron="50 2 * * *")
@app.task(name="workgroups.follow_schools", queueing_lock="workgroups.follow_schools")
def follow_schools(timestamp: int = 0) -> None:
    """Let places, people and plans of closed schools go on: each night, and after an import."""
    successors.follow_schools(at=now())


@app.task(name=bulk_letters.SEND_BULK_LETTER)
def send_bulk_letter(bulk_letter_id: int) -> None:
    """Put a letter to many in the letterbox, for each person."""
    bulk_letters.put_in_the_letterbox(bulk_letter_id=bulk_letter_id, at=now())
