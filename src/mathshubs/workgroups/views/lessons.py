"""Lessons open to others: the list, one lesson, starting one, notes of the discussion."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_safe

from mathshubs.core.paging import paged
from mathshubs.hubs.models import Hub

from .. import rules
from ..actions import lessons as actions
from ..actions.lessons import LessonRefused
from ..forms.lessons import DescribeLesson, Notes, StartLesson
from ..models import OpenLesson, WorkGroup
from ..queries import lines
from ..queries import visits as queries
from ..queries.groups import place_of, state_shown, work_groups_run_by
from .design import above_it


@require_safe
def open_lessons(request: HttpRequest) -> HttpResponse:
    """Lessons that others may watch, the soonest first; those that were, the latest first."""
    today, kind = localdate(), request.GET.get("kind", "")
    before = request.GET.get("when") == "before"
    lessons = queries.open_lessons()
    if kind in OpenLesson.Kind.values:
        lessons = lessons.filter(kind=kind)
    if before:
        lessons = lessons.filter(event__last_on__lt=today).order_by("-event__first_on", "-pk")
    else:
        lessons = lessons.filter(event__last_on__gte=today).order_by("event__first_on", "pk")
    page = {
        **paged(request, lessons, 30),
        "kind": kind,
        "kinds": OpenLesson.Kind.choices,
        "before": before,
        "breadcrumbs": [("Home", "/"), ("Open lessons", "")],
    }
    page["rows"] = [
        (each, lines.when_in_words(each.event, today), state_shown(each.event, today))
        for each in page["page"]
    ]
    return render(request, "workgroups/open_lessons.html", page)


@require_safe
def open_lesson(request: HttpRequest, event_id: int) -> HttpResponse:
    lesson = queries.lesson_seen_by(request.user, event_id)
    if lesson is None:
        raise Http404
    event, today = lesson.event, localdate()
    runs = work_groups_run_by(request.user).filter(pk=event.pk).exists()
    page = {
        "lesson": lesson,
        "event": event,
        "workshops": event.workshops.filter(cancelled_at=None).select_related("host_school"),
        "state": state_shown(event, today),
        "place": place_of(request.user, event),
        "runs": runs,
        "notes": queries.may_read_notes(request.user, lesson) and lesson.discussion,
        "over": event.first_on is not None and event.first_on <= today,
        "breadcrumbs": [
            ("Open lessons", reverse("workgroups:open_lessons")),
            (event.title, ""),
        ],
    }
    return render(request, "workgroups/open_lesson.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new_lesson(request: HttpRequest, slug: str) -> HttpResponse:
    hub = get_object_or_404(Hub, slug=slug)
    if not rules.may_create(request.user, hub):
        raise Http404
    posted = request.POST if request.method == "POST" else None
    form = StartLesson(posted, groups=_groups(request, hub))
    if form.is_valid():
        try:
            event = actions.start_lesson(
                hub=hub, title=form.cleaned_data["title"], places=form.cleaned_data["places"],
                lesson=form.instance, workshop=form.workshop(), by=request.user, at=now(),
            )  # fmt: skip
        except LessonRefused as refusal:
            form.add_error("day", str(refusal))
        else:
            messages.success(
                request, f"{event.title} is saved as an idea. Fill in what it still lacks below."
            )
            return redirect("workgroups:manage", event.pk)
    page = {
        "form": form,
        "heading": "A new open lesson",
        "breadcrumbs": [above_it(request, hub), ("A new open lesson", "")],
    }
    return render(request, "workgroups/edit_lesson.html", page)


def _groups(request: HttpRequest, hub: Hub):
    groups = work_groups_run_by(request.user).filter(hub=hub, kind=WorkGroup.Kind.WORK_GROUP)
    return groups.exclude(state__in=[*WorkGroup.OVER, "CANCELLED"]).order_by("title", "pk")


def _run(request: HttpRequest, event_id: int) -> OpenLesson:
    return get_object_or_404(queries.lessons_run_by(request.user), pk=event_id)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def change_lesson(request: HttpRequest, event_id: int) -> HttpResponse:
    lesson = _run(request, event_id)
    posted = request.POST if request.method == "POST" else None
    groups = _groups(request, lesson.event.hub)
    if lesson.of_group_id:
        groups = groups | WorkGroup.objects.filter(pk=lesson.of_group_id)
    form = DescribeLesson(posted, instance=lesson, groups=groups)
    if form.is_valid():
        form.save()
        messages.success(request, "The lesson is kept.")
        return redirect("workgroups:open_lesson", lesson.pk)
    page = {"form": form, "lesson": lesson, "heading": "Change the lesson"}
    page["breadcrumbs"] = _trail(lesson, "Change")
    return render(request, "workgroups/edit_lesson.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def lesson_notes(request: HttpRequest, event_id: int) -> HttpResponse:
    lesson = _run(request, event_id)
    posted = request.POST if request.method == "POST" else None
    form = Notes(posted, initial={"discussion": lesson.discussion})
    if form.is_valid():
        try:
            actions.note(lesson=lesson, by=request.user, at=now(), **form.cleaned_data)
        except LessonRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The notes are kept.")
            return redirect("workgroups:open_lesson", lesson.pk)
    page = {"form": form, "lesson": lesson, "heading": "Notes of the discussion"}
    page["breadcrumbs"] = _trail(lesson, "Notes")
    return render(request, "workgroups/edit_lesson.html", page)


def _trail(lesson: OpenLesson, here: str) -> list[tuple[str, str]]:
    return [
        ("Open lessons", reverse("workgroups:open_lessons")),
        (lesson.event.title, reverse("workgroups:open_lesson", args=[lesson.pk])),
        (here, ""),
    ]
