from __future__ import annotations

from mathshubs.core.access import Page, page

_KEEPS_THE_REGISTER = "in 404 404 ok ok ok 404 404 404"

PAGES: dict[str, Page] = {
    "workgroups:register": page(get=_KEEPS_THE_REGISTER, post=_KEEPS_THE_REGISTER),
    "workgroups:worker": page(get="ok"),
    "workgroups:taps": page(post=_KEEPS_THE_REGISTER),
    "workgroups:sheet": page(get=_KEEPS_THE_REGISTER),
    "workgroups:attendance": page(get=_KEEPS_THE_REGISTER, post=_KEEPS_THE_REGISTER),
    "workgroups:certificate": page(get="in ok 404 ok ok ok 404 404 404"),
    "workgroups:verify": page(get="ok"),
    "workgroups:verified": page(get="ok"),
}
