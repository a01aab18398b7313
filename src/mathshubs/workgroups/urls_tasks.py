from django.urls import path

from .views import lessons, plans, tasks, visits

_group = "work-groups/<int:work_group_id>"
urlpatterns: list = [
    path(f"{_group}/tasks/", tasks.tasks, name="tasks"),
    path(f"{_group}/tasks/new/", tasks.new_task, name="new_task"),
    path("tasks/<int:task_id>/", tasks.task, name="task"),
    path("tasks/<int:task_id>/change/", tasks.change_task, name="change_task"),
    path("tasks/<int:task_id>/delete/", tasks.delete_task, name="delete_task"),
    path("tasks/files/<int:task_file_id>/", tasks.task_file, name="task_file"),
    path("answers/<int:answer_id>/", tasks.answer, name="answer"),
    path("answers/files/<int:answer_file_id>/", tasks.answer_file, name="answer_file"),
    path("my/tasks/", tasks.my_tasks, name="my_tasks"),
    path("my/tasks/<int:task_id>/", tasks.my_task, name="my_task"),
    path(f"{_group}/plans/", plans.plans, name="plans"),
    path(f"{_group}/plans/new/", plans.new_plan, name="new_plan"),
    path("plans/<int:plan_id>/", plans.plan, name="plan"),
    path("plans/<int:plan_id>/change/", plans.change_plan, name="change_plan"),
    path("plans/<int:plan_id>/head/", plans.ask_head, name="ask_head_of_plan"),
    path("plans/agree/<str:signed_plan>/", plans.agree_to_plan, name="agree_to_plan"),
    path("my/plans/", plans.my_plans, name="my_plans"),
    path(f"{_group}/visits/", visits.visits, name="visits"),
    path(f"{_group}/visits/new/", visits.new_visit, name="new_visit"),
    path("hubs/<slug:slug>/visits/", visits.hub_visits, name="hub_visits"),
    path("visits/<int:visit_id>/", visits.visit, name="visit"),
    path("visits/<int:visit_id>/change/", visits.change_visit, name="change_visit"),
    path("visits/<int:visit_id>/cancel/", visits.cancel_visit, name="cancel_visit"),
    path("open-lessons/", lessons.open_lessons, name="open_lessons"),
    path("hubs/<slug:slug>/open-lessons/new/", lessons.new_lesson, name="new_lesson"),
    path("open-lessons/<int:event_id>/", lessons.open_lesson, name="open_lesson"),
    path("open-lessons/<int:event_id>/change/", lessons.change_lesson, name="change_lesson"),
    path("open-lessons/<int:event_id>/notes/", lessons.lesson_notes, name="lesson_notes"),
]
