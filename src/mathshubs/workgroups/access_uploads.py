from __future__ import annotations

from mathshubs.core.access import Page, page

# visitor, teacher, school_lead, group_lead, administrator, hub_lead, other_hub, national, evaluator
_SIGNED_IN = "in ok ok ok ok ok ok ok ok"
_KEEPS_THE_REGISTER = "in 404 404 ok ok ok 404 404 404"
_RUNS_THE_HUB = "in 404 404 404 ok ok 404 404 404"

PAGES: dict[str, Page] = {
    "workgroups:uploads": page(get=_RUNS_THE_HUB, post=_RUNS_THE_HUB),
    "workgroups:meeting": page(get=_KEEPS_THE_REGISTER, post=_KEEPS_THE_REGISTER),
    "workgroups:upload": page(get=_KEEPS_THE_REGISTER, post=_KEEPS_THE_REGISTER),
    "workgroups:refused_upload_rows": page(get=_KEEPS_THE_REGISTER),
    "workgroups:upload_template": page(get=_SIGNED_IN),
}
