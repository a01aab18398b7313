"""Words about workshops in templates."""

from django import template
from django.utils.timezone import now

from ..queries.lines import where_of

register = template.Library()
register.filter("whereabouts", where_of)


@register.filter
def is_over(workshop) -> bool:
    return workshop.ends_at < now()
