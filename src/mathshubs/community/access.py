"""This room's rows of the table of who may open what (`core.access`)."""

from __future__ import annotations

from mathshubs.core.access import Page, page

# The space is that of the Work Group asked for; the post is the teacher's. Whoever does not belong
# to a space is told that there is none: national staff and the evaluator too.
MEMBERS = "in ok 404 ok ok ok 404 404 404"
NOT_SENT = "in 405 405 405 405 405 405 405 405"
OWN = "in ok 404 no no no 404 404 404"
OTHERS = "in no 404 ok ok ok 404 404 404"  # nobody reports what they wrote themselves
PROPOSERS = "in no no ok ok ok ok ok no"
CHANGERS = "in no no ok ok ok no no no"
WRITER = "in ok 404 404 404 404 404 404 404"
MODERATORS = "in no 404 ok ok ok 404 404 404"

# visitor teacher school_lead group_lead administrator hub_lead other_hub national evaluator
PAGES: dict[str, Page] = {
    "community:mine": page(get="in ok ok ok ok ok ok ok ok", post=NOT_SENT),
    "community:space": page(get=MEMBERS, post=NOT_SENT),
    "community:open": page(get=MEMBERS, post=NOT_SENT),
    "community:read_all": page(get=NOT_SENT, post=MEMBERS),
    "community:begin": page(get=MEMBERS, post=MEMBERS),
    "community:choices": page(get=MEMBERS, post=MEMBERS),
    "community:members": page(get=MEMBERS, post=NOT_SENT),
    "community:thread": page(get=MEMBERS, post=MEMBERS),
    "community:change": page(get=OWN, post=OWN),
    "community:take_back": page(get=NOT_SENT, post=OWN),
    "community:put_back": page(get=NOT_SENT, post=OWN),
    "community:pin": page(get=NOT_SENT, post=MODERATORS),
    "community:report": page(get=OTHERS, post=OTHERS),
    "community:hide": page(get=MODERATORS, post=MODERATORS),
    "community:restore": page(get=NOT_SENT, post=MODERATORS),
    "community:keep": page(get=NOT_SENT, post=MODERATORS),
    "community:moderation": page(get=MODERATORS, post=NOT_SENT),
    "community:archive": page(get=NOT_SENT, post=MODERATORS),
    "community:add": page(get=MODERATORS, post=MODERATORS),
    "community:remove": page(get=NOT_SENT, post=MODERATORS),
    # The resource is published for everybody, made from the teacher's answer by the group's lead.
    "community:library": page(get="ok"),
    "community:resource": page(get="ok"),
    "community:resource_file": page(get="ok"),
    "community:propose": page(get=PROPOSERS, post=PROPOSERS),
    "community:change_resource": page(get=CHANGERS, post=CHANGERS),
    "community:decide": page(get=NOT_SENT, post="in no no no ok ok no no no"),
    "community:agree": page(get=WRITER, post=WRITER),
    "community:used": page(get=NOT_SENT, post="in ok ok ok ok ok ok ok ok"),
    "community:file": page(get=MEMBERS, post=NOT_SENT),
}
