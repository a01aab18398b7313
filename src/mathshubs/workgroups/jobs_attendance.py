"""Background work of attendance and uploads. Every job may run twice."""

from __future__ import annotations

from django.utils.timezone import now
from procrastinate.contrib.django import app

from .actions import absences, uploads


@app.task(name=uploads.CHECK)
def check_upload(upload_id: int) -> None:
    uploads.check(upload_id=upload_id, at=now())


@app.task(name=uploads.CARRY_OUT)
def carry_out_upload(upload_id: int) -> None:
    uploads.carry_out(upload_id=upload_id, at=now())


@app.periodic(cron="50 3 * * *")
@app.task(name="workgroups.forget_uploads", queueing_lock="workgroups.forget_uploads")
def forget_uploads(timestamp: int = 0) -> None:
    """Delete spreadsheets handed in more than 30 days ago, with the personal data in them."""
    uploads.forget_old(at=now())


@app.periodic(cron="15 8 * * *")
@app.task(name="workgroups.tell_heads", queueing_lock="workgroups.tell_heads")
def tell_heads(timestamp: int = 0) -> None:
    """Tell heads of absences nobody told of, from the day after."""
    absences.tell_heads(at=now())
