from __future__ import annotations

from mathshubs.core.access import Page, page

# visitor teacher school_lead group_lead administrator hub_lead other_hub national evaluator
ITS_STAFF = "in 404 404 404 ok ok 404 404 404"
ITS_HUB = "in 404 404 no ok ok 404 404 404"
SIGNED_IN = "in ok ok ok ok ok ok ok ok"
THE_TEACHER = "in ok 404 404 404 404 404 404 404"
THE_LEADER = "in 404 404 ok 404 404 404 404 404"
ONLY_LOOKED_AT = "in 405 405 405 405 405 405 405 405"

PAGES: dict[str, Page] = {
    "workgroups:leaders": page(get=ITS_STAFF),
    "workgroups:add_leader": page(get=ITS_STAFF, post=ITS_STAFF),
    "workgroups:leader": page(get=ITS_STAFF, post=ITS_STAFF),
    "workgroups:edit_leader": page(get=ITS_STAFF, post=ITS_STAFF),
    "workgroups:hand_over_leader": page(get=ITS_STAFF, post=ITS_STAFF),
    "workgroups:accreditation": page(get=ITS_STAFF, post=ITS_STAFF),
    "workgroups:leaders_wanted": page(get=ITS_HUB, post=ITS_HUB),
    "workgroups:offer_to_lead": page(get=THE_LEADER, post=THE_LEADER),
    "workgroups:for_leaders": page(get=ITS_HUB, post=ITS_HUB),
    "workgroups:pathway": page(get=ITS_STAFF),
    "workgroups:invite": page(get=ITS_STAFF, post=ITS_STAFF),
    "workgroups:invitation": page(get=THE_TEACHER, post=THE_TEACHER),
    "workgroups:leader_programmes": page(get="ok"),
    "workgroups:my_leading": page(get=SIGNED_IN),
    "workgroups:edit_my_leading": page(get=THE_LEADER, post=THE_LEADER),
}
