from __future__ import annotations

from mathshubs.core.access import Page, page

# visitor, teacher, school_lead, group_lead, administrator, hub_lead, other_hub, national, evaluator
ITS_HUB = "in 404 404 no ok ok 404 404 404"
SIGNED_IN = "in ok ok ok ok ok ok ok ok"
NOBODY = "404 404 404 404 404 404 404 404 404"  # of a group that draws no lots

PAGES: dict[str, Page] = {
    "workgroups:give_out": page(get=ITS_HUB, post=ITS_HUB),
    "workgroups:choices": page(get=SIGNED_IN, post=SIGNED_IN),
    "workgroups:merge": page(get=ITS_HUB, post=ITS_HUB),
    "workgroups:move_place": page(get=ITS_HUB, post=ITS_HUB),
    "workgroups:draw": page(get=NOBODY),
    "workgroups:draw_file": page(get=NOBODY),
}
