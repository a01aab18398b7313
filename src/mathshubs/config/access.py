"""The one table of who may open what, put together from every room's rows."""

from __future__ import annotations

from mathshubs.comms import access as comms
from mathshubs.community import access as community
from mathshubs.core.access import Page, page
from mathshubs.hubs import access as hubs
from mathshubs.insight import access as insight
from mathshubs.needs import access as needs
from mathshubs.people import access as people
from mathshubs.programmes import access as programmes
from mathshubs.schools import access as schools
from mathshubs.workgroups import access as workgroups

from . import information

TABLE: dict[str, Page] = {
    "healthz": page(get="ok"),
    "readyz": page(get="ok"),
    "demo_clock": page(get="ok", post="ok"),  # 404 outside demo mode
    **{name: page(get="ok") for name in information.PAGES},
    **people.PAGES,
    **comms.PAGES,
    **schools.PAGES,
    **hubs.PAGES,
    **programmes.PAGES,
    **needs.PAGES,
    **workgroups.PAGES,
    **community.PAGES,
    **insight.PAGES,
}
