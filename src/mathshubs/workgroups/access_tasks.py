from __future__ import annotations

from mathshubs.core.access import Page, page

# visitor, teacher, school_lead, group_lead, administrator, hub_lead, other_hub, national, evaluator
ITS_PEOPLE = "in 404 404 ok ok ok 404 404 404"
THE_TEACHER = "in ok 404 404 404 404 404 404 404"
ITS_SCHOOL = "in ok ok 404 404 404 404 404 404"
ITS_SCHOOL_WRITES = "in ok ok no no no 404 404 404"
ITS_PEOPLE_RECORD = "in no no ok ok ok 404 404 404"
ITS_SCHOOL_AND_PEOPLE = "in ok ok ok ok ok 404 404 404"
THEM_AND_ITS_PEOPLE = "in ok 404 ok ok ok 404 404 404"

PAGES: dict[str, Page] = {
    "workgroups:tasks": page(get=ITS_PEOPLE),
    "workgroups:new_task": page(get=ITS_PEOPLE, post=ITS_PEOPLE),
    "workgroups:task": page(get=ITS_PEOPLE, post=ITS_PEOPLE),
    "workgroups:change_task": page(get=ITS_PEOPLE, post=ITS_PEOPLE),
    "workgroups:delete_task": page(get=ITS_PEOPLE, post=ITS_PEOPLE),
    "workgroups:task_file": page(get=THEM_AND_ITS_PEOPLE),
    "workgroups:answer": page(get=ITS_PEOPLE, post=ITS_PEOPLE),
    "workgroups:answer_file": page(get=THEM_AND_ITS_PEOPLE),
    "workgroups:my_tasks": page(get="in ok ok ok ok ok ok ok ok"),
    "workgroups:my_task": page(get=THE_TEACHER, post=THE_TEACHER),
    "workgroups:plans": page(get=ITS_PEOPLE),
    "workgroups:new_plan": page(get=ITS_SCHOOL, post=ITS_SCHOOL),
    "workgroups:plan": page(get=ITS_SCHOOL_AND_PEOPLE, post=ITS_SCHOOL_AND_PEOPLE),
    "workgroups:change_plan": page(get=ITS_SCHOOL_WRITES, post=ITS_SCHOOL_WRITES),
    "workgroups:ask_head_of_plan": page(get=ITS_SCHOOL_WRITES, post=ITS_SCHOOL_WRITES),
    "workgroups:agree_to_plan": page(get="ok", post="ok"),
    "workgroups:my_plans": page(get="in ok ok ok ok ok ok ok ok"),
    "workgroups:visits": page(get=ITS_PEOPLE),
    "workgroups:new_visit": page(get=ITS_PEOPLE, post=ITS_PEOPLE),
    "workgroups:hub_visits": page(get=ITS_PEOPLE),
    "workgroups:visit": page(get=ITS_SCHOOL_AND_PEOPLE, post=ITS_PEOPLE_RECORD),
    "workgroups:change_visit": page(get=ITS_PEOPLE_RECORD, post=ITS_PEOPLE_RECORD),
    "workgroups:cancel_visit": page(get=ITS_PEOPLE_RECORD, post=ITS_PEOPLE_RECORD),
    "workgroups:open_lessons": page(get="ok"),
    "workgroups:new_lesson": page(get=ITS_PEOPLE, post=ITS_PEOPLE),
    "workgroups:open_lesson": page(get="ok"),
    "workgroups:change_lesson": page(get=ITS_PEOPLE, post=ITS_PEOPLE),
    "workgroups:lesson_notes": page(get=ITS_PEOPLE, post=ITS_PEOPLE),
    "workgroups:progress": page(get=ITS_PEOPLE),
    "workgroups:hub_progress": page(get="in 404 404 404 ok ok 404 404 404 ok"),
    "workgroups:statement": page(get="in ok ok ok ok ok ok ok ok"),
    "workgroups:statement_pdf": page(get="in ok ok ok ok ok ok ok ok"),
    "workgroups:verified_statement": page(get="ok"),
}
