"""This room's rows of the table of who may open what (`core.access`)."""

from __future__ import annotations

from mathshubs.core.access import Page, page

PAGES: dict[str, Page] = {
    "comms:my_letters": page(
        get="in ok ok ok ok ok ok ok ok", post="in 405 405 405 405 405 405 405 405"
    ),
    "comms:my_letter": page(
        get="in ok 404 404 404 404 404 404 404", post="in 405 405 405 405 405 405 405 405"
    ),
    "comms:ledger": page(
        get="in no no no no no no ok no", post="in 405 405 405 405 405 405 405 405"
    ),
    "comms:send_again": page(
        get="in 405 405 405 405 405 405 405 405", post="in no no no no no no ok no"
    ),
    # The mailbox is there in demo mode only, for anybody; 404 otherwise.
    "comms:mailbox": page(get="ok"),
    "comms:mailbox_letter": page(get="ok"),
    "comms:mailbox_html": page(get="ok"),
    "comms:mailbox_calendar": page(get="404"),  # the letter of the test world has no calendar
}
