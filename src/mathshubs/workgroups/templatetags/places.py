"""Words about workshops in templates."""

from django import template

from .. import calendars

register = template.Library()
register.filter("whereabouts", calendars.where)
