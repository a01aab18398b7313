"""The page on which the demo's clock is moved on. Demo mode only."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import get_current_timezone, localtime, now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from mathshubs.comms.queries import subjects_since
from mathshubs.core.forms import DateField

from . import clock, jobs

LONGEST_MOVE = 400  # days
STEPS = [(1, "One day on"), (7, "One week on"), (30, "A month on"), (91, "A term on")]


class MoveForm(forms.Form):
    to = DateField(
        label="Or go on to a day",
        help_text="Each day on the way does its work: letters, offers, reminders, certificates.",
    )

    def clean_to(self):
        days = (self.cleaned_data["to"] - localtime().date()).days
        if days < 1:
            raise forms.ValidationError(
                "Choose a day that is still to come. The clock goes on, and back to today only."
            )
        if days > LONGEST_MOVE:
            raise forms.ValidationError(
                f"Choose a day within {LONGEST_MOVE} days. Move in two steps if you need more."
            )
        return self.cleaned_data["to"]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def demo_clock(request: HttpRequest) -> HttpResponse:
    if not settings.DEMO:
        raise Http404
    form = MoveForm(request.POST if "to_day" in request.POST else None)
    stands = clock.read()
    if stands.is_moving and not _is_worked_on():
        stands = clock.Clock(ahead=stands.ahead, stopped=True)
        clock.write(stands)
    if request.method == "POST" and not stands.is_moving:
        if "back" in request.POST:
            clock.write(clock.Clock())
            return redirect("demo_clock")
        if to := _asked_for(request, form):
            _move(to)
            return redirect("demo_clock")
    last_week = now() - timedelta(days=7)
    return render(
        request, "config/demo_clock.html",
        {
            "form": form, "steps": STEPS, "clock": stands, "at": now(),
            "until": stands.until and datetime.fromisoformat(stands.until),
            "letters": subjects_since(last_week),
        },
    )  # fmt: skip


def _is_worked_on() -> bool:
    """Return whether the move waits or is under way; a worker that was killed leaves none."""
    moves = ProcrastinateJob.objects.filter(task_name=jobs.move_clock.name)
    return moves.filter(status__in=["todo", "doing"]).exists()


def _asked_for(request: HttpRequest, form: MoveForm) -> datetime | None:
    at = localtime()
    days = request.POST.get("days", "")
    if days in {str(step) for step, _ in STEPS}:
        day = at.date() + timedelta(days=int(days))
    elif form.is_bound and form.is_valid():
        day = form.cleaned_data["to"]
    else:
        return None
    return datetime.combine(day, at.time().replace(microsecond=0), get_current_timezone())


def _move(to: datetime) -> None:
    clock.write(clock.Clock(clock.read().ahead, now().isoformat(), to.isoformat()))
    with suppress(AlreadyEnqueued):
        jobs.move_clock.defer(until=to.isoformat())
