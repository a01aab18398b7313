from __future__ import annotations

from mathshubs.core.access import Page, page

from .forms.design import SECTIONS

# Visitor, teacher, school lead, group lead, administrator, hub lead, other hub, national, evaluator
OVERSEERS = "in 404 404 ok ok ok 404 ok 404"
EDITORS = "in 404 404 ok ok ok 404 no 404"
STAFF = "in 404 404 no ok ok 404 no 404"
CREATORS = "in 404 404 ok ok ok 404 404 404"

PAGES: dict[str, Page] = {
    "workgroups:list": page(get="ok"),
    "workgroups:export": page(get="ok"),
    "workgroups:detail": page(get="ok"),
    "workgroups:calendar": page(get="ok"),
    "workgroups:tell_me": page(post="ok"),
    "workgroups:workshop_calendar": page(get="ok"),
    "workgroups:create": page(get=CREATORS, post=CREATORS),
    "workgroups:manage": page(get=OVERSEERS, post="in 405 405 405 405 405 405 405 405"),
    "workgroups:change_state": page(get=EDITORS, post=EDITORS),
    "workgroups:copy": page(get=STAFF, post=STAFF),
    "workgroups:delete": page(get=EDITORS, post=EDITORS),
    **{f"workgroups:edit_{name}": page(get=EDITORS, post=EDITORS) for name in SECTIONS},
    "workgroups:edit_eligibility": page(get=EDITORS, post=EDITORS),
    "workgroups:edit_leaders": page(get=EDITORS, post=EDITORS),
    "workgroups:edit_partners": page(get=EDITORS, post=EDITORS),
    "workgroups:edit_workshops": page(get=EDITORS, post="in 405 405 405 405 405 405 405 405"),
    "workgroups:new_workshop": page(get=EDITORS, post=EDITORS),
    "workgroups:change_workshop": page(get=EDITORS, post=EDITORS),
    "workgroups:cancel_workshop": page(get=EDITORS, post=EDITORS),
}
