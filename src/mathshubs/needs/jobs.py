"""Background work of this room. Every job may run twice, at any hour, on any worker."""

from __future__ import annotations

from django.utils.timezone import now
from procrastinate.contrib.django import app

from . import jobs_provision  # noqa: F401  # the rest of this room's jobs
from .actions import proposals, rounds, survey_asking


@app.task(name=survey_asking.ASK_SCHOOLS)
def ask_schools(survey_id: int) -> None:
    """Ask the schools of a survey that was opened, and put its letters in the letterbox."""
    survey_asking.ask_schools(survey_id=survey_id, at=now())


@app.periodic(cron="45 8 * * *")
@app.task(name="needs.keep_surveys", queueing_lock="needs.keep_surveys")
def keep_surveys(timestamp: int = 0) -> None:
    """Close surveys whose last day is over, and remind schools that have not answered."""
    survey_asking.close_what_is_over(at=now())
    survey_asking.remind(at=now())


@app.periodic(cron="50 8 * * *")
@app.task(name="needs.tell_of_comments", queueing_lock="needs.tell_of_comments")
def tell_of_comments(timestamp: int = 0) -> None:
    """Write to the keepers of rounds of priorities what people said of them."""
    rounds.tell_of_comments(at=now())


@app.task(name=proposals.PROPOSE)
def propose_needs(run_id: int) -> None:
    """Read the published results, and propose what stands out as needs."""
    proposals.propose(run_id=run_id, at=now())
