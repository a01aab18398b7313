from __future__ import annotations

from mathshubs.core.access import Page, page

from . import access_uploads

_KEEPS_THE_REGISTER = "in 404 404 ok ok ok 404 404 404"
_RUNS_THE_HUB = "in 404 404 404 ok ok 404 404 404"
_TELLS = "in ok ok ok ok ok 404 404 404"
_SIGNED_IN = "in ok ok ok ok ok ok ok ok"

PAGES: dict[str, Page] = {
    "workgroups:register": page(get=_KEEPS_THE_REGISTER, post=_KEEPS_THE_REGISTER),
    "workgroups:worker": page(get="ok"),
    "workgroups:taps": page(post=_KEEPS_THE_REGISTER),
    "workgroups:marks": page(get=_KEEPS_THE_REGISTER),
    "workgroups:door": page(get=_KEEPS_THE_REGISTER),
    "workgroups:at_the_door": page(get=_KEEPS_THE_REGISTER, post=_KEEPS_THE_REGISTER),
    # A scan of a code that ran out says so, to anybody; what it leads to is for who scanned.
    "workgroups:scan": page(get="ok"),
    "workgroups:check_in": page(get=_SIGNED_IN, post=_SIGNED_IN),
    "workgroups:sheet": page(get=_KEEPS_THE_REGISTER),
    "workgroups:attendance": page(get=_KEEPS_THE_REGISTER, post=_KEEPS_THE_REGISTER),
    "workgroups:certificate": page(get="in ok 404 ok ok ok 404 404 404"),
    "workgroups:cannot_come": page(get=_TELLS, post=_TELLS),
    "workgroups:absences": page(get=_RUNS_THE_HUB, post=_RUNS_THE_HUB),
    "workgroups:verify": page(get="ok"),
    "workgroups:verified": page(get="ok"),
    **access_uploads.PAGES,
}
