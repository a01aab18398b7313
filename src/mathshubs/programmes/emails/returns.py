"""Letters about half-termly returns: one when it can be sent, one when it is late."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.urls import reverse

from mathshubs.comms.actions import Draft
from mathshubs.core.templatetags.mathshubs import day
from mathshubs.people.models import Person

from ..methods.half_terms import due_on, ends_on
from ..models import HalfTerm, Plan
from .plans import NATIONAL_TEAM


def return_is_due(plan: Plan, half_term: str, to: Person, on: date) -> Draft:
    """Return the letter to one who runs the hub: by when, what is there, and where."""
    label, by = HalfTerm(half_term).label, due_on(plan.year, half_term)
    late = on > by
    says = (
        f"{label} of {plan.year} ended on {day(ends_on(plan.year, half_term))}. The half-termly "
        f"return of {plan.hub} {'was' if late else 'is'} due by {day(by)}"
        + (", and has not come. This is the only reminder." if late else ".")
    )
    there = settings.SITE_URL + reverse("insight:plan_return", args=[plan.pk, half_term])
    return Draft(
        to=to,
        kind=f"programmes.return_{'late' if late else 'due'}",
        about=f"plan:{plan.pk}:{half_term}",
        topic=f"plan:{plan.pk}",
        subject=f"{plan.hub}: the return for {label} is {'late' if late else f'due by {day(by)}'}",
        text="\n\n".join(
            [
                f"Hello {to.given_name}",
                says,
                "Its figures are there already, from your records. Say in a few words how the "
                f"half term went, and send it:\n{there}",
                NATIONAL_TEAM,
            ]
        ),
        from_name=NATIONAL_TEAM,
    )
