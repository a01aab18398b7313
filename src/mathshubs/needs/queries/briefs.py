"""Reads about briefs that suppliers answer by a link, without an account."""

from __future__ import annotations

from datetime import date

from ..methods.answers import OPEN
from ..models import Commission, Tender
from .needs import read_told_key, told_key

_CHAIN = "provision__priority__round__hub"


def brief_key(commission: Commission) -> str:
    """Return the key of the page on which a brief is read and answered: the same for everybody."""
    return told_key("brief", commission.pk)


def tender_key(tender: Tender) -> str:
    """Return the key of the page on which whoever made an offer sees what becomes of it."""
    return told_key("tender", tender.pk)


def of_brief_key(key: str) -> Commission | None:
    """Return the commission whose brief a key opens; None while it is a draft, or is not ours."""
    kind, pk = read_told_key(key) or ("", 0)
    if kind != "brief":
        return None
    opened = Commission.objects.exclude(state=Commission.State.DRAFT)
    return opened.select_related(_CHAIN).filter(pk=pk).first()


def of_tender_key(key: str) -> Tender | None:
    kind, pk = read_told_key(key) or ("", 0)
    if kind != "tender":
        return None
    return Tender.objects.select_related(f"commission__{_CHAIN}").filter(pk=pk).first()


def takes_offers(commission: Commission, on: date) -> bool:
    """Return whether an offer can be sent: the brief is open, and its last day is not over."""
    is_open = commission.state == Commission.State.OPEN and commission.provision.state in OPEN
    return is_open and commission.reply_by is not None and commission.reply_by >= on
