"""This room's rows of the table of who may open what (`core.access`)."""

from __future__ import annotations

from mathshubs.core.access import Page, page

SIGNED_IN = "in ok ok ok ok ok ok ok ok"

PAGES: dict[str, Page] = {
    "people:profile": page(get=SIGNED_IN, post="in 405 405 405 405 405 405 405 405"),
    "people:show": page(get="in 405 405 405 405 405 405 405 405", post=SIGNED_IN),
    "people:names": page(get=SIGNED_IN, post=SIGNED_IN),
    "people:previous_names": page(get=SIGNED_IN, post=SIGNED_IN),
    "people:phone": page(get=SIGNED_IN, post=SIGNED_IN),
    "people:trn": page(get=SIGNED_IN, post=SIGNED_IN),
    "people:disclosures": page(get=SIGNED_IN, post="in 405 405 405 405 405 405 405 405"),
    "people:all_disclosures": page(
        get="in no no no no no no ok no", post="in 405 405 405 405 405 405 405 405"
    ),
    "people:second_factor": page(get=SIGNED_IN, post="in 405 405 405 405 405 405 405 405"),
    "people:sign_in_as": page(get="ok", post="ok"),  # 404 outside demo mode
    "people:confirm_email": page(get=SIGNED_IN, post=SIGNED_IN),
    "people:no_password_change": page(get="404", post="404"),
    "people:no_password_set": page(get="404", post="404"),
    "people:no_password_reset": page(get="404", post="404"),
}
