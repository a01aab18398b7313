"""A supplier sends an offer for an open brief."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.timezone import localdate

from mathshubs.comms.actions import post_many

from ..emails import commissions as emails
from ..models import Commission, Tender
from ..queries.briefs import takes_offers


class BriefRefused(Exception):
    """No offer is kept. `str(refusal)` is a sentence for whoever sent it."""


@transaction.atomic
def send_tender(
    *, commission: Commission, organisation: str, email: str, price: Decimal, words: str,
    at: datetime,
) -> Tender:  # fmt: skip
    """
    Keep an offer that came by the link, acknowledge it, and tell who sees to the answer.

    The same offer sent twice is one. Raises BriefRefused after the last day, or once it is decided.
    """
    commission = (
        Commission.objects.select_for_update(of=("self",))
        .select_related(
            "provision__owner", "provision__by", "provision__priority__round__hub"
        )
        .get(pk=commission.pk)
    )  # fmt: skip
    if not takes_offers(commission, localdate(at)):
        raise BriefRefused("The brief is closed, so your offer was not sent.")
    offer = {"organisation": organisation, "email": email.lower(), "price": price, "words": words}
    tender, is_new = Tender.objects.get_or_create(
        commission=commission, **offer, defaults={"received_on": localdate(at)}
    )
    if is_new:
        post_many([emails.offer_arrived(tender), emails.offer_to_read(tender)], at=at)
    return tender
