"""Background work about answers and enquiries. Every job may run twice, on any worker."""

from __future__ import annotations

from django.utils.timezone import now
from procrastinate.contrib.django import app

from .actions import commissions, teaching


@app.periodic(cron="25 3 * * *")
@app.task(name="needs.forget_enquiries", queueing_lock="needs.forget_enquiries")
def forget_enquiries(timestamp: int = 0) -> None:
    """Delete who asked about teaching, a year after they wrote."""
    teaching.forget_old(at=now())


@app.periodic(cron="15 8 * * *")
@app.task(name="needs.remind_of_deliverables", queueing_lock="needs.remind_of_deliverables")
def remind_of_deliverables(timestamp: int = 0) -> None:
    """Tell those who see to a commission what is due soon, and what is overdue."""
    commissions.remind(at=now())
