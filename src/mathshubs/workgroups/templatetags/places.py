"""Words about workshops in templates."""

from django import template
from django.utils.timezone import now

from .. import calendars

register = template.Library()
register.filter("whereabouts", calendars.where)


@register.filter
def is_over(workshop) -> bool:
    return workshop.ends_at < now()
