"""The hub around Telford has asked the planner; the first worker works it out."""

from __future__ import annotations

from datetime import timedelta

from mathshubs.core.years import academic_year_of
from mathshubs.insight.forms.planner import AskPlanner
from mathshubs.insight.queries.planner import facts
from mathshubs.insight.queries.planner_question import as_typed, question_of
from mathshubs.people.models import Person
from mathshubs.programmes.actions.planner import ask

from .world import World


def write(world: World) -> int:
    """
    Ask with the numbers that the records suggest, but with all days that leaders can give, as this
    year's are taken by its groups; return how many questions were asked.
    """
    hub, year = world.telford.hub, academic_year_of(world.today)
    known = facts(hub, year, world.today)
    if not (known.priorities and known.projects and known.leaders):
        return 0
    form = AskPlanner(facts=known)
    suggested = {
        name: form.get_initial_for_field(field, name) for name, field in form.fields.items()
    }
    sent = {name: value for name, value in suggested.items() if value not in (None, "")}
    days = {f"leader-{each.record.pk}": each.available or 0 for each in known.leaders}
    asked = {"terms": ["Spring", "Summer"], "seconds": "20"}
    form = AskPlanner(sent | days | asked, facts=known)
    if not form.is_valid():
        raise AssertionError(f"The planner's form refuses what it suggests: {form.errors}")
    ask(
        hub=hub, year=year, asked=as_typed(form.cleaned_data),
        question=question_of(known, form.cleaned_data), seconds=int(form.cleaned_data["seconds"]),
        by=Person.objects.get(pk=world.cast["hub-lead"].id), at=world.now - timedelta(hours=1),
    )  # fmt: skip
    return 1
