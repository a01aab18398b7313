"""The letter to somebody whose two records were joined."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from mathshubs.comms.actions import Draft, post_many
from mathshubs.core.templatetags.mathshubs import day
from mathshubs.people.merging_undone import UNDONE_WITHIN
from mathshubs.people.models import PersonMerge


def records_joined(done: PersonMerge, *, at: datetime) -> None:
    """Tell both addresses: whoever reads the other one learns of it too."""
    text = "\n\n".join(
        [
            f"Dear {done.kept.given_name or 'colleague'},",
            f"You had two records with the Maths Hubs, one as {done.kept.email} and one as "
            f"{done.was_email}. They looked like yours, so {done.by.name} made them one. All your "
            "places, schools and certificates are together now.",
            f"Sign in with {done.kept.email}. An address you had confirmed before works as well:\n"
            + settings.SITE_URL
            + reverse("people:profile"),
            "If these are two different people, answer by "
            f"{day(at + UNDONE_WITHIN)}: until then it can be taken back.",
        ]
    )
    post_many(
        [
            Draft(
                to=to, kind="insight.records_joined", about=f"merge:{done.pk}",
                subject="Your two records are one now", text=f"{text}\n", reply_to=done.by.email,
            )
            for to in (done.kept, done.was_email)
        ],
        at=at,
    )  # fmt: skip
