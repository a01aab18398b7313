"""School-based tasks: for those who lead a group, and for those who take part."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_safe

from mathshubs.core.files import served
from mathshubs.core.identifiers import row_number

from ..actions import tasks as actions
from ..actions.tasks import TaskRefused
from ..forms.tasks import Answer, Reply, WriteTask
from ..models import Place, Task, TaskAnswer, TaskAnswerFile, TaskFile, WorkGroup
from ..queries import tasks as queries
from ..queries.attendance import work_groups_recorded_by
from .design import trail


@require_safe
@login_required
def tasks(request: HttpRequest, work_group_id: int) -> HttpResponse:
    """The chain of workshops and tasks, and who is ready."""
    work_group = get_object_or_404(work_groups_recorded_by(request.user), pk=work_group_id)
    chain = queries.chain_of(work_group)
    are_set = [task for workshop in chain for task in workshop.tasks.all() if task.set_at]
    page = {
        "work_group": work_group,
        "chain": chain,
        "tasks": are_set,
        "rows": queries.readiness_of(work_group, are_set) if are_set else [],
        "next": next((task for task in are_set if task.due_on >= localdate()), None),
        "today": localdate(),
        "breadcrumbs": trail(request, work_group, "Tasks"),
    }
    return render(request, "workgroups/tasks.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new_task(request: HttpRequest, work_group_id: int) -> HttpResponse:
    work_group = get_object_or_404(work_groups_recorded_by(request.user), pk=work_group_id)
    held = work_group.workshops.filter(cancelled_at=None)
    after = (
        held.filter(pk=row_number(request.GET.get("after"))).first()
        or held.filter(starts_at__lte=now()).last()
        or held.first()
    )
    if after is None:
        messages.info(request, "A task follows a workshop. Add the first workshop.")
        return redirect("workgroups:tasks", work_group.pk)
    after.work_group = work_group
    task = Task(workshop=after)
    return _write(request, work_group, task, "A new task")


def _task(request: HttpRequest, task_id: int) -> Task:
    return get_object_or_404(queries.tasks_run_by(request.user), pk=task_id)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def change_task(request: HttpRequest, task_id: int) -> HttpResponse:
    task = _task(request, task_id)
    return _write(request, task.workshop.work_group, task, f"Change {task}")


def _write(request: HttpRequest, group: WorkGroup, task: Task, heading: str) -> HttpResponse:
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    files = list(queries.without_content(TaskFile).filter(task=task)) if task.pk else []
    workshops = list(group.workshops.filter(cancelled_at=None))
    form = WriteTask(*posted, instance=task, workshops=workshops, files=files)
    if form.is_valid():
        try:
            actions.keep_task(
                task=form.instance, uploads=form.cleaned_data["uploads"],
                without=form.cleaned_data.get("without", ()),
            )  # fmt: skip
        except TaskRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, f"{task} is kept.")
            return redirect("workgroups:task", task.pk)
    page = {
        "work_group": group,
        "task": task,
        "form": form,
        "heading": heading,
        "breadcrumbs": _trail(request, group, heading),
    }
    return render(request, "workgroups/edit_task.html", page)


def _trail(request: HttpRequest, group: WorkGroup, here: str) -> list[tuple[str, str]]:
    *above, last = trail(request, group, here)
    return [*above, ("Tasks", reverse("workgroups:tasks", args=[group.pk])), last]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def task(request: HttpRequest, task_id: int) -> HttpResponse:
    """One task for those who lead: what came back; set it; note that it was discussed."""
    task = _task(request, task_id)
    if request.method == "POST":
        _act(request, task)
        return redirect("workgroups:task", task.pk)
    group = task.workshop.work_group
    page = {
        "task": task,
        "work_group": group,
        "files": queries.without_content(TaskFile).filter(task=task),
        "rows": queries.readiness_of(group, [task]),
        "breadcrumbs": _trail(request, group, str(task)),
    }
    page["ready"] = sum(row.handed_in for row in page["rows"])
    page["undiscussed"] = sum(
        row.cells[0].is_ready and row.cells[0].state != TaskAnswer.State.DISCUSSED
        for row in page["rows"]
    )
    return render(request, "workgroups/task.html", page)


def _act(request: HttpRequest, task: Task) -> None:
    try:
        if request.POST.get("do") == "set":
            told = actions.set_task(task=task, by=request.user, at=now())
            who = "1 person is" if told == 1 else f"{told} people are"
            messages.success(request, f"{task} is set. {who} written to.")
        elif request.POST.get("do") == "discuss":
            number = actions.discuss(task=task, by=request.user, at=now())
            messages.success(request, f"{number} marked as discussed.")
    except TaskRefused as refusal:
        messages.error(request, str(refusal))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def delete_task(request: HttpRequest, task_id: int) -> HttpResponse:
    task = _task(request, task_id)
    group = task.workshop.work_group
    if request.method == "POST":
        try:
            actions.delete_task(task=task)
        except TaskRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("workgroups:task", task_id)
        messages.success(request, f"{task} is deleted.")
        return redirect("workgroups:tasks", group.pk)
    page = {"task": task, "work_group": group, "breadcrumbs": _trail(request, group, "Delete")}
    return render(request, "workgroups/delete_task.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def answer(request: HttpRequest, answer_id: int) -> HttpResponse:
    """What somebody handed in, for those who lead: read it, write back."""
    answer = get_object_or_404(queries.answers_read_by(request.user), pk=answer_id)
    task = answer.task
    form = Reply(
        request.POST if request.method == "POST" else None, initial={"reply": answer.reply}
    )
    if form.is_valid():
        actions.read(answer=answer, reply=form.cleaned_data["reply"], by=request.user, at=now())
        messages.success(request, f"What {answer.place.person.name} handed in is read.")
        return redirect("workgroups:task", task.pk)
    group = task.workshop.work_group
    page = {
        "answer": answer,
        "task": task,
        "form": form,
        "files": queries.without_content(TaskAnswerFile).filter(answer=answer),
        "breadcrumbs": _trail(request, group, answer.place.person.name),
    }
    return render(request, "workgroups/answer.html", page)


@require_safe
@login_required
def my_tasks(request: HttpRequest) -> HttpResponse:
    mine = queries.tasks_set_for(request.user).select_related("workshop__work_group")
    done = [state.value for state in TaskAnswer.HANDED_IN]
    every = [(task, task.my_state in done) for task in mine]
    today, owed = localdate(), [task for task, ready in every if not ready]
    page = {
        "due": [task for task in owed if not queries.is_past(task, today)],
        "past": [task for task in owed if queries.is_past(task, today)][::-1],
        "handed_in": [task for task, ready in every if ready][::-1],
        "today": today,
        "breadcrumbs": [("My places", reverse("workgroups:my_places")), ("My tasks", "")],
    }
    return render(request, "workgroups/my_tasks.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def my_task(request: HttpRequest, task_id: int) -> HttpResponse:
    """A task for whoever takes part: the brief, and what they hand in."""
    mine = queries.tasks_set_for(request.user).select_related("workshop__work_group__hub")
    task = get_object_or_404(mine, pk=task_id)
    given = task.answers.filter(place=task.my_place).select_related("read_by").first()
    files = list(queries.without_content(TaskAnswerFile).filter(answer=given)) if given else []
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = Answer(*posted, task=task, answer=given, files=files)
    if form.is_valid():
        hand_in = request.POST.get("step") == "hand_in"
        try:
            actions.answer(
                task=task, place=Place.objects.get(pk=task.my_place), hand_in=hand_in, at=now(),
                **form.cleaned_data,
            )  # fmt: skip
        except TaskRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            said = "It is handed in. You can change it until it is read." if hand_in else (
                "It is saved. Those who lead the group see it when you hand it in."
            )  # fmt: skip
            messages.success(request, said)
            return redirect("workgroups:my_task", task.pk)
    page = {
        "task": task,
        "work_group": task.workshop.work_group,
        "answer": given,
        "is_read": given and given.state in (TaskAnswer.State.READ, TaskAnswer.State.DISCUSSED),
        "files": files,
        "brief_files": queries.without_content(TaskFile).filter(task=task),
        "form": form,
        "today": localdate(),
        "breadcrumbs": [
            ("My places", reverse("workgroups:my_places")),
            ("My tasks", reverse("workgroups:my_tasks")),
            (str(task), ""),
        ],
    }
    return render(request, "workgroups/my_task.html", page)


@require_safe
@login_required
def task_file(request: HttpRequest, task_file_id: int) -> HttpResponse:
    return served(get_object_or_404(queries.task_files_seen_by(request.user), pk=task_file_id))


@require_safe
@login_required
def answer_file(request: HttpRequest, answer_file_id: int) -> HttpResponse:
    file = get_object_or_404(queries.answer_files_seen_by(request.user), pk=answer_file_id)
    return served(file, shown="shown" in request.GET)
